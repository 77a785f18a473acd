"""Addresses of help; an article's slug is its permanent address (R260)."""

from django.urls import path

from overstap.web.help import views

app_name = "help"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.article, name="article"),
    path("<slug:slug>/vote/", views.vote, name="vote"),
]
