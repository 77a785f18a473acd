"""One person who worked in what came here: their history, and what can be done about them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.lib.errors import OverstapError
from overstap.moves.people import actions, queries
from overstap.moves.people.values import Former
from overstap.tenancy import queries as tenancy
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Role
from overstap.web import doors
from overstap.web.former import parts, texts
from overstap.web.former.forms import InviteForm, LinkForm, ReasonForm
from overstap.web.former.listing import back_to_list
from overstap.web.managing.parts import person_id


def _page(request: HttpRequest, actor: Actor, former: UUID, problem: OverstapError | None = None) -> HttpResponse:
    one, events = queries.former(actor, former)
    return doors.show(
        request,
        "former/person.html",
        one=one,
        row=parts.row(one),
        state=texts.STATES[one.state],
        tone=texts.TONES[one.state],
        events=[parts.done(event) for event in events],
        back=parts.comes_back(one),
        is_superuser=one.role == Role.SUPERUSER,
        problem=problem,
        **_forms(request, actor, one, problem),
    )


def _forms(request: HttpRequest, actor: Actor, one: Former, problem: OverstapError | None) -> dict[str, Any]:
    """The forms of what can be done; the one that was refused keeps what was filled in."""
    asked = request.POST if problem else None
    page = request.resolver_match.url_name if request.resolver_match else ""
    members = [row for row in tenancy.members(actor) if row.uid != one.person_uid]
    role = "" if one.role == Role.SUPERUSER else one.role
    made: dict[str, Any] = {}
    if one.may("invite"):
        initial = {"email": one.email, "role": role}
        made["invite_form"] = InviteForm(asked if page == "former-invite-one" else None, initial=initial)
    if one.may("link"):
        data = asked if page == "former-link" else None
        chosen = {"person": str(one.member_uid or "")}
        made["link_form"] = LinkForm(data, members=members, initial=chosen, auto_id="link_%s")
    if one.may("unlink"):
        made["unlink_form"] = ReasonForm(asked if page == "former-unlink" else None, auto_id="unlink_%s")
    if one.may("put_aside"):
        made["aside_form"] = ReasonForm(asked if page == "former-put-aside" else None, auto_id="aside_%s")
    return made


@doors.page("former.show", again=_page)
def person(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Who this was, where, and what was done about them."""
    return _page(request, actor, former)


@doors.page("former.invite", again=_page)
def invite(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Invite somebody at another address, or with another role."""
    if request.method != "POST":
        return _page(request, actor, former)
    email, role = request.POST.get("email", "").strip(), request.POST.get("role", "")
    invited = actions.invite(actor, [former], role=role, email=email)
    text = _("An invitation is on its way to %(email)s.") % {"email": invited[0]}
    return doors.done(request, text, _here(actor, former))


@doors.page("former.link", again=_page)
def link(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Put somebody who works here behind the name."""
    if request.method != "POST":
        return _page(request, actor, former)
    codes = actions.link(actor, former, person_id(request.POST.get("person", "")), request.POST.get("reason", ""))
    back = back_to_list(request, actor) if request.POST.get("back") else _here(actor, former)
    return doors.done(request, _opened(codes, _("Linked.")), back)


@doors.page("former.unlink", again=_page)
def unlink(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Take the person from behind the name again."""
    if request.method != "POST":
        return _page(request, actor, former)
    codes = actions.unlink(actor, former, request.POST.get("reason", ""))
    text = _("The link is undone.")
    if codes:
        text = _("The link is undone; access to %(codes)s is taken away.") % {"codes": ", ".join(codes)}
    return doors.done(request, text, _here(actor, former))


@doors.page("former.restore", again=_page)
def restore(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Give access to what came since."""
    if request.method != "POST":
        return _page(request, actor, former)
    codes = actions.restore(actor, former)
    back = back_to_list(request, actor) if request.POST.get("back") else _here(actor, former)
    return doors.done(request, _opened(codes, _("There was nothing left to give.")), back)


@doors.page("former.put_aside", again=_page)
def put_aside(request: HttpRequest, actor: Actor, former: UUID) -> HttpResponse:
    """Keep the name for authorship alone."""
    if request.method != "POST":
        return _page(request, actor, former)
    actions.put_aside(actor, former, request.POST.get("reason", ""))
    return doors.done(request, _("Put aside; the e-mail address is erased."), _here(actor, former))


def _opened(codes: list[str], otherwise: str) -> str:
    return _("Access given to %(codes)s.") % {"codes": ", ".join(codes)} if codes else otherwise


def _here(actor: Actor, former: UUID) -> str:
    return reverse("former-person", args=[actor.environment.slug, former])
