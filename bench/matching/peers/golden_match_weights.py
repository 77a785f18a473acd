"""goldenmatch by weights that it trains itself (Fellegi and Sunter), without labels."""

import logging

import goldenmatch
import pyarrow as pa
from goldenmatch.core.autoconfig import auto_configure_probabilistic_df

from bench.matching.peers.common import Labels, natural, of_clusters, run


def match(table: pa.Table, _kind: str) -> Labels:
    """Labels by its configuration for weights."""
    logging.disable(logging.ERROR)
    cards = natural(table)
    found = goldenmatch.dedupe_df(cards, config=auto_configure_probabilistic_df(cards))
    return of_clusters(table.num_rows, (cluster["members"] for cluster in found.clusters.values()))


if __name__ == "__main__":
    run(match)
