"""Administrations of one environment that work together: equal contacts found, invoice numbers told apart."""
