"""Addresses of the page of one move, and of what can be done there."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
