"""Conversions: the books of one package written into another, through the values of books."""
