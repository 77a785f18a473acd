"""Django's handle on this part."""

from django.apps import AppConfig


class RehearsalsConfig(AppConfig):
    """Tables of overstap.moves.rehearsals."""

    name = "overstap.moves.rehearsals"
    label = "rehearsals"
