"""Master data of AFAS as books values: pure functions of the records that our GetConnectors give."""

from collections.abc import Iterable, Iterator, Mapping

from overstap.books.ledger.values import Account, AccountType, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Address, BankAccount, Company, Relation
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row, Unreadable
from overstap.connectors.by_json.parties import together
from overstap.connectors.values import PaymentCondition
from overstap.lib.findings import Finding
from overstap.lib.money import CENT
from overstap.lib.sentences import sentence

# The words of "Type rekening" as Profit gives them (user report: "Activa", confirmed live; the others by analogy).
_ACCOUNT_TYPES = {
    "activa": AccountType.BALANCE,
    "passiva": AccountType.BALANCE,
    "kosten": AccountType.PROFIT_AND_LOSS,
    "opbrengsten": AccountType.PROFIT_AND_LOSS,
}
# Types of journals to those of the audit file (jrnTp). The words are those on AFAS's pages about journals.
_JOURNAL_TYPES = {"kas": "C", "bank": "B", "verkoop": "S", "inkoop": "P", "memoriaal": "M", "beginbalans": "O"}
# Axes of allocations (verbijzonderingsassen) to basicType of the audit file: cost centre, cost unit, others.
_AXES = {1: "02", 2: "03"}
_OTHER_AXIS = "05"


def company(row: Row) -> Company:
    """The administration as a company."""
    taken = ("Name", "UnitId", "ChOfCommNr", "VatNr", "Street", "HouseNumber", "ZipCode", "City", "Country", "Blocked")
    return Company(
        name=fields.code(row, "Name"),
        ident=fields.text(row, "UnitId"),
        commerce_number=fields.text(row, "ChOfCommNr"),
        tax_country=_country(row),
        tax_number=fields.text(row, "VatNr"),
        addresses=_addresses(row),
        extra=fields.rest(row, *taken),
    )


def years(periods: Iterable[Period]) -> Iterator[FiscalYear]:
    """The book years that the periods make up, period 0 and those after the year's end aside."""
    spans: dict[int, list[Period]] = {}
    for one in periods:
        spans.setdefault(one.year, []).append(one)
    for year, found in sorted(spans.items()):
        ordinary = [one for one in found if 0 < one.number < 13] or found
        yield FiscalYear(year, str(year), min(one.start for one in ordinary), max(one.end for one in ordinary))


def period(row: Row) -> Period:
    """A period of an administration."""
    return Period(
        year=fields.whole(row, "Year"),
        number=fields.whole(row, "Period"),
        description=fields.text(row, "Description"),
        start=fields.must(fields.day(row, "StartDate"), "StartDate"),
        end=fields.must(fields.day(row, "EndDate"), "EndDate"),
        extra=fields.rest(row, "UnitId", "Year", "Period", "Description", "StartDate", "EndDate"),
    )


def account(row: Row) -> Account:
    """A ledger account; a type that is not known stays as it stands."""
    kind = fields.text(row, "Type")
    return Account(
        code=fields.code(row, "AccountNo"),
        name=fields.text(row, "Description"),
        type=_ACCOUNT_TYPES.get(kind.lower(), kind),
        reference=fields.text(row, "RGS"),
        extra=fields.rest(row, "UnitId", "AccountNo", "Description", "RGS"),
    )


def vat_code(row: Row) -> VatCode:
    """A VAT code."""
    return VatCode(
        code=fields.code(row, "VatCode"),
        name=fields.text(row, "Description"),
        to_pay_account=fields.text(row, "PayAccountNo"),
        to_claim_account=fields.text(row, "ClaimAccountNo"),
        extra={"percentage": str(fields.number(row, "VatPerc"))},
    )


def dimension(row: Row) -> Dimension:
    """A code of an axis of allocations."""
    kind = _AXES.get(fields.whole(row, "Axis"), _OTHER_AXIS)
    return Dimension(kind, fields.code(row, "Code"), fields.text(row, "Description"))


def condition(row: Row) -> PaymentCondition:
    """A payment condition."""
    return PaymentCondition(
        code=fields.code(row, "PayCon"),
        name=fields.text(row, "Description"),
        days=fields.whole(row, "Days"),
        discount=fields.number(row, "Discount").quantize(CENT),
        discount_days=fields.whole(row, "DiscountDays"),
    )


def journal(row: Row) -> Journal:
    """A journal."""
    kind = fields.text(row, "JournalType")
    return Journal(
        code=fields.code(row, "JournalId"),
        name=fields.text(row, "Description"),
        type=_JOURNAL_TYPES.get(kind.lower(), "Z"),
        offset_account=fields.text(row, "AccountNo"),
        bank_account=fields.text(row, "Iban"),
        extra=fields.rest(row, "UnitId", "JournalId", "Description", "AccountNo", "Iban"),
    )


def relations(debtors: Iterable[Row], creditors: Iterable[Row]) -> Iterator[Relation | Finding]:
    """Debtors and creditors as relations, by number; BcCo says which organisation one is."""
    customers = fields.each(debtors, lambda row: (_relation(row, "Debtor", "C"), fields.text(row, "BcCo")), "debtor")
    suppliers = fields.each(
        creditors, lambda row: (_relation(row, "Creditor", "S"), fields.text(row, "BcCo")), "creditor"
    )
    yield from together(customers, suppliers)


def _relation(row: Row, kind: str, side: str) -> Relation:
    limit = fields.amount(row, "CreditLimit") if row.get("CreditLimit") is not None else None
    taken = (
        f"{kind}Id", f"{kind}Name", "ContactName", "TelNr", "Email", "Homepage", "ChOfCommNr", "VatNr", "Country",
        "CollectAccount", "CreditLimit", "Street", "HouseNumber", "HouseNumberAdd", "ZipCode", "City", "Iban", "Bic",
        "ModifiedDate",
    )  # fmt: skip
    return Relation(
        code=fields.code(row, f"{kind}Id"),
        name=fields.text(row, f"{kind}Name"),
        type=side,
        contact=fields.text(row, "ContactName"),
        phone=fields.text(row, "TelNr"),
        email=fields.text(row, "Email"),
        website=fields.text(row, "Homepage"),
        commerce_number=fields.text(row, "ChOfCommNr"),
        tax_country=_country(row),
        tax_number=fields.text(row, "VatNr"),
        group=fields.text(row, "CollectAccount"),
        customer_limit=limit if side == "C" else None,
        supplier_limit=limit if side == "S" else None,
        addresses=_addresses(row),
        bank_accounts=_bank_accounts(row),
        extra=fields.rest(row, *taken),
    )


def _addresses(row: Row) -> tuple[Address, ...]:
    found = Address(
        street=fields.text(row, "Street"),
        number=fields.text(row, "HouseNumber"),
        addition=fields.text(row, "HouseNumberAdd"),
        city=fields.text(row, "City"),
        postal_code=fields.text(row, "ZipCode"),
        country=_country(row),
    )
    return (found,) if found.street or found.city or found.postal_code else ()


def _bank_accounts(row: Row) -> tuple[BankAccount, ...]:
    number = fields.text(row, "Iban").replace(" ", "")
    return (BankAccount(number, fields.text(row, "Bic")),) if number else ()


def _country(row: Mapping[str, object]) -> str:
    """ISO 3166 alpha-2. AFAS has codes of its own ("D" for Germany): those that differ are kept out, not guessed."""
    found = fields.text(row, "Country").upper()
    if found and (len(found) != 2 or not found.isalpha()):
        raise Unreadable(sentence("%(code)s is no ISO code of a country.", code=found[:20]))
    return found
