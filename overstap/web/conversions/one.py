"""The page of one conversion: what can be carried, how far it is, what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from overstap.connectors.abilities import told_note
from overstap.connectors.values import Kind
from overstap.connectors.words import WAYS
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told
from overstap.moves.conversions import queries
from overstap.moves.conversions.values import (
    AT_WORK,
    FAULTS,
    MAPPED,
    Conversion,
    KindCount,
    PlanRow,
    State,
    What,
)
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.conversions import words
from overstap.web.conversions.report import difference_told, finding_told
from overstap.web.managing.package_words import WAY_TONES

UNCHANGED = 204  # tells htmx to leave the page as it is
_SHORT = 10  # of a list that has a page of its own
_STEPS = (State.DRAWN_UP, State.READING, State.REVIEW, State.WRITING, State.CHECKING, State.DONE)


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind in the table of how far it is; ``faults`` None: it was not compared."""

    name: str
    count: KindCount
    faults: int | None
    renumbered: int

    @property
    def none_written(self) -> bool:
        """Whether the target refused all that was sent."""
        return bool(self.count.refused) and self.count.refused == self.count.sent


@dataclass(frozen=True, slots=True)
class Left:
    """What was not carried: how many were read, and what the packages say of it."""

    name: str
    read: int
    notes: list[str]


def show_one(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """The page."""
    found = queries.conversion(actor, uid)
    if _unchanged(request, found):
        return HttpResponse(status=UNCHANGED)
    state, tone = words.STATES[found.state]
    return doors.show(
        request,
        "conversions/one.html#live",
        found=found,
        state=state,
        tone=_verdict_tone(found) or tone,
        at_work=found.state in AT_WORK,
        steps=list(_bar(found)),
        stopped=_stopped(found),
        plan=[_planned(row) for row in found.plan],
        counts=[_counted(one, found.balances) for one in found.counts],
        mapped=[(words.kind(kind), kind, found.pairs[kind]) for kind in MAPPED if kind in found.pairs],
        left=list(_left(found)),
        refused=sum(one.refused for one in found.counts),
        findings=[finding_told(row) for row in queries.findings(actor, uid, limit=_SHORT)],
        differences=[difference_told(row) for row in queries.differences(actor, uid, limit=_SHORT)],
        waits_for=told(found.waits_for, _),
        problem=problem,
    )


@never_cache
@doors.page("conversion.show")
def show(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One conversion; for htmx nothing while nothing changed since ``seen``."""
    return show_one(request, actor, uid)


def _unchanged(request: HttpRequest, found: Conversion) -> bool:
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and request.GET.get("seen") == found.version


def _verdict_tone(found: Conversion) -> str:
    return "" if found.clean is None else "ok" if found.clean else "bad"


def _bar(found: Conversion) -> Iterator[tuple[str, str]]:
    """The steps with how each stands: done, now or todo."""
    reached = State(found.stopped_in) if found.state is State.STOPPED else found.state
    place = _STEPS.index(reached) if reached in _STEPS else 0
    for number, step in enumerate(_STEPS):
        done = number < place or reached is State.DONE
        yield str(_BAR[step]), "done" if done else "now" if number == place else "todo"


_BAR: words.Words = {
    State.DRAWN_UP: gettext_lazy("Plan"),
    State.READING: gettext_lazy("Read"),
    State.REVIEW: gettext_lazy("Review"),
    State.WRITING: gettext_lazy("Write"),
    State.CHECKING: gettext_lazy("Compare"),
    State.DONE: gettext_lazy("Report"),
}


def _planned(row: PlanRow) -> tuple[str, tuple[str, str], tuple[str, str], list[str]]:
    read, write = row.read.read, row.write.write
    notes = [told_note(note) for note in dict.fromkeys(row.notes)]
    return words.kind(row.kind), (str(WAYS[read]), WAY_TONES[read]), (str(WAYS[write]), WAY_TONES[write]), notes


def _counted(one: KindCount, balances: Mapping[str, int]) -> Counted:
    if one.kind is Kind.OPENING and balances:  # it is compared by account, with the balances
        return Counted(words.kind(one.kind), one, balances[What.DIFFERENT], 0)
    differ: Mapping[str, int] = one.differences or {}
    faults = None if one.differences is None else sum(differ.get(what, 0) for what in FAULTS)
    return Counted(words.kind(one.kind), one, faults, differ.get(What.RENUMBERED, 0))


def _left(found: Conversion) -> Iterator[Left]:
    """Kinds of which something was read, or would have been, and nothing sent."""
    counts = {one.kind: one for one in found.counts}
    for row in found.plan:
        count = counts.get(row.kind, KindCount(row.kind))
        if found.state is State.DONE and not count.sent and row.notes:
            yield Left(words.kind(row.kind), count.read, [told_note(note) for note in row.notes])


def _stopped(found: Conversion) -> dict[str, Any] | None:
    if found.problem is None:
        return None
    message, remedy = (told(found.problem[name], _) for name in ("message", "remedy"))
    if found.problem["code"] == "UNEXPECTED":
        message = _("Something went wrong on our side. What was written stays, and is not written twice.")
        remedy = _("Try again; if it stays, ask the operator of this installation to look at its failed jobs.")
    return {"code": found.problem["code"], "message": message, "remedy": remedy}
