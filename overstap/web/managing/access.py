"""Settings > Administrations > edit > tab Users: Access yes or no (R085)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy import actions, overviews, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.managing.parts import person_id

TEMPLATE = "managing/users.html#access"


def _users_page(
    request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None, changed: str = ""
) -> HttpResponse:
    rows = queries.access_list(actor, code)
    one = overviews.managed_administration(actor, code)
    inside = sum(1 for row in rows if row.access)
    return doors.show(
        request, TEMPLATE, one=one, rows=rows, inside=inside, problem=problem, changed=changed, me=actor.person.uid
    )


@doors.page("access.change", again=_users_page)
def users(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Every member, with a switch."""
    if request.method != "POST":
        return _users_page(request, actor, code)
    text = _switch(actor, code, person_id(request.POST.get("person", "")), request.POST.get("access", ""))
    if request.htmx:  # type: ignore[attr-defined]
        return _users_page(request, actor, code, changed=text)
    return doors.done(request, text, "managing-access", environment=actor.environment.slug, code=code)


def _switch(actor: Actor, code: str, uid: UUID, wanted: str) -> str:
    person, _role = overviews.member(actor, uid, Right.MANAGE_ACCESS)
    if wanted == "yes":
        actions.give_access(actor=actor, code=code, person=person)
        return _("%(name)s has access.") % {"name": person.name}
    if wanted == "no":
        actions.withdraw_access(actor=actor, code=code, person=person)
        return _("%(name)s has no access any more.") % {"name": person.name}
    raise Refused(
        _("Access is yes or no."), code="ACCESS-MALFORMED", remedy=_("Load the page again and use its switches.")
    )
