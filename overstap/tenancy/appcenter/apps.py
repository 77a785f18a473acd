"""Django's handle on this module."""

from django.apps import AppConfig


class AppcenterConfig(AppConfig):
    """Tables of overstap.tenancy.appcenter."""

    name = "overstap.tenancy.appcenter"
    label = "appcenter"
