"""Addresses of the operator's console, under ``/operator/``."""

from django.urls import path

from overstap.web.operating import overview

urlpatterns = [
    path("", overview.overview, name="operating"),
    path("operators/", overview.operators, name="operating-operators"),
]
