"""Addresses of changes of connection, below ``/e/<environment>/migrations/relink/``."""

from django.urls import URLPattern, URLResolver, path

from overstap.web.relinks import orders, wizard

urlpatterns: list[URLPattern | URLResolver] = [
    path("", wizard.prepare, name="relink"),
    path("administrations/", wizard.administrations, name="relink-administrations"),
    path("codes/", wizard.codes, name="relink-codes"),
    path("check/", wizard.check, name="relink-check"),
    path("orders/", orders.listed, name="relink-orders"),
    path("orders/<uuid:uid>/", orders.one, name="relink-order"),
    path("orders/<uuid:uid>/undo/", orders.undo, name="relink-undo"),
    path("orders/<uuid:uid>/withdraw/", orders.withdraw, name="relink-withdraw"),
    path("orders/<uuid:uid>/check/", orders.check_again, name="relink-check-again"),
]
