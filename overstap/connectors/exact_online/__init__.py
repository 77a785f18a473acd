"""Exact Online behind the port."""
