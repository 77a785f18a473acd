"""Everything that is measured, part by part; each part says what it found at once, because a run takes minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.matching import public, sets
from bench.matching.running import PEERS, Measured
from bench.matching.score import Labels
from bench.matching.workbench import (
    CAREFUL,
    DEDUPE,
    GOLDENMATCH,
    GOLDENMATCH_WEIGHTS,
    OURS,
    RECORDLINKAGE,
    SHIPPED,
    SPLINK,
    Engine,
    Outcome,
    Workbench,
)

World = Callable[[int, int, float, int], pa.Table]
FIRST, SECOND = "first generator", "second generator"
SMALL, LARGE = 300, 200  # seeds counted from here; ours was fitted on seeds from 1,000 on
NEW = 100
# Of the kinds of public sets, those small enough for dedupe, which takes all memory there is on larger ones.
FOR_DEDUPE = 1000


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is run: how many small sets and how many of 10,000, and whether the large parts are."""

    small: int = 20
    seeds: int = 3
    large: bool = True
    million: bool = False
    public: bool = True


@dataclass
class Results:
    """Outcomes per group of sets and matcher, how placing went, and what was left out and why."""

    groups: dict[str, dict[str, Outcome]] = field(default_factory=dict)
    placing: dict[str, Measured] = field(default_factory=dict)
    placed: dict[str, int] = field(default_factory=dict)
    public_sets: list[public.PublicSet] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def keep(self, group: str, outcome: Outcome) -> None:
        """Put an outcome in its group and say it."""
        self.groups.setdefault(group, {})[outcome.engine.name] = outcome
        print(line(group, outcome), flush=True)

    def leave_out(self, what: str) -> None:
        """Say what is not measured and why."""
        self.left_out.append(what)
        print(f"Left out: {what}", flush=True)

    def of(self, group: str, engine: Engine) -> Outcome | None:
        """The outcome, if there is one."""
        found = self.groups.get(group, {}).get(engine.name)
        return found if found and not found.measured.failed else None


def line(group: str, found: Outcome) -> str:
    """One outcome on one line."""
    begin = f"{group:<34} {found.engine.name:<34}"
    if found.measured.failed:
        return f"{begin} failed: {found.measured.failed}"
    pooled = found.pooled
    return (
        f"{begin} F1 {found.f1:.4f} P {pooled.precision:.4f} R {pooled.recall:.4f} "
        f"{found.seconds:7.1f} s {found.measured.cpu:7.1f} s cpu {found.measured.peak:7.0f} MB"
    )


def everything(bench: Workbench, extent: Extent) -> Results:
    """All parts."""
    results = Results()
    worlds = generators(results)
    for name, world in worlds.items():
        _small(bench, results, (name, world), extent)
        _ten_thousand(bench, results, (name, world), extent)
        _harder_and_easier(bench, results, (name, world), extent)
    main = next(iter(worlds.items()))
    if extent.public:
        _public(bench, results)
    if extent.large:
        _hundred_thousand(bench, results, main)
        _placing(bench, results, main)
    else:
        results.leave_out("100,000 cards and placing new ones beside them (not in a quick run)")
    if extent.million:
        _million(bench, results, main)
    else:
        results.leave_out("1,000,000 cards (make bench-matching MILLION=1)")
    return results


def generators(results: Results) -> dict[str, World]:
    """What makes cards; the first only where it is there."""
    if sets.GENERATOR.exists():
        return {FIRST: sets.first_world, SECOND: sets.second_world}
    results.leave_out("everything on cards of the first generator, which is not there")
    return {SECOND: sets.second_world}


def _small(bench: Workbench, results: Results, made: tuple[str, World], extent: Extent) -> None:
    name, world = made
    for cards in (50, 500):
        group = f"{cards} cards, {name}"
        names = _made(bench, world, group, [(cards, SMALL + seed, 1.0) for seed in range(extent.small)])
        engines = [OURS] if name == SECOND else [OURS, CAREFUL, SPLINK, SHIPPED, RECORDLINKAGE, GOLDENMATCH]
        for engine in engines:
            results.keep(group, bench.run(engine, names))
        if name == FIRST:
            results.keep(group, bench.run(DEDUPE, names[:1]))


