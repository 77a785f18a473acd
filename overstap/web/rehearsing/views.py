"""Rehearsing: order, follow, read the result; the history."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from overstap.lib.errors import OverstapError, Refused
from overstap.moves.candidates import Candidate, candidates, chosen_candidates
from overstap.moves.profiles import Profile, profile, shipped
from overstap.moves.profiles.values import Keeps
from overstap.moves.rehearsals import actions, queries
from overstap.moves.rehearsals.values import Rehearsal
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.moving import move_balance, move_checked
from overstap.web.moving.findings import found as with_ways_out
from overstap.web.moving.move_words import duration
from overstap.web.rehearsing import shown

UNCHANGED = 204  # tells htmx to leave the page as it is
_FIRST = "transfer-code"
_ROWS = 50


@require_safe
@doors.page("rehearsal.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The history of rehearsals, newest first."""
    before = _number(request.GET.get("before", ""))
    rows = queries.listed(actor, before=before, limit=queries.PAGE + 1)
    return doors.show(
        request,
        "rehearsing/rehearsals.html",
        rows=[(row, *shown.state_of(row), duration(row.forecast_ms)) for row in rows[: queries.PAGE]],
        further=rows[queries.PAGE - 1].number if len(rows) > queries.PAGE else None,
        before=before,
    )


def show_new(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    """What to rehearse: administrations (those in the address ticked), and as which kind of migration."""
    access.require(actor, Right.START_MOVE)
    sent = request.POST if request.method == "POST" else request.GET
    codes = [code for code in sent.getlist("code")[: actions.MOST] if code.isprintable()]
    search = request.GET.get("search", "").strip()[:100]
    rows, more = _choosable(actor, codes, search)
    kinds = kinds_to_rehearse()
    asked = sent.get("profile", _FIRST)
    return doors.show(
        request,
        "rehearsing/new.html",
        rows=rows,
        more=more,
        codes=codes,
        search=search,
        kinds=[(one.name, _title(one)) for one in kinds],
        chosen=asked if asked in {one.name for one in kinds} else _FIRST,
        problem=problem,
    )


@never_cache
@doors.page("rehearsal.order", again=show_new)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Order a rehearsal of administrations, before anything is offered."""
    if request.method != "POST":
        return show_new(request, actor)
    wanted = request.POST.get("profile", "")
    if wanted not in {one.name for one in kinds_to_rehearse()}:
        raise Refused(
            _("Choose what kind of migration it is."), code="PROFILE-UNKNOWN", remedy=_("Choose one from the list.")
        )
    uid = actions.order(actor, request.POST.getlist("code")[: actions.MOST + 1], wanted)
    return redirect("rehearsal", actor.environment.slug, uid)


@require_POST
@doors.page("rehearsal.order")
def of_move(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Order a rehearsal of a move that everybody agreed to and that waits."""
    del request
    return redirect("rehearsal", actor.environment.slug, actions.order_of_move(actor, uid))


@require_safe
@doors.page("rehearsal.show")
def show(request: HttpRequest, actor: Actor, rehearsal: UUID) -> HttpResponse:
    """One rehearsal; for htmx nothing while nothing changed since ``seen``."""
    found = queries.rehearsal(actor, rehearsal)
    if request.htmx and request.GET.get("seen") == found.state:  # type: ignore[attr-defined]
        return HttpResponse(status=UNCHANGED)
    return doors.show(request, "rehearsing/rehearsal.html#live", **_context(request, actor, found))


@require_safe
@doors.page("rehearsal.show")
def side_by_side(request: HttpRequest, actor: Actor, rehearsal: UUID) -> HttpResponse:
    """The trial balances next to each other, for htmx; the page itself shows the same without it."""
    found = queries.rehearsal(actor, rehearsal)
    if not request.htmx:  # type: ignore[attr-defined]
        address = resolve_url("rehearsal", actor.environment.slug, rehearsal)
        return redirect(f"{address}?{urlencode(list(request.GET.items()))}#balance")
    return doors.show(
        request,
        "moving/move_balance.html",
        move=shown.as_move(found),
        **_balance(request, actor, found),
        partial=True,
    )


def kinds_to_rehearse() -> list[Profile]:
    """Kinds of migration that carry anything: in the others there is nothing to rehearse."""
    return [one for one in map(profile, shipped()) if one.giver.keeps is not Keeps.SAME]


def _choosable(actor: Actor, codes: list[str], search: str) -> tuple[list[Candidate], bool]:
    if codes and not search:
        return chosen_candidates(actor, _FIRST, codes), True
    rows = candidates(actor, _FIRST, search=search, limit=_ROWS + 1)
    return rows[:_ROWS], len(rows) > _ROWS


def _context(request: HttpRequest, actor: Actor, found: Rehearsal) -> dict[str, Any]:
    as_move = shown.as_move(found)
    state, tone = shown.state_of(found)
    return {
        "found": found,
        "move": as_move,
        "state": state,
        "tone": tone,
        "title": _title(profile(found.profile)),
        "at_work": found.finished_at is None,
        "verifications": [move_checked.verified(part) for part in as_move.parts],
        "findings": with_ways_out(actor, shown.problems(found)),
        "durations": list(shown.durations(found)),
        "forecast": duration(found.forecast.milliseconds) if found.forecast else "",
        "way_back": shown.way_back(found),
        **_balance(request, actor, found),
    }


def _balance(request: HttpRequest, actor: Actor, found: Rehearsal) -> dict[str, Any]:
    asked = request.GET.get("administration", "")
    numbers = {str(one.number): one.number for one in found.parts}
    number = numbers.get(asked, 1)
    only, everything = request.GET.get("only") == "differences", request.GET.get("accounts") == "all"
    slug = actor.environment.slug
    return {
        "balance": move_balance.balance(shown.balances(found, number), number, only=only, everything=everything),
        "balance_page": resolve_url("rehearsal", slug, found.uid),
        "balance_part": resolve_url("rehearsal-balance", slug, found.uid),
    }


def _title(which: Profile) -> str:
    return str(which.titles["en" if get_language() == "en" else "nl"])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
