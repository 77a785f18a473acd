"""Addresses of the inbox, below ``/e/<environment>/administrations/``."""

from django.urls import path

from overstap.web.inbox import listing, one, scans

_IN = "<administration:code>/inbox/"

urlpatterns = [
    path(_IN, listing.listed, name="administration-inbox"),
    path(f"{_IN}scans/", scans.add, name="inbox-scans"),
    path(f"{_IN}<uuid:uid>/", one.item, name="inbox-item"),
    path(f"{_IN}<uuid:uid>/files/<int:number>/", one.file, name="inbox-file"),
    path(f"{_IN}<uuid:uid>/original/", one.original, name="inbox-original"),
    path(f"{_IN}<uuid:uid>/document/", one.make_document, name="inbox-document"),
    path(f"{_IN}<uuid:uid>/tag/", one.tag, name="inbox-tag"),
    path(f"{_IN}<uuid:uid>/aside/", one.put_aside, name="inbox-aside"),
    path(f"{_IN}<uuid:uid>/restore/", one.restore, name="inbox-restore"),
]
