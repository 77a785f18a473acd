"""The sample books as audit files, one a year, as a package would export them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    Journal,
    Line,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations.values import Company, Relation
from overstap.books.sample import SampleBooks, SamplePlan, make
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS, Header, Version, subledger_section
from overstap.exchange.xaf.writer import write
from overstap.lib.money import ZERO


def write_years(plan: SamplePlan, folder: Path) -> Iterator[Path]:
    """Each year of ``plan`` as an audit file (3.2) in ``folder``."""
    books = make(plan)
    for year in plan.years:
        path = folder / f"{plan.seed}-{year}.xaf"
        with path.open("wb") as file:
            write(file, Version.V3_2, SampleYear(books, year), software_version=version("overstap"))
        yield path


def written(plan: SamplePlan, folder: Path) -> list[Path]:
    """All years of ``plan``, written; for a process of its own."""
    return list(write_years(plan, folder))


class SampleYear:
    """One year of sample books, as the writer of audit files asks for them."""

    def __init__(self, books: SampleBooks, year: int) -> None:
        self._books, self._year = books, year
        self._opening: Entry | None = None
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._subledgers: dict[tuple[str, str, str], list[SubledgerLine]] = defaultdict(list)
        for entry in books.entries(year):
            if entry.kind == EntryKind.OPENING:
                self._opening = entry
            else:
                self._entries[entry.journal].append(entry)
        for line in books.subledger_lines(year):
            self._subledgers[line.kind_of_entry, line.kind, line.ledger_name].append(line)

    def header(self) -> Header:
        """The year, in the currency of the plan."""
        year = next(one for one in self._books.fiscal_years() if one.year == self._year)
        return Header(version=Version.V3_2, fiscal_year=year, currency=self._books.plan.currency)

    def company(self) -> Company:
        """The company."""
        return self._books.company

    def accounts(self) -> Iterable[Account]:
        """The chart of accounts."""
        return self._books.accounts()

    def relations(self) -> Iterable[Relation]:
        """Customers and suppliers."""
        return self._books.relations()

    def vat_codes(self) -> Iterable[VatCode]:
        """The VAT codes."""
        return self._books.vat_codes()

    def periods(self) -> Iterable[Period]:
        """The periods of the year."""
        return self._books.periods(self._year)

    def dimensions(self) -> Iterable[Dimension]:
        """Cost centres, projects and users."""
        return self._books.dimensions()

    def journals(self) -> Iterable[Journal]:
        """The journals."""
        return self._books.journals()

    def entries(self, journal: str) -> Iterable[Entry]:
        """The entries of one journal."""
        return self._entries[journal]

    def opening(self) -> Entry | None:
        """The opening balance, where it is stated as such."""
        return self._opening

    def subledgers(self, kind_of_entry: str) -> Iterable[tuple[str, str]]:
        """Type and name of each sub-ledger."""
        return [(kind, name) for of, kind, name in self._subledgers if of == kind_of_entry]

    def subledger_lines(self, kind_of_entry: str, kind: str, name: str) -> Iterable[SubledgerLine]:
        """The lines of one sub-ledger."""
        return self._subledgers[kind_of_entry, kind, name]

    def totals(self, section: str) -> Totals:
        """The control totals of a section."""
        if section == TRANSACTIONS:
            return _totals([line for entries in self._entries.values() for entry in entries for line in entry.lines])
        if section == OPENING:
            return _totals(self._opening.lines if self._opening else ())
        for (of, kind, name), lines in self._subledgers.items():
            if subledger_section(of, kind, name) == section:
                return _totals(lines)
        return _totals(())


def _totals(lines: Sequence[Line] | Sequence[SubledgerLine]) -> Totals:
    debit: Decimal = sum((line.amount for line in lines if line.side == "D"), ZERO)
    credit: Decimal = sum((-line.amount for line in lines if line.side != "D"), ZERO)
    return Totals(len(lines), debit, credit)
