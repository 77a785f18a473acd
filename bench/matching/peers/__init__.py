"""Other matchers, each a program of its own in .venv-peers: ``python -m bench.matching.peers.NAME KIND IN OUT …``.

IN is a parquet file of cards that are standardised already, OUT gets one label per card.
"""
