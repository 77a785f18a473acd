"""Contact matching, the whole story: cards in, clusters and questions out."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, fields
from functools import cached_property

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from overstap.coupling.matching import spark, weigh
from overstap.coupling.matching.candidates import candidates, most_of
from overstap.coupling.matching.compare import Compared, compare, prepare
from overstap.coupling.matching.explain import reasons
from overstap.coupling.matching.parallel import threads
from overstap.coupling.matching.settle import Answer, Case, chances, settle
from overstap.coupling.matching.standardise import COLUMNS, Ints, Standard, standardise
from overstap.coupling.matching.values import Card, Kind, Question, Reason, Settings, Where
from overstap.coupling.matching.words import Floats

SETTINGS = Settings()
_SAID = ("administration", *COLUMNS)


@dataclass(frozen=True)
class Matched:
    """What matching found.

    ``labels``: one number per card, in the order they came in; cards of one party have the same. ``asked``: pairs of
    rows a person has to look at, best first, shape (questions, 2), with ``chances``. ``left_out``: rows of divisions.
    ``pairs`` and ``chance``: what was compared (on Spark: what is not hopeless). ``fitted``: the adapted weights.
    """

    labels: Ints
    asked: Ints
    chances: Floats
    left_out: Ints
    pairs: Compared
    chance: Floats
    fitted: weigh.Fit

    @cached_property
    def clusters(self) -> list[list[int]]:
        """Rows per party, of parties with two cards or more."""
        order = np.argsort(self.labels, kind="stable")
        cuts = np.flatnonzero(np.diff(self.labels[order])) + 1
        return [rows.tolist() for rows in np.split(order, cuts) if len(rows) > 1]

    @cached_property
    def questions(self) -> list[Question]:
        """What a person has to decide, with reasons, best first."""
        told = self._reasons(self.asked[:, 0], self.asked[:, 1])
        rows = zip(self.asked.tolist(), self.chances.tolist(), told, strict=True)
        return [Question(one, other, round(chance, 4), why) for (one, other), chance, why in rows]

    def why(self, one: int, other: int) -> tuple[Reason, ...]:
        """What speaks for and against these two cards being one party; empty where they share no key at all."""
        return self._reasons(np.array([one]), np.array([other]))[0]

    def whys(self, pairs: Ints) -> list[tuple[Reason, ...]]:
        """As ``why``, of many pairs of rows at once; shape (pairs, 2)."""
        return self._reasons(pairs[:, 0], pairs[:, 1])

    @cached_property
    def _index(self) -> tuple[Ints, Ints]:
        """Rows of ``pairs`` in order of their keys, and these keys."""
        keys = _key(self.pairs.one, self.pairs.other)
        order = np.argsort(keys)
        return order, keys[order]

    def _reasons(self, one: Ints, other: Ints) -> list[tuple[Reason, ...]]:
        if not len(one) or not len(self.pairs.one):
            return [() for _ in one]
        order, keys = self._index
        wanted = _key(one, other)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        place, found = order[at], keys[at] == wanted
        told = reasons(self.pairs, place, self.fitted.weights)
        return [why if known else () for why, known in zip(told, found, strict=True)]


def _key(one: Ints, other: Ints) -> Ints:
    return np.asarray((np.minimum(one, other) << 32) + np.maximum(one, other), np.int64)


def match(cards: pa.Table | Iterable[Card], settings: Settings = SETTINGS, given: Ints | None = None) -> Matched:
    """Which cards are one party.

    ``cards``: Card values, or a table with the columns ``administration``, ``name``, ``vat``, ``kvk``, ``email``,
    ``phone``, ``address``, ``postcode``, ``city``, ``iban`` and ``kind`` (texts; absent ones count as empty).
    ``given``: per card the label of its party where that is decided already, -1 where not.
    """
    table = as_table(cards)
    parties = np.flatnonzero(_parties(table))
    kept = table if len(parties) == table.num_rows else table.take(pa.array(parties))
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(weigh.read_trees)
        parties = parties[_in_order(kept, None if given is None else given[parties])]
        reading.result()
    compute = spark.matched if settings.where is Where.SPARK else _matched
    decided = None if given is None else given[parties]
    return _numbered_as_given(compute(table.take(pa.array(parties)), settings, decided), parties, table.num_rows)


def _matched(cards: pa.Table, settings: Settings, given: Ints | None) -> Answer:
    standard, one, other = _to_compare(cards)
    pairs = compare(standard, one, other)
    fitted = weigh.fit(standard, pairs.only(np.flatnonzero(weigh.sampled(one, other, len(one)))), len(one))
    case = Case(standard, fitted, settings, given)
    chance = chances(case, pairs)
    return Answer(settle(case, pairs, chance), pairs, chance, fitted)


def _to_compare(cards: pa.Table) -> tuple[Standard, Ints, Ints]:
    """Cards in one way of writing and the pairs worth comparing; meanwhile what comparing needs besides is read."""
    with closing(duckdb.connect(config={"threads": threads()})) as connection, ThreadPoolExecutor(1) as beside:
        standard = standardise(connection, cards)
        preparing = beside.submit(prepare, standard)
        one, other = candidates(connection, most_of(standard.size))
        preparing.result()
    return standard, one, other


def _in_order(table: pa.Table, given: Ints | None) -> Ints:
    """Rows by what the cards say, so that nothing depends on the order in which they come."""
    said = [pc.fill_null(table[name].cast(pa.string()), "") for name in _SAID if name in table.schema.names]
    keys = pa.table({"said": pc.binary_join_element_wise(*said, "\x1f")})
    if given is not None:
        keys = keys.append_column("given", pa.array(given))
    order = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.schema.names])
    return np.asarray(order.to_numpy(), np.int64)


def _parties(table: pa.Table) -> npt.NDArray[np.bool_]:
    if "kind" not in table.schema.names:
        return np.ones(table.num_rows, np.bool_)
    division = pc.equal(pc.fill_null(table["kind"].cast(pa.string()), ""), Kind.DIVISION.value)
    return np.asarray(~division.to_numpy(zero_copy_only=False), np.bool_)


def _numbered_as_given(found: Answer, parties: Ints, cards: int) -> Matched:
    """Rows of the input instead of rows of the parties; a division keeps to itself."""
    settled = found.settled
    labels = np.full(cards, -1, np.int64)
    labels[parties] = settled.labels
    left_out = np.flatnonzero(labels < 0)
    labels[left_out] = labels.max(initial=-1) + 1 + np.arange(len(left_out))
    pairs = Compared(parties[found.pairs.one], parties[found.pairs.other], found.pairs.features)
    asked = np.sort(parties[settled.asked], axis=1)
    return Matched(labels, asked, settled.chances, left_out, pairs, found.chance, found.fitted)


def as_table(cards: pa.Table | Iterable[Card]) -> pa.Table:
    """Cards as a table of texts."""
    if isinstance(cards, pa.Table):
        return cards
    rows = list(cards)
    return pa.table(
        {field.name: pa.array([str(getattr(row, field.name)) for row in rows], pa.string()) for field in fields(Card)}
    )
