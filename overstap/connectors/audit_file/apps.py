"""Django's handle on this connector."""

from django.apps import AppConfig


class AuditFileConfig(AppConfig):
    """Tables of imports that somebody ordered."""

    name = "overstap.connectors.audit_file"
    label = "audit_file"
