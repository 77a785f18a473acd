"""Django's handle on this layer."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Tables of overstap.tenancy."""

    name = "overstap.tenancy"
    label = "tenancy"
