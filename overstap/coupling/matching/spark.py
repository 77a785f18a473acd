"""The same matching on Spark, for more cards than one machine holds.

Executors standardise cards by the same rules (DuckDB, on batches), Spark joins them to pairs by the same SQL, executors
compare and weigh the pairs, and settle groups of cards that no pair leads between. The driver holds what there is once
per card, and the pairs that are not hopeless. Executors need this package and what it needs.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from overstap.coupling.matching import weigh
from overstap.coupling.matching.candidates import most_of
from overstap.coupling.matching.cluster import connected
from overstap.coupling.matching.compare import FEATURES, Compared, compare
from overstap.coupling.matching.numbering import different
from overstap.coupling.matching.reconsider import WORTH_A_LOOK
from overstap.coupling.matching.settle import (
    ROUNDS,
    Answer,
    Case,
    Settled,
    best_first,
    chances,
    first_round,
    next_round,
    numbered,
)
from overstap.coupling.matching.standardise import NO_WORDS, Ints, Standard, complete, know_words, statements
from overstap.coupling.matching.values import Settings
from overstap.coupling.matching.words import Floats
from overstap.lib.errors import NeedsSetting

if TYPE_CHECKING:
    from pyspark.broadcast import Broadcast
    from pyspark.sql import Column, DataFrame, SparkSession

    _Step = Callable[..., Column]

# Where Spark says it otherwise than DuckDB.
_SPARK_SAYS = {
    "unnest(": "explode(",
    "string_split(": "split(",
    "list_value(": "array(",
    "hash(": "xxhash64(",
    "arg_min(": "min_by(",
}
# Tables that are read more than once.
_KEPT = ("standard", "key", "together", "word")
_CLEAN = (
    "id", "administration", "name", "sorted_name", "form", "sort", "named_town", "kvk", "vat", "vat_type", "iban",
    "mail", "domain", "phone", "postcode", "area", "street", "number", "city", "address",
)  # fmt: skip
_CLEAN_TYPE = "struct<" + ", ".join(f"{name}: {'bigint' if name == 'id' else 'string'}" for name in _CLEAN) + ">"
_WEIGHED = "struct<chance: float, features: array<float>>"
_SETTLED = "struct<rows: array<bigint>, first: array<bigint>, asked: array<bigint>, chances: array<float>>"
_IN_ORDER = [("one", "ascending"), ("other", "ascending")]
# Groups are packed into so many parts per processor, so that a big one holds up little.
_PARTS = 4


def matched(cards: pa.Table, settings: Settings, given: Ints | None) -> Answer:
    """What matching finds in the cards. Raises NeedsSetting where there is no Spark."""
    session = _session()
    _standardised(session, cards)
    standard = Standard(_table(session.table("standard")).sort_by("id"))
    for statement in statements("candidates.sql"):
        _define(session, statement.replace("$most", str(most_of(standard.size))))
    case = Case(standard, _fitted(session.table("candidate"), standard), settings, given)
    known = session.sparkContext.broadcast(case)
    weighed = _weighed(session.table("candidate"), known)
    pairs = _table(weighed.filter(weighed.chance >= WORTH_A_LOOK)).sort_by(
        [("one", "ascending"), ("other", "ascending")]
    )
    compared = _compared(pairs)
    groups = _grouped(weighed, _parts(standard.size, compared, session.sparkContext.defaultParallelism))
    answer = Answer(_settled(groups, known), compared, _floats(pairs["chance"]), case.fitted)
    session.catalog.clearCache()
    return answer


def _session() -> "SparkSession":
    try:
        from pyspark.sql import SparkSession
    except ImportError as missing:
        raise NeedsSetting(
            "Matching on Spark needs the package pyspark.",
            code="NEEDS-SPARK",
            remedy="Install pyspark where matching runs, or let this machine do the matching.",
        ) from missing
    session = SparkSession.getActiveSession() or SparkSession.builder.appName("contact matching").getOrCreate()
    return session.newSession()


def _define(session: "SparkSession", statement: str) -> None:
    """A table of our SQL, as a view."""
    head, _, query = statement.partition(" AS\n")
    for here, there in _SPARK_SAYS.items():
        query = query.replace(here, there)
    name = head.split()[-1]
    found = session.sql(query)
    (found.cache() if name in _KEPT else found).createOrReplaceTempView(name)


def _standardised(session: "SparkSession", cards: pa.Table) -> None:
    """View ``standard``."""
    from pyspark.sql.functions import struct

    typed = session.createDataFrame(complete(cards)).repartition(_parts_of(session))
    clean = typed.select(_on_executors(_cleaned, _CLEAN_TYPE)(struct("*")).alias("card")).cache()
    clean.select("card.*").createOrReplaceTempView("clean")
    session.createDataFrame(NO_WORDS).createOrReplaceTempView("known_word")
    for statement in statements("rare.sql"):
        _define(session, statement)


def _on_executors(
    work: Callable[[pa.Array], pa.Array] | Callable[[pa.Array, pa.Array], pa.Array], gives: str
) -> "_Step":
    """Work that executors do on batches of columns; ``gives`` is the type of what comes out, as Spark writes it."""
    from pyspark.sql import functions

    return functions.arrow_udf(work, gives)  # type: ignore[attr-defined, no-any-return]


def _parts_of(session: "SparkSession") -> int:
    return int(session.sparkContext.defaultParallelism) * _PARTS


def _cleaned(cards: pa.Array) -> pa.Array:
    """A batch of cards in one way of writing."""
    connection = _rules()
    connection.register("card", pa.Table.from_struct_array(cards))
    connection.execute(statements("standardise.sql")[-1])
    found = connection.sql("SELECT * FROM clean ORDER BY id").to_arrow_table().combine_chunks()
    place = np.argsort(np.argsort(cards.field("id").to_numpy()))
    return pa.StructArray.from_arrays(
        [found[field].combine_chunks().take(pa.array(place)) for field in _CLEAN], list(_CLEAN)
    )


@cache
def _rules() -> duckdb.DuckDBPyConnection:
    """The rules of standardising, kept by each executor."""
    connection = duckdb.connect(config={"threads": 1})
    know_words(connection)
    connection.register("card", complete(pa.table({"name": pa.array([], pa.string())})))
    for statement in statements("standardise.sql"):
        connection.execute(statement)
    return connection


def _fitted(pairs: "DataFrame", standard: Standard) -> weigh.Fit:
    count = pairs.count()

    def sampled(one: pa.Array, other: pa.Array) -> pa.Array:
        return pa.array(weigh.sampled(one.to_numpy(), other.to_numpy(), count))

    chosen = _table(pairs.filter(_on_executors(sampled, "boolean")("one", "other")))
    chosen = chosen.sort_by(_IN_ORDER)
    found = compare(standard, chosen["one"].to_numpy(), chosen["other"].to_numpy())
    return weigh.fit(standard, found, count)


def _weighed(pairs: "DataFrame", case: "Broadcast[Case]") -> "DataFrame":
    """Pairs with ``chance`` and ``features``."""

    def weighed(one: pa.Array, other: pa.Array) -> pa.Array:
        compared = compare(case.value.cards, one.to_numpy(), other.to_numpy())
        numbers = pa.array(np.ascontiguousarray(compared.features).reshape(-1))
        starts = pa.array(np.arange(len(one) + 1, dtype=np.int32) * len(FEATURES))
        found = [pa.array(chances(case.value, compared)), pa.ListArray.from_arrays(starts, numbers)]
        return pa.StructArray.from_arrays(found, ["chance", "features"])

    found = pairs.select("one", "other", _on_executors(weighed, _WEIGHED)("one", "other").alias("found"))
    return found.select("one", "other", "found.chance", "found.features").cache()


def _parts(cards: int, near: Compared, processors: int) -> npt.NDArray[np.int32]:
    """Per card which part it is settled in; pairs that are not hopeless never lead from one part to another."""
    group = connected(cards, near.one, near.other)
    pairs = np.cumsum(np.bincount(group[near.one], minlength=int(group.max(initial=-1)) + 1))
    parts = pairs * processors * _PARTS // (int(pairs[-1]) + 1 if len(pairs) else 1)
    return np.asarray(parts[group], np.int32)


def _grouped(weighed: "DataFrame", parts: npt.NDArray[np.int32]) -> "DataFrame":
    """One row per part, with all its pairs."""
    from pyspark.sql.functions import collect_list, struct

    known = weighed.sparkSession.sparkContext.broadcast(parts)

    def part(one: pa.Array, other: pa.Array) -> pa.Array:
        a, b = known.value[one.to_numpy()], known.value[other.to_numpy()]
        return pa.array(np.where(a == b, a, -1), pa.int32())

    found = weighed.withColumn("part", _on_executors(part, "int")("one", "other"))
    pairs = collect_list(struct("one", "other", "chance", "features")).alias("pairs")
    return found.filter("part >= 0").groupBy("part").agg(pairs).cache()


def _settled(groups: "DataFrame", case: "Broadcast[Case]") -> Settled:
    """All rounds; between them the driver gathers the labels of all cards."""
    context = groups.sparkSession.sparkContext
    labels: Ints = np.arange(case.value.cards.size)
    found = pa.table({})
    for step in range(ROUNDS + 1):
        so_far = context.broadcast(labels)
        settle = _round(case, so_far if step else None)
        found = _table(groups.select(_on_executors(settle, _SETTLED)("pairs").alias("found")).select("found.*"))
        labels = np.arange(len(labels))
        labels[_flat(found["rows"])] = _flat(found["first"])
        labels = numbered(labels)
        so_far.unpersist()
    return best_first(labels, _flat(found["asked"]).reshape(-1, 2), _flat(found["chances"]).astype(np.float32))


def _round(case: "Broadcast[Case]", labels: "Broadcast[Ints] | None") -> Callable[[pa.Array], pa.Array]:
    """What settles parts: the first round without labels, the others with those of the round before."""

    def settle(parts: pa.Array) -> pa.Array:
        rows = [_settle_part(case.value, part.values, labels.value if labels else None) for part in parts]
        return pa.array(rows, _settled_type())

    return settle


def _settle_part(case: Case, part: pa.StructArray, labels: Ints | None) -> dict[str, Ints | Floats]:
    table = pa.Table.from_struct_array(part).sort_by(_IN_ORDER)
    pairs, chance = _compared(table), _floats(table["chance"])
    if labels is None:
        nothing = np.zeros((0, 2), np.int64)
        found = Settled(first_round(case, pairs, chance), nothing, np.zeros(0, np.float32))
    else:
        found = next_round(case, pairs, chance, labels)
    rows = different(np.r_[pairs.one, pairs.other])
    _, first, place = np.unique(found.labels[rows], return_index=True, return_inverse=True)
    return {"rows": rows, "first": rows[first][place], "asked": found.asked.reshape(-1), "chances": found.chances}


def _settled_type() -> pa.DataType:
    numbers = pa.list_(pa.int64())
    return pa.struct({"rows": numbers, "first": numbers, "asked": numbers, "chances": pa.list_(pa.float32())})


def _table(frame: "DataFrame") -> pa.Table:
    return frame.toArrow()


def _flat(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.asarray(column.combine_chunks().flatten().to_numpy(zero_copy_only=False))


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.array(column.to_numpy(), np.float32)


def _compared(table: pa.Table) -> Compared:
    """Pairs with their features, from columns ``one``, ``other`` and ``features``."""
    features = table["features"].combine_chunks().flatten().to_numpy(zero_copy_only=False)
    return Compared(
        table["one"].to_numpy(),
        table["other"].to_numpy(),
        np.asfortranarray(features.reshape(-1, len(FEATURES)), np.float32),
    )
