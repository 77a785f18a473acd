"""The administrations that are in the sandbox when it starts.

Client id ``overstap-sandbox``, client secret ``sandbox-geheim``; the user is Saskia de Boer (saskia@vandijk.example).

=======  ==========================  ==================================================================
100001   Bakkerij Jansen B.V.        books of 2025 and 2026 (opening balance of 2025, sales, purchases,
                                     bank, memorial), open items, documents, assets; licence 1
100002   Jansen Vastgoed B.V.        new and empty: chart, journals, VAT codes, payment conditions; licence 1
100003   Jansen Holding B.V.         blocked: a conversion is busy (BlockingStatus 2); licence 1
100004   Jansen Oud B.V.             archived (Status 2); licence 1
200001   De Linde Advies B.V.        small books; another licence, so not in hrm/Divisions of the first
100009   Geheim B.V.                 the user has no access: in system/AllDivisions only; 403 NoDivisionAccess
=======  ==========================  ==================================================================

Chart: 1300 receivable, 1600 payable, 1500/1510/1520 VAT, 1100 bank. Journals 10 cash, 20 bank, 50 purchase, 70
sales, 90 memorial. VAT codes "1  " 9% and "2  " 21% of sales, "4  " and "5  " of purchases. A sale has line 0
on the account of its journal, lines 1 and on without VAT, and after them the lines of VAT.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from overstap.connectors.exact_online.sandbox import facts
from overstap.connectors.exact_online.sandbox.booking import USER, stamped
from overstap.connectors.exact_online.sandbox.seed_books import books, more_sales
from overstap.connectors.exact_online.sandbox.tables import Division, Row, day, guid, number

FIRST = 100_001
CREATED = datetime(2025, 1, 6, 8, 30, tzinfo=UTC)
_LICENCES = {1: ("Kantoor Van Dijk", "4711"), 2: ("Administratiekantoor De Linde", "5822")}


def divisions() -> list[Division]:
    """All of them, the first one with most in it."""
    jansen = _division(100_001, "Bakkerij Jansen B.V.", IsMainDivision=True, Current=True)
    vastgoed = _division(100_002, "Jansen Vastgoed B.V.")
    blocked = _division(100_003, "Jansen Holding B.V.", BlockingStatus=2)
    archived = _division(100_004, "Jansen Oud B.V.", Status=2, ArchiveDate=day(date(2025, 12, 31)))
    linde = _division(200_001, "De Linde Advies B.V.", licence=2)
    secret = _division(100_009, "Geheim B.V.", licence=2, seen=False)
    for one in (jansen, vastgoed, blocked, archived, linde, secret):
        _master_data(one)
    books(jansen, CREATED, months=range(18))
    books(linde, CREATED, months=range(3))
    return [jansen, vastgoed, blocked, archived, linde, secret]


def me(current: Division) -> Row:
    """The row of ``current/Me``."""
    return {
        "UserID": USER["ID"],
        "UserName": "saskia@vandijk.example",
        "FullName": USER["FullName"],
        "FirstName": "Saskia",
        "LastName": "de Boer",
        "Email": "saskia@vandijk.example",
        "CurrentDivision": current.code,
        "AccountingDivision": current.code,
        "DivisionCustomer": current.card["Customer"],
        "DivisionCustomerCode": current.card["CustomerCode"],
        "DivisionCustomerName": current.card["CustomerName"],
        "Gender": "V",
        "Language": "NL-NL",
        "LanguageCode": "nl-NL",
        "Legislation": 1,
        "ServerUtcOffset": 3600,
    }


def _division(code: int, name: str, *, licence: int = 1, seen: bool = True, **special: object) -> Division:
    customer, number_ = _LICENCES[licence]
    card: Row = {
        "Code": code,
        "Hid": code - 100_000,
        "HID": code - 100_000,
        "Description": name,
        "Customer": guid("licence", licence),
        "CustomerCode": number_.rjust(18),
        "CustomerName": customer,
        "Country": "NL ",
        "Currency": "EUR",
        "Legislation": "Nederland",
        "AddressLine1": f"Broodstraat {code % 100}",
        "Postcode": "3511 AA",
        "City": "Utrecht",
        "Phone": "030-1234567",
        "Email": f"info{code}@jansen.example",
        "VATNumber": facts.vat_number(code % 1000),
        "ChamberOfCommerceNumber": f"3{code:07d}",
        "Status": 1,
        "BlockingStatus": 0,
        "Current": False,
        "IsMainDivision": False,
        "IsDossierDivision": False,
        "IsPracticeDivision": False,
        "StartDate": day(date(2025, 1, 1)),
        "Created": stamped_at(),
        "Modified": stamped_at(),
        "Creator": USER["ID"],
        "CreatorFullName": USER["FullName"],
    }
    return Division(card | special, seen=seen)


def stamped_at() -> str:
    """When the administrations were made, as OData writes it."""
    return str(stamped(Division({"Code": 0}), CREATED)["Created"])


def _master_data(division: Division) -> None:
    for entity, key, row in (
        *_chart(division),
        *_vat(division),
        *_journals(division),
        *_conditions(division),
        *_periods(division),
        *_small(division),
    ):
        division.put(entity, key, stamped(division, CREATED) | row)


def _chart(division: Division) -> Iterator[tuple[str, str, Row]]:
    for code, name, kind, side, balance, reporting in facts.CHART:
        key = guid(division.code, "gl", code)
        yield (
            "financial/GLAccounts",
            key,
            {
                "ID": key,
                "Code": code,
                "Description": name,
                "Type": kind,
                "BalanceSide": side,
                "BalanceType": balance,
                "ReportingCode": reporting,
                "SearchCode": name.upper()[:15],
                "Matching": kind in {20, 22},
                "IsBlocked": False,
                "Compress": False,
                "UseCostcenter": 0,
                "UseCostunit": 0,
            },
        )


def _vat(division: Division) -> Iterator[tuple[str, str, Row]]:
    for code, name, way, kind, fraction, to_pay, to_claim in facts.VAT_CODES:
        key = guid(division.code, "vat", code)
        row: Row = {"ID": key, "Code": code.ljust(3), "Description": name, "VATTransactionType": way, "Type": kind}
        row |= {"Percentage": number(Decimal(fraction)), "IsBlocked": False, "EUSalesListing": "N", "TaxReturnType": 0}
        for field, account in (("GLToPay", to_pay), ("GLToClaim", to_claim)):
            if account:
                row |= _account_fields(division, field, account)
        yield "vat/VATCodes", key, row
        own = guid(division.code, "vat percentage", code)
        part = {"ID": own, "VATCodeID": key, "LineNumber": 1, "Percentage": row["Percentage"], "Type": 0}
        yield "vat/VatPercentages", own, part | {"StartDate": day(date(2019, 1, 1))}


def _journals(division: Division) -> Iterator[tuple[str, str, Row]]:
    for code, name, kind, account in facts.JOURNALS:
        key = guid(division.code, "journal", code)
        row: Row = {"ID": key, "Code": code, "Description": name, "Type": kind, "Currency": "EUR", "IsBlocked": False}
        if account:
            row |= _account_fields(division, "GLAccount", account)
        if kind == 12:
            row |= {
                "BankAccountIBAN": facts.iban(division.code),
                "BankName": "Testbank",
                "BankAccountBICCode": "TESTNL2A",
            }
        yield "financial/Journals", key, row | {"AllowVAT": True}


def _account_fields(division: Division, field: str, code: str) -> Row:
    name = next(row[1] for row in facts.CHART if row[0] == code)
    return {field: guid(division.code, "gl", code), f"{field}Code": code, f"{field}Description": name}


def _conditions(division: Division) -> Iterator[tuple[str, str, Row]]:
    for code, name, days in facts.CONDITIONS:
        key = guid(division.code, "condition", code)
        row = {"ID": key, "Code": code, "Description": name, "PaymentDays": days, "PaymentEndOfMonths": 0}
        yield "cashflow/PaymentConditions", key, row | {"PaymentMethod": "B", "DiscountPercentage": 0}


def _periods(division: Division) -> Iterator[tuple[str, str, Row]]:
    for year in range(2023, 2028):
        for month in range(1, 13):
            key = guid(division.code, "period", year, month)
            start = date(year, month, 1)
            end = date(year + month // 12, month % 12 + 1, 1)
            row = {"ID": key, "FinYear": year, "FinPeriod": month, "StartDate": day(start)}
            yield "financial/FinancialPeriods", key, row | {"EndDate": day(date.fromordinal(end.toordinal() - 1))}


def _small(division: Division) -> Iterator[tuple[str, str, Row]]:
    for number_, name in ((10, "Verkoopfactuur"), (20, "Inkoopfactuur"), (55, "Brief"), (183, "Bijlage")):
        row = {"ID": number_, "Description": name, "DocumentIsCreatable": True, "DocumentIsDeletable": True}
        yield "documents/DocumentTypes", str(number_), row | {"DocumentIsUpdatable": True, "DocumentIsViewable": True}
    key = guid(division.code, "category")
    yield "documents/DocumentCategories", key, {"ID": key, "Description": "Algemeen"}
    yield "general/Currencies", "EUR", {"Code": "EUR", "Description": "Euro", "AmountPrecision": 0.01}
    for entity, code, name in (
        ("hrm/Costcenters", "WINKEL", "Winkel"),
        ("hrm/Costcenters", "CATERING", "Catering"),
        ("hrm/Costunits", "BROOD", "Brood"),
    ):
        key = guid(division.code, entity, code)
        yield entity, key, {"ID": key, "Code": code, "Description": name, "Active": True}


def grow(division: Division, lines: int) -> None:
    """Add sales to a division until it has about ``lines`` transaction lines; for measuring."""
    have = len(division.table("financialtransaction/TransactionLines"))
    if lines > have:
        more_sales(division, CREATED, (lines - have) // 3)
