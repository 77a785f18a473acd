"""Addresses of the Admin Center and of transfers, below ``/e/<environment>/``; the public ones stand apart."""

from django.urls import URLPattern, path

from overstap.web.clients import incident, transfer, views

urlpatterns: list[URLPattern] = [
    path("clients/", views.clients, name="clients"),
    path("clients/upload/", views.upload, name="clients-upload"),
    path("clients/new/", views.new, name="clients-new"),
    path("transfer/", transfer.transfer, name="transfer"),
    path("transfer/<uuid:uid>/ticket/", transfer.download, name="transfer-ticket"),
]
anywhere: list[URLPattern] = [
    path("clients/", views.anywhere, name="clients-anywhere"),
    path("incident/", incident.file, name="incident"),
    path("incident/filed/", incident.filed, name="incident-filed"),
]
