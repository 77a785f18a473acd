"""Django's handle on this module."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Tables of overstap.books.documents."""

    name = "overstap.books.documents"
    label = "documents"
