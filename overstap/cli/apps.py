"""Django's handle on this layer."""

from django.apps import AppConfig


class CliConfig(AppConfig):
    """Tables of overstap.cli."""

    name = "overstap.cli"
    label = "cli"
