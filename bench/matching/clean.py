"""Our standardising, for the other matchers: they get cards with the same cleaning that ours works on.

python -m bench.matching.clean IN OUT …; prints the seconds that each took, by the clock and of the processors.
"""

import json
import sys
import time

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from overstap.coupling.matching.standardise import find_rare_words, standardise

COLUMNS = (
    "name", "sorted_name", "rare_word", "form", "kvk", "vat", "iban", "mail", "domain", "phone", "postcode", "area",
    "street", "number", "city",
)  # fmt: skip


def clean(cards: pa.Table) -> pa.Table:
    """The cards in one way of writing, columns of COLUMNS, in the order they came."""
    connection = duckdb.connect(config={"threads": 2})
    standardise(connection, cards)
    find_rare_words(connection)
    return connection.sql(f"SELECT {', '.join(COLUMNS)} FROM standard ORDER BY id").to_arrow_table()


def main() -> None:
    """Every file named on the command line."""
    seconds = []
    for given, out in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        cards = pq.read_table(given)
        began, busy = time.perf_counter(), time.process_time()
        cleaned = clean(cards)
        seconds.append((time.perf_counter() - began, time.process_time() - busy))
        for hidden in ("truth", "legal_id"):
            cleaned = cleaned.append_column(hidden, cards[hidden])
        pq.write_table(cleaned, out)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
