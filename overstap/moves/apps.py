"""Django's handle on this layer."""

from django.apps import AppConfig


class MovesConfig(AppConfig):
    """Tables of overstap.moves."""

    name = "overstap.moves"
    label = "moves"
