"""Addresses of takeovers: below ``/e/<environment>/migrations/``, and those that mails lead to."""

from django.urls import URLPattern, path

from overstap.web.takeovers import client, doing, status

urlpatterns: list[URLPattern] = [
    path("request/", doing.request, name="receive-takeover"),
    path("<uuid:uid>/approvals/", status.show, name="takeover"),
    path("<uuid:uid>/approvals/approve/", status.approve, name="takeover-approve"),
    path("<uuid:uid>/approvals/refuse/", doing.refuse, name="takeover-refuse"),
    path("<uuid:uid>/approvals/administrations/", doing.choose, name="takeover-choose"),
    path("<uuid:uid>/approvals/codes/", doing.codes, name="receive-takeover-codes"),
    path("<uuid:uid>/approvals/client/", doing.invite, name="receive-takeover-client"),
    path("<uuid:uid>/approvals/export-done/", status.export_done, name="takeover-export-done"),
]

outside: list[URLPattern] = [
    path("approve/<str:token>/", client.enter, name="takeover-link"),
    path("client/<uuid:uid>/", client.show, name="takeover-by-link"),
    path("client/<uuid:uid>/refuse/", client.refuse, name="takeover-by-link-refuse"),
    path("client/<uuid:uid>/export/", client.ask_for_export, name="takeover-by-link-export"),
    path("moves/<uuid:uid>/approvals/", status.anywhere, name="takeover-anywhere"),
]
