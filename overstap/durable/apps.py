"""Django's handle on this layer."""

from django.apps import AppConfig


class DurableConfig(AppConfig):
    """Tables of overstap.durable."""

    name = "overstap.durable"
    label = "durable"
