"""Django's handle on this part."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Tables of overstap.moves.people."""

    name = "overstap.moves.people"
    label = "people"
