"""The six steps of the wizard as its bar shows them, and the words of stages and standings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.coupling.values import CouplingRow, Stage, Standing

STEPS: tuple[tuple[str | Promise, frozenset[Stage]], ...] = (
    (_("Connect"), frozenset({Stage.CONNECT})),
    (_("Select"), frozenset({Stage.SELECT})),
    (_("Configure"), frozenset({Stage.CONFIGURE})),
    (_("Synchronise"), frozenset({Stage.FETCHING, Stage.COMPARING, Stage.SYNCHRONISING, Stage.SOLVING})),
    (_("Match"), frozenset({Stage.MATCHING})),
    (_("Settings"), frozenset({Stage.SETTINGS})),
)
STAGES: Mapping[Stage, tuple[str | Promise, str]] = {
    Stage.CONNECT: (_("To be connected"), "wait"),
    Stage.SELECT: (_("To be selected"), "wait"),
    Stage.CONFIGURE: (_("To be configured"), "wait"),
    Stage.FETCHING: (_("Contacts are fetched"), "live"),
    Stage.COMPARING: (_("Contacts are compared"), "live"),
    Stage.SYNCHRONISING: (_("Contacts are synchronised"), "live"),
    Stage.SOLVING: (_("To be solved"), "warn"),
    Stage.MATCHING: (_("To be matched"), "warn"),
    Stage.SETTINGS: (_("Settings to be made"), "warn"),
    Stage.RUNNING: (_("Kept in step"), "ok"),
}
STANDINGS: Mapping[Standing, tuple[str | Promise, str]] = {
    Standing.CHOSEN: (_("Not read yet"), "wait"),
    Standing.COUPLED: (_("Coupled"), "ok"),
    Standing.LOST: (_("No access"), "bad"),
    Standing.ENDED: (_("Uncoupled"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the bar: done, now or todo."""

    text: str | Promise
    state: str


def bar(stage: Stage) -> list[Step]:
    """The steps, as far as ``stage`` is."""
    return list(_bar(stage))


def told(found: CouplingRow) -> tuple[str | Promise, str]:
    """Where it stands, and the tone in which to say so."""
    return (_("Stopped"), "bad") if found.problem else STAGES[found.stage]


def _bar(stage: Stage) -> Iterator[Step]:
    now = next((place for place, (_text, stages) in enumerate(STEPS) if stage in stages), len(STEPS))
    for place, (text, _stages) in enumerate(STEPS):
        yield Step(text, "done" if place < now else "now" if place == now else "todo")
