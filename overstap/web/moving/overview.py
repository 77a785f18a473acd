"""The list of moves: what is being prepared, what was offered, what arrives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import actions, drafts, queries
from overstap.moves.listing import MoveRow, WaitingOffer, offered_to_me
from overstap.moves.values import DraftKind, MoveState, Party
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.moving.move_words import TONES
from overstap.web.moving.steps import RECEIVE_STEPS, START_STEPS, Step

PAGE = 25
_LAST_DAYS = 2  # a deadline this near is shown in the colour of a warning
_A_DAY = timedelta(days=1)
_STATES = list(MoveState)


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list."""

    name: str
    text: str | Promise
    side: str


TABS = (
    Tab("", gettext_lazy("All"), ""),
    Tab("given", gettext_lazy("Offered by me"), Party.GIVER),
    Tab("received", gettext_lazy("Received"), Party.RECEIVER),
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something can still be done with a move."""

    text: str
    moment: datetime
    near: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A move in the list."""

    move: MoveRow
    tone: str
    deadline: Deadline | None
    revocable: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """Something that is being prepared."""

    draft: drafts.Draft
    step: Step
    number: int
    of: int


@doors.page("move.overview")
def migrations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every move of the environment, newest first (R099)."""
    tab = next((one for one in TABS if one.name == request.GET.get("tab")), TABS[0])
    search, state = request.GET.get("search", "").strip()[:100], request.GET.get("state", "")
    rows = queries.overview(
        actor, search=search, state=state, side=tab.side, after=_number(request.GET.get("after", "")), limit=PAGE + 1
    )
    asked = {"tab": tab.name, "search": search, "state": state}
    return doors.show(
        request,
        "moving/overview.html#moves",
        rows=[_shown(row) for row in rows[:PAGE]],
        waiting=[(one, _deadline(one.expires_at, _until_expiry)) for one in _waiting(actor, tab)],
        begun=[_begun(one) for one in drafts.drafts(actor)],
        tabs=[(one, _address(actor, {**asked, "tab": one.name})) for one in TABS],
        tab=tab,
        search=search,
        state=state,
        states=_STATES,
        further=_address(actor, {**asked, "after": rows[PAGE - 1].number}) if len(rows) > PAGE else "",
        beginning=_address(actor, asked) if request.GET.get("after") else "",
    )


def _waiting(actor: Actor, tab: Tab) -> list[WaitingOffer]:
    return [] if tab.side == Party.GIVER else offered_to_me(actor)


def show_discard(
    request: HttpRequest, actor: Actor, kind: str, draft: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    """Ask before a draft is thrown away."""
    one = drafts.draft(actor, DraftKind(kind), draft)
    return doors.show(request, "moving/discard.html", draft=one, problem=problem)


@never_cache
@doors.page("move.discard_draft", again=show_discard)
def discard(request: HttpRequest, actor: Actor, kind: str, draft: UUID) -> HttpResponse:
    """Throw away what was prepared."""
    if request.method != "POST":
        return show_discard(request, actor, kind, draft)
    actions.discard_draft(actor, drafts.draft(actor, DraftKind(kind), draft))
    return doors.done(request, _("What was prepared is thrown away."), "migrations", actor.environment.slug)


def deadline_of(move: MoveRow) -> Deadline | None:
    """The end of a code's validity, or of the time in which a move can be given back."""
    if move.state in (MoveState.DRAFT, MoveState.OFFERED):
        return _deadline(move.expires_at, _until_expiry)
    if move.state == MoveState.RELEASED and move.undo_until is not None:
        return _deadline(move.undo_until, _until_final)
    return None


def _deadline(moment: datetime, told: Callable[[timedelta], str]) -> Deadline:
    left = moment - clock.now()
    return Deadline(told(left), moment, left.days <= _LAST_DAYS)


def _until_expiry(left: timedelta) -> str:
    if left <= timedelta():
        return _("has expired")
    if left < _A_DAY:
        return ngettext("expires in %(count)d hour", "expires in %(count)d hours", _hours(left)) % {
            "count": _hours(left)
        }
    return ngettext("expires in %(count)d day", "expires in %(count)d days", left.days) % {"count": left.days}


def _until_final(left: timedelta) -> str:
    if left <= timedelta():
        return _("is final now")
    if left < _A_DAY:
        return ngettext("final in %(count)d hour", "final in %(count)d hours", _hours(left)) % {"count": _hours(left)}
    return ngettext("final in %(count)d day", "final in %(count)d days", left.days) % {"count": left.days}


def _hours(left: timedelta) -> int:
    return max(left // timedelta(hours=1), 1)


def _shown(move: MoveRow) -> Shown:
    revocable = move.side == Party.GIVER and move.withdrawable
    return Shown(move, TONES.get(move.state, "neutral"), deadline_of(move), revocable)


def _begun(draft: drafts.Draft) -> Begun:
    steps = START_STEPS if draft.kind is DraftKind.START else RECEIVE_STEPS
    number = next((place for place, one in enumerate(steps, start=1) if one.name == draft.step), 1)
    return Begun(draft, steps[number - 1], number, len(steps))


def _address(actor: Actor, asked: Mapping[str, object]) -> str:
    wanted = urlencode({name: value for name, value in asked.items() if value})
    address = resolve_url("migrations", actor.environment.slug)
    return f"{address}?{wanted}" if wanted else address


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
