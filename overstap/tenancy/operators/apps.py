"""Django's handle on this part."""

from django.apps import AppConfig


class OperatorsConfig(AppConfig):
    """Tables of overstap.tenancy.operators."""

    name = "overstap.tenancy.operators"
    label = "operators"
