"""Django's handle on this part."""

from django.apps import AppConfig


class MeteringConfig(AppConfig):
    """Tables of counted calls."""

    name = "overstap.connectors.metering"
    label = "metering"
