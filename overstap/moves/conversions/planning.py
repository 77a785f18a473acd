"""Both capability tables, kept with the conversion as they were when it was drawn up."""

from collections.abc import Sequence
from typing import Any

from overstap.connectors.values import Capability, Kind, Way
from overstap.moves.conversions.values import PlanRow

Kept = Sequence[Sequence[Any]]
_BY_INTERFACE = (Way.YES, Way.PART)


def kept(rows: Sequence[PlanRow]) -> list[list[str]]:
    """The plan as plain data."""
    return [
        [str(one.kind)] + [str(part) for side in (one.read, one.write) for part in (side.read, side.write, side.note)]
        for one in rows
    ]


def restored(data: Kept) -> list[PlanRow]:
    """What ``kept`` was given."""
    return [
        PlanRow(Kind(kind), Capability(Way(a), Way(b), note), Capability(Way(c), Way(d), other))
        for kind, a, b, note, c, d, other in data
    ]


def readable(data: Kept, *, of: str = "source") -> list[Kind]:
    """The kinds that can be read by the interface of one side ("source" or "target")."""
    sides = ((one.kind, one.read if of == "source" else one.write) for one in restored(data))
    return [kind for kind, side in sides if side.read in _BY_INTERFACE]


def writable(data: Kept) -> list[Kind]:
    """The kinds that can be written to the target, by its interface or in a file."""
    return [one.kind for one in restored(data) if one.write.write is not Way.NO]
