"""Who had which role where: of one move, and under Settings > People of everything that came here."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.lib.errors import OverstapError
from overstap.moves import dossier as moves
from overstap.moves.people import actions, opening, queries
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.former import parts, texts
from overstap.web.managing.parts import uuid_or_none
from overstap.web.moving import move_shown


def _listed(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("which", "search", "after")}
    which = asked["which"] if asked["which"] in queries.WHICH else "todo"
    found = queries.listing(actor, which=which, search=asked["search"], after=asked["after"])
    here = reverse("former-people", args=[actor.environment.slug])
    return doors.show(
        request,
        "former/people.html",
        rows=[parts.row(one) for one in found.rows],
        several=any(one.one_click for one in found.rows),
        tabs=[(one, text, f"{here}?{urlencode({'which': one})}") for one, text in texts.TABS.items()],
        which=which,
        search=asked["search"],
        further=_further(here, found.after, which=which, search=asked["search"]),
        beginning=f"{here}?{urlencode({'which': which})}" if asked["after"] else "",
        problem=problem,
    )


@doors.page("former.list", again=_listed)
def people(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everybody who worked in what came here."""
    return _listed(request, actor)


def of_move(request: HttpRequest, actor: Actor, uid: uuid.UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The people of one move, and access for colleagues."""
    access.require(actor, Right.MANAGE_ACCESS)
    found = moves.dossier(actor, uid)
    here = reverse("move-people", args=[actor.environment.slug, uid])
    after = request.GET.get("after", "")
    page = queries.listing(actor, move=uid, after=after)
    number, colleagues = opening.colleagues(actor, uid)
    return doors.show(
        request,
        "former/of_move.html",
        move=found,
        head=move_shown.head(found),
        rows=[parts.row(one) for one in page.rows],
        several=any(one.one_click for one in page.rows),
        administrations=number,
        colleagues=colleagues,
        without=[one for one in colleagues if one.open < number],
        me=actor.person.uid,
        further=_further(here, page.after),
        beginning=here if after else "",
        problem=problem,
    )


@doors.page("former.list")
def move_people(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """G7: who had which role where, as the invitation list of the receiver."""
    return of_move(request, actor, uid)


@doors.page("former.open", again=of_move)
def give_access(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """R083, R084: access to everything of a move, for oneself and for colleagues, at once."""
    if request.method != "POST":
        return of_move(request, actor, uid)
    wanted = [found for text in request.POST.getlist("person") if (found := uuid_or_none(text)) is not None]
    count = opening.give(actor, uid, wanted)
    text = ngettext("%(count)d person has access now.", "%(count)d people have access now.", count) % {"count": count}
    if wanted == [actor.person.uid]:
        text = _("You have access now. Give it to your colleagues too.")
    return doors.done(request, text, _back(request, actor, uid))


def _invite_again(request: HttpRequest, actor: Actor, problem: OverstapError) -> HttpResponse:
    move = uuid_or_none(request.POST.get("move", ""))
    return of_move(request, actor, move, problem) if move else _listed(request, actor, problem)


@doors.page("former.invite", again=_invite_again)
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invite those who were ticked, or one with a click, each with the role that they had."""
    if request.method != "POST":
        return _listed(request, actor)
    invited = actions.invite(actor, parts.chosen(request))
    text = ngettext(
        "An invitation is on its way to %(addresses)s.", "Invitations are on their way to %(addresses)s.", len(invited)
    ) % {"addresses": ", ".join(invited)}
    return doors.done(request, text, back_to_list(request, actor))


def back_to_list(request: HttpRequest, actor: Actor) -> str:
    """The list that somebody came from: that of a move, or that of the settings."""
    move = uuid_or_none(request.POST.get("move", ""))
    if move is not None:
        return reverse("move-people", args=[actor.environment.slug, move])
    return reverse("former-people", args=[actor.environment.slug])


def _back(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> str:
    page = "move" if request.POST.get("back") == "move" else "move-people"
    return reverse(page, args=[actor.environment.slug, uid])


def _further(here: str, after: str, **asked: str) -> str:
    if not after:
        return ""
    told: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return f"{here}?{urlencode({**told, 'after': after})}"
