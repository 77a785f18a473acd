"""Addresses of the pages about delivery addresses, below ``/e/<environment>/``."""

from django.urls import path

from overstap.web.addressing import views

urlpatterns = [
    path("settings/addresses/", views.listed, name="managing-addresses"),
    path(
        "settings/administrations/<administration:code>/addresses/",
        views.of_administration,
        name="managing-administration-addresses",
    ),
]
