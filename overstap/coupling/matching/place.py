"""New cards beside many that are matched already: only their neighbourhood is compared."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from overstap.coupling.matching.candidates import make_keys
from overstap.coupling.matching.engine import SETTINGS, as_table, match
from overstap.coupling.matching.numbering import different
from overstap.coupling.matching.parallel import threads
from overstap.coupling.matching.standardise import COLUMNS, Ints, standardise
from overstap.coupling.matching.values import Card, Question, Settings

# What more known parties share than this says little about a new card.
_FITTING = 320


@dataclass(frozen=True, slots=True)
class Placed:
    """Where new cards belong.

    ``parties``: per new card the label of the party it belongs to, or -1 where it is a party of its own. ``questions``:
    pairs to look at, ``one`` a row of the new cards, ``other`` a row of the known ones, best first.
    """

    parties: Ints
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """What finds the neighbourhood of a new card among known ones, to keep wherever they are kept.

    ``keys``: columns ``block`` and ``id`` (row of the known cards). ``words``: how many names have each ``word``
    (``times``). ``made_by``: what made it; another version makes other keys.
    """

    keys: pa.Table
    words: pa.Table
    made_by: str = duckdb.__version__


class KnownCards:
    """Cards that are matched, and the label of the party of each; kept ready to place new ones beside.

    ``index`` is what ``KnownCards(the same cards, …).index`` gave before; without it, it is made.
    """

    def __init__(self, cards: pa.Table | Iterable[Card], labels: Ints, index: Index | None = None) -> None:
        self._cards = _texts(as_table(cards))
        self._labels = np.asarray(labels, np.int64)
        self._connection = duckdb.connect(config={"threads": threads()})
        self.index = index if index and index.made_by == duckdb.__version__ else self._indexed()
        self._connection.register("known_key", self.index.keys)
        self._connection.register(
            "known_party", pa.table({"id": np.arange(self._cards.num_rows), "party": self._labels})
        )

    def _indexed(self) -> Index:
        standardise(self._connection, self._cards)
        make_keys(self._connection)
        keys = self._connection.sql("SELECT block, id FROM key").to_arrow_table()
        return Index(keys, self._connection.sql("SELECT word, times FROM often").to_arrow_table())

    def close(self) -> None:
        """Lets go of what was kept."""
        self._connection.close()

    def place(self, cards: pa.Table | Iterable[Card], settings: Settings = SETTINGS) -> Placed:
        """The parties that the new cards belong to; what was decided about known cards is not decided again."""
        new = _texts(as_table(cards))
        near = self._neighbourhood(new)
        together = pa.concat_tables([self._cards.take(pa.array(near)), new])
        given = np.r_[self._labels[near], np.full(new.num_rows, -1, np.int64)]
        found = match(together, settings, given)
        parties = np.full(new.num_rows, -1, np.int64)
        known: dict[int, set[int]] = defaultdict(set)
        for label, party in zip(found.labels[: len(near)].tolist(), self._labels[near].tolist(), strict=True):
            known[label].add(party)
        for row, label in enumerate(found.labels[len(near) :].tolist()):
            if len(known.get(label, ())) == 1:
                parties[row] = next(iter(known[label]))
        asked = [
            Question(question.other - len(near), int(near[question.one]), question.chance, question.reasons)
            for question in found.questions
            if question.one < len(near) <= question.other
        ]
        return Placed(parties, tuple(asked))

    def _neighbourhood(self, new: pa.Table) -> Ints:
        """Rows of known cards that share a key with a new one, and all cards of their parties."""
        standardise(self._connection, new, self.index.words)
        make_keys(self._connection)
        found = self._connection.execute(
            """
            SELECT DISTINCT known_key.id FROM known_key JOIN (
              SELECT block FROM known_key JOIN known_party USING (id) WHERE block IN (SELECT block FROM key)
              GROUP BY block HAVING count(DISTINCT party) <= ?) AS fitting USING (block)
            """,
            [_FITTING],
        ).fetchnumpy()["id"]
        parties = different(self._labels[np.asarray(found, np.int64)])
        return np.flatnonzero(np.isin(self._labels, parties))


def _texts(cards: pa.Table) -> pa.Table:
    """The columns that matching reads, all of them, as texts."""
    empty = pa.nulls(cards.num_rows, pa.string())
    wanted = ("administration", *COLUMNS, "kind")
    return pa.table({name: cards[name].cast(pa.string()) if name in cards.schema.names else empty for name in wanted})
