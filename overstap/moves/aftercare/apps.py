"""Django's handle on this part."""

from django.apps import AppConfig


class AftercareConfig(AppConfig):
    """Tables of overstap.moves.aftercare."""

    name = "overstap.moves.aftercare"
    label = "aftercare"
