"""Addresses of the pages of conversions, below ``/e/<environment>/migrations/conversions/``."""

from django.urls import path

from overstap.web.conversions import deeds, listing, mapping, one, report

urlpatterns = [
    path("", listing.listed, name="conversions"),
    path("new/", listing.new, name="conversion-new"),
    path("<uuid:uid>/", one.show, name="conversion"),
    path("<uuid:uid>/begin/", deeds.begin, name="conversion-begin"),
    path("<uuid:uid>/write/", deeds.write, name="conversion-write"),
    path("<uuid:uid>/go-on/", deeds.go_on, name="conversion-go-on"),
    path("<uuid:uid>/cancel/", deeds.cancel, name="conversion-cancel"),
    path("<uuid:uid>/mapping/", mapping.mapped, name="conversion-mapping"),
    path("<uuid:uid>/findings/", report.findings, name="conversion-findings"),
    path("<uuid:uid>/differences/", report.differences, name="conversion-differences"),
    path("<uuid:uid>/report.csv", report.as_csv, name="conversion-csv"),
]
