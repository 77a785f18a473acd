"""New cards beside many, by Splink: python -m bench.matching.peers.splink_place KNOWN NEW

With the shipped model and ``predict_between``. Prints the seconds to make the known cards ready, to place all new ones
and to place one.
"""

import json
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from splink import Linker
from splink.internals.splink_dataframe import SplinkDataFrame

from bench.matching.peers.common import visible
from bench.matching.peers.fit_splink import MODEL
from bench.matching.peers.splink_em import SURE, linker_of

# The fields whose frequencies the model of the contacts counts.
FREQUENT = ("name", "iban", "mail", "phone")


def main() -> None:
    """All at once, then the first alone."""
    known, new = (pq.read_table(path) for path in sys.argv[1:])
    began = time.perf_counter()
    linker = linker_of(known, json.loads(MODEL.read_text()))
    for field in FREQUENT:
        linker.table_management.compute_tf_table(field)
    beside = _registered(linker, known, first=0)
    ready = time.perf_counter()
    _place(linker, beside, _registered(linker, new, first=known.num_rows))
    all_placed = time.perf_counter()
    _place(linker, beside, _registered(linker, new.slice(0, 1), first=known.num_rows))
    done = time.perf_counter()
    print(json.dumps({"seconds": [ready - began, all_placed - ready, done - all_placed]}))


def _registered(linker: Linker, cards: pa.Table, first: int) -> SplinkDataFrame:
    numbered = visible(cards).append_column("id", pa.array(first + np.arange(cards.num_rows)))
    return linker._db_api.register(numbered)  # noqa: SLF001 - the linker does not say which it works with


def _place(linker: Linker, known: SplinkDataFrame, new: SplinkDataFrame) -> int:
    found = linker.inference.predict_between(known, new, link_type="link_only", threshold_match_probability=SURE)
    return len(found.as_record_list())


if __name__ == "__main__":
    main()
