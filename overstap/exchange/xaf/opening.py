"""The opening balance stated as such: one entry of its own, and the lines of sub-ledgers below it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from overstap.books.ledger.values import Entry, EntryKind, Line
from overstap.exchange.xaf.checks import Checks
from overstap.exchange.xaf.elements import Fields, fields_of, note_unknown, split
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.texts import Texts, signed
from overstap.exchange.xaf.totals import declared_totals
from overstap.exchange.xaf.values import OPENING, Record
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import _Element as XmlElement


class Opening:
    """Gathers the opening balance; it is given before its sub-ledgers, or at its end when there are none."""

    def __init__(self, reading: Reading, checks: Checks) -> None:
        self._reading, self._checks = reading, checks
        self._lines: list[Line] = []
        self._given = False

    def line(self, fields: Fields) -> None:
        """One line of the opening balance."""
        reading = self._reading
        number = fields.get("nr")
        place = f"opening balance, line {number if isinstance(number, str) else ''}"
        found = split(fields, reading.tables["opening_line"], place, reading.findings)
        note_unknown(found.extra, reading.tables["opening_line"], "obLine", reading.seen, reading.findings)
        texts = Texts(place, reading.findings)
        amount = texts.amount(found["amount"], "amnt")
        side = texts.side(found["side"], amount, "amntTp")
        if amount < ZERO:
            reading.negatives += 1
        if not found["account"]:
            texts.note("XAF-NO-CODE", "accID", sentence("The line has no account."))
        self._lines.append(Line(found["nr"], found["account"], signed(amount, side), side, extra=found.extra or None))

    def ready(self, fields: Fields) -> Iterator[Record]:
        """The entry, once all its lines have passed. ``fields`` are those that stand before its sub-ledgers."""
        if self._given:
            return
        self._given = True
        reading = self._reading
        apart = {element.name for element in reading.tables["totals"]} | {"obLine", "obSubledgers"}
        rest: Fields = {name: value for name, value in fields.items() if name not in apart}
        found = split(rest, reading.tables["opening"], "opening balance", reading.findings)
        note_unknown(found.extra, reading.tables["opening"], "openingBalance", reading.seen, reading.findings)
        day = Texts("opening balance", reading.findings).date(found["date"], "opBalDate")
        entry = Entry(
            number="",
            journal="",
            year=reading.year.year,
            period=0,
            date=day or reading.year.start,
            lines=tuple(self._lines),
            description=found["description"],
            kind=EntryKind.OPENING.value,
            extra=found.extra or None,
        )
        self._lines = []
        self._checks.opening(entry)
        yield [entry]

    def ends(self, section: "XmlElement") -> Iterator[Record]:
        """The end of the element: gives the entry if it has not been given, and notes lines that came too late."""
        fields = fields_of(section)
        declared_totals(fields, OPENING, self._reading)
        yield from self.ready(fields)
        if self._lines:
            count = len(self._lines)
            message = sentence("%(count)d lines stand behind the sub-ledgers and cannot be taken over.", count=count)
            self._reading.findings.add("XAF-UNBALANCED", "opening balance", message)
