"""Django's handle on this part."""

from django.apps import AppConfig


class AddressesConfig(AppConfig):
    """Tables of overstap.tenancy.addresses."""

    name = "overstap.tenancy.addresses"
    label = "addresses"
