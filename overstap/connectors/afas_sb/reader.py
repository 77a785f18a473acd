"""Reads an administration of AFAS: each GetConnector once, in the order of kinds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from overstap.books.ledger.values import FiscalYear, Period
from overstap.connectors.afas_sb import getconnectors as asked
from overstap.connectors.afas_sb import masterdata, mutations
from overstap.connectors.afas_sb.client import EQUAL, Afas, Filter
from overstap.connectors.afas_sb.getconnectors import GetConnector
from overstap.connectors.afas_sb.mutations import Years
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row
from overstap.connectors.port import NoAccess
from overstap.connectors.values import DocumentFile, Kind, Record, Wanted
from overstap.lib.findings import Finding

Opened = Callable[[], Afas]
_NO_YEARS = Years((), 0)


class Reader:
    """One reading of one administration. ``opened`` gives a client anew, for documents fetched when this is over."""

    def __init__(self, afas: Afas, opened: Opened, unit: str, wanted: Wanted) -> None:
        self._afas, self._opened, self._unit, self._wanted = afas, opened, unit, wanted
        self._of_unit: list[Filter] = [("UnitId", EQUAL, unit)]
        self._start = date(1, 1, 1)
        self._years = _NO_YEARS
        self._ways: Mapping[Kind, Callable[[], Iterator[Record]]] = {
            Kind.COMPANY: partial(self._plain, asked.ADMINISTRATIONS, masterdata.company),
            Kind.ACCOUNTS: partial(self._plain, asked.ACCOUNTS, masterdata.account),
            Kind.VAT_CODES: partial(self._shared, asked.VAT_CODES, masterdata.vat_code),
            Kind.DIMENSIONS: partial(self._shared, asked.DIMENSIONS, masterdata.dimension),
            Kind.PAYMENT_CONDITIONS: partial(self._shared, asked.CONDITIONS, masterdata.condition),
            Kind.JOURNALS: partial(self._plain, asked.JOURNALS, masterdata.journal),
            Kind.RELATIONS: self._relations,
            Kind.OPENING: self._opening,
            Kind.ENTRIES: lambda: mutations.entries(self._afas, self._unit, self._years),
            Kind.OPEN_ITEMS: lambda: mutations.open_items(self._afas, self._unit),
            Kind.DOCUMENTS: self._documents,
        }

    def records(self) -> Iterator[Record]:
        """Everything that is wanted. Raises MissingConnectors before anything is read."""
        kinds = self._wanted.kinds
        self._afas.check(asked.needed(kinds))
        if Kind.COMPANY in kinds:
            yield from self._ways[Kind.COMPANY]()
        yield from self._periods(shown=Kind.PERIODS in kinds)
        for kind, way in self._ways.items():
            if kind in kinds and kind is not Kind.COMPANY:
                yield from way()

    def _periods(self, *, shown: bool) -> Iterator[Record]:
        """Always read: they say which book year is the first, and that the administration is there."""
        found = list(fields.each(self._afas.all(asked.PERIODS, self._of_unit), masterdata.period, "period"))
        if not found:
            raise no_administration(self._unit)
        periods = [one for one in found if isinstance(one, Period) and self._is_wanted(one.year)]
        years = list(masterdata.years(periods))
        self._look(years)
        if shown:
            yield from years
            yield from periods
        yield from (one for one in found if isinstance(one, Finding))

    def _look(self, years: list[FiscalYear]) -> None:
        if years:
            self._start = years[0].start
            self._years = Years(self._wanted.years, years[0].year)

    def _is_wanted(self, year: int) -> bool:
        return not self._wanted.years or year in self._wanted.years

    def _plain(self, connector: GetConnector, make: Callable[[Row], Record]) -> Iterator[Record]:
        yield from fields.each(self._afas.all(connector, self._of_unit), make, connector.name)

    def _shared(self, connector: GetConnector, make: Callable[[Row], Record]) -> Iterator[Record]:
        """What all administrations of an environment share."""
        yield from fields.each(self._afas.all(connector), make, connector.name)

    def _relations(self) -> Iterator[Record]:
        yield from masterdata.relations(self._afas.all(asked.DEBTORS), self._afas.all(asked.CREDITORS))

    def _opening(self) -> Iterator[Record]:
        if self._years.first:
            yield from mutations.opening(self._afas, self._unit, self._years.first, self._start)

    def _documents(self) -> Iterator[Record]:
        yield from fields.each(self._afas.all(asked.DOCUMENTS, self._of_unit), self._document, "document")

    def _document(self, row: Row) -> DocumentFile:
        file_id, name = fields.code(row, "FileId"), fields.code(row, "FileName")
        return DocumentFile(
            key=f"{fields.code(row, 'SubjectId')}/{file_id}",
            name=name,
            subject=fields.text(row, "Subject"),
            on=fields.day(row, "Date"),
            tag="",
            content=partial(_content, self._opened, file_id, name),
            journal=fields.text(row, "JournalId"),
            entry=fields.text(row, "EntryNo"),
            relation=fields.text(row, "RelationNo"),
            extra=fields.rest(row, "UnitId", "SubjectId", "FileId", "FileName", "Subject", "Date", "RelationNo"),
        )


def no_administration(code: str) -> NoAccess:
    """The error for an administration that is not there, or not for this token."""
    return NoAccess(
        _("AFAS shows no administration %(code)s to the user of this token.") % {"code": code[:40]},
        remedy=_("Have the user of the app connector authorised for the administration in AFAS."),
    )


def _content(opened: Opened, file_id: str, name: str) -> Iterator[bytes]:
    with opened() as afas:
        yield afas.file(file_id, name)
