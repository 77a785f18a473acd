"""Addresses of the settings and the audit log, below ``/e/<its URL part>/``."""

from django.urls import path

from overstap.web.managing import (
    access,
    administrations,
    audit,
    copying,
    invitations,
    licence,
    members,
    office,
    personal,
    systems,
    tokens,
)

urlpatterns = [
    path("settings/", office.landing, name="managing"),
    path("settings/office/", office.general, name="managing-office"),
    path("settings/office/systems/", systems.listed, name="managing-systems"),
    path("settings/office/systems/<slug:package>/", systems.package, name="managing-system"),
    path("settings/office/connections/<int:number>/", systems.connection, name="managing-connection"),
    path("settings/office/connections/<int:number>/test/", systems.check, name="managing-connection-test"),
    path("settings/office/connections/<int:number>/remove/", systems.remove, name="managing-connection-remove"),
    path("settings/environment/", office.environment_name, name="managing-environment"),
    path("settings/administrations/", administrations.listed, name="managing-administrations"),
    path("settings/add-administration/", administrations.create, name="managing-add-administration"),
    path("settings/administrations/<administration:code>/", administrations.change, name="managing-administration"),
    path("settings/administrations/<administration:code>/copy/", copying.copy, name="managing-copy"),
    path("settings/administrations/<administration:code>/users/", access.users, name="managing-access"),
    path("settings/people/", members.listed, name="managing-people"),
    path("settings/people/roles/", members.roles, name="managing-roles"),
    path("settings/people/invitations/", invitations.invitations, name="managing-invitations"),
    path("settings/people/invitations/resend/", invitations.resend, name="managing-resend"),
    path("settings/people/invitations/withdraw/", invitations.withdraw, name="managing-withdraw"),
    path("settings/people/<uuid:person>/", members.change, name="managing-member"),
    path("settings/people/<uuid:person>/end/", members.end, name="managing-end-member"),
    path("settings/licence/", licence.licence, name="managing-licence"),
    path("settings/tokens/", tokens.tokens, name="managing-tokens"),
    path("settings/tokens/<uuid:token>/revoke/", tokens.revoke, name="managing-token-revoke"),
    path("settings/personal/", personal.personal, name="managing-personal"),
    path("audit/", audit.log, name="managing-audit"),
    path("audit/download/", audit.download, name="managing-audit-download"),
]
