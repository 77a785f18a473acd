"""Sets of cards on disk, matchers run on them, and what came of it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from pathlib import Path
from statistics import fmean

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.matching.running import PEERS, Measured, measured
from bench.matching.score import Labels, Score, answered, score


@dataclass(frozen=True, slots=True)
class Engine:
    """A matcher: how the table calls it and how it is started."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    ours: bool = False


OURS = Engine("Overstap", "bench.matching.ours", ("default",), ours=True)
CAREFUL = Engine("Overstap, careful", "bench.matching.ours", ("careful",), ours=True)
SPLINK = Engine("Splink, trained on the cards (EM)", "bench.matching.peers.splink_em")
SHIPPED = Engine("Splink, fitted beforehand", "bench.matching.peers.splink_shipped")
RECORDLINKAGE = Engine("recordlinkage (ECM)", "bench.matching.peers.record_linkage")
GOLDENMATCH = Engine("goldenmatch, by itself", "bench.matching.peers.golden_match")
GOLDENMATCH_WEIGHTS = Engine("goldenmatch, by weights", "bench.matching.peers.golden_match_weights")
DEDUPE = Engine("dedupe, 50 answers", "bench.matching.peers.dedupe_50")
HIDDEN = ["truth", "legal_id"]


@dataclass(frozen=True)
class Outcome:
    """What a matcher made of some sets. ``cleaning``: seconds that standardising took before it, others only.

    ``after``: the scores once the questions are answered by somebody who knows the truth; ours only.
    """

    engine: Engine
    measured: Measured
    cleaning: float = 0.0
    scores: list[Score] = field(default_factory=list)
    after: list[Score] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """By the clock, from raw cards to labels, starting and importing included."""
        return self.measured.wall + self.cleaning

    @property
    def pooled(self) -> Score:
        return reduce(add, self.scores, Score())

    @property
    def pooled_after(self) -> Score:
        return reduce(add, self.after, Score())

    @property
    def f1(self) -> float:
        """The mean over the sets."""
        return fmean(one.f1 for one in self.scores) if self.scores else 0.0


class Workbench:
    """A folder of sets; every set is NAME.parquet for ours and NAME.clean.parquet for others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cleaning: dict[str, float] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, name: str, cards: pa.Table) -> str:
        """Put a set in the folder."""
        pq.write_table(cards, self.folder / f"{name}.parquet")
        return name

    def clean(self, names: Sequence[str]) -> None:
        """Standardise sets for the others."""
        paths = [path for name in names for path in (self._cards(name), self._cleaned(name))]
        done = measured([Path(sys.executable), "-m", "bench.matching.clean", *paths])
        if done.failed:
            raise RuntimeError(f"standardising failed: {done.failed}")
        self._cleaning.update(zip(names, done.said, strict=True))

    def run(self, engine: Engine, names: Sequence[str], kind: str = "contacts", limit: float = 1800) -> Outcome:
        """Run a matcher on sets, all in one process."""
        outs = [self.folder / f"{name}.{engine.module.rsplit('.', 1)[-1]}.npz" for name in names]
        files = [path for name, out in zip(names, outs, strict=True) for path in (self._input(engine, name), out)]
        arguments = engine.arguments if engine.ours else (kind,)
        done = measured([self._python(engine), "-m", engine.module, *arguments, *files], limit=limit)
        if done.failed:
            return Outcome(engine, done)
        cleaning = 0.0 if engine.ours else sum(self._cleaning.get(name, 0.0) for name in names)
        scored = [self._scored(name, out) for name, out in zip(names, outs, strict=True)]
        after = [after for _, after in scored if after is not None]
        return Outcome(engine, done, cleaning, [one for one, _ in scored], after)

    def python(self, module: str, *arguments: str | Path, ours: bool) -> Measured:
        """Run another program of the bench."""
        return measured([Path(sys.executable) if ours else PEERS, "-m", module, *arguments])

    def _python(self, engine: Engine) -> Path:
        return Path(sys.executable) if engine.ours else PEERS

    def _cards(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _cleaned(self, name: str) -> Path:
        return self.folder / f"{name}.clean.parquet"

    def _input(self, engine: Engine, name: str) -> Path:
        return self._cards(name) if engine.ours else self._cleaned(name)

    def _scored(self, name: str, out: Path) -> tuple[Score, Score | None]:
        cards = pq.read_table(self._cleaned(name))
        truth, legal, kvk = cards["truth"].to_numpy(), cards["legal_id"].to_numpy(), kvk_numbers(cards)
        found = np.load(out)
        labels = found["labels"]
        if "asked" not in found:
            return score(labels, truth, legal, kvk), None
        after, questions = answered(labels, found["asked"], truth)
        return score(labels, truth, legal, kvk, questions), score(after, truth, legal, kvk)


def kvk_numbers(cards: pa.Table) -> Labels:
    """The KvK number of each card as a number, -1 where there is none of eight digits."""
    if "kvk" not in cards.schema.names:
        return np.full(cards.num_rows, -1, np.int64)
    text = cards["kvk"].cast(pa.string())
    valid = pc.fill_null(pc.match_substring_regex(text, r"^\d{8}$"), fill_value=False)
    return np.asarray(pc.fill_null(pc.if_else(valid, text, None).cast(pa.int64()), -1).to_numpy(), np.int64)
