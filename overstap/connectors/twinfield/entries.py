"""Entries and the opening balance of an office, out of the rows of its ledger."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from overstap.books.ledger.values import Entry, EntryKind, Line, LineVat
from overstap.connectors.twinfield import browses, masters, transactions
from overstap.connectors.twinfield.browses import HEAD, LINE
from overstap.connectors.twinfield.desk import OPENING, RELATIONS, Desk, amount, day, whole
from overstap.connectors.twinfield.items import Items
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.twinfield.references import OURS
from overstap.connectors.twinfield.streaming import Row
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_DEBIT = "debit"


@dataclass(frozen=True, slots=True)
class _Begin:
    """The first book year in which anything stands, and what opens it."""

    year: int
    opening: list[Entry]


@dataclass
class Ledger:
    """The ledger of the office at a desk."""

    desk: Desk
    naming: Naming
    items: Items

    def opening(self, wanted: tuple[int, ...]) -> Iterator[Entry | Finding]:
        """The opening balance of the first book year that is wanted.

        Where the books begin it is what was booked as such; later it is what the years before add up to.
        """
        years = masters.years(self.desk, wanted)
        begin = self._begin
        if not years or begin is None:
            return
        if years[0] > begin.year:
            yield from self._carried([year for year in self.desk.years if begin.year <= year < years[0]], years[0])
        elif begin.year in years and begin.opening:
            yield _joined(begin.opening)

    def entries(self, wanted: tuple[int, ...]) -> Iterator[Entry]:
        """All other entries, book year by book year."""
        for year in masters.years(self.desk, wanted):
            self.items.prepare(year)
            entries = self._grouped(browses.ledger(self.desk, year))
            yield from (entry for entry in entries if not self._opens(entry))

    def changed(self, since: str, until: str) -> Iterator[Entry]:
        """The entries that changed between two moments."""
        return self._grouped(browses.changed(self.desk, since, until))

    def _opens(self, entry: Entry) -> bool:
        if entry.journal != OPENING or entry.period != 0:
            return False
        return self._begin is not None and entry.year == self._begin.year

    @cached_property
    def _begin(self) -> _Begin | None:
        """Where the books begin; None where nothing was ever booked. A year that stands open may be empty."""
        for year in self.desk.years:
            booked = list(self._grouped(browses.ledger(self.desk, year, last=0)))
            opening = [entry for entry in booked if entry.journal == OPENING]
            if booked or browses.any_rows(self.desk, year):
                return _Begin(year, opening)
        return None

    def _grouped(self, rows: Iterator[Row]) -> Iterator[Entry]:
        """Rows of one entry come together, or so everybody found; in which order entries come is said nowhere.

        A group that does not balance is a part of an entry: it is asked for by itself then, once.
        """
        asked: set[tuple[str, str]] = set()
        for key, lines in groupby(rows, key=lambda row: (row.code, row.number)):
            if key in asked:
                continue
            made = self._entry(list(lines))
            if sum(line.amount for line in made.lines) != 0:
                asked.add(key)
                made = transactions.entry(self.desk, self.naming, self.desk.transaction(*key))
            yield made

    def _entry(self, rows: list[Row]) -> Entry:
        first = rows[0].cells
        on = day(first[HEAD + "date"]) or date.min
        year = whole(first[HEAD + "year"])
        self.items.prepare(year)
        texts = {name: first.get(LINE + name, "") for name in ("freetext1", "freetext2", "freetext3")}
        status = first.get(HEAD + "status", "")
        extra = {"status": "" if status == "final" else status, **texts}
        return Entry(
            number=rows[0].number,
            journal=rows[0].code,
            year=year,
            period=whole(first[HEAD + "period"].rpartition("/")[2]),
            date=on,
            lines=[self._line(row, on) for row in rows],
            source=first.get(HEAD + "origin", ""),
            user=first.get(HEAD + "username", ""),
            extra={name: value for name, value in extra.items() if value and not value.startswith(OURS)} or None,
        )

    def _line(self, row: Row, on: date) -> Line:
        cells = row.cells
        debit = cells.get(LINE + "debitcredit") == _DEBIT
        value = amount(cells.get(LINE + "valuesigned", ""))
        foreign = cells.get(HEAD + "curcode", "") not in ("", self.desk.currency)
        quantity = Decimal(cells.get(LINE + "quantity", "") or "0")
        kind, second = cells.get(LINE + "dim2type", ""), cells.get(LINE + "dim2", "")
        third = cells.get(LINE + "dim3", "")
        project = cells.get(LINE + "dim3type", "PRJ") == "PRJ"
        vat, extra = self._vat(row, on, "D" if debit else "C")
        if due := self.items.due_of(row):
            extra |= {"due": due}
        if third and not project:
            extra |= {"asset" if cells.get(LINE + "dim3type") == "AST" else "dimension_3": third}
        return Line(
            nr=row.line,
            account=cells[LINE + "dim1"],
            amount=amount(cells.get(LINE + "basevaluesigned", "")),
            side="D" if debit else "C",
            effective_date=on,
            description=cells.get(LINE + "description", ""),
            relation=self.naming.ours(kind, second) if kind in RELATIONS else "",
            invoice_ref=cells.get(LINE + "invnumber", ""),
            cost_centre=second if kind == "KPL" else "",
            project=third if project else "",
            quantity=quantity or None,
            currency=cells[HEAD + "curcode"] if foreign else "",
            currency_amount=(value if debit else -value) if foreign else None,
            match_key=self.items.match_of(row) if kind in RELATIONS else "",
            vat=vat,
            extra=extra or None,
        )

    def _vat(self, row: Row, on: date, side: str) -> tuple[tuple[LineVat, ...], dict[str, str]]:
        """The VAT on a line; a line that is itself VAT has none, and says so in ``extra``."""
        code = row.cells.get(LINE + "vatcode", "")
        if not code:
            return (), {}
        told = row.cells.get(LINE + "vatbasevaluesigned", "")
        known = self.desk.vat(code)
        rate = known.rate(on) if known else None
        own = amount(row.cells.get(LINE + "basevaluesigned", ""))
        if rate and row.cells[LINE + "dim1"] in rate.accounts and amount(told) in (ZERO, own):
            return (), {"vat_code": code}
        return (LineVat(code, rate.percentage if rate else ZERO, amount(told), side),), {}

    def _carried(self, before: list[int], year: int) -> Iterator[Entry | Finding]:
        """What earlier years leave on the accounts of the balance sheet, by account and relation."""
        sums: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
        result = ZERO
        for one in before:
            for row in browses.sums(self.desk, one):
                told = amount(row.cells.get(LINE + "basevaluesigned", ""))
                if row.cells.get(LINE + "dim1type") == "PNL":
                    result += told
                else:
                    sums[self._place(row.cells)] += told
        start, _end = masters.span(self.desk.periods(year))
        places = [(place, total) for place, total in sorted(sums.items()) if total]
        lines = [_opening_line(number, place, total) for number, (place, total) in enumerate(places, 1)]
        if result:
            yield _not_booked_off(year, result)
        if lines:
            yield Entry("", "", year, 0, start, lines, kind=EntryKind.OPENING)

    def _place(self, cells: Mapping[str, str]) -> tuple[str, str]:
        kind = cells.get(LINE + "dim2type", "")
        relation = self.naming.ours(kind, cells.get(LINE + "dim2", "")) if kind in RELATIONS else ""
        return cells[LINE + "dim1"], relation


def _opening_line(number: int, place: tuple[str, str], total: Decimal) -> Line:
    return Line(str(number), place[0], total, "D" if total > 0 else "C", relation=place[1])


def _joined(booked: list[Entry]) -> Entry:
    """One opening balance of all that was booked as such."""
    lines = [line for entry in booked for line in entry.lines]
    numbered = [line._replace(nr=str(number)) for number, line in enumerate(lines, 1)]
    first = booked[0]
    extra = {"entries": " ".join(f"{entry.journal}/{entry.number}" for entry in booked)}
    return Entry("", "", first.year, 0, first.date, numbered, kind=EntryKind.OPENING, extra=extra)


def _not_booked_off(year: int, result: Decimal) -> Finding:
    return Finding(
        "TWINFIELD-RESULT-OPEN",
        Severity.WARNING,
        f"opening {year}",
        sentence("The result of earlier years, %(amount)s, was never booked to equity.", amount=result),
        sentence("Book it in Twinfield, or read those years too."),
    )
