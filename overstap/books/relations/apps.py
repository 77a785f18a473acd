"""Django's handle on this module."""

from django.apps import AppConfig


class RelationsConfig(AppConfig):
    """Tables of overstap.books.relations."""

    name = "overstap.books.relations"
    label = "relations"
