"""Writing entries, and matching what settled each other.

An entry that was sent carries our reference; before the first entry of a book year goes out, all references of that
year are asked for once. After an answer that got lost they are asked for again, and only what is missing is sent.
"""

from collections.abc import Iterator
from decimal import Decimal

from overstap.books.ledger.values import Entry, EntryKind
from overstap.connectors.twinfield import booking, naming, references, sending, xml
from overstap.connectors.twinfield.booking import Booking
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.matching import Matching, Part
from overstap.connectors.twinfield.references import References, key_of
from overstap.connectors.values import Became, Kind, OpenItem, Written
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence


class Entries:
    """The entries of one writing."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._references = References(desk)
        self._waiting: list[Booking] = []
        self._places: dict[tuple[str, str], str] = {}
        self._matching = Matching(desk)

    def where(self, journal: str, number: str, year: int = 0) -> str:
        """Where an entry stands at Twinfield that was written now or before; empty for one that was not.

        The one of book year ``year`` where there is one, else that of any year, where there is but one.
        """
        return self._places.get((journal, number), "") or self._written_before(journal, number, year)

    def _written_before(self, journal: str, number: str, year: int) -> str:
        if not journal or not number:
            return ""
        first = self._in_year(journal, number, year)
        if first:
            return first
        others = filter(None, (self._in_year(journal, number, one) for one in self._desk.years if one != year))
        found = list(others)
        return found[0] if len(found) == 1 else ""

    def _in_year(self, journal: str, number: str, year: int) -> str:
        return self._references.of_year(year).get(references.mark(f"{year} {journal}/{number}"), "")

    def written(self, entry: Entry) -> Iterator[Written]:
        """Write an entry, sooner or later; what became of it and of those before it, where that is known."""
        reference = references.of_entry(entry)
        there = self._references.of_year(entry.year).get(reference)
        if there:
            made = booking.booking(self._desk, entry, reference)
            yield self._done(made, Became.THERE, there)
            return
        if len(entry.lines) > booking.MOST_LINES:
            yield _refused(entry, _too_long(entry))
            return
        if self._waiting and self._waiting[0].entry.year != entry.year:
            yield from self._sent()
        self._waiting.append(booking.booking(self._desk, entry, reference))
        if self._full():
            yield from self._sent()

    def finished(self, then: Kind | None) -> Iterator[Written]:
        """Send what waits; before anything else than entries follows, match what settled each other."""
        yield from self._sent()
        if then not in (Kind.OPENING, Kind.ENTRIES):
            yield from self._matching.done()

    def open_item(self, item: OpenItem) -> Written:
        """Whether an item is open at Twinfield as it is here: it has to follow from what was booked."""
        key = f"{item.relation} {item.invoice}".strip()
        if self._matching.is_open(naming.theirs(item.relation), item.invoice, item.open):
            return Written(Kind.OPEN_ITEMS, key, Became.THERE)
        return Written(Kind.OPEN_ITEMS, key, Became.REFUSED, finding=_not_open(key))

    def _full(self) -> bool:
        lines = sum(len(one.entry.lines) for one in self._waiting)
        return len(self._waiting) == sending.PORTION or lines >= booking.MOST_LINES

    def _sent(self) -> Iterator[Written]:
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        year = waiting[0].entry.year
        yield from sending.surely(lambda: self._send(waiting), lambda: self._references.look(year))

    def _send(self, waiting: list[Booking]) -> list[Written]:
        """Send those that are not there yet; of all of them what became of it. Raises OutcomeUnknown."""
        known = self._references.of_year(waiting[0].entry.year)
        missing = [one for one in waiting if one.reference not in known]
        outcomes = sending.sent(self._desk, "transactions", [one.element for one in missing]) if missing else []
        answers = dict(zip((one.reference for one in missing), outcomes, strict=True))
        return [
            self._answered(one, answers[one.reference])
            if one.reference in answers
            else self._done(one, Became.MADE, known[one.reference])
            for one in waiting
        ]

    def _answered(self, made: Booking, outcome: sending.Outcome) -> Written:
        if not outcome.accepted:
            return _refused(made.entry, sending.refusal(made.key, outcome.said))
        place = place_of(outcome.element)
        self._references.of_year(made.entry.year)[made.reference] = place
        return self._done(made, Became.MADE, place)

    def _done(self, made: Booking, became: Became, place: str) -> Written:
        self._places[made.entry.journal, made.entry.number] = place
        self._matching.take(made.entry.year, _parts(made, place))
        finding = made.findings[0] if made.findings else None
        return Written(_kind(made.entry), made.key, became, place, finding)


def place_of(element: xml.Element) -> str:
    """Daybook and number of a transaction that Twinfield tells of."""
    return f"{xml.text(element, 'header/code')}/{xml.text(element, 'header/number')}"


def _parts(made: Booking, place: str) -> Iterator[Part]:
    """The lines of an entry that were settled by other lines."""
    code, _slash, number = place.partition("/")
    for at, line in zip(made.places, made.entry.lines, strict=True):
        if line.relation and line.match_key:
            value = line.amount if line.currency_amount is None else _signed(line.currency_amount, line.side)
            yield Part(naming.theirs(line.relation), line.match_key, made.entry.date, (code, number, str(at)), value)


def _signed(amount: Decimal, side: str) -> Decimal:
    return amount if side == "D" else -amount


def _kind(entry: Entry) -> Kind:
    return Kind.OPENING if entry.kind == EntryKind.OPENING else Kind.ENTRIES


def _refused(entry: Entry, finding: Finding) -> Written:
    return Written(_kind(entry), key_of(entry), Became.REFUSED, finding=finding)


def _too_long(entry: Entry) -> Finding:
    return Finding(
        "TWINFIELD-TOO-LONG",
        Severity.ERROR,
        key_of(entry),
        sentence("Twinfield takes at most %(most)s lines in one entry.", most=booking.MOST_LINES),
        sentence("Split the entry where it comes from."),
    )


def _not_open(key: str) -> Finding:
    return Finding(
        "TWINFIELD-OPEN-ITEM",
        Severity.WARNING,
        f"open item {key}",
        sentence(
            "In Twinfield an item is open because of the entries that were booked, and none leaves this one open."
        ),
        sentence("Look at the entries of this relation in Twinfield."),
    )
