"""goldenmatch without any configuration: it looks at the columns and decides for itself."""

import logging

import goldenmatch
import pyarrow as pa

from bench.matching.peers.common import Labels, natural, of_clusters, run


def match(table: pa.Table, _kind: str) -> Labels:
    """Labels by its own configuration, also where it has little faith in that."""
    logging.disable(logging.ERROR)
    found = goldenmatch.dedupe_df(natural(table), allow_red_config=True, confidence_required=False)
    return of_clusters(table.num_rows, (cluster["members"] for cluster in found.clusters.values()))


if __name__ == "__main__":
    run(match)
