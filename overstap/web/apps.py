"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds templates, static files, and the few rows that belong to pages alone."""

    name = "overstap.web"
    label = "web"

    def ready(self) -> None:
        """Begin to listen to what happens around signing in."""
        from overstap.web.signing_in import events  # its models are there only now

        events.connect()
