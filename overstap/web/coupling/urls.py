"""Addresses of coupling and contacts, below ``/e/<environment>/contacts/``."""

from django.urls import path

from overstap.web.coupling import administrations, deeds, overview, wizard

urlpatterns = [
    path("coupling/", overview.show, name="coupling"),
    path("coupling/select/", wizard.select, name="coupling-select"),
    path("coupling/configure/", wizard.configure, name="coupling-configure"),
    path("coupling/confirm/", wizard.confirm, name="coupling-confirm"),
    path("coupling/back/", deeds.back, name="coupling-back"),
    path("coupling/add/", deeds.add, name="coupling-add"),
    path("coupling/leave/", deeds.leave, name="coupling-leave"),
    path("coupling/go-on/", deeds.go_on, name="coupling-go-on"),
    path("coupling/read-again/", deeds.read_again, name="coupling-read-again"),
    path("coupling/match/", deeds.match, name="coupling-match"),
    path("coupling/matched/", deeds.matched, name="coupling-matched"),
    path("coupling/finish/", deeds.finish, name="coupling-finish"),
    path("coupling/findings/accept/", deeds.accept_all, name="coupling-accept-all"),
    path("coupling/findings/<int:number>/accept/", deeds.accept, name="coupling-accept"),
    path("coupling/administrations/<int:number>/", administrations.settings, name="coupling-settings"),
    path("coupling/administrations/<int:number>/uncouple/", administrations.uncouple, name="coupling-uncouple"),
]
