"""Django's handle on this module."""

from django.apps import AppConfig


class AssetsConfig(AppConfig):
    """Tables of overstap.books.assets."""

    name = "overstap.books.assets"
    label = "assets"
