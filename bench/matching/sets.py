"""Sets of cards with the truth beside them: made up by two generators, and public ones.

Every set is one parquet file of the columns that matching reads, ``truth`` and ``legal_id``.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.contacts import World

SHARED = Path(__file__).resolve().parents[3] / "shared"
GENERATOR = SHARED / "tools" / "gen_contacts.py"
PUBLIC = SHARED / "data" / "matching"
CARD = ("administration", "name", "vat", "kvk", "email", "phone", "address", "postcode", "city", "iban")
ADMINISTRATIONS = 8


def first_world(cards: int, seed: int, hardness: float = 1.0, administrations: int = ADMINISTRATIONS) -> pa.Table:
    """Cards by the generator of the reference; it has to be there (see GENERATOR)."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cards.parquet"
        wanted = {"records": cards, "admins": administrations, "seed": seed, "hardness": hardness, "out": out}
        options = [part for name, value in wanted.items() for part in (f"--{name}", str(value))]
        subprocess.run([sys.executable, GENERATOR, *options], check=True, capture_output=True)
        table = pq.read_table(out)
    return _whole(table.rename_columns(["administration" if name == "admin" else name for name in table.schema.names]))


def second_world(cards: int, seed: int, hardness: float = 1.0, administrations: int = ADMINISTRATIONS) -> pa.Table:
    """Cards by our own generator, which is built differently."""
    return _whole(World(seed, hardness).cards(cards, administrations))


def _whole(table: pa.Table) -> pa.Table:
    texts = {name: table[name].cast(pa.string()) for name in CARD}
    return pa.table({**texts, "truth": table["truth"].cast(pa.int64()), "legal_id": table["legal_id"].cast(pa.int64())})
