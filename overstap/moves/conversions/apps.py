"""Django's handle on this part."""

from django.apps import AppConfig


class ConversionsConfig(AppConfig):
    """Tables of overstap.moves.conversions."""

    name = "overstap.moves.conversions"
    label = "conversions"
