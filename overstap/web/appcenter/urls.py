"""Addresses of the App Center, below ``/e/<environment>/``."""

from django.urls import path

from overstap.web.appcenter import views

urlpatterns = [
    path("settings/apps/", views.listed, name="managing-apps"),
    path("settings/apps/connect/", views.connect, name="managing-app-connect"),
    path("settings/apps/<uuid:app>/<slug:deed>/", views.change, name="managing-app-deed"),
]
