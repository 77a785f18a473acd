"""recordlinkage: pairs by shared keys, compared field by field, told apart by expectation maximisation (ECM)."""

import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import recordlinkage

from bench.matching.peers.common import Labels, joined, run, visible

# A value that more cards share than this is no key: the pairs would not fit in memory.
MOST = 400
KEYS: dict[str, list[list[str]]] = {
    "contacts": [["kvk"], ["vat"], ["iban"], ["mail"], ["phone"], ["sorted_name"], ["postcode", "number"]],
    "febrl": [["soc_sec_id"], ["date_of_birth"], ["given_name", "surname"], ["address_1", "street_number"]],
    "people": [["dob"], ["fname_c1", "lname_c1"], ["lname_c1", "year"]],
    "sites": [["phone"], ["name"], ["address"]],
    "restaurants": [["phone"], ["name"], ["addr"]],
}
EXACT = {
    "contacts": ["kvk", "vat", "iban", "mail", "phone", "postcode", "number"],
    "febrl": ["date_of_birth", "soc_sec_id", "street_number", "postcode"],
    "people": ["fname_c2", "lname_c2", "year", "month", "day"],
    "sites": ["phone", "zip"],
    "restaurants": ["phone"],
}
ALIKE = {
    "contacts": ["name", "street", "city"],
    "febrl": ["given_name", "surname", "address_1", "suburb"],
    "people": ["fname_c1", "lname_c1"],
    "sites": ["name", "address"],
    "restaurants": ["name", "addr", "city"],
}


def match(table: pa.Table, kind: str) -> Labels:
    """Labels by the pairs that ECM holds for one party, connected."""
    cards = visible(table).to_pandas()
    pairs = _pairs(cards, KEYS[kind])
    comparing = recordlinkage.Compare()
    for field in EXACT[kind]:
        comparing.exact(field, field)
    for field in ALIKE[kind]:
        comparing.string(field, field, method="jarowinkler", threshold=0.88)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = recordlinkage.ECMClassifier(binarize=0.5).fit_predict(comparing.compute(pairs, cards))
    return joined(len(cards), found)


def _pairs(cards: pd.DataFrame, keys: list[list[str]]) -> pd.MultiIndex:
    found = [_of_one_key(cards, key) for key in keys]
    pairs = pd.concat(found).drop_duplicates()
    return pd.MultiIndex.from_frame(pairs)


def _of_one_key(cards: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    known = cards[key].dropna()
    known = known[known.groupby(key)[key[0]].transform("size") <= MOST]
    rows = known.assign(row=known.index.astype(np.int64))
    both = rows.merge(rows, on=key, suffixes=("", "_other"))
    return both.loc[both["row"] < both["row_other"], ["row", "row_other"]]


if __name__ == "__main__":
    run(match)
