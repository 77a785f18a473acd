"""Settings > People and roles: members, the role of one of them, and the end of their work here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.tenancy import access, overviews, people, queries
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, Role, may
from overstap.web import doors
from overstap.web.managing import texts
from overstap.web.managing.forms import RoleForm
from overstap.web.words import word


@doors.page("member.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody who works here."""
    return doors.show(request, "managing/people.html", rows=queries.members(actor), me=actor.person.uid)


@doors.page("member.list")
def roles(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What each of the seven roles may do."""
    access.require(actor, Right.MANAGE_PEOPLE)
    table = [(texts.RIGHTS[right], [(role, may(role, right)) for role in Role]) for right in Right]
    return doors.show(request, "managing/roles.html", roles=list(Role), table=table)


def _member_page(
    request: HttpRequest, actor: Actor, person: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one, role = overviews.member(actor, person, Right.MANAGE_PEOPLE)
    form = RoleForm(request.POST) if problem else RoleForm(initial={"role": role})
    return doors.show(request, "managing/member.html", one=one, role=role, form=form, problem=problem)


@doors.page("member.role", again=_member_page)
def change(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """The role of a member."""
    if request.method != "POST":
        return _member_page(request, actor, person)
    one, _role = overviews.member(actor, person, Right.MANAGE_PEOPLE)
    membership = people.set_role(actor=actor, person=one, role=request.POST.get("role", ""))
    text = _("The role of %(name)s is now: %(role)s.") % {"name": one.name, "role": word(membership.role)}
    return doors.done(request, text, *_next_page(actor, one.pk), environment=actor.environment.slug)


def _end_page(request: HttpRequest, actor: Actor, person: UUID, problem: OverstapError | None = None) -> HttpResponse:
    one, role = overviews.member(actor, person, Right.MANAGE_PEOPLE)
    is_me = one.pk == actor.person.pk
    return doors.show(request, "managing/end_member.html", one=one, role=role, problem=problem, is_me=is_me)


@doors.page("member.end", again=_end_page)
def end(request: HttpRequest, actor: Actor, person: UUID) -> HttpResponse:
    """End somebody's work here, after a page that says what that means."""
    if request.method != "POST":
        return _end_page(request, actor, person)
    one, _role = overviews.member(actor, person, Right.MANAGE_PEOPLE)
    people.end_membership(actor=actor, person=one)
    text = _("%(name)s does not work in this environment any more.") % {"name": one.name}
    if one.pk == actor.person.pk:
        return doors.done(request, text, "start")
    return doors.done(request, text, "managing-people", environment=actor.environment.slug)


def _next_page(actor: Actor, changed: int) -> tuple[str]:
    """Whoever gave up their own right to see the list of people goes Home."""
    return ("home",) if changed == actor.person.pk else ("managing-people",)
