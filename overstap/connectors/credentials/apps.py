"""Django's handle on this part."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Tables of login data."""

    name = "overstap.connectors.credentials"
    label = "credentials"
