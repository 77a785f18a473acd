"""Books as audit files of version 3.2, one for each book year: what every package and every accountant reads."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    FiscalYear,
    Journal,
    Line,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations.values import Company, Relation
from overstap.connectors.values import Record
from overstap.exchange.xaf import writer
from overstap.exchange.xaf.values import OPENING, Header, Version
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO


def write(records: Iterable[Record], folder: Path) -> tuple[list[Path], list[Finding]]:
    """A file ``books-YEAR.xaf`` for each year that has entries or an opening balance; all of it held in memory."""
    held = list(records)
    paths, findings = [], []
    for year in sorted({one.year for one in held if isinstance(one, Entry)}):
        path = folder / f"books-{year}.xaf"
        with path.open("wb") as stream:
            findings += writer.write(stream, Version.V3_2, _Year(held, year), software_version=version("overstap"))
        paths.append(path)
    return paths, findings


class _Year:
    """One book year (``exchange.xaf.writer.Books``)."""

    def __init__(self, records: list[Record], year: int) -> None:
        self._records, self._year = records, year
        self._entries = [one for one in records if isinstance(one, Entry) and one.year == year]

    def header(self) -> Header:
        """The book year as it was told, or the calendar year."""
        known = (one for one in self._records if isinstance(one, FiscalYear) and one.year == self._year)
        usual = FiscalYear(self._year, str(self._year), date(self._year, 1, 1), date(self._year, 12, 31))
        return Header(Version.V3_2, next(known, usual), "EUR")

    def company(self) -> Company:
        """The company; without a name where none was told."""
        return next((one for one in self._records if isinstance(one, Company)), Company(""))

    def accounts(self) -> Iterator[Account]:
        """The chart of accounts."""
        return (one for one in self._records if isinstance(one, Account))

    def relations(self) -> Iterator[Relation]:
        """All relations."""
        return (one for one in self._records if isinstance(one, Relation))

    def vat_codes(self) -> Iterator[VatCode]:
        """All VAT codes."""
        return (one for one in self._records if isinstance(one, VatCode))

    def periods(self) -> Iterator[Period]:
        """The periods of the year."""
        return (one for one in self._records if isinstance(one, Period) and one.year == self._year)

    def dimensions(self) -> Iterator[Dimension]:
        """Cost centres, projects and other codes."""
        return (one for one in self._records if isinstance(one, Dimension))

    def journals(self) -> Iterator[Journal]:
        """The journals that were told, and those that only entries name."""
        known = {one.code: one for one in self._records if isinstance(one, Journal)}
        named = {one.journal: Journal(one.journal, one.journal) for one in self._ordinary()}
        return iter({**named, **known}.values())

    def entries(self, journal: str) -> Iterator[Entry]:
        """The entries of one journal."""
        return (one for one in self._ordinary() if one.journal == journal)

    def opening(self) -> Entry | None:
        """The opening balance."""
        return next((one for one in self._entries if one.kind == EntryKind.OPENING), None)

    def subledgers(self, kind_of_entry: str) -> tuple[tuple[str, str], ...]:
        """None: open items are found from the entries."""
        del kind_of_entry
        return ()

    def subledger_lines(self, kind_of_entry: str, kind: str, name: str) -> tuple[SubledgerLine, ...]:
        """None."""
        del kind_of_entry, kind, name
        return ()

    def totals(self, section: str) -> Totals:
        """Totals of the entries, or of the opening balance."""
        entries = [one for one in self._entries if (one.kind == EntryKind.OPENING) == (section == OPENING)]
        lines = [line for one in entries for line in one.lines]
        return Totals(len(lines), _sum(lines, "D"), -_sum(lines, "C"))

    def _ordinary(self) -> Iterator[Entry]:
        return (one for one in self._entries if one.kind != EntryKind.OPENING)


def _sum(lines: Iterable[Line], side: str) -> Decimal:
    return sum((line.amount for line in lines if line.side == side), ZERO)
