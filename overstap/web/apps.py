"""The pages as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds templates, static files, and the few rows that belong to pages alone."""

    name = "overstap.web"
    label = "web"
