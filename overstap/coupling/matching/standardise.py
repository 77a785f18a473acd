"""Contact cards in one way of writing: every field as numbered values, ready to be compared.

The rules themselves are SQL (``sql/standardise.sql``), so that the same text runs on one machine or on many.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TypeVar, cast

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
Made = TypeVar("Made")

COLUMNS = ("name", "vat", "kvk", "email", "phone", "address", "postcode", "city", "iban")

# Cards in one batch; batches are read by as many threads as there are.
_BATCH = 16384

NO_WORDS = pa.table({"word": pa.array([], pa.string()), "times": pa.array([], pa.int64())})

# What stands in the name field of a card that is nobody in particular.
_NOBODY = (
    "particulier", "particulieren", "diverse debiteuren", "diverse crediteuren", "diversen", "debiteuren divers",
    "crediteuren divers", "contante verkoop", "contant", "kasverkoop", "onbekend", "test", "nvt", "n.v.t", "xxx",
    "diverse", "diverse klanten", "webshop", "passant", "passanten", "balieverkoop", "dummy",
)  # fmt: skip
_CITIES = {
    "den bosch": "s hertogenbosch", "s gravenhage": "den haag", "alphen": "alphen aan den rijn",
    "alphen a d rijn": "alphen aan den rijn", "capelle a d ijssel": "capelle aan den ijssel",
    "capelle ad ijssel": "capelle aan den ijssel", "bergen o zoom": "bergen op zoom",
    "krimpen a d ijssel": "krimpen aan den ijssel", "nieuwerkerk a d ijssel": "nieuwerkerk aan den ijssel",
}  # fmt: skip
_TITLES = {
    "burg": "burgemeester", "dr": "dokter", "past": "pastoor", "prof": "professor", "kon": "koningin",
    "gen": "generaal", "mr": "meester", "st": "sint", "ds": "dominee", "pr": "prins", "kard": "kardinaal",
}  # fmt: skip
_FREE_MAIL = (
    "gmail.com", "hotmail.com", "hotmail.nl", "outlook.com", "ziggo.nl", "kpnmail.nl", "live.nl", "planet.nl",
    "xs4all.nl", "hetnet.nl", "icloud.com", "yahoo.com", "home.nl", "upcmail.nl", "casema.nl", "kpnplanet.nl",
    "chello.nl", "quicknet.nl", "zonnet.nl", "tele2.nl", "msn.com", "me.com", "proton.me", "onsmail.nl",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One field of all cards: ``codes`` numbers the value of each card in ``values``; -1 where there is none."""

    codes: Ints
    values: list[str]

    @property
    def filled(self) -> float:
        """The share of cards that have a value."""
        return float(np.mean(self.codes >= 0)) if len(self.codes) else 0.0


class Standard:
    """All cards in one way of writing; ``standard["kvk"]`` is a Column. Rows keep the order they came in."""

    def __init__(self, table: pa.Table) -> None:
        self.size: int = table.num_rows
        self._table = table
        self._columns: dict[str, Column] = {}
        self._made: dict[str, object] = {}

    def __getitem__(self, field: str) -> Column:
        if field not in self._columns:
            self._columns[field] = _numbered(self._table[field])
        return self._columns[field]

    def __reduce__(self) -> tuple[type["Standard"], tuple[pa.Table]]:
        return Standard, (self._table,)

    def once(self, what: str, make: Callable[[], Made]) -> Made:
        """What ``make`` makes of these cards, made once."""
        if what not in self._made:
            self._made[what] = make()
        return cast("Made", self._made[what])

    @cached_property
    def nameless(self) -> npt.NDArray[np.bool_]:
        """Cards that name nobody in particular."""
        return self["sorted_name"].codes < 0


def _numbered(column: pa.ChunkedArray) -> Column:
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Column(codes, encoded.dictionary.to_pylist())


def statements(file: str) -> list[str]:
    """The statements of one of our SQL files, in order."""
    text = resources.files(__package__).joinpath("sql", file).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("--"))
    return [statement for statement in "\n".join(lines).split(";\n") if statement.strip()]


def standardise(connection: duckdb.DuckDBPyConnection, cards: pa.Table, words: pa.Table = NO_WORDS) -> Standard:
    """Table ``clean`` on the connection, and the same as numbered columns.

    ``cards`` has the columns of COLUMNS (texts) and ``administration``; a column that is absent counts as empty.
    ``words``: how many names of cards seen before have each word (columns ``word`` and ``times``).
    """
    connection.register("card", complete(cards))
    connection.register("known_word", words)
    know_words(connection)
    for statement in statements("standardise.sql"):
        connection.execute(statement)
    connection.unregister("card")
    return Standard(connection.sql("SELECT * FROM clean").to_arrow_table().sort_by("id"))


def find_rare_words(connection: duckdb.DuckDBPyConnection) -> None:
    """View ``standard``: the cards that were standardised on this connection, with the rarest word of each name."""
    for statement in statements("rare.sql"):
        connection.execute(statement)


def complete(cards: pa.Table) -> pa.Table:
    """Cards with every column that the rules read, numbered, in batches."""
    empty = pa.nulls(cards.num_rows, pa.string())
    fields = {field: cards[field].cast(pa.string()) if field in cards.schema.names else empty for field in COLUMNS}
    administration = (
        cards["administration"].cast(pa.string())
        if "administration" in cards.schema.names
        else pa.array([""] * cards.num_rows, pa.string())
    )
    whole = pa.table({"id": pa.array(np.arange(cards.num_rows)), "administration": administration, **fields})
    return pa.Table.from_batches(whole.combine_chunks().to_batches(_BATCH), whole.schema)


def know_words(connection: duckdb.DuckDBPyConnection) -> None:
    """The lists that the rules look words up in."""
    titles = {short + dot: full for short, full in _TITLES.items() for dot in (".",)}
    lists = {
        "nobody": pa.table({"name": list(_NOBODY)}),
        "free_mail": pa.table({"domain": list(_FREE_MAIL)}),
        "city_name": pa.table({"written": list(_CITIES), "known": list(_CITIES.values())}),
        "street_title": pa.table({"short_word": list(titles), "full_word": list(titles.values())}),
    }
    for name, table in lists.items():
        connection.register(name, table)
