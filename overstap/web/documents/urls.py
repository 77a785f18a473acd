"""Addresses of the archive, below ``/e/<environment>/administrations/``."""

from django.urls import path

from overstap.web.documents import adding, cutting, listing, one, settings, takeaway

_IN = "<administration:code>/documents/"

urlpatterns = [
    path(_IN, listing.listed, name="administration-documents"),
    path(f"{_IN}deeds/", listing.deeds, name="document-deeds"),
    path(f"{_IN}add/", adding.add, name="document-add"),
    path(f"{_IN}uploads/", adding.begin, name="document-uploads"),
    path(f"{_IN}uploads/<uuid:uid>/", adding.upload, name="document-upload"),
    path(f"{_IN}merge/", cutting.merge, name="document-merge"),
    path(f"{_IN}archive/", takeaway.orders, name="document-archive"),
    path(f"{_IN}archive/<uuid:uid>/", takeaway.file, name="document-archive-file"),
    path(f"{_IN}archive/<uuid:uid>/remove/", takeaway.remove, name="document-archive-remove"),
    path(f"{_IN}links/", settings.links, name="document-links"),
    path(f"{_IN}<uuid:uid>/", one.document, name="document"),
    path(f"{_IN}<uuid:uid>/preview/", one.preview, name="document-preview"),
    path(f"{_IN}<uuid:uid>/download/", one.download, name="document-download"),
    path(f"{_IN}<uuid:uid>/change/", one.change, name="document-change"),
    path(f"{_IN}<uuid:uid>/delete/", one.delete, name="document-delete"),
    path(f"{_IN}<uuid:uid>/restore/", one.restore, name="document-restore"),
    path(f"{_IN}<uuid:uid>/split/", cutting.split, name="document-split"),
]
