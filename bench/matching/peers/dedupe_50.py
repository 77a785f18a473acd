"""dedupe, taught by fifty answers of somebody who knows the truth."""

import logging
import random

import dedupe
import numpy as np
import pyarrow as pa
from dedupe import variables

from bench.matching.peers.common import Labels, of_clusters, run, visible

ANSWERS = 50
FIELDS = {
    "contacts": ["name", "kvk", "vat", "iban", "mail", "phone", "postcode", "street", "city"],
    "febrl": [
        "given_name",
        "surname",
        "date_of_birth",
        "soc_sec_id",
        "address_1",
        "street_number",
        "suburb",
        "postcode",
    ],
    "people": ["fname_c1", "lname_c1", "year", "month", "day"],
    "sites": ["name", "address", "phone", "zip"],
    "restaurants": ["name", "addr", "phone", "city"],
}


def match(table: pa.Table, kind: str) -> Labels:
    """Labels after ANSWERS questions that dedupe chose itself, cut at 0.5."""
    logging.disable(logging.WARNING)
    random.seed(1)
    np.random.seed(1)
    fields = FIELDS[kind]
    rows = enumerate(visible(table).to_pylist())
    cards = {row: {field: card[field] or None for field in fields} for row, card in rows}
    matcher = dedupe.Dedupe([variables.String(field, has_missing=True) for field in fields], num_cores=1)
    matcher.prepare_training(cards, sample_size=1500)
    _teach(matcher, {id(card): truth for card, truth in zip(cards.values(), table["truth"].to_pylist(), strict=True)})
    matcher.train(index_predicates=False)
    return of_clusters(len(cards), (members for members, _ in matcher.partition(cards, 0.5)))


def _teach(matcher: dedupe.Dedupe, truth: dict[int, int]) -> None:
    """Answer the pairs that dedupe asks about; it hands over the very cards it was given."""
    for _ in range(ANSWERS):
        ((one, other),) = matcher.uncertain_pairs()
        same = truth[id(one)] == truth[id(other)]
        matcher.mark_pairs({"match": [(one, other)] if same else [], "distinct": [] if same else [(one, other)]})


if __name__ == "__main__":
    run(match)
