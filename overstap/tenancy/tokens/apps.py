"""Django's handle on this part."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Tables of overstap.tenancy.tokens."""

    name = "overstap.tenancy.tokens"
    label = "tokens"
