"""Django's handle on this layer."""

from django.apps import AppConfig


class MovesConfig(AppConfig):
    """Tables of overstap.moves."""

    name = "overstap.moves"
    label = "moves"

    def ready(self) -> None:
        """Nothing starts with a profile that cannot be used; raises ProfileInvalid with everything that is wrong."""
        from overstap.moves import profiles

        for name in profiles.shipped():
            profiles.profile(name)
