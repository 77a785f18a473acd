"""Reads an administration of AccountView: what its webservice is known to give, in the order of kinds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from overstap.books.ledger.values import Account, AccountType, Dimension, Entry, FiscalYear, Line, LineVat, Period
from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.connectors.accountview.client import AccountView
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row, Unreadable
from overstap.connectors.by_json.parties import together
from overstap.connectors.values import Kind, Record, Wanted
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_FURTHEST = 20  # book years back
LINES = (
    "REC_ID", "DJ_CODE", "PAGE_NR", "PERIOD", "TRN_DATE", "TRN_DESC", "ACCT_NR", "SUB_NR", "INV_NR", "AMOUNT",
    "COST_CODE", "PROJ_CODE", "VAT_CODE", "VAT_AMT", "CUR_CODE", "CUR_AMT",
)  # fmt: skip
_CONTACT = (
    "SUB_NR", "ACCT_NAME", "ACCT_NR", "SRC_CODE", "ADDRESS1", "POST_CODE", "CITY", "CNT_CODE", "MAIL_BUS", "TEL_BUS",
    "FAX_BUS", "WWW_URL", "VAT_NR", "COC_CODE", "IBAN_NR", "BNK_CODE1", "DISC_CODE", "MAIN_CONT", "REC_BLK",
)  # fmt: skip
_TYPES = {"B": AccountType.BALANCE, "W": AccountType.PROFIT_AND_LOSS}  # unverified: no source tells the letters


class Reader:
    """One reading of one administration. ``today`` says with which book year to begin."""

    def __init__(self, api: AccountView, code: str, wanted: Wanted, today: date) -> None:
        self._api, self._code, self._wanted, self._today = api, code, wanted, today
        self._years: list[tuple[FiscalYear, list[Period]]] = []
        self._ways: Mapping[Kind, Callable[[], Iterator[Record]]] = {
            Kind.COMPANY: self._company,
            Kind.PERIODS: self._all_periods,
            Kind.ACCOUNTS: self._accounts,
            Kind.DIMENSIONS: self._dimensions,
            Kind.RELATIONS: self._relations,
            Kind.ENTRIES: self._entries,
        }

    def records(self) -> Iterator[Record]:
        """Everything that is wanted and can be read."""
        kinds = self._wanted.kinds
        if kinds & {Kind.PERIODS, Kind.ACCOUNTS, Kind.ENTRIES}:
            yield from self._look()
        for kind, way in self._ways.items():
            if kind in kinds:
                yield from way()

    def _company(self) -> Iterator[Record]:
        for row in self._api.companies():
            if fields.text(row, "Id") == self._code:
                yield Company(fields.text(row, "Name") or self._code)

    def _look(self) -> Iterator[Finding]:
        """Which book years there are: the wanted ones, or backwards from this year as long as there are."""
        numbers = sorted(self._wanted.years, reverse=True) or range(self._today.year, self._today.year - _FURTHEST, -1)
        for number in numbers:
            rows = list(self._api.records("PER", "REC_ID", ("*",), date(number, 12, 31)))
            if not rows and self._years and not self._wanted.years:
                break
            made = list(fields.each(rows, lambda row, number=number: _period(row, number), "period"))  # type: ignore[misc]
            yield from (one for one in made if isinstance(one, Finding))
            periods = sorted((one for one in made if isinstance(one, Period)), key=lambda one: one.number)
            if periods:
                year = FiscalYear(number, str(number), periods[0].start, periods[-1].end)
                self._years.insert(0, (year, periods))

    def _all_periods(self) -> Iterator[Record]:
        yield from (year for year, _periods in self._years)
        yield from chain.from_iterable(periods for _year, periods in self._years)

    def _accounts(self) -> Iterator[Record]:
        """Each account once, as the last book year has it."""
        known: dict[str, Account] = {}
        for year, _periods in self._years:
            rows = self._api.records("GL1", "ACCT_NR", ("ACCT_NR", "ACCT_NAME", "ACCT_TYPE"), year.end)
            for found in fields.each(rows, _account, "account"):
                if isinstance(found, Finding):
                    yield found
                else:
                    known[found.code] = found
        yield from (known[code] for code in sorted(known))

    def _dimensions(self) -> Iterator[Record]:
        centres = self._api.records("CC1", "COST_CODE", ("COST_CODE", "COST_DESC"))
        yield from fields.each(centres, lambda row: _dimension(row, "02", "COST"), "cost centre")
        projects = self._api.records("PJ1", "PROJ_CODE", ("PROJ_CODE", "PROJ_DESC"))
        yield from fields.each(projects, lambda row: _dimension(row, "04", "PROJ"), "project")

    def _relations(self) -> Iterator[Record]:
        customers = self._api.records("AR1", "SUB_NR", _CONTACT)
        suppliers = self._api.records("AP1", "SUB_NR", _CONTACT)
        yield from together(
            fields.each(customers, lambda row: _identified(row, "C"), "customer"),
            fields.each(suppliers, lambda row: _identified(row, "S"), "supplier"),
        )

    def _entries(self) -> Iterator[Record]:
        for year, _periods in self._years:
            yield from entries_of(self._api.records("GJ1", "REC_ID", LINES, year.end), year.year)


def entries_of(rows: Iterator[Row], year: int) -> Iterator[Entry | Finding]:
    """Entries of the lines of a book year: those of one page of a journal. A year is held; pages come in no order."""
    pages: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        pages.setdefault((fields.text(row, "DJ_CODE"), fields.text(row, "PAGE_NR")), []).append(row)
    for (journal, page), group in sorted(pages.items()):
        try:
            yield _entry(group, (journal, page), year)
        except Unreadable as error:
            yield fields.unreadable(f"journal {journal}, entry {page}", error)


def _entry(rows: Sequence[Row], key: tuple[str, str], year: int) -> Entry:
    lines = [_line(row, nr) for nr, row in enumerate(rows, 1)]
    if sum((line.amount for line in lines), ZERO) != 0:
        raise Unreadable(sentence("The lines of the entry do not balance."))
    first = rows[0]
    return Entry(
        number=key[1],
        journal=key[0],
        year=year,
        period=fields.whole(first, "PERIOD"),
        date=fields.must(fields.day(first, "TRN_DATE"), "TRN_DATE"),
        lines=lines,
        description=fields.text(first, "TRN_DESC"),
        source="AccountView",
    )


def _line(row: Row, nr: int) -> Line:
    """A line: AMOUNT is debit where it is positive."""
    amount = fields.amount(row, "AMOUNT")
    side = "D" if amount >= 0 else "C"
    vat, code = fields.amount(row, "VAT_AMT"), fields.text(row, "VAT_CODE")
    currency = fields.text(row, "CUR_CODE")
    foreign = currency not in ("", "EUR")
    return Line(
        nr=str(nr),
        account=fields.code(row, "ACCT_NR"),
        amount=amount,
        side=side,
        doc_ref=fields.text(row, "INV_NR"),
        effective_date=fields.day(row, "TRN_DATE"),
        description=fields.text(row, "TRN_DESC"),
        relation=fields.text(row, "SUB_NR"),
        invoice_ref=fields.text(row, "INV_NR") if fields.text(row, "SUB_NR") else "",
        cost_centre=fields.text(row, "COST_CODE"),
        project=fields.text(row, "PROJ_CODE"),
        currency=currency if foreign else "",
        currency_amount=abs(fields.amount(row, "CUR_AMT")) if foreign else None,
        record_ref=fields.text(row, "REC_ID"),
        vat=(LineVat(code, ZERO, vat, "D" if vat >= 0 else "C"),) if code and vat else (),
    )


def _period(row: Row, year: int) -> Period:
    """A period (unverified: PER_NR, PER_DESC, BEG_DATE, END_DATE)."""
    return Period(
        year=year,
        number=fields.whole(row, "PER_NR"),
        description=fields.text(row, "PER_DESC"),
        start=fields.must(fields.day(row, "BEG_DATE"), "BEG_DATE"),
        end=fields.must(fields.day(row, "END_DATE"), "END_DATE"),
    )


def _account(row: Row) -> Account:
    kind = fields.text(row, "ACCT_TYPE")
    return Account(fields.code(row, "ACCT_NR"), fields.text(row, "ACCT_NAME"), _TYPES.get(kind, kind))


def _dimension(row: Row, kind: str, name: str) -> Dimension:
    return Dimension(kind, fields.code(row, f"{name}_CODE"), fields.text(row, f"{name}_DESC"))


def _identified(row: Row, side: str) -> tuple[Relation, str]:
    """A relation, and what says that a customer and a supplier of one number are the same: name and trade register."""
    made = _relation(row, side)
    return made, f"{made.name}|{made.commerce_number}"


def _relation(row: Row, side: str) -> Relation:
    iban = fields.text(row, "IBAN_NR").replace(" ", "")
    country = fields.text(row, "CNT_CODE").upper()
    address = Address(
        street=fields.text(row, "ADDRESS1"),
        postal_code=fields.text(row, "POST_CODE"),
        city=fields.text(row, "CITY"),
        country=country if len(country) == 2 and country.isalpha() else "",
    )
    return Relation(
        code=fields.code(row, "SUB_NR"),
        name=fields.text(row, "ACCT_NAME"),
        type=side,
        contact=fields.text(row, "MAIN_CONT"),
        phone=fields.text(row, "TEL_BUS"),
        fax=fields.text(row, "FAX_BUS"),
        email=fields.text(row, "MAIL_BUS"),
        website=fields.text(row, "WWW_URL"),
        commerce_number=fields.text(row, "COC_CODE"),
        tax_number=fields.text(row, "VAT_NR"),
        group=fields.text(row, "ACCT_NR"),
        addresses=(address,) if address.street or address.city else (),
        bank_accounts=(BankAccount(iban, fields.text(row, "BNK_CODE1")),) if iban else (),
        extra={name: fields.text(row, name) for name in ("SRC_CODE", "DISC_CODE") if fields.text(row, name)},
    )
