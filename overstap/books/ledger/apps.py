"""Django's handle on this module."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tables of overstap.books.ledger."""

    name = "overstap.books.ledger"
    label = "ledger"
