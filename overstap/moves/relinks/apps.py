"""Django's handle on this part."""

from django.apps import AppConfig


class RelinksConfig(AppConfig):
    """Tables of overstap.moves.relinks."""

    name = "overstap.moves.relinks"
    label = "relinks"
