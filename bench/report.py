"""What was measured, against which bound."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Measure:
    """One figure: its value, its unit, and the bound that it must not pass (None: for information)."""

    name: str
    value: float
    unit: str
    bound: float | None
    detail: str

    @property
    def within(self) -> bool:
        return self.bound is None or self.value <= self.bound


@dataclass
class Report:
    """All figures of a run."""

    measures: list[Measure] = field(default_factory=list)

    def add(self, name: str, value: float, unit: str, *, bound: float | None = None, detail: str = "") -> None:
        """Add a figure and say it at once: a run takes minutes."""
        measure = Measure(name, value, unit, bound, detail)
        self.measures.append(measure)
        print(_line(measure), flush=True)

    def ratio(self, name: str, ours: Sequence[float], peer: Sequence[float], *, bound: float, detail: str) -> None:
        """Add the ratio of two medians, with both times told."""
        mine, theirs = statistics.median(ours), statistics.median(peer)
        said = f"{detail}: {mine:.2f} s against {theirs:.2f} s (median of {len(ours)} and {len(peer)})"
        self.add(name, mine / theirs, "x", bound=bound, detail=said)

    @property
    def all_within(self) -> bool:
        return all(measure.within for measure in self.measures)

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return {
            "all_within": self.all_within,
            "measures": [
                {
                    "name": one.name,
                    "value": round(one.value, 4),
                    "unit": one.unit,
                    "bound": one.bound,
                    "within": one.within,
                    "detail": one.detail,
                }
                for one in self.measures
            ],
        }


def _line(one: Measure) -> str:
    bound = f"(bound {one.bound:g} {one.unit})" if one.bound is not None else ""
    verdict = "" if one.bound is None else ("ok " if one.within else "BEYOND ")
    return f"{one.name:<44} {one.value:>10.2f} {one.unit:<4} {bound:<18} {verdict}{one.detail}"
