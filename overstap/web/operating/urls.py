"""Addresses of the operator's console, under ``/operator/``."""

from django.urls import path

from overstap.web.operating import (
    audit,
    coupling,
    impersonating,
    incidents,
    offices,
    orders,
    overview,
    profiles,
    queue,
    relinks,
)

urlpatterns = [
    path("", overview.overview, name="operating"),
    path("environments/", offices.offices, name="operating-offices"),
    path("environments/<slug:slug>/", offices.office, name="operating-office"),
    path("environments/<slug:slug>/licence/", offices.licence, name="operating-licence"),
    path("environments/<slug:slug>/coupling/on/", coupling.switch_on, name="operating-coupling-on"),
    path("environments/<slug:slug>/coupling/off/", coupling.switch_off, name="operating-coupling-off"),
    path("orders/", orders.orders, name="operating-orders"),
    path("orders/<uuid:uid>/", orders.order, name="operating-order"),
    path("incidents/", incidents.incidents, name="operating-incidents"),
    path("incidents/<uuid:uid>/", incidents.incident, name="operating-incident"),
    path("incidents/<uuid:uid>/carry-out/", incidents.carry_out, name="operating-incident-carry-out"),
    path("incidents/<uuid:uid>/decline/", incidents.decline, name="operating-incident-decline"),
    path("relinks/", relinks.relinks, name="operating-relinks"),
    path("relinks/<uuid:uid>/", relinks.relink, name="operating-relink"),
    path("relinks/<uuid:uid>/execute/", relinks.execute, name="operating-relink-execute"),
    path("relinks/<uuid:uid>/decline/", relinks.decline, name="operating-relink-decline"),
    path("queue/", queue.queue, name="operating-queue"),
    path("queue/jobs/<int:number>/", queue.retry_job, name="operating-retry-job"),
    path("queue/mail/", queue.retry_mail, name="operating-retry-mail"),
    path("audit-log/", audit.log, name="operating-audit"),
    path("audit-log/csv/", audit.download, name="operating-audit-download"),
    path("profiles/", profiles.profiles, name="operating-profiles"),
    path("profiles/<slug:name>/", profiles.profile, name="operating-profile"),
    path("profiles/<slug:name>/copy/", profiles.copy, name="operating-profile-copy"),
    path("impersonations/", impersonating.impersonations, name="operating-impersonations"),
    path("impersonations/<uuid:uid>/end/", impersonating.end, name="operating-impersonate-end"),
    path("people/<str:person>/impersonate/", impersonating.begin, name="operating-impersonate"),
    path("operators/", overview.operators, name="operating-operators"),
]
