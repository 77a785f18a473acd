"""Files of one export that was split: their order, and whether all are there.

The official way: the first file holds header and master data and simply stops after a transaction, the next ones go
on from there, begin with ``<!-- Vervolgbestand x van y -->`` and have names ending in -2, -3. Exact Globe writes whole
documents named _0, _1 with a comment "Sequence file x of y".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.errors import GIVE_ALL_PARTS, BadSequence
from overstap.lib.sentences import sentence

_NUMBER = re.compile(r"[-_ ](\d{1,4})$")
_COMMENT = re.compile(
    r"<!--\s*(?:Vervolgbestand|Sequence file)\s+(\d{1,4})\s+(?:van|of)\s+(\d{1,4})\s*-->", re.IGNORECASE
)
_HEAD = 4_000


@dataclass(frozen=True, slots=True)
class Part:
    """What a part says about itself: its number and how many there are; zeros when it says nothing."""

    number: int
    of: int


def part_of(text: str) -> Part:
    """The sequence comment at the beginning of a file."""
    found = _COMMENT.search(text[:_HEAD])
    return Part(int(found.group(1)), int(found.group(2))) if found else Part(0, 0)


def without_comment(text: str) -> str:
    """The text without the sequence comment, which would otherwise stand among the transactions."""
    found = _COMMENT.search(text[:_HEAD])
    return text[: found.start()] + text[found.end() :] if found else text


def in_order(paths: Sequence[Path], findings: Findings) -> list[Path]:
    """The paths by the number at the end of their names; a name without a number comes first."""
    ordered = sorted(paths, key=_rank)
    if list(paths) != ordered:
        names = ", ".join(path.name for path in ordered)
        findings.add(
            "XAF-SPLIT-ORDER",
            "file",
            sentence("The parts are read in the order of their names: %(names)s.", names=names),
        )
    return ordered


def _rank(path: Path) -> tuple[str, int]:
    found = _NUMBER.search(path.stem)
    return (path.stem[: found.start()], int(found.group(1))) if found else (path.stem, 0)


def check(parts: Sequence[Part], names: Sequence[str]) -> None:
    """Raises BadSequence when the parts say that one is missing, double or out of order.

    Numbering may start at 0 or 1, and the first file need not carry a comment.
    """
    if parts and parts[0].number > 1:
        raise BadSequence(
            sentence(
                "%(file)s is part %(part)d of %(parts)d; the parts before it are missing.",
                file=names[0],
                part=parts[0].number,
                parts=parts[0].of,
            ),
            remedy=GIVE_ALL_PARTS,
        )
    said = [(part, name) for part, name in zip(parts, names, strict=True) if part.of]
    for (before, _), (part, name) in pairwise(said):
        if part.number != before.number + 1:
            raise BadSequence(
                sentence(
                    "%(file)s is part %(part)d, but it follows part %(before)d.",
                    file=name,
                    part=part.number,
                    before=before.number,
                ),
                remedy=sentence("Give every part once, in order."),
            )
    if said and len(names) < said[-1][0].of:
        raise BadSequence(
            sentence(
                "The export has %(parts)d parts, but %(given)d were given.", parts=said[-1][0].of, given=len(names)
            ),
            remedy=GIVE_ALL_PARTS,
        )
