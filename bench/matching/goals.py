"""The goals that matching was built for, and which of them a run reached."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from statistics import fmean

from bench.matching.measuring import FIRST, SECOND, Results
from bench.matching.score import Score
from bench.matching.workbench import (
    CAREFUL,
    DEDUPE,
    GOLDENMATCH,
    GOLDENMATCH_WEIGHTS,
    OURS,
    SHIPPED,
    SPLINK,
    Engine,
    Outcome,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside its goal. ``value``: None where it was not measured. ``digits``: how it is written."""

    name: str
    value: float | None
    goal: float
    unit: str = ""
    digits: int = 3
    at_least: bool = False
    beside: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached, judged on what is written; None where nothing was measured."""
        if self.value is None:
            return None
        value = round(self.value, self.digits)
        return value >= self.goal if self.at_least else value <= self.goal

    @property
    def said(self) -> str:
        """The value with its unit."""
        return "not measured" if self.value is None else f"{self.value:,.{self.digits}f}{self.unit}"

    @property
    def wanted(self) -> str:
        """The goal with its unit."""
        return f"{'at least' if self.at_least else 'at most'} {self.goal:,g}{self.unit}"

    @property
    def verdict(self) -> str:
        """In one word or two."""
        return {None: "not measured", True: "reached", False: "**short**"}[self.reached]


def figures(results: Results) -> list[Figure]:
    """Every goal, in the order of the table."""
    return [
        *_quality(results),
        *_safety(results),
        *_speed(results),
        *_million(results),
        *_placing(results),
        *_public(results),
    ]


def _outcomes(results: Results, group: str, engine: Engine) -> list[Outcome]:
    found = (results.of(name, engine) for name in (group, f"{group}, more seeds"))
    return [one for one in found if one]


def _f1(results: Results, group: str, engine: Engine = OURS) -> float | None:
    scores = [one for outcome in _outcomes(results, group, engine) for one in outcome.scores]
    return fmean(one.f1 for one in scores) if scores else None


def _beside(results: Results, group: str, engines: tuple[Engine, ...]) -> str:
    """What others have in the same run."""
    told = [(engine.name, _f1(results, group, engine)) for engine in engines]
    return ", ".join(f"{name} {f1:.3f}" for name, f1 in told if f1 is not None)


def _quality(results: Results) -> list[Figure]:
    goals = (
        (f"10,000 cards, {FIRST}", 0.985), (f"10,000 cards, {SECOND}", 0.95), (f"50 cards, {FIRST}", 0.98),
        (f"500 cards, {FIRST}", 0.98),
    )  # fmt: skip
    others = (SPLINK, SHIPPED, GOLDENMATCH)
    return [
        Figure(
            f"F1 of automatic merges, {group}, default setting", _f1(results, group), goal, digits=4, at_least=True,
            beside=_beside(results, group, others),
        )
        for group, goal in goals
    ]  # fmt: skip


def _safety(results: Results) -> list[Figure]:
    """Of CAREFUL, with which coupled administrations are compared."""
    outcomes = _outcomes(results, f"10,000 cards, {FIRST}", CAREFUL)
    pooled = reduce(add, (one.pooled for one in outcomes), Score()) if outcomes else None
    after = reduce(add, (one.pooled_after for one in outcomes), Score()) if outcomes else None
    wrong, recall, questions = (
        (100 * pooled.wrong_legal_share, pooled.recall, pooled.questions_per_1000) if pooled else (None, None, None)
    )
    return [
        Figure("Wrong legal entity among automatic merges, CAREFUL", wrong, 0.05, " %"),
        Figure("Recall of automatic merges, CAREFUL", recall, 0.95, at_least=True),
        Figure("Questions per 1,000 cards, CAREFUL", questions, 25, digits=1),
        Figure("Merges of different valid KvK numbers, all runs", _two_numbers(results), 0, digits=0),
        Figure(
            "F1 after the questions are answered, CAREFUL", after.f1 if after else None, 0.999, digits=4, at_least=True
        ),
    ]


def _two_numbers(results: Results) -> float | None:
    ours = [
        outcome
        for group in results.groups.values()
        for outcome in group.values()
        if outcome.engine.ours and not outcome.measured.failed
    ]
    return sum(one.pooled.two_numbers for one in ours) if ours else None


def _large(results: Results, cards: str) -> tuple[Outcome | None, Outcome | None, Outcome | None]:
    group = next((name for name in results.groups if name.startswith(f"{cards} cards")), "")
    em, shipped = results.of(group, SPLINK), results.of(group, SHIPPED)
    return results.of(group, OURS), em, shipped


def _speed(results: Results) -> list[Figure]:
    ours, em, shipped = _large(results, "100,000")
    return [
        Figure("100,000 cards, by the clock", _clock(ours), 7, " s", 1),
        Figure("100,000 cards, Splink EM = 1", _ratio(ours, em), 0.5, "", 2, beside=_seconds(em)),
        Figure("100,000 cards, Splink fitted beforehand = 1", _ratio(ours, shipped), 0.8, "", 2,
               beside=_seconds(shipped)),
        Figure("100,000 cards, memory", _peak(ours), 1.5, " GB", 2, beside=_memory(em)),
    ]  # fmt: skip


def _million(results: Results) -> list[Figure]:
    ours, em, shipped = _large(results, "1,000,000")
    return [
        Figure("1,000,000 cards, by the clock", _clock(ours), 150, " s", 0, beside=_seconds(em or shipped)),
        Figure("1,000,000 cards, memory", _peak(ours), 8, " GB", 2,
               beside=_memory(em or shipped)),
        Figure("1,000,000 cards, F1", ours.f1 if ours else None, 0.98, at_least=True,
               beside=f"{em.engine.name} {em.f1:.3f}" if em else ""),
    ]  # fmt: skip


def _ratio(ours: Outcome | None, peer: Outcome | None) -> float | None:
    return ours.seconds / peer.seconds if ours and peer else None


def _clock(one: Outcome | None) -> float | None:
    return one.seconds if one else None


def _peak(one: Outcome | None) -> float | None:
    return one.measured.peak / 1000 if one else None


def _seconds(peer: Outcome | None) -> str:
    return f"{peer.engine.name} {peer.seconds:.1f} s" if peer else ""


def _memory(peer: Outcome | None) -> str:
    return f"{peer.engine.name} {peer.measured.peak / 1000:.2f} GB" if peer else ""


def _placing(results: Results) -> list[Figure]:
    ours, peer = results.placing.get(OURS.name), results.placing.get(SHIPPED.name)
    beside = f"Splink all {peer.said[1]:.2f} s, one card {peer.said[2]:.2f} s" if peer and peer.said else ""
    value = ours.said[2] if ours and ours.said else None
    loading = f"; ours to load cards and index {ours.said[1]:.2f} s" if ours and ours.said else ""
    return [Figure("100 new cards beside 100,000, known ones at hand", value, 2, " s", 2, beside=beside + loading)]


def _public(results: Results) -> list[Figure]:
    found = []
    for one in results.public_sets:
        peers = [(engine.name, _f1(results, one.title, engine))
                 for engine in (SPLINK, DEDUPE, GOLDENMATCH, GOLDENMATCH_WEIGHTS)]  # fmt: skip
        measured = [(f1, name) for name, f1 in peers if f1 is not None]
        best, name = max([*measured, (one.before, "measured before")])
        goal = round(best, 3)
        found.append(
            Figure(f"F1 on {one.title}", _f1(results, one.title), goal, at_least=True, beside=f"{name} {best:.3f}")
        )
    return found
