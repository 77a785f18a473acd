"""Django's handle on this module."""

from django.apps import AppConfig


class AuthorisationConfig(AppConfig):
    """Tables of overstap.books.authorisation."""

    name = "overstap.books.authorisation"
    label = "authorisation"
