"""Addresses of asking for an environment."""

from django.urls import path

from overstap.web.requesting import views

urlpatterns = [
    path("request/", views.ask, name="request-environment"),
    path("request/sent/", views.sent, name="request-sent"),
    path("request/<str:token>/", views.confirm, name="request-confirm"),
]
