"""Addresses of the pages of moves, below ``/e/<environment>/migrations/``."""

from django.urls import URLPattern, URLResolver

from overstap.web.moving import move_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *move_urls.urlpatterns,
]
