"""A book year of an administration as the writer of audit files wants to see it. Nothing is held in memory whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from overstap.books.ledger import masterdata, reading
from overstap.books.ledger.models import FiscalYear as FiscalYearRow
from overstap.books.ledger.models import Ledger
from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    FiscalYear,
    Journal,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations import store as relations
from overstap.books.relations.values import Company, Relation
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS, Header, Version, subledger_section
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

_LINE_TOTALS = """
SELECT opening, count(*), COALESCE(sum(amount) FILTER (WHERE side = 'D'), 0),
  COALESCE(-sum(amount) FILTER (WHERE side = 'C'), 0)
FROM ledger_line WHERE ledger_id = %s AND year = %s AND entry_seq <= %s GROUP BY opening
"""
_SUBLEDGER_TOTALS = """
SELECT kind_of_entry, kind, ledger_name, count(*), COALESCE(sum(amount) FILTER (WHERE side = 'D'), 0),
  COALESCE(-sum(amount) FILTER (WHERE side = 'C'), 0)
FROM ledger_subledgerline WHERE ledger_id = %s AND year = %s AND booked_seq <= %s
GROUP BY kind_of_entry, kind, ledger_name ORDER BY min(booked_seq), min(position)
"""
_JOURNALS_USED = """
SELECT journal_code FROM ledger_entry WHERE ledger_id = %s AND year = %s AND seq <= %s AND kind = 'transaction'
GROUP BY journal_code ORDER BY min(seq)
"""


class LedgerBooks:
    """One book year, up to the seal where the administration is sealed (``exchange.xaf.writer.Books``)."""

    def __init__(self, administration: Administration, year: int) -> None:
        self._administration = administration
        self._year = year
        self._place = (administration.ledger_id, year, reading.until(administration, None))
        self._subledgers = self._rows(_SUBLEDGER_TOTALS)
        self._totals = self._all_totals()

    def is_known(self) -> bool:
        """Whether there is such a book year: in the list of years, or in entries."""
        years = FiscalYearRow.objects.filter(administration=self._administration, year=self._year)
        return years.exists() or bool(self._rows(_JOURNALS_USED)) or self.opening() is not None

    def header(self) -> Header:
        """The header as it was imported, or one from the ledger."""
        year = self._fiscal_year()
        kept = year.extra.get("header")
        known: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
        currency = known.get("currency") or Ledger.objects.get(id=self._administration.ledger_id).currency
        return Header(
            version=Version(known.get("version", Version.V3_2)),
            fiscal_year=replace(year, extra={name: one for name, one in year.extra.items() if name != "header"}),
            currency=currency,
            rgs_version=known.get("rgs_version", ""),
            extra=known.get("fields", {}),
        )

    def company(self) -> Company:
        """The company."""
        return relations.company(self._administration)

    def accounts(self) -> Iterable[Account]:
        """The chart of accounts."""
        return masterdata.load(self._administration, Account)

    def relations(self) -> Iterable[Relation]:
        """Customers and suppliers."""
        return relations.relations(self._administration)

    def vat_codes(self) -> Iterable[VatCode]:
        """VAT codes."""
        return masterdata.load(self._administration, VatCode)

    def periods(self) -> Iterable[Period]:
        """The periods of this year."""
        return (one for one in masterdata.load(self._administration, Period) if one.year == self._year)

    def dimensions(self) -> Iterable[Dimension]:
        """Names of cost centres, projects and other codes."""
        return masterdata.load(self._administration, Dimension)

    def journals(self) -> Iterable[Journal]:
        """The journals, and those that only entries know."""
        known = list(masterdata.load(self._administration, Journal))
        codes = {one.code for one in known}
        return [*known, *(Journal(code, "") for (code,) in self._rows(_JOURNALS_USED) if code not in codes)]

    def entries(self, journal: str) -> Iterator[Entry]:
        """The transactions of a journal, in the order in which they were booked."""
        return reading.entries(self._administration, year=self._year, kind=EntryKind.TRANSACTION, journal=journal)

    def opening(self) -> Entry | None:
        """The opening balance stated as such."""
        return next(reading.entries(self._administration, year=self._year, kind=EntryKind.OPENING), None)

    def subledgers(self, kind_of_entry: str) -> Iterable[tuple[str, str]]:
        """Type and name of the sub-ledgers."""
        return [(kind, name) for of_entry, kind, name, *_ in self._subledgers if of_entry == kind_of_entry]

    def subledger_lines(self, kind_of_entry: str, kind: str, name: str) -> Iterator[SubledgerLine]:
        """The lines of one sub-ledger."""
        return reading.subledger_lines(
            self._administration, year=self._year, kind_of_entry=kind_of_entry, kind=kind, ledger_name=name
        )

    def totals(self, section: str) -> Totals:
        """Totals of a section."""
        return self._totals.get(section, Totals(0, ZERO, ZERO))

    def _all_totals(self) -> dict[str, Totals]:
        totals = {
            OPENING if opening else TRANSACTIONS: Totals(*columns) for opening, *columns in self._rows(_LINE_TOTALS)
        }
        for kind_of_entry, kind, name, *columns in self._subledgers:
            totals[subledger_section(kind_of_entry, kind, name)] = Totals(*columns)
        return totals

    def _fiscal_year(self) -> FiscalYear:
        row = FiscalYearRow.objects.filter(administration=self._administration, year=self._year)
        names = masterdata.field_names(FiscalYear)
        found = row.values_list(*names).first()
        if found is not None:
            return FiscalYear(*found)
        return FiscalYear(self._year, str(self._year), date(self._year, 1, 1), date(self._year, 12, 31))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, self._place)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
