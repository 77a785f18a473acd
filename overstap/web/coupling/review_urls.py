"""Addresses of contacts and of what is decided about them, below ``/e/<environment>/contacts/``."""

from django.urls import URLPattern, path

from overstap.web.coupling import contact, contacts, differences, log, review

urlpatterns: list[URLPattern] = [
    path("", contacts.listed, name="contacts"),
    path("<int:number>/", contact.one, name="contact"),
    path("<int:number>/split/", contact.split, name="contact-split"),
    path("<int:number>/join/", contact.join, name="contact-join"),
    path("<int:number>/lead/", differences.differ, name="coupling-differ"),
    path("review/", review.begin, name="coupling-review"),
    path("review/<int:number>/", review.one, name="coupling-question"),
    path("review/<int:number>/answer/", review.answer, name="coupling-answer"),
    path("differences/", differences.listed, name="coupling-differences"),
    path("differences/lead/", differences.lead_all, name="coupling-lead-all"),
    path("decisions/", log.listed, name="coupling-log"),
    path("decisions/<int:number>/undo/", log.undo, name="coupling-undo"),
]
