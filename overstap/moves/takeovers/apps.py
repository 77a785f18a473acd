"""Django's handle on this part."""

from django.apps import AppConfig


class TakeoversConfig(AppConfig):
    """Tables of overstap.moves.takeovers."""

    name = "overstap.moves.takeovers"
    label = "takeovers"
