"""Addresses of the pages of rehearsals, below ``/e/<environment>/migrations/``."""

from django.urls import path

from overstap.web.rehearsing import views

urlpatterns = [
    path("rehearsals/", views.listed, name="rehearsals"),
    path("rehearsals/new/", views.new, name="rehearse"),
    path("rehearsals/<uuid:rehearsal>/", views.show, name="rehearsal"),
    path("rehearsals/<uuid:rehearsal>/balance/", views.side_by_side, name="rehearsal-balance"),
    path("<uuid:uid>/rehearse/", views.of_move, name="move-rehearse"),
]
