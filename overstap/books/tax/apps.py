"""Django's handle on this module."""

from django.apps import AppConfig


class TaxConfig(AppConfig):
    """Tables of overstap.books.tax."""

    name = "overstap.books.tax"
    label = "tax"
