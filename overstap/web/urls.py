"""Addresses of the pages. What belongs to an environment stands under ``/e/<its URL part>/``."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from overstap.web.clients import urls as clients
from overstap.web.converters import AdministrationCode
from overstap.web.documents import links as permanent_links
from overstap.web.former import urls as former
from overstap.web.home import views as home
from overstap.web.managing import connecting
from overstap.web.moving import doorways
from overstap.web.takeovers import urls as takeovers
from overstap.web.tour import views as tour

register_converter(AdministrationCode, "administration")

in_environment: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("tour/", tour.go, name="tour"),
    path("administrations/", include("overstap.web.books.urls")),
    path("administrations/", include("overstap.web.bank.urls")),
    path("administrations/", include("overstap.web.documents.urls")),
    path("administrations/", include("overstap.web.inbox.urls")),
    path("administrations/", include("overstap.web.tax.urls")),
    path("administrations/", include("overstap.web.assets.urls")),
    path("administrations/", include("overstap.web.sales.urls")),
    path("contacts/", include("overstap.web.projects.urls")),
    path("contacts/", include("overstap.web.coupling.review_urls")),
    path("contacts/", include("overstap.web.coupling.urls")),
    path("contacts/", include("overstap.web.coupling.keeping_urls")),
    path("migrations/relink/", include("overstap.web.relinks.urls")),
    path("migrations/conversions/", include("overstap.web.conversions.urls")),
    path("migrations/", include("overstap.web.rehearsing.urls")),
    path("migrations/", include("overstap.web.takeovers.urls")),
    path("migrations/", include("overstap.web.moving.urls")),
    path("", include("overstap.web.addressing.urls")),
    path("", include("overstap.web.tasks.urls")),
    path("", include("overstap.web.authorisation.urls")),
    path("", include("overstap.web.appcenter.urls")),
    path("", include("overstap.web.former.urls")),
    path("", include("overstap.web.clients.urls")),
    path("", include("overstap.web.managing.urls")),
    path("", include("overstap.web.files.urls")),
]

urlpatterns = [
    path("", home.start, name="start"),
    path("environments/", home.environments, name="environments"),
    path("favicon.ico", home.favicon),
    path("language/", home.choose_language, name="choose-language"),
    path("", include("overstap.web.signing_in.urls")),
    path("d/<uuid:uid>/", permanent_links.follow, name="document-link"),
    *former.outside,
    *takeovers.outside,
    path("", include("overstap.web.sales.outside")),
    path("", include("overstap.web.bank.outside")),
    path("", include("overstap.web.requesting.urls")),
    path("operator/", include("overstap.web.operating.urls")),
    path("connect/back/", connecting.back, name="connect-back"),
    path("help/", include("overstap.web.help.urls")),
    path("migrations/receive/", doorways.receive, name="receive-anywhere"),
    path("moves/<uuid:uid>/", doorways.move, name="move-anywhere"),
    path("", include(clients.anywhere)),
    path("e/<slug:environment>/", include(in_environment)),
]
