"""Addresses of sales, below ``/e/<environment>/administrations/``.

Codes of products stand in the query string: they may hold any character.
"""

from django.urls import URLPattern, path

from overstap.web.sales import agreement, invoices, products, quotations, settings

_SALES = "<administration:code>/sales/"

urlpatterns: list[URLPattern] = [
    path(_SALES, invoices.listed, name="sales"),
    path(f"{_SALES}send/", invoices.send_all, name="sales-send-all"),
    path(f"{_SALES}invoices/new/", invoices.new, name="sales-invoice-new"),
    path(f"{_SALES}invoices/<uuid:uid>/", invoices.one, name="sales-invoice"),
    path(f"{_SALES}invoices/<uuid:uid>/edit/", invoices.edit, name="sales-invoice-edit"),
    path(f"{_SALES}invoices/<uuid:uid>/pdf/", invoices.pdf, name="sales-invoice-pdf"),
    path(f"{_SALES}invoices/<uuid:uid>/preview/", invoices.preview, name="sales-invoice-preview"),
    path(f"{_SALES}quotations/", quotations.listed, name="sales-quotations"),
    path(f"{_SALES}quotations/new/", quotations.new, name="sales-quotation-new"),
    path(f"{_SALES}quotations/<uuid:uid>/", quotations.one, name="sales-quotation"),
    path(f"{_SALES}quotations/<uuid:uid>/edit/", quotations.edit, name="sales-quotation-edit"),
    path(f"{_SALES}quotations/<uuid:uid>/pdf/", quotations.pdf, name="sales-quotation-pdf"),
    path(f"{_SALES}quotations/<uuid:uid>/preview/", quotations.preview, name="sales-quotation-preview"),
    path(f"{_SALES}products/", products.listed, name="sales-products"),
    path(f"{_SALES}product/", products.one, name="sales-product"),
    path(f"{_SALES}settings/", settings.settings, name="sales-settings"),
    path("<administration:code>/payment-agreement/", agreement.agreement, name="payment-agreement"),
]
