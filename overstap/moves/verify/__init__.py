"""Verification of a move: independent of the carrier, with queries of its own.

``prepare`` and ``prepare_tail`` take a fingerprint (SHA-256) of every record and the accounting figures before
anything is carried; ``compare`` reads everything anew where it is held afterwards and names what is not as it was.
"""

from overstap.moves.verify.comparing import NothingToCompareWith, as_dict, compare
from overstap.moves.verify.taking import forget, prepare, prepare_tail

__all__ = ["NothingToCompareWith", "as_dict", "compare", "forget", "prepare", "prepare_tail"]
