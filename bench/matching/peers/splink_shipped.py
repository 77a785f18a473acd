"""Splink with a model that was fitted beforehand (fit_splink): nothing is trained, only predicted and cut at 0.95."""

import json

import pyarrow as pa

from bench.matching.peers.common import Labels, run
from bench.matching.peers.fit_splink import MODEL
from bench.matching.peers.splink_em import clustered, linker_of


def match(table: pa.Table, _kind: str) -> Labels:
    """Labels by predictions of at least 0.95, connected."""
    return clustered(linker_of(table, json.loads(MODEL.read_text())), table.num_rows)


if __name__ == "__main__":
    run(match)
