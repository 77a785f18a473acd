"""Django's handle on this part."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Tables of overstap.moves.people."""

    name = "overstap.moves.people"
    label = "people"

    def ready(self) -> None:
        """Who accepts an invitation gets back what they had in what came here."""
        from overstap.moves.people import joining
        from overstap.tenancy import people

        people.when_somebody_joins(joining.accepted)
