"""Addresses of the pages of moves, below ``/e/<environment>/migrations/``."""

from django.urls import URLPattern, URLResolver, path

from overstap.web.moving import move_urls, overview, picking, receiving, starting

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.migrations, name="migrations"),
    path("start/", starting.new, name="start-move"),
    path("start/<uuid:draft>/", starting.go_on, name="start-move-on"),
    path("start/<uuid:draft>/kind/", starting.kind, name="start-move-profile"),
    path("start/<uuid:draft>/administrations/", picking.administrations, name="start-move-administrations"),
    path("start/<uuid:draft>/receiver/", starting.receiver, name="start-move-receiver"),
    path("start/<uuid:draft>/agree/", starting.agree, name="start-move-agree"),
    path("start/<uuid:draft>/done/", starting.done, name="start-move-done"),
    path("start/<uuid:draft>/discard/", overview.discard, {"kind": "start"}, name="start-move-discard"),
    path("receive/", receiving.new, name="receive-move"),
    path("receive/<uuid:draft>/", receiving.go_on, name="receive-move-on"),
    path("receive/<uuid:draft>/offer/", receiving.offer, name="receive-move-offer"),
    path("receive/<uuid:draft>/codes/", receiving.codes, name="receive-move-codes"),
    path("receive/<uuid:draft>/agree/", receiving.agree, name="receive-move-agree"),
    path("receive/<uuid:draft>/reject/", receiving.reject, name="receive-move-reject"),
    path("receive/<uuid:draft>/discard/", overview.discard, {"kind": "receive"}, name="receive-move-discard"),
    *move_urls.urlpatterns,
]
