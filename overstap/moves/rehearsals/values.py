"""The words of a rehearsal."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = Mapping[str, Any]


class RehearsalState(StrEnum):
    """Where a rehearsal stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Step(StrEnum):
    """What is done, in order, for one administration."""

    FINGERPRINT = "fingerprint"  # every record that is booked; people go on working in a real move
    TAIL = "tail"  # from here on a real move has the administration frozen: what came in since, all master data
    COPY = "copy"
    COMPARE = "compare"
    TAKE_BACK = "take_back"


UNDER_THE_FREEZE = (Step.TAIL, Step.COPY, Step.COMPARE, Step.TAKE_BACK)
WAY_BACK = (Step.TAKE_BACK,)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came out for one administration. ``steps``: milliseconds of each; ``result`` as verify.as_dict."""

    number: int
    name: str
    code: str
    position: int  # the ledger's last sequence number in the snapshot
    clean: bool
    take_back: bool | None  # whether it would come back unchanged; None where the profile knows no way back
    result: Json
    steps: Mapping[str, int]
    records: int
    lines: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long nothing can be saved in a real move, as measured, and what that rests on."""

    milliseconds: int  # from the freeze until everything is ready to be released
    steps: Mapping[str, int]  # of all administrations together
    records: int  # compared
    lines: int  # booked
    administrations: int

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """A rehearsal in the list."""

    uid: str
    state: RehearsalState
    names: Sequence[str]
    ordered_at: datetime
    ordered_by: str
    clean: bool | None  # None until it is done
    forecast_ms: int | None
    move_uid: str  # empty where it was rehearsed before any offer
    number: int  # to ask the next page with


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A rehearsal in full, as far as the reader's side may see it.

    The giver sees everything. A receiver sees verdicts and counts: the books are not theirs yet, so no amounts and no
    names of records, and of the preflight what concerns their own side.
    """

    uid: str
    state: RehearsalState
    profile: str
    move_uid: str
    side: str  # giver or receiver
    names: Sequence[str]
    ordered_at: datetime
    ordered_by: str
    started_at: datetime | None
    finished_at: datetime | None
    problems: Sequence[Json]  # as moves.values.Problem.as_dict
    parts: Sequence[Rehearsed]
    forecast: Forecast | None
    failure: Json | None

    @property
    def clean(self) -> bool:
        """Whether a real move of the same books would have passed."""
        return self.state is RehearsalState.DONE and all(
            part.clean and part.take_back is not False for part in self.parts
        )


def forecast_of(parts: Sequence[Rehearsed]) -> Forecast:
    """What a real move would take, from what the rehearsal of its administrations took."""
    steps = {str(step): sum(part.steps.get(step, 0) for part in parts) for step in Step}
    return Forecast(
        milliseconds=sum(steps[step] for step in UNDER_THE_FREEZE),
        steps=steps,
        records=sum(part.records for part in parts),
        lines=sum(part.lines for part in parts),
        administrations=len(parts),
    )


def for_the_receiver(result: Json) -> dict[str, Any]:
    """A verification without a single amount or name from the books: kinds, counts and verdicts."""
    return {
        "clean": result["clean"],
        "kinds": [{**kind, "samples": {"missing": [], "extra": [], "different": []}} for kind in result["kinds"]],
        "statements": [{**one, "samples": []} for one in result["statements"]],
        "not_compared": result["not_compared"],
        "trial_balance": None,
    }
