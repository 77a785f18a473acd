"""New cards beside many, by ours: python -m bench.matching.ours_place KNOWN NEW OUT

The known cards count as matched and reviewed: their parties are the truth. Prints the seconds to make them ready, which
is done once, and to place the new ones.
"""

import json
import sys
import time

import numpy as np
import pyarrow.parquet as pq

from overstap.coupling.matching import KnownCards


def main() -> None:
    """Place, write the party of each new card (-1: a party of its own) and which were asked about."""
    known, new, out = sys.argv[1:]
    cards, strangers = pq.read_table(known), pq.read_table(new)
    began = time.perf_counter()
    kept = KnownCards(cards.drop_columns(["truth", "legal_id"]), cards["truth"].to_numpy())
    ready = time.perf_counter()
    placed = kept.place(strangers.drop_columns(["truth", "legal_id"]))
    done = time.perf_counter()
    kept.close()
    np.savez(out, parties=placed.parties, asked=sorted({question.one for question in placed.questions}))
    print(json.dumps({"seconds": [ready - began, done - ready]}))


if __name__ == "__main__":
    main()
