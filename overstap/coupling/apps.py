"""Django's handle on this part."""

from django.apps import AppConfig


class CouplingConfig(AppConfig):
    """Tables of overstap.coupling."""

    name = "overstap.coupling"
    label = "coupling"
