"""Public sets with the truth: as they are for others, as cards for ours.

They are of other countries and other trades. What a card has no field for, an identity number or a date of birth,
stands in the field of a number that works alike.
"""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.matching.sets import PUBLIC

Texts = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class PublicSet:
    """``kind``: which configuration others use. ``before``: the best F1 of Splink, dedupe and goldenmatch that was
    measured when this was planned, also with what takes too long for every run.
    """

    name: str
    title: str
    kind: str
    file: str
    before: float


SETS = (
    PublicSet("febrl1", "FEBRL 1", "febrl", "", 1.0),
    PublicSet("febrl2", "FEBRL 2", "febrl", "", 1.0),
    PublicSet("febrl3", "FEBRL 3", "febrl", "", 1.0),
    PublicSet("febrl4", "FEBRL 4", "febrl", "", 1.0),
    PublicSet("rldata", "RLdata10000 (people)", "people", "rldata10000.parquet", 0.833),
    PublicSet("sites", "Chicago child-care sites", "sites", "chicago_sites.parquet", 0.877),
    PublicSet("restaurants", "Fodors-Zagats restaurants", "restaurants", "fodors_zagats.parquet", 0.956),
)


def write(folder: Path, python_of_peers: Path) -> list[PublicSet]:
    """``NAME.clean.parquet`` for others and ``NAME.parquet`` for ours, of every set that is there."""
    subprocess.run([python_of_peers, "-m", "bench.matching.peers.febrl", folder], check=True)
    there = [one for one in SETS if not one.file or (PUBLIC / one.file).exists()]
    for one in there:
        table = pq.read_table(PUBLIC / one.file if one.file else folder / f"{one.name}.parquet")
        native, cards = as_given(one, table)
        pq.write_table(native, folder / f"{one.name}.clean.parquet")
        pq.write_table(cards, folder / f"{one.name}.parquet")
    return there


def as_given(one: PublicSet, table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The set for others, and for ours as cards."""
    native = table.select([name for name in table.schema.names if name not in ("id", "source")])
    if one.kind == "people":
        for name, first, length in (("year", 0, 4), ("month", 5, 2), ("day", 8, 2)):
            native = native.append_column(name, pc.utf8_slice_codeunits(table["dob"], first, first + length))
    if "phone" in native.schema.names:
        digits = pc.replace_substring_regex(table["phone"], r"\D", "")
        native = native.set_column(native.schema.get_field_index("phone"), "phone", digits)
    truth = pa.chunked_array([pc.dictionary_encode(table["truth"]).combine_chunks().indices.cast(pa.int64())])
    position = native.schema.get_field_index("truth")
    native = native.set_column(position, "truth", truth)
    if "legal_id" not in native.schema.names:
        native = native.append_column("legal_id", truth)
    return native, pa.table({**_CARDS[one.kind](table), "truth": truth, "legal_id": truth})


def _words(table: pa.Table, *fields: str) -> Texts:
    rows = zip(*(table[field].to_pylist() for field in fields), strict=True)
    return [" ".join(word for word in row if word) for row in rows]


def _number(table: pa.Table, field: str) -> Texts:
    """An identity number, marked as such: it is no VAT number of any country."""
    return [f"ID{text}" if text else None for text in table[field].to_pylist()]


def _febrl(table: pa.Table) -> dict[str, Texts]:
    return {
        "name": _words(table, "given_name", "surname"), "address": _words(table, "address_1", "street_number"),
        "postcode": table["postcode"].to_pylist(), "city": table["suburb"].to_pylist(),
        "vat": _number(table, "soc_sec_id"), "phone": table["date_of_birth"].to_pylist(),
    }  # fmt: skip


def _people(table: pa.Table) -> dict[str, Texts]:
    return {"name": _words(table, "fname_c1", "fname_c2", "lname_c1", "lname_c2"), "vat": _number(table, "dob")}


def _sites(table: pa.Table) -> dict[str, Texts]:
    taken = {"name": "name", "address": "address", "postcode": "zip", "phone": "phone", "email": "email"}
    return {field: table[name].to_pylist() for field, name in taken.items()}


def _restaurants(table: pa.Table) -> dict[str, Texts]:
    taken = {"name": "name", "address": "addr", "phone": "phone", "city": "city"}
    return {field: table[name].to_pylist() for field, name in taken.items()}


_CARDS: dict[str, Callable[[pa.Table], dict[str, Texts]]] = {
    "febrl": _febrl, "people": _people, "sites": _sites, "restaurants": _restaurants
}  # fmt: skip
