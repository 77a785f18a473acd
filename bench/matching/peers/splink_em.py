"""Splink as its makers advise: set up by an expert, trained on the cards at hand, cut at 0.95."""

import logging
from collections.abc import Mapping

import duckdb
import numpy as np
import pyarrow as pa
from splink import DuckDBAPI, Linker
from splink.internals.exceptions import EMTrainingException

from bench.matching.peers.common import Labels, of_names, run, visible
from bench.matching.peers.splink_settings import certain, settings, training

SURE = 0.95


def match(table: pa.Table, kind: str) -> Labels:
    """Labels by predictions of at least SURE, connected."""
    linker = linker_of(table, settings(kind))
    linker.training.estimate_probability_two_random_records_match(certain(kind), recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for block in training(kind):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block)
        except (EMTrainingException, ValueError):  # fifty cards hardly have pairs to learn from: it goes without
            continue
    return clustered(linker, table.num_rows)


def linker_of(table: pa.Table, wanted: object, also: Mapping[str, pa.Array] | None = None) -> Linker:
    """A linker over the cards, numbered by row in column ``id``, with more columns beside theirs."""
    logging.disable(logging.WARNING)
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    api = DuckDBAPI(connection)
    numbered = visible(table).append_column("id", pa.array(np.arange(table.num_rows)))
    for name, column in (also or {}).items():
        numbered = numbered.append_column(name, column)
    return Linker(api.register(numbered), wanted)


def clustered(linker: Linker, cards: int) -> Labels:
    """Labels per row."""
    predictions = linker.inference.predict(threshold_match_probability=SURE)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, SURE)
    found = clusters.as_duckdbpyrelation().select("id, cluster_id").fetchall()
    names: list[object] = [None] * cards
    for row, name in found:
        names[row] = name
    return of_names(names)


if __name__ == "__main__":
    run(match)
