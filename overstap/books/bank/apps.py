"""Django's handle on this module."""

from django.apps import AppConfig


class BankConfig(AppConfig):
    """Tables of overstap.books.bank."""

    name = "overstap.books.bank"
    label = "bank"
