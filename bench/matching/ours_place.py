"""New cards beside many, by ours: python -m bench.matching.ours_place KNOWN NEW OUT

The known cards count as matched and reviewed: their parties are the truth. Prints the seconds to make their index,
which is done once and kept, to load cards and index, and to place the new ones.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from overstap.coupling.matching import Index, KnownCards

TRUTH = ["truth", "legal_id"]


def main() -> None:
    """Place, write the party of each new card (-1: a party of its own) and which were asked about."""
    known, new, out = sys.argv[1:]
    began = time.perf_counter()
    _index(known)
    indexed = time.perf_counter()
    strangers = pq.read_table(new).drop_columns(TRUTH)
    kept = _kept(known)
    loaded = time.perf_counter()
    placed = kept.place(strangers)
    done = time.perf_counter()
    kept.close()
    np.savez(out, parties=placed.parties, asked=sorted({question.one for question in placed.questions}))
    print(json.dumps({"seconds": [indexed - began, loaded - indexed, done - loaded]}))


def _index(known: str) -> None:
    cards = pq.read_table(known)
    kept = KnownCards(cards.drop_columns(TRUTH), cards["truth"].to_numpy())
    pq.write_table(kept.index.keys, _beside(known, "keys"))
    pq.write_table(kept.index.words, _beside(known, "words"))
    kept.close()


def _kept(known: str) -> KnownCards:
    cards = pq.read_table(known)
    index = Index(pq.read_table(_beside(known, "keys")), pq.read_table(_beside(known, "words")))
    return KnownCards(cards.drop_columns(TRUTH), cards["truth"].to_numpy(), index)


def _beside(known: str, what: str) -> Path:
    return Path(known).with_suffix(f".{what}.parquet")


if __name__ == "__main__":
    main()
