"""Ours, as a program: python -m bench.matching.ours SETTINGS IN OUT …

SETTINGS is ``default`` or ``careful``. IN holds cards as they came, OUT gets a label per card and what is asked.
"""

import json
import sys
import time

import numpy as np
import pyarrow.parquet as pq

from overstap.coupling.matching import CAREFUL, Settings, match

SETTINGS = {"default": Settings(), "careful": CAREFUL}


def main() -> None:
    """Match every file named; prints the seconds of each, reading and writing left out."""
    named, *paths = sys.argv[1:]
    seconds = []
    for given, out in zip(paths[::2], paths[1::2], strict=True):
        cards = pq.read_table(given).drop_columns(["truth", "legal_id"])
        began = time.perf_counter()
        found = match(cards, SETTINGS[named])
        seconds.append(time.perf_counter() - began)
        np.savez(out, labels=found.labels, asked=found.asked)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
