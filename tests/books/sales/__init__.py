"""Tests of overstap.books.sales."""
