"""Django's handle on this module."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """Tables of overstap.books.inbox."""

    name = "overstap.books.inbox"
    label = "inbox"
