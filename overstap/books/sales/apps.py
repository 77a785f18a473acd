"""Django's handle on this module."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Tables of overstap.books.sales."""

    name = "overstap.books.sales"
    label = "sales"