def _ten_thousand(bench: Workbench, results: Results, made: tuple[str, World], extent: Extent) -> None:
    name, world = made
    group = f"10,000 cards, {name}"
    names = _made(bench, world, group, [(10_000, LARGE + seed, 1.0) for seed in range(extent.seeds)])
    for engine in (OURS, CAREFUL):
        results.keep(group, bench.run(engine, names[:1]))
        if names[1:]:
            results.keep(f"{group}, more seeds", bench.run(engine, names[1:]))
    for engine in (SPLINK, SHIPPED, RECORDLINKAGE, GOLDENMATCH, GOLDENMATCH_WEIGHTS):
        results.keep(group, bench.run(engine, names[:1]))


def _harder_and_easier(bench: Workbench, results: Results, made: tuple[str, World], extent: Extent) -> None:
    name, world = made
    for hardness in (0.5, 1.5):
        group = f"10,000 cards, {name}, hardness {hardness}"
        names = _made(bench, world, group, [(10_000, LARGE + 50 + seed, hardness) for seed in range(extent.seeds)])
        for engine in (OURS, CAREFUL):
            results.keep(group, bench.run(engine, names))


def _public(bench: Workbench, results: Results) -> None:
    results.public_sets = public.write(bench.folder, PEERS)
    there = {one.name for one in results.public_sets}
    for one in public.SETS:
        if one.name not in there:
            results.leave_out(f"the public set {one.title}, which is not there")
    for one in results.public_sets:
        results.keep(one.title, bench.run(OURS, [one.name]))
        for engine in (SPLINK, RECORDLINKAGE, GOLDENMATCH, GOLDENMATCH_WEIGHTS):
            results.keep(one.title, bench.run(engine, [one.name], one.kind))
        if pq.read_metadata(bench.folder / f"{one.name}.parquet").num_rows < FOR_DEDUPE:
            results.keep(one.title, bench.run(DEDUPE, [one.name], one.kind))


def _hundred_thousand(bench: Workbench, results: Results, made: tuple[str, World]) -> None:
    name, world = made
    group = f"100,000 cards, {name}"
    names = _made(bench, world, group, [(100_000, LARGE + 1, 1.0)])
    for engine in (SHIPPED, OURS, SPLINK, RECORDLINKAGE, GOLDENMATCH):
        results.keep(group, bench.run(engine, names))


def _million(bench: Workbench, results: Results, made: tuple[str, World]) -> None:
    name, world = made
    group = f"1,000,000 cards, {name}"
    names = [bench.keep("million", world(1_000_000, LARGE + 2, 1.0, 50))]
    bench.clean(names)
    for engine in (OURS, SHIPPED, SPLINK):
        results.keep(group, bench.run(engine, names, limit=3600))


def _placing(bench: Workbench, results: Results, made: tuple[str, World]) -> None:
    _, world = made
    cards = world(100_000 + NEW, LARGE + 3, 1.0, 8)
    known = bench.keep("known", cards.slice(0, 100_000))
    new = bench.keep("new", cards.slice(100_000))
    bench.clean([known, new])
    folder = bench.folder
    out = folder / "placed.npz"
    results.placing[OURS.name] = bench.python(
        "bench.matching.ours_place", folder / f"{known}.parquet", folder / f"{new}.parquet", out, ours=True
    )
    results.placing[SHIPPED.name] = bench.python(
        "bench.matching.peers.splink_place",
        folder / f"{known}.clean.parquet",
        folder / f"{new}.clean.parquet",
        ours=False,
    )
    for engine, done in results.placing.items():
        print(f"100 new cards beside 100,000           {engine:<34} {done.failed or done.said}", flush=True)
    if not results.placing[OURS.name].failed:
        truth = cards["truth"].to_numpy()
        found = np.load(out)
        results.placed = placed(found["parties"], found["asked"], truth[:100_000], truth[100_000:])


def placed(
    parties: Labels,
    asked: Labels,
    known: Labels,
    new: Labels,
) -> dict[str, int]:
    """How many new cards went where they belong, are asked about, went wrong, or wrongly stayed alone."""
    right = np.where(np.isin(new, known), new, -1)
    question = np.zeros(len(new), np.bool_)
    question[asked] = True
    wrong = (parties != right) & ~question
    return {
        "right": int((parties == right).sum()),
        "asked": int(((parties != right) & question).sum()),
        "wrong": int((wrong & (parties >= 0)).sum()),
        "alone": int((wrong & (parties < 0)).sum()),
    }


def _made(bench: Workbench, world: World, group: str, wanted: Sequence[tuple[int, int, float]]) -> list[str]:
    stem = "".join(letter for letter in group if letter.isalnum())
    names = [
        bench.keep(f"{stem}-{seed}", world(cards, seed, hardness, sets.ADMINISTRATIONS))
        for cards, seed, hardness in wanted
    ]
    bench.clean(names)
    return names
