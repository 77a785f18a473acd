"""Master data of an office as books values: company, book years, accounts, VAT codes, dimensions, daybooks."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Address, Company
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import ACCOUNTS, DIMENSIONS, Desk, PeriodTold, Vat

_LAST_REGULAR = 54  # 55 is where the result of a year is booked off


def company(desk: Desk) -> Company:
    """The office as the company whose books it holds."""
    office = desk.office
    vat_number = xml.text(office, "vatnumber")
    return Company(
        name=xml.text(office, "name"),
        ident=desk.code,
        commerce_number=xml.text(office, "cocnumber"),
        tax_country=vat_number[:2] if vat_number[:2].isalpha() else "",
        tax_number=vat_number,
        addresses=[_address(one) for one in office.iterfind("addresses/address")],
        extra={"uid": xml.text(office, "uid"), "shortname": xml.text(office, "shortname"), "currency": desk.currency},
    )


def _address(element: xml.Element) -> Address:
    return Address(
        street=xml.text(element, "field2"),
        property=xml.text(element, "field3"),
        city=xml.text(element, "city"),
        postal_code=xml.text(element, "postcode"),
        country=xml.text(element, "country").upper(),
    )


def years(desk: Desk, wanted: tuple[int, ...]) -> list[int]:
    """The book years to read, in order."""
    return [year for year in desk.years if not wanted or year in wanted]


def periods(desk: Desk, wanted: tuple[int, ...]) -> Iterator[FiscalYear | Period]:
    """Each book year, followed by its periods."""
    for year in years(desk, wanted):
        told = desk.periods(year)
        if told:
            start, end = span(told)
            yield FiscalYear(year, str(year), start, end)
            yield from _periods(year, told)


def span(told: list[PeriodTold]) -> tuple[date, date]:
    """First and last day of a book year. Twinfield tells only when each period ends; they are equally long."""
    regular = _regular(told)
    if not regular:
        return told[0].end.replace(month=1, day=1), told[-1].end
    return _start(regular[0], len(regular)), regular[-1].end


def _regular(told: list[PeriodTold]) -> list[PeriodTold]:
    return [one for one in told if 1 <= one.number <= _LAST_REGULAR]


def _start(first: PeriodTold, many: int) -> date:
    """The first day of a first period: of one month, of three, or of four weeks."""
    end = first.end
    if end.day != monthrange(end.year, end.month)[1]:
        return end - timedelta(days=27) if many == 13 else end.replace(day=1)
    back = max(12 // many, 1) - 1
    month = end.month - back
    return date(end.year - (month < 1), month + 12 * (month < 1), 1)


def _periods(year: int, told: list[PeriodTold]) -> Iterator[Period]:
    first, last = span(told)
    start = first
    for one in told:
        extra = {} if one.open else {"closed": "true"}
        if 1 <= one.number <= _LAST_REGULAR:
            yield Period(year, one.number, one.name, start, one.end, extra)
            start = one.end + timedelta(days=1)
        else:
            edge = first if one.number == 0 else last
            yield Period(year, one.number, one.name, edge, edge, extra)


def accounts(desk: Desk) -> Iterator[Account]:
    """The ledger accounts: balance sheet first."""
    for kind, type_ in ACCOUNTS.items():
        for one in desk.listed(kind):
            yield Account(one.code, one.name, type_, extra={"shortname": one.shortname} if one.shortname else {})


def vat_codes(desk: Desk) -> Iterator[VatCode]:
    """The VAT codes, each with its present percentage in ``extra``."""
    for named in desk.vat_codes:
        found = desk.vat(named.code)
        if found is not None:
            yield _vat_code(found)


def _vat_code(vat: Vat) -> VatCode:
    rate = vat.rates[-1] if vat.rates else None
    account = rate.accounts[0] if rate and rate.accounts else ""
    claims = vat.kind == "purchase"
    extra = {"direction": vat.kind, "group": vat.group, "percentage": str(rate.percentage) if rate else ""}
    if rate and len(rate.accounts) > 1:
        extra["more_accounts"] = " ".join(rate.accounts[1:])
    told = {name: value for name, value in extra.items() if value}
    return VatCode(vat.code, vat.name, "" if claims else account, account if claims else "", told)


def dimensions(desk: Desk) -> Iterator[Dimension]:
    """Cost centres and projects."""
    for kind, type_ in DIMENSIONS.items():
        for one in desk.listed(kind):
            yield Dimension(type_, one.code, one.name)


def journals(desk: Desk) -> Iterator[Journal]:
    """The daybooks; those of banks and cash with the account and the number that their own service tells."""
    for one in desk.daybooks:
        book = desk.bank_book(one.code) if one.code in desk.banks else None
        account, number = (book.account, book.number) if book else ("", "")
        yield Journal(one.code, one.name, desk.kind(one.code), account, number)
