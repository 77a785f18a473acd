"""Addresses of keeping in step and of contacts that are changed here, below ``/e/<environment>/contacts/``."""

from django.urls import URLPattern, path

from overstap.web.coupling import keeping

urlpatterns: list[URLPattern] = [
    path("new/", keeping.make, name="contact-new"),
    path("<int:number>/change/", keeping.change, name="contact-change"),
    path("<int:number>/send/", keeping.send, name="contact-send"),
    path("<int:number>/remove/", keeping.remove, name="contact-remove"),
    path("in-step/", keeping.status, name="coupling-keeping"),
    path("in-step/now/", keeping.now, name="coupling-keep-now"),
    path("in-step/<int:number>/again/", keeping.again, name="coupling-send-again"),
]
