"""The lists of the API of Multivers, from the sandbox's played firms. Field names: see application.py."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from overstap.connectors.sandboxes.lifelike import YEARS, PlayedEntry, PlayedFirm, PlayedItem, PlayedLine

Record = dict[str, object]

ACCOUNT_TYPES = {"0": "Balans", "1": "Winst en verlies"}
JOURNAL_TYPES = {"0": "Kas", "1": "Bank", "2": "Inkoop", "3": "Verkoop", "4": "Memoriaal"}
_JOURNALS = {"cash": 0, "bank": 1, "purchase": 2, "sales": 3, "general": 4}


def day(on: date) -> str:
    """A day as the API writes it."""
    return f"{on.day}-{on.month}-{on.year}"


def pairs(known: dict[str, str]) -> list[Record]:
    """An NVL list."""
    return [{"name": name, "value": value} for name, value in known.items()]


def company(firm: PlayedFirm) -> Record:
    """CompanyDetailsInfo."""
    return {
        "name": firm.name, "street1": "Markt 1", "zipCode": "5611 EB", "city": "Eindhoven", "countryId": "NL",
        "cocRegistration": "12345678", "vatNumber": "NL009876543B01",
    }  # fmt: skip


def years() -> list[Record]:
    """FiscalYearInfoList."""
    return [
        {"fiscalYear": year, "startDate": day(date(year, 1, 1)), "endDate": day(date(year, 12, 31))} for year in YEARS
    ]


def periods() -> list[Record]:
    """PeriodInfoList."""
    return [
        {
            "fiscalYear": year, "periodNumber": nr, "description": f"Periode {nr}",
            "startDate": day(date(year, nr, 1)),
            "endDate": day(date.fromordinal(date(year + nr // 12, nr % 12 + 1, 1).toordinal() - 1)),
        }
        for year in YEARS
        for nr in range(1, 13)
    ]  # fmt: skip


def accounts(firm: PlayedFirm, year: int) -> list[Record]:
    """AccountInfoList."""
    return [
        {
            "accountId": one.code,
            "description": one.name,
            "accountTypeId": 0 if one.on_balance else 1,
            "fiscalYear": year,
        }
        for one in firm.accounts
    ]


def vat_codes(firm: PlayedFirm) -> list[Record]:
    """VatCodeInfoList."""
    return [
        {"vatCodeId": int(code), "description": name, "vatPercentage": rate, "vatPercentagesByDate": []}
        for code, name, rate, _account in firm.vat_codes
    ]


def cost_centres(firm: PlayedFirm) -> list[Record]:
    """CostCentreInfoList."""
    return [{"costCentreId": code, "description": name} for code, name in firm.cost_centres]


def conditions(firm: PlayedFirm) -> list[Record]:
    """PaymentConditionInfoList."""
    return [
        {
            "paymentConditionId": code,
            "description": name,
            "creditDays": days,
            "discountPercentage": 0,
            "discountDays": 0,
        }
        for code, name, days in firm.conditions
    ]


def journals(firm: PlayedFirm, year: int) -> list[Record]:
    """JournalInfoList."""
    return [
        {
            "journalId": code, "description": name, "journalType": _JOURNALS[kind], "accountId": account,
            "bankAccountId": "NL20INGB0009876543" if kind == "bank" else "", "fiscalYear": year,
            "openingBalanceJournal": False,
        }
        for code, name, kind, account in firm.journals
    ]  # fmt: skip


def relations(firm: PlayedFirm, side: str) -> list[Record]:
    """CustomerInfoList or SupplierInfoList."""
    party = "customer" if side == "C" else "supplier"
    return [
        {
            f"{party}Id": one.code, "name": one.name, "shortName": one.name[:20],
            "organizationId": int(one.organisation), "street1": f"{one.street} {one.number}", "zipCode": one.postcode,
            "city": one.city, "countryId": "NL", "email": one.email, "telephone": "", "vatNumber": one.vat_number,
            "cocRegistration": one.commerce_number, "paymentConditionId": "30", "creditLimit": 0, "currencyId": "EUR",
        }
        for one in firm.relations
        if one.side == side
    ]  # fmt: skip


def opening(firm: PlayedFirm, year: int) -> Iterator[Record]:
    """JournalEntryLineInfoList/OpeningBalance."""
    for account, amount in firm.openings.get(year, {}).items():
        yield _line({"accountId": account, "description": "Beginbalans", "fiscalYear": year, "periodNumber": 0,
                     "journalId": "BEG", "journalTransaction": 1, "transactionDate": day(date(year, 1, 1)),
                     "openingBalanceTransaction": True}, amount)  # fmt: skip


def lines(firm: PlayedFirm, entries: list[PlayedEntry]) -> Iterator[Record]:
    """JournalEntryLineInfoList of entries."""
    sides = {(one.code, one.side) for one in firm.relations}
    for entry in entries:
        for line in entry.lines:
            yield _entry_line(entry, line, sides)


def _entry_line(entry: PlayedEntry, line: PlayedLine, sides: set[tuple[str, str]]) -> Record:
    customer = line.relation if (line.relation, "C") in sides and line.account != "1600" else ""
    told: Record = {
        "accountId": line.account, "costCentreId": line.cost_centre, "costUnitId": "", "currencyId": "EUR",
        "customerId": customer, "supplierId": "" if customer else line.relation, "description": line.text,
        "document": line.invoice or entry.voucher, "fiscalYear": entry.year, "fixedAssetId": "",
        "journalId": entry.journal, "journalTransaction": entry.in_journal, "periodNumber": entry.period,
        "quantity": None, "transactionDate": day(entry.on), "openingBalanceTransaction": False,
        "vatAdjusted": False, "vatAmount": abs(line.vat_amount), "vatType": 0,
        "vatCodeId": int(line.vat_code) if line.vat_code else None,
    }  # fmt: skip
    return _line(told, line.amount)


def _line(told: Record, amount: Decimal) -> Record:
    debit, credit = max(amount, Decimal(0)), max(-amount, Decimal(0))
    return {**told, "debitAmount": debit, "creditAmount": credit, "debitAmountCur": debit, "creditAmountCur": credit}


def invoice(item: PlayedItem, in_journal: int) -> Record:
    """CustomerInvoiceInfo or SupplierInvoiceInfo."""
    party, sign = ("customerId", 1) if item.side == "C" else ("supplierId", -1)
    return {
        party: item.relation, "invoiceId": item.invoice, "invoiceDate": day(item.on), "journalId": item.journal,
        "invoiceExpirationDate": day(item.due), "invoiceAmount": sign * item.amount, "invoiceBalance": sign * item.open,
        "invoiceAmountCur": sign * item.amount, "currencyId": "EUR", "invoiceReference": item.text,
        "fiscalYear": item.on.year, "journalTransaction": in_journal,
    }  # fmt: skip
