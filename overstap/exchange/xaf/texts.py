"""The text of a field to a value; what cannot be one gives a finding and a neutral value, so that reading goes on."""

import re
from datetime import date
from decimal import Decimal

from overstap.exchange.xaf.codes import Findings
from overstap.lib.money import ZERO, parse_amount
from overstap.lib.sentences import Sentence, sentence

# A date may carry a time zone (xsd:date allows it) or the midnight that some packages add.
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2}|T[0-9:.+Z-]*)?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,18})?|[+-]?\.[0-9]{1,18}")
_COUNT = re.compile(r"[0-9]{1,10}")


def to_date(text: str) -> date:
    """The date in a text. Raises ValueError."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a date: {text[:40]!r}")
    return date.fromisoformat(found.group(1))


def to_amount(text: str) -> Decimal:
    """The amount in a text, to the cent. Raises ValueError."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"not an amount: {text[:40]!r}")
    return parse_amount(text) + ZERO


def to_number(text: str) -> Decimal:
    """The decimal number in a text. Raises ValueError."""
    text = text.strip()
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f"not a number: {text[:40]!r}")
    return Decimal(text)


def to_count(text: str) -> int:
    """The whole number in a text. Raises ValueError."""
    text = text.strip()
    if not _COUNT.fullmatch(text):
        raise ValueError(f"not a whole number: {text[:40]!r}")
    return int(text)


def signed(amount: Decimal, side: str) -> Decimal:
    """An amount as written on a side to our sign: debit positive, credit negative."""
    return ZERO - amount if side == "C" else amount


class Texts:
    """Reads the fields of one record; findings name its place."""

    __slots__ = ("_findings", "place")

    def __init__(self, place: str, findings: Findings) -> None:
        self.place = place
        self._findings = findings

    def date(self, text: str, name: str) -> date | None:
        """The date, None for an empty or impossible one (with a finding)."""
        if not text.strip():
            return None
        try:
            return to_date(text)
        except ValueError:
            self.note("XAF-BAD-DATE", name, sentence("%(text)r is not a date.", text=text[:40]))
            return None

    def amount(self, text: str, name: str) -> Decimal:
        """The amount as written, zero for what is none (with a finding)."""
        try:
            return to_amount(text)
        except ValueError:
            self.note("XAF-BAD-AMOUNT", name, sentence("%(text)r is not an amount in whole cents.", text=text[:40]))
            return ZERO

    def number(self, text: str, name: str) -> Decimal | None:
        """The number, None for an empty or impossible one (with a finding)."""
        if not text.strip():
            return None
        try:
            return to_number(text)
        except ValueError:
            self.note("XAF-BAD-NUMBER", name, sentence("%(text)r is not a number.", text=text[:40]))
            return None

    def side(self, text: str, amount: Decimal, name: str) -> str:
        """D or C. A zero amount without a side stands on the debit side."""
        side = text.strip()
        if side in ("D", "C"):
            return side
        if amount == ZERO:
            self.note("XAF-NO-SIDE", name, sentence("A zero amount has no side."))
        else:
            self.note("XAF-BAD-SIDE", name, sentence("%(text)r is neither D nor C.", text=text[:20]))
        return "D"

    def note(self, code: str, name: str, message: Sentence) -> None:
        """A finding on the field ``name`` of this record."""
        self._findings.add(code, f"{self.place}, {name}" if name else self.place, message)
