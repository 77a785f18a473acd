"""One office at Twinfield during one piece of work: what is asked of it more than once is asked once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.client import Client
from overstap.lib.money import CENT, ZERO

ACCOUNTS = {"BAS": "B", "PNL": "P"}  # dimension type -> AccountType
RELATIONS = {"DEB": "C", "CRD": "S"}  # dimension type -> custSupTp
DIMENSIONS = {"KPL": "02", "PRJ": "04"}  # dimension type -> basicType of an audit file
THIRD = ("PRJ", "AST", "ACT")  # dimension types of the third level
OPENING = "BEGINBALANS"
# Twinfield's finder does not tell what kind a daybook is; these codes are those that every office begins with.
KINDS = {"VRK": "S", "SLS": "S", "INK": "P", "PUR": "P", "KAS": "C", "CASH": "C", "MEMO": "M", OPENING: "O"}


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its name, as lists tell it."""

    code: str
    name: str
    shortname: str = ""


@dataclass(frozen=True, slots=True)
class VatRate:
    """From which day on a VAT code has which percentage, and on which accounts its amount goes."""

    since: date
    percentage: Decimal
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vat:
    """A VAT code; ``kind`` is "sales" or "purchase". ``rates`` in the order of their days."""

    code: str
    name: str
    kind: str
    group: str
    rates: tuple[VatRate, ...]

    def rate(self, on: date) -> VatRate | None:
        """The rate of that day; the first one for a day before it."""
        begun = [one for one in self.rates if one.since <= on] or list(self.rates[:1])
        return begun[-1] if begun else None


@dataclass(frozen=True, slots=True)
class PeriodTold:
    """A period as the package has it: which number, until when, and whether entries still go in."""

    number: int
    name: str
    end: date
    open: bool


@dataclass(frozen=True, slots=True)
class BankBook:
    """The ledger account of a daybook of bank or cash, and the number of the bank account; empty for cash."""

    account: str
    number: str


