"""Addresses that mails to customers lead to; they stand below no environment."""

from django.urls import URLPattern, path

from overstap.web.sales import portal

urlpatterns: list[URLPattern] = [
    path("quotation/<str:token>/", portal.enter, name="quotation-link"),
    path("quotations/<uuid:uid>/", portal.show, name="quotation-by-link"),
    path("quotations/<uuid:uid>/refuse/", portal.refuse, name="quotation-by-link-refuse"),
    path("quotations/<uuid:uid>/pdf/", portal.pdf, name="quotation-by-link-pdf"),
]
