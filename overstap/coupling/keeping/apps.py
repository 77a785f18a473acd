"""Django's handle on this part."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Tables of overstap.coupling.keeping."""

    name = "overstap.coupling.keeping"
    label = "coupling_keeping"
