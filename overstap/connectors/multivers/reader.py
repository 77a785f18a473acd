"""Reads an administration of Multivers, each list once, in the order of kinds."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial

from overstap.books.ledger.values import Account, FiscalYear, Period
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row
from overstap.connectors.by_json.parties import together
from overstap.connectors.multivers import ledger, masterdata
from overstap.connectors.multivers.client import Multivers, database
from overstap.connectors.values import Kind, Record, Wanted
from overstap.lib.findings import Finding

_WITH_YEARS = frozenset({Kind.PERIODS, Kind.ACCOUNTS, Kind.JOURNALS, Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS})
_WITH_PERIODS = frozenset({Kind.PERIODS, Kind.ENTRIES})


class Reader:
    """One reading of one administration."""

    def __init__(self, api: Multivers, code: str, wanted: Wanted) -> None:
        self._api, self._at, self._wanted = api, database(code), wanted
        self._years: list[FiscalYear] = []
        self._periods: list[Period] = []
        self._rates: dict[str, Decimal] | None = None
        self._ways: Mapping[Kind, Callable[[], Iterator[Record]]] = {
            Kind.COMPANY: self._company,
            Kind.PERIODS: self._all_periods,
            Kind.ACCOUNTS: self._accounts,
            Kind.VAT_CODES: self._vat_codes,
            Kind.DIMENSIONS: self._dimensions,
            Kind.PAYMENT_CONDITIONS: partial(self._plain, "PaymentConditionInfoList", masterdata.condition),
            Kind.JOURNALS: self._journals,
            Kind.RELATIONS: self._relations,
            Kind.OPENING: self._opening,
            Kind.ENTRIES: self._entries,
            Kind.OPEN_ITEMS: lambda: ledger.open_items(api, self._at, [one.year for one in self._years]),
        }

    def records(self) -> Iterator[Record]:
        """Everything that is wanted."""
        kinds = self._wanted.kinds
        if kinds & _WITH_YEARS:
            yield from self._look(periods=bool(kinds & _WITH_PERIODS))
        for kind, way in self._ways.items():
            if kind in kinds:
                yield from way()

    def _look(self, *, periods: bool) -> Iterator[Finding]:
        """Which years and periods there are; findings of those that cannot be read."""
        years = list(fields.each(self._api.all(self._at, "FiscalYearInfoList"), masterdata.year, "year"))
        found = (
            list(fields.each(self._api.all(self._at, "PeriodInfoList"), masterdata.period, "period")) if periods else []
        )
        wanted = self._wanted.years
        self._years = [one for one in years if isinstance(one, FiscalYear) and (not wanted or one.year in wanted)]
        self._periods = [one for one in found if isinstance(one, Period) and (not wanted or one.year in wanted)]
        self._years.sort(key=lambda one: one.year)
        self._periods.sort(key=lambda one: (one.year, one.number))
        yield from (one for one in (*years, *found) if isinstance(one, Finding))

    def _plain(self, name: str, make: Callable[[Row], Record]) -> Iterator[Record]:
        yield from fields.each(self._api.all(self._at, name), make, name)

    def _company(self) -> Iterator[Record]:
        yield from fields.each([self._api.one(self._at, "CompanyDetailsInfo")], masterdata.company, "company")

    def _all_periods(self) -> Iterator[Record]:
        yield from self._years
        yield from self._periods

    def _accounts(self) -> Iterator[Record]:
        """The chart is kept for each year: an account is given once, as the last year has it."""
        types = masterdata.named(self._api.all(self._at, "AccountTypeNVL"))
        known: dict[str, Account] = {}
        for year in self._years:
            rows = self._api.all(self._at, "AccountInfoList", str(year.year))
            for found in fields.each(rows, lambda row: masterdata.account(row, types), "account"):
                if isinstance(found, Finding):
                    yield found
                else:
                    known[found.code] = found
        yield from (known[code] for code in sorted(known))

    def _vat_codes(self) -> Iterator[Record]:
        rows = self._api.all(self._at, "VatCodeInfoList")
        self._rates = _rates(rows)
        yield from fields.each(rows, masterdata.vat_code, "VAT code")

    def _dimensions(self) -> Iterator[Record]:
        yield from self._plain("CostCentreInfoList", masterdata.cost_centre)
        yield from self._plain("CostUnitInfoList", masterdata.cost_unit)

    def _journals(self) -> Iterator[Record]:
        types = masterdata.named(self._api.all(self._at, "JournalTypeNVL"))
        known: dict[str, Record] = {}
        for year in self._years:
            rows = self._api.all(self._at, "JournalInfoList", str(year.year))
            for found in fields.each(rows, lambda row: masterdata.journal(row, types), "journal"):
                if isinstance(found, Finding):
                    yield found
                else:
                    known[found.code] = found
        yield from (known[code] for code in sorted(known))

    def _relations(self) -> Iterator[Record]:
        customers = self._api.pages("customerId", self._at, "CustomerInfoList")
        suppliers = self._api.pages("supplierId", self._at, "SupplierInfoList")
        yield from together(
            fields.each(customers, lambda row: masterdata.relation(row, "customer"), "customer"),
            fields.each(suppliers, lambda row: masterdata.relation(row, "supplier"), "supplier"),
        )

    def _opening(self) -> Iterator[Record]:
        if self._years:
            yield from ledger.opening(self._api, self._at, self._years[0].year, self._years[0].start)

    def _entries(self) -> Iterator[Record]:
        if self._rates is None:
            self._rates = _rates(self._api.all(self._at, "VatCodeInfoList"))
        yield from ledger.entries(self._api, self._at, self._periods, self._rates)


def _rates(rows: list[Row]) -> dict[str, Decimal]:
    return {fields.text(row, "vatCodeId"): fields.number(row, "vatPercentage") for row in rows}
