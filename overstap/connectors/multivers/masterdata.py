"""Master data of Multivers as books values: pure functions of what its API gives.

Kinds of accounts and journals are numbers of which the API itself tells the names (AccountTypeNVL, JournalTypeNVL).
"""

from collections.abc import Iterable, Mapping

from overstap.books.ledger.values import Account, AccountType, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Address, Company, Relation
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.fields import Row
from overstap.connectors.values import PaymentCondition
from overstap.lib.money import CENT

Named = Mapping[str, str]  # number -> name, of an NVL list

_ACCOUNT_TYPES = (("balans", AccountType.BALANCE), ("winst", AccountType.PROFIT_AND_LOSS),
                  ("verlies", AccountType.PROFIT_AND_LOSS), ("result", AccountType.PROFIT_AND_LOSS))  # fmt: skip
_JOURNAL_TYPES = (("bank", "B"), ("giro", "B"), ("kas", "C"), ("verkoop", "S"), ("inkoop", "P"), ("begin", "O"),
                  ("memo", "M"), ("divers", "M"))  # fmt: skip


def named(rows: Iterable[Row]) -> Named:
    """An NVL list: pairs of name (the number) and value (what it means)."""
    return {fields.text(row, "name"): fields.text(row, "value") for row in rows}


def company(row: Row) -> Company:
    """The company (unverified: fields by analogy with customers)."""
    taken = ("name", "street1", "zipCode", "city", "countryId", "cocRegistration", "vatNumber")
    return Company(
        name=fields.code(row, "name"),
        commerce_number=fields.text(row, "cocRegistration"),
        tax_country=_country(row),
        tax_number=fields.text(row, "vatNumber"),
        addresses=_addresses(row),
        extra=fields.rest(row, *taken),
    )


def year(row: Row) -> FiscalYear:
    """A book year (unverified: names of its days)."""
    number = fields.whole(row, "fiscalYear")
    start = fields.must(fields.dutch_day(row, "startDate"), "startDate")
    return FiscalYear(number, str(number), start, fields.must(fields.dutch_day(row, "endDate"), "endDate"))


def period(row: Row) -> Period:
    """A period (unverified: names of its days)."""
    return Period(
        year=fields.whole(row, "fiscalYear"),
        number=fields.whole(row, "periodNumber"),
        description=fields.text(row, "description"),
        start=fields.must(fields.dutch_day(row, "startDate"), "startDate"),
        end=fields.must(fields.dutch_day(row, "endDate"), "endDate"),
    )


def account(row: Row, types: Named) -> Account:
    """A ledger account (unverified: accountTypeId)."""
    told = types.get(fields.text(row, "accountTypeId"), fields.text(row, "accountTypeId"))
    return Account(
        code=fields.code(row, "accountId"),
        name=fields.text(row, "description"),
        type=_matching(told, _ACCOUNT_TYPES, told),
        extra=fields.rest(row, "accountId", "description", "fiscalYear"),
    )


def vat_code(row: Row) -> VatCode:
    """A VAT code; the API does not tell its accounts."""
    extra = {"percentage": str(fields.number(row, "vatPercentage"))}
    return VatCode(fields.code(row, "vatCodeId"), fields.text(row, "description"), extra=extra)


def cost_centre(row: Row) -> Dimension:
    """A cost centre."""
    return Dimension("02", fields.code(row, "costCentreId"), fields.text(row, "description"))


def cost_unit(row: Row) -> Dimension:
    """A cost unit."""
    return Dimension("03", fields.code(row, "costUnitId"), fields.text(row, "description"))


def condition(row: Row) -> PaymentCondition:
    """A payment condition (unverified: its numbers of days)."""
    return PaymentCondition(
        code=fields.code(row, "paymentConditionId"),
        name=fields.text(row, "description"),
        days=fields.whole(row, "creditDays"),
        discount=fields.number(row, "discountPercentage").quantize(CENT),
        discount_days=fields.whole(row, "discountDays"),
    )


def journal(row: Row, types: Named) -> Journal:
    """A journal."""
    told = types.get(fields.text(row, "journalType"), "")
    kind = "O" if fields.yes(row, "openingBalanceJournal") else _matching(told, _JOURNAL_TYPES, "Z")
    return Journal(
        code=fields.code(row, "journalId"),
        name=fields.text(row, "description"),
        type=kind,
        offset_account=fields.text(row, "accountId"),
        bank_account=fields.text(row, "bankAccountId"),
        extra={"type": told},
    )


def relation(row: Row, party: str) -> tuple[Relation, str]:
    """A customer or supplier ("customer", "supplier"), and the organisation that it is."""
    limit = fields.amount(row, "creditLimit") if row.get("creditLimit") else None
    taken = (
        f"{party}Id", "name", "contactPerson", "telephone", "fax", "email", "homepage", "cocRegistration", "countryId",
        "vatNumber", "creditLimit", "street1", "zipCode", "city", "dateChanged", "dateCreated",
    )  # fmt: skip
    made = Relation(
        code=fields.code(row, f"{party}Id"),
        name=fields.text(row, "name"),
        type="C" if party == "customer" else "S",
        contact=fields.text(row, "contactPerson"),
        phone=fields.text(row, "telephone"),
        fax=fields.text(row, "fax"),
        email=fields.text(row, "email"),
        website=fields.text(row, "homepage"),
        commerce_number=fields.text(row, "cocRegistration"),
        tax_country=_country(row),
        tax_number=fields.text(row, "vatNumber"),
        customer_limit=limit if party == "customer" else None,
        supplier_limit=limit if party == "supplier" else None,
        addresses=_addresses(row),
        extra=fields.rest(row, *taken),
    )
    return made, fields.text(row, "organizationId")


def _addresses(row: Row) -> tuple[Address, ...]:
    """Street and number are one field there, and stay so."""
    found = Address(
        street=fields.text(row, "street1"),
        city=fields.text(row, "city"),
        postal_code=fields.text(row, "zipCode"),
        country=_country(row),
    )
    return (found,) if found.street or found.city or found.postal_code else ()


def _country(row: Row) -> str:
    found = fields.text(row, "countryId").upper()
    return found if len(found) == 2 and found.isalpha() else ""


def _matching(told: str, known: Iterable[tuple[str, str]], otherwise: str) -> str:
    return next((kind for word, kind in known if word in told.lower()), otherwise)
