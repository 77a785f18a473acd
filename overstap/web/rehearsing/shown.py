"""What the page of a rehearsal shows; the verification in the parts that show that of a real move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.lib import clock
from overstap.moves.dossier import Checked
from overstap.moves.rehearsals.values import UNDER_THE_FREEZE, Rehearsal, RehearsalRow, RehearsalState, Rehearsed, Step
from overstap.moves.values import Gravity, Problem
from overstap.web.moving.move_words import duration

STATES: Mapping[RehearsalState, tuple[str | Promise, str]] = {
    RehearsalState.WAITING: (gettext_lazy("Waits for its turn"), "wait"),
    RehearsalState.RUNNING: (gettext_lazy("Runs"), "live"),
    RehearsalState.DONE: (gettext_lazy("Done"), "ok"),
    RehearsalState.FAILED: (gettext_lazy("Stopped"), "bad"),
}
STEPS: Mapping[Step, tuple[str | Promise, str | Promise]] = {
    Step.FINGERPRINT: (
        gettext_lazy("Take fingerprints of everything that is booked"),
        gettext_lazy("In a real migration people go on working meanwhile."),
    ),
    Step.TAIL: (
        gettext_lazy("Take fingerprints of the newest entries and the master data"),
        gettext_lazy("From here on nothing can be saved in a real migration."),
    ),
    Step.COPY: (gettext_lazy("Carry the master data over"), ""),
    Step.COMPARE: (gettext_lazy("Compare every record and every figure"), ""),
    Step.TAKE_BACK: (gettext_lazy("Give back, and compare again"), gettext_lazy("Then it is ready to be released.")),
}


@dataclass(frozen=True, slots=True)
class Part:
    """An administration as the parts of the page of a move want it."""

    number: int
    name: str
    verification: Checked


@dataclass(frozen=True, slots=True)
class Shown:
    """A rehearsal where those parts expect a move."""

    uid: str
    state: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Duration:
    """A step and how long it took; ``share`` of the longest, in hundredths."""

    name: str
    told: str
    took: str
    share: int
    frozen: bool


def as_move(found: Rehearsal) -> Shown:
    """The rehearsal, for parts of the page of a move."""
    return Shown(found.uid, found.state, [_part(found, one) for one in found.parts])


def state_of(found: Rehearsal | RehearsalRow) -> tuple[str, str]:
    """How it stands, in words and tone: a rehearsal that is done passed or did not."""
    if found.state is RehearsalState.DONE:
        return (_("Passed"), "ok") if found.clean else (_("Did not pass"), "bad")
    text, tone = STATES[found.state]
    return str(text), tone


def durations(found: Rehearsal) -> Iterator[Duration]:
    """Each step, all administrations together."""
    if found.forecast is None:
        return
    longest = max(found.forecast.steps.values(), default=1) or 1
    for step, (name, told) in STEPS.items():
        milliseconds = found.forecast.steps.get(step, 0)
        if milliseconds:
            share = max(round(100 * milliseconds / longest), 1)
            yield Duration(str(name), str(told), duration(milliseconds), share, step in UNDER_THE_FREEZE)


def problems(found: Rehearsal) -> list[Problem]:
    """What the preflight found, as a page shows it."""
    return [
        Problem(one["check"], Gravity(one["gravity"]), one["place"], one["message"], one["remedy"])
        for one in found.problems
    ]


def way_back(found: Rehearsal) -> bool | None:
    """Whether all of it would come back unchanged; None where the profile knows no way back."""
    answers = [one.take_back for one in found.parts if one.take_back is not None]
    return all(answers) if answers else None


def balances(found: Rehearsal, number: int) -> Mapping[str, Any] | None:
    """The trial balances side by side of one administration, where the reader may see them."""
    return next((one.result.get("trial_balance") for one in found.parts if one.number == number), None)


def _part(found: Rehearsal, one: Rehearsed) -> Part:
    checked = Checked(
        at=found.finished_at or clock.now(),
        clean=one.clean,
        purpose="rehearsal",
        kinds=list(one.result["kinds"]),
        statements=list(one.result["statements"]),
        not_compared=list(one.result["not_compared"]),
    )
    return Part(one.number, one.name, checked)
