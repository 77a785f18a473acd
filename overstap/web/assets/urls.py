"""Addresses of fixed assets, below ``/e/<environment>/administrations/``. Their codes stand in the query string."""

from django.urls import path

from overstap.web.assets import listing, one

_IN = "<administration:code>/assets/"

urlpatterns = [
    path(_IN, listing.listed, name="administration-assets"),
    path(f"{_IN}depreciate/", listing.depreciate, name="administration-assets-depreciate"),
    path(f"{_IN}new/", one.new, name="administration-asset-new"),
    path(f"{_IN}one/", one.asset, name="administration-asset"),
    path(f"{_IN}one/do/", one.deed, name="administration-asset-deed"),
]
