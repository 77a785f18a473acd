"""Django's handle on this module."""

from django.apps import AppConfig


class TransitConfig(AppConfig):
    """Tables of overstap.books.documents.transit."""

    name = "overstap.books.documents.transit"
    label = "document_transit"