class Desk:
    """An office, and the client with which it is asked."""

    def __init__(self, client: Client, code: str) -> None:
        self.client = client
        self.code = code
        self._lists: dict[str, dict[str, Named]] = {}
        self._periods: dict[int, list[PeriodTold]] = {}
        self._vat: dict[str, Vat | None] = {}
        self._bank_books: dict[str, BankBook] = {}
        self._control: dict[str, bool] = {}

    def read(self, kind: str, *more: xml.Element) -> xml.Element:
        """The answer to a read. Raises PackageRefused, NoAccess, PackageAway."""
        return self.client.asked(self.code, self._request("read", kind, more))

    def listed(self, kind: str) -> list[Named]:
        """The dimensions of a type; without the row that stands for the type itself."""
        return list(self._list(kind).values())

    def there(self, kind: str, code: str) -> Named | None:
        """The dimension of that code; None where there is none."""
        return self._list(kind).get(code)

    def learned(self, kind: str, code: str, name: str) -> None:
        """A dimension that is there since we sent it, or has another name since."""
        self._list(kind)[code] = Named(code, name)

    def _list(self, kind: str) -> dict[str, Named]:
        if kind not in self._lists:
            root = self.client.asked(self.code, self._request("list", "dimensions", [xml.make("dimtype", text=kind)]))
            rows = (Named((one.text or "").strip(), one.get("name", ""), one.get("shortname", "")) for one in root)
            self._lists[kind] = {one.code: one for one in rows if one.name or one.code != kind}
        return self._lists[kind]

    def dimension(self, kind: str, code: str) -> xml.Element:
        """One dimension, whole."""
        return self.read("dimensions", xml.make("dimtype", text=kind), xml.make("code", text=code))

    def takes_relations(self, account: str) -> bool:
        """Whether customers and suppliers are booked on an account: Twinfield takes them on no other."""
        if account not in self._control:
            held = self.dimension("BAS", account) if self.there("BAS", account) else None
            told = xml.text(held, "financials/matchtype") if held is not None else ""
            self._control[account] = told == "customersupplier"
        return self._control[account]

    def transaction(self, code: str, number: str) -> xml.Element:
        """One transaction, whole."""
        return self.read("transaction", xml.make("code", text=code), xml.make("number", text=number))

    @cached_property
    def office(self) -> xml.Element:
        """The office itself."""
        return self.read("office", xml.make("code", text=self.code))

    @cached_property
    def currency(self) -> str:
        """The currency in which its books are kept."""
        return xml.text(self.office, "basecurrency") or "EUR"

    @cached_property
    def years(self) -> list[int]:
        """Its book years, in order."""
        result = self.client.queried(self.code, "PeriodService", "GetYears")
        return sorted(int(one.text or "0") for one in xml.found(result, "int"))

    def open_year(self) -> None:
        """Open the book year after the last one. Raises OutcomeUnknown, PackageRefused."""
        self.client.commanded(self.code, "PeriodService", "CreateYear", NumberOfPeriods=12)
        self.look_at_years()

    def look_at_years(self) -> None:
        """Its book years may be others by now."""
        self.__dict__.pop("years", None)

    def periods(self, year: int) -> list[PeriodTold]:
        """The periods of a book year, in order."""
        if year not in self._periods:
            result = self.client.queried(self.code, "PeriodService", "GetPeriods", Year=year)
            self._periods[year] = sorted(map(_period, xml.found(result, "Period")), key=lambda one: one.number)
        return self._periods[year]

    @cached_property
    def daybooks(self) -> list[Named]:
        """Its daybooks (transaction types)."""
        return self._finder("TRS")

    @cached_property
    def banks(self) -> set[str]:
        """Which daybooks are banks or cash: only the finder of banks knows."""
        return {one.code for one in self._finder("BNK")}

    def kind(self, daybook: str) -> str:
        """What kind a daybook is, as in an audit file: S, P, B, C, M, O; Z where Twinfield does not tell."""
        if daybook in self.banks:
            return "B" if self.bank_book(daybook).number else KINDS.get(daybook, "C")
        return KINDS.get(daybook, "Z")

    def account_of(self, daybook: str) -> str:
        """The ledger account of a daybook of bank or cash."""
        return self.bank_book(daybook).account

    def bank_book(self, code: str) -> BankBook:
        """A daybook of bank or cash; an empty one where Twinfield does not tell of it.

        Source: BankBookService (Twinfield/twinfield-api-reference); CashBookService has the same form.
        """
        if code not in self._bank_books:
            self._bank_books[code] = self._book("Bank", code) or self._book("Cash", code) or BankBook("", "")
        return self._bank_books[code]

    def _book(self, kind: str, code: str) -> BankBook | None:
        try:
            told = self.client.queried(self.code, f"{kind}BookService", f"Get{kind}Book", Code=code)
        except PackageRefused:
            return None
        numbers = [(one.text or "").strip() for name in ("Iban", "Number") for one in xml.found(told, name)]
        account = next(((one.text or "").strip() for one in xml.found(told, "GeneralLedgerAccount")), "")
        return BankBook(account, next(filter(None, numbers), ""))

    @cached_property
    def vat_codes(self) -> list[Named]:
        """Its VAT codes."""
        return self._finder("VAT")

    def vat(self, code: str) -> Vat | None:
        """A VAT code, whole; None where there is no such one."""
        if code not in self._vat:
            known = any(one.code == code for one in self.vat_codes)
            self._vat[code] = vat_of(self.read("vat", xml.make("code", text=code))) if known else None
        return self._vat[code]

    def found_dimensions(self, kind: str, **options: str) -> list[Named]:
        """The dimensions of a type that the finder finds: those that were modified since, for one."""
        return self._finder("DIM", dimtype=kind, **options)

    def _finder(self, kind: str, **options: str) -> list[Named]:
        rows = self.client.found(self.code, kind, **options)
        return [Named(row[0], row[1] if len(row) > 1 else "") for row in rows]

    def _request(self, verb: str, kind: str, more: Sequence[xml.Element]) -> xml.Element:
        return xml.make(verb, xml.make("type", text=kind), xml.make("office", text=self.code), *more)


def amount(told: str) -> Decimal:
    """An amount as Twinfield writes it, to the cent; empty is nothing. Raises Unreadable."""
    try:
        return Decimal(told).quantize(CENT) if told else ZERO
    except InvalidOperation:
        raise xml.unreadable() from None


def day(told: str) -> date | None:
    """A date as Twinfield writes it, ``20261122``; None for none. Raises Unreadable."""
    if not told:
        return None
    try:
        return datetime.strptime(told[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        raise xml.unreadable() from None


def whole(told: str) -> int:
    """A number. Raises Unreadable."""
    if not told.strip().isdecimal():
        raise xml.unreadable()
    return int(told)


def _period(element: xml.Element) -> PeriodTold:
    end = xml.inner(element, "EndDate")[:10]
    return PeriodTold(
        whole(xml.inner(element, "Number")),
        xml.inner(element, "Name"),
        day(end.replace("-", "")) or date.min,
        xml.inner(element, "Open") == "true",
    )


def vat_of(element: xml.Element) -> Vat:
    """A VAT code as it was read. Source: a recorded answer (php-twinfield, vatCodeGetResponse)."""
    rates = sorted(_rates(element), key=lambda one: one.since)
    group = next((xml.text(one, "group") for one in element.iter("account")), "")
    return Vat(xml.text(element, "code"), xml.text(element, "name"), xml.text(element, "type"), group, tuple(rates))


def _rates(element: xml.Element) -> Iterator[VatRate]:
    for one in element.iterfind("percentages/percentage"):
        accounts = tuple(xml.text(account, "dim1") for account in one.iterfind("accounts/account"))
        percentage = Decimal(xml.text(one, "percentage") or "0").quantize(Decimal("0.001"))
        yield VatRate(day(xml.text(one, "date")) or date.min, percentage, accounts)
