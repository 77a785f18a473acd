"""Django's handle on this connector."""

from django.apps import AppConfig


class MailConfig(AppConfig):
    """No tables; the jobs that read mail."""

    name = "overstap.connectors.mail"
    label = "mail"
