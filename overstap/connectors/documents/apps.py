"""Django's handle on this connector."""

from django.apps import AppConfig


class DocumentFilesConfig(AppConfig):
    """Jobs of overstap.connectors.documents."""

    name = "overstap.connectors.documents"
    label = "document_files"
