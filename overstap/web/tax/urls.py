"""Addresses of VAT returns, below ``/e/<environment>/administrations/``."""

from django.urls import path

from overstap.web.tax import codes, listing, one, settings

_IN = "<administration:code>/tax/"
_ONE = f"{_IN}returns/<slug:period>/<int:number>/"

urlpatterns = [
    path(_IN, listing.listed, name="administration-tax"),
    path(f"{_IN}begin/", listing.draft, name="administration-tax-begin"),
    path(f"{_IN}codes/", codes.codes, name="administration-tax-codes"),
    path(f"{_IN}codes/place/", codes.place, name="administration-tax-place"),
    path(f"{_IN}settings/", settings.settings, name="administration-tax-settings"),
    path(f"{_IN}settings/save/", settings.save, name="administration-tax-save"),
    path(_ONE, one.vat_return, name="administration-tax-return"),
    path(f"{_ONE}do/", one.deed, name="administration-tax-deed"),
]
