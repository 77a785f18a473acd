"""Fits the model that splink_shipped comes with, from cards with the truth beside them.

python -m bench.matching.peers.fit_splink KIND IN: one parquet file of standardised cards. Run again when
splink_settings changes.
"""

import json
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench.matching.peers.splink_em import linker_of
from bench.matching.peers.splink_settings import certain, settings

MODEL = Path(__file__).parent / "splink_model.json"


def main() -> None:
    """m from the labels, u from random pairs."""
    kind, given = sys.argv[1:]
    table = pq.read_table(given)
    linker = linker_of(table, settings(kind), also={"party": table["truth"].cast(pa.string())})
    linker.training.estimate_probability_two_random_records_match(certain(kind), recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e7, seed=1)
    linker.training.estimate_m_from_label_column("party")
    model = linker.misc.save_model_to_json()
    MODEL.write_text(json.dumps(model, indent=1) + "\n")


if __name__ == "__main__":
    main()
