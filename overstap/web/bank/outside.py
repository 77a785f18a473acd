"""Addresses for account holders, who have no account here."""

from django.urls import URLPattern, path

from overstap.web.bank import client

urlpatterns: list[URLPattern] = [
    path("bank-consent/", client.show, name="bank-consent"),
    path("bank-consent/<str:token>/", client.enter, name="bank-consent-link"),
]
