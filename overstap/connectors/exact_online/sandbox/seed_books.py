"""Books for an administration of the sandbox: relations, two years of entries, open items, documents and assets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from overstap.connectors.exact_online.sandbox import booking, facts
from overstap.connectors.exact_online.sandbox.booking import Detail, Header, book, settle
from overstap.connectors.exact_online.sandbox.seed_around import assets, document, others
from overstap.connectors.exact_online.sandbox.seed_maker import Maker
from overstap.connectors.exact_online.sandbox.tables import Division, Row, day, number
from overstap.connectors.exact_online.sandbox.views import PAYMENTS, RECEIVABLES

_CENT = Decimal("0.01")
_OPENING = (
    ("0200", "24000.00"), ("0210", "-8000.00"), ("0300", "9600.00"), ("0310", "-3200.00"), ("1000", "450.00"),
    ("1100", "31250.75"), ("3000", "4100.00"), ("0500", "-18000.00"), ("0550", "-20200.75"), ("0700", "-20000.00"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Invoice:
    """A sale or a purchase: net amounts are positive."""

    relation: Row
    on: date
    account: str
    vat: str
    net: Decimal
    text: str

    @property
    def due(self) -> date:
        return self.on + timedelta(days=30)


def books(division: Division, at: datetime, months: Iterable[int]) -> None:
    """Fill the books; ``months`` counted from January 2025."""
    maker = Maker(division, at)
    customers = [_relation(maker, place, one, sells=False) for place, one in enumerate(facts.CUSTOMERS)]
    suppliers = [_relation(maker, 50 + place, one, sells=True) for place, one in enumerate(facts.SUPPLIERS)]
    _opening(maker)
    for month in months:
        first = date(2025 + month // 12, month % 12 + 1, 1)
        sold = [_sell(maker, one) for one in _sales(customers, first, month)]
        bought = [_buy(maker, one, place) for place, one in enumerate(_purchases(suppliers, first, month))]
        _pay(maker, first, month, sold[:-1], bought[:-1])
        _wages(maker, first, month)
    assets(maker)
    others(maker, customers[0])


def _relation(maker: Maker, place: int, known: tuple[str, str, str, str], *, sells: bool) -> Row:
    name, street, postcode, city = known
    key = maker.guid("account", place)
    days = facts.CONDITIONS[2][0]
    row = {
        "ID": key,
        "Code": str(place + 1).rjust(18),
        "Name": name,
        "SearchCode": name.upper()[:12].ljust(20),
        "AddressLine1": street,
        "Postcode": postcode,
        "City": city,
        "Country": "NL ",
        "CountryName": "Nederland",
        "Language": "NL",
        "Phone": f"030-55501{place:02d}",
        "Email": f"administratie{place}@relatie.example",
        "Website": f"https://relatie{place}.example",
        "VATNumber": facts.vat_number(place + 1),
        "ChamberOfCommerce": f"4{place:07d}",
        "Status": None if sells else "C",
        "IsSales": not sells,
        "IsSupplier": sells,
        "Type": "A",
        "Blocked": False,
        "StartDate": day(date(2025, 1, 1)),
        "PaymentConditionSales": days,
        "PaymentConditionPurchase": days,
        "PurchaseCurrency": "EUR",
        "SalesCurrency": "EUR",
        "CreditLineSales": 0,
        "DiscountSales": 0,
    }
    made = maker.put("crm/Accounts", key, row)
    _around(maker, place, made)
    return made


def _around(maker: Maker, place: int, relation: Row) -> None:
    """Address, contact and bank account of a relation."""
    copies = {"Account": relation["ID"], "AccountName": relation["Name"]}
    key = maker.guid("address", place)
    address = {name: relation[name] for name in ("AddressLine1", "Postcode", "City", "Country")}
    maker.put("crm/Addresses", key, copies | address | {"ID": key, "Type": 1, "Main": True})
    first, last = facts.PEOPLE[place % len(facts.PEOPLE)]
    key = maker.guid("contact", place)
    contact: Row = {
        "FirstName": first,
        "LastName": last,
        "FullName": f"{first} {last}",
        "IsMainContact": True,
        "HID": place + 1,
    }
    reached = {"Email": f"{first.lower()}{place}@relatie.example", "Phone": relation["Phone"], "Code": relation["Code"]}
    maker.put("crm/Contacts", key, copies | contact | reached | {"ID": key})
    relation["MainContact"] = key
    key = maker.guid("bank", place)
    bank: Row = {"BankAccount": facts.iban(4_000 + place), "IBAN": facts.iban(4_000 + place), "BICCode": "TESTNL2A"}
    bank |= {"BankAccountHolderName": relation["Name"], "Main": True, "Type": "A"}
    maker.put("crm/BankAccounts", key, copies | bank | {"ID": key})


def _opening(maker: Maker) -> None:
    on = date(2025, 1, 1)
    header = _header(maker, "90", booking.OPENING, on, 2_590_000)
    lines = [
        Detail(maker.account(code), Decimal(value), place, maker.guid(header.id, place), "Beginbalans", on=on)
        for place, (code, value) in enumerate(_OPENING, 1)
    ]
    _general(maker, header, lines)


def _sales(customers: Sequence[Row], first: date, month: int) -> list[_Invoice]:
    kinds = (
        ("8000", "1", "Levering brood"),
        ("8010", "1", "Banket"),
        ("8100", "2", "Catering"),
        ("8000", "1", "Brood"),
    )
    return [
        _Invoice(
            customers[(month * 3 + place) % len(customers)],
            first + timedelta(days=2 + place * 6),
            account,
            vat,
            Decimal(18_750 + month * 1_311 + place * 4_437) / 100,
            text,
        )
        for place, (account, vat, text) in enumerate(kinds)
    ]


def _purchases(suppliers: Sequence[Row], first: date, month: int) -> list[_Invoice]:
    kinds = (("7000", "5", "Meel en bloem"), ("4200", "4", "Energie"), ("4400", "4", "Onderhoud bestelwagen"))
    return [
        _Invoice(
            suppliers[(month + place) % len(suppliers)],
            first + timedelta(days=4 + place * 7),
            account,
            vat,
            Decimal(9_930 + month * 577 + place * 2_219) / 100,
            text,
        )
        for place, (account, vat, text) in enumerate(kinds)
    ]


def _header(maker: Maker, journal: str, kind: int, on: date, first: int, **more: object) -> Header:
    book_ = maker.journal(journal)
    number_ = maker.division.next(f"{journal}/{on.year}", first)
    key = maker.guid("entry", journal, on.year, number_)
    status = booking.OPEN if (on.year, on.month) == (2026, 6) else booking.PROCESSED
    return Header(key, number_, kind, book_, on, on.year, on.month, status, **more)  # type: ignore[arg-type]


def _sell(maker: Maker, sold: _Invoice) -> Header:
    number_ = maker.division.numbers.get(f"70/{sold.on.year}", 70_000 + sold.on.year % 100 * 100_000 - 1) + 1
    header = _header(
        maker, "70", booking.SALES, sold.on, number_, due=sold.due, invoice=number_, your_ref=f"PO-{number_}",
        reference=f"RF{number_}", condition="30",
    )  # fmt: skip
    gross, vat = _amounts(maker, sold)
    _invoice(maker, header, sold, (gross, -sold.net, -vat))
    row = _invoice_row(header, sold, gross, vat) | {
        "Customer": sold.relation["ID"],
        "CustomerName": sold.relation["Name"],
    }
    maker.put("salesentry/SalesEntries", header.id, row)
    _invoice_line(maker, "salesentry/SalesEntryLines", header, sold, vat)
    return header


def _buy(maker: Maker, bought: _Invoice, place: int) -> Header:
    number_ = maker.division.numbers.get(f"50/{bought.on.year}", 50_000 + bought.on.year % 100 * 100_000 - 1) + 1
    paper = maker.guid("document", number_) if place == 0 else None
    header = _header(
        maker, "50", booking.PURCHASE, bought.on, number_, due=bought.due, invoice=number_,
        your_ref=f"F{bought.on.year}-{number_ % 1000:03d}", condition="30", document=paper,
    )  # fmt: skip
    if paper is not None:
        document(maker, paper, header, bought.relation)
    gross, vat = _amounts(maker, bought)
    _invoice(maker, header, bought, (-gross, bought.net, vat))
    row = _invoice_row(header, bought, gross, vat)
    row |= {"Supplier": bought.relation["ID"], "SupplierName": bought.relation["Name"]}
    maker.put("purchaseentry/PurchaseEntries", header.id, row)
    _invoice_line(maker, "purchaseentry/PurchaseEntryLines", header, bought, vat)
    return header


def _amounts(maker: Maker, one: _Invoice) -> tuple[Decimal, Decimal]:
    """With VAT, and the VAT alone."""
    vat = (one.net * Decimal(str(maker.vat(one.vat)["Percentage"]))).quantize(_CENT, ROUND_HALF_UP)
    return one.net + vat, vat


def _invoice(maker: Maker, header: Header, one: _Invoice, values: tuple[Decimal, Decimal, Decimal]) -> None:
    """The transaction lines: the whole on the relation, the net amount, and the VAT."""
    gross, net, vat = values
    code = maker.vat(one.vat)
    to = maker.account(code.get("GLToPayCode") or code["GLToClaimCode"])
    whole = maker.account(header.journal["GLAccountCode"])
    book(
        maker.division,
        header,
        [
            Detail(whole, gross, 0, maker.guid(header.id, 0), one.text, one.relation),
            Detail(
                maker.account(one.account), net, 1, maker.guid(header.id, 1), one.text, one.relation, code, vat, net
            ),
            Detail(to, vat, 2, maker.guid(header.id, 2), one.text, one.relation, code, Decimal(), net),
        ],
        maker.at,
    )


def _invoice_row(header: Header, one: _Invoice, gross: Decimal, vat: Decimal) -> Row:
    return {
        "EntryID": header.id,
        "EntryNumber": header.number,
        "InvoiceNumber": header.invoice,
        "AmountDC": number(gross),
        "AmountFC": number(gross),
        "VATAmountDC": number(vat),
        "VATAmountFC": number(vat),
        "Currency": "EUR",
        "Rate": 1,
        "Description": one.text,
        "EntryDate": day(header.on),
        "DueDate": day(one.due),
        "Journal": header.journal["Code"],
        "JournalDescription": header.journal["Description"],
        "PaymentCondition": "30",
        "PaymentReference": header.reference,
        "ReportingYear": header.year,
        "ReportingPeriod": header.period,
        "Status": header.status,
        "Type": header.type,
        "YourRef": header.your_ref,
        "Document": header.document,
        "Reversal": False,
    }


def _invoice_line(maker: Maker, entity: str, header: Header, one: _Invoice, vat: Decimal) -> None:
    account, code = maker.account(one.account), maker.vat(one.vat)
    key = maker.guid("entry line", header.id)
    row = {"ID": key, "EntryID": header.id, "LineNumber": 1, "AmountDC": number(one.net), "AmountFC": number(one.net)}
    row |= {"VATCode": code["Code"], "VATPercentage": code["Percentage"], "VATAmountFC": number(vat)}
    row |= {"VATAmountDC": number(vat), "VATBaseAmountFC": number(one.net), "Description": one.text}
    row |= {
        "GLAccount": account["ID"],
        "GLAccountCode": account["Code"],
        "GLAccountDescription": account["Description"],
    }
    maker.put(entity, key, row | {"Type": header.type, "Quantity": 1})


def _pay(maker: Maker, first: date, month: int, sold: Sequence[Header], bought: Sequence[Header]) -> None:
    """The bank statement of a month: it pays all but the last invoice, one of them (every third month) for a half."""
    on = first + timedelta(days=27)
    header = _header(maker, "20", booking.CASH_FLOW, on, 20_000 + on.year % 100 * 100_000)
    lines: list[Detail] = []
    for entity, paid in ((RECEIVABLES, sold), (PAYMENTS, bought)):
        for place, invoice in enumerate(paid):
            item = next(row for row in maker.division.table(entity).values() if row["EntryID"] == invoice.id)
            value = Decimal(str(item["AmountDC"]))
            if place == 0 and month % 3 == 2:
                value = (value / 2).quantize(_CENT, ROUND_HALF_UP)
            settle(maker.division, entity, invoice.id, abs(value), on)
            relation = maker.division.table("crm/Accounts")[item["Account"]]
            extra = {"InvoiceNumber": invoice.invoice, "YourRef": invoice.your_ref}
            line, text = len(lines) + 1, f"Betaling {invoice.invoice}"
            account = maker.account(item["GLAccountCode"])
            lines.append(Detail(account, value, line, maker.guid(header.id, line), text, relation, extra=extra))
    total = -sum((one.amount for one in lines), Decimal())
    whole = Detail(maker.account("1100"), total, 0, maker.guid(header.id, 0), "Afschrift")
    book(maker.division, header, [whole, *lines], maker.at)
    row = {"EntryID": header.id, "EntryNumber": header.number, "JournalCode": "20", "JournalDescription": "Rabobank"}
    row |= {"Currency": "EUR", "FinancialYear": header.year, "FinancialPeriod": header.period, "Status": header.status}
    maker.put("financialtransaction/BankEntries", header.id, row)


def _wages(maker: Maker, first: date, month: int) -> None:
    on = first + timedelta(days=24)
    header = _header(maker, "90", booking.GENERAL, on, 90_000 + on.year % 100 * 100_000)
    wages = Decimal(310_000 + month * 1_250) / 100
    parts = [("4000", wages, "Lonen"), ("1700", -wages, "Lonen"), ("4600", Decimal("266.67"), "Afschrijving")]
    parts += [("0210", Decimal("-200.00"), "Afschrijving"), ("0310", Decimal("-66.67"), "Afschrijving")]
    lines = [
        Detail(maker.account(code), value, place, maker.guid(header.id, place), f"{text} {on.month}-{on.year}")
        for place, (code, value, text) in enumerate(parts, 1)
    ]
    _general(maker, header, lines)


def _general(maker: Maker, header: Header, lines: Sequence[Detail]) -> None:
    """A general journal entry: its own rows, and the transaction lines."""
    book(maker.division, header, lines, maker.at)
    row = {"EntryID": header.id, "EntryNumber": header.number, "JournalCode": header.journal["Code"], "Currency": "EUR"}
    row |= {"JournalDescription": header.journal["Description"], "FinancialYear": header.year, "ExchangeRate": 1}
    row |= {"FinancialPeriod": header.period, "Status": header.status, "Type": header.type, "Reversal": False}
    maker.put("generaljournalentry/GeneralJournalEntries", header.id, row)
    entity = "generaljournalentry/GeneralJournalEntryLines"
    for line in lines:
        own = booking.line_row(maker.division, header, line, maker.at) | {"EntryID": header.id}
        maker.put(entity, line.id, own | {"AmountVATDC": 0, "VATBaseAmountDC": 0, "VATBaseAmountFC": 0})


def more_sales(division: Division, at: datetime, entries: int) -> None:
    """So many sales of three lines each, all paid in cash: no invoices and no items of their own."""
    maker = Maker(division, at)
    customers = list(division.table("crm/Accounts").values())
    names = ("1000", "8100", "1500")
    accounts, vat = [maker.account(code) for code in names], maker.vat("2")
    for place in range(entries):
        on = date(2025, 1, 1) + timedelta(days=place % 500)
        net = Decimal(1_000 + place % 9_000) / 100
        tax = (net * Decimal("0.21")).quantize(_CENT, ROUND_HALF_UP)
        header = _header(maker, "10", booking.CASH_FLOW, on, 1_000_000)
        relation = customers[place % len(customers)]
        whole = Detail(accounts[0], net + tax, 0, maker.guid(header.id, 0), "Kasverkoop")
        part = Detail(accounts[1], -net, 1, maker.guid(header.id, 1), "Catering", relation, vat, -tax, -net)
        last = Detail(accounts[2], -tax, 2, maker.guid(header.id, 2), "Btw", relation, vat, Decimal(), -net)
        book(division, header, [whole, part, last], at)
