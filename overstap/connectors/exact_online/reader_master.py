"""Master data of a division as our values: company, periods, accounts, VAT codes, dimensions, conditions, journals.

Sources: exact-online-fields.txt for names and numbers; the documentation inside eExact-XML.xsd.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from overstap.books.ledger.values import Account, Dimension, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Address, Company
from overstap.connectors.exact_online.client import Row
from overstap.connectors.exact_online.division import Division, converted, some
from overstap.connectors.exact_online.wording import day, number, text
from overstap.connectors.values import PaymentCondition, Record
from overstap.lib.findings import Finding

COST_UNIT, COST_CENTRE, PROJECT = "02", "03", "04"  # basicType of the audit file

_RGS = re.compile(r"[BW][A-Z][A-Za-z0-9]{2,10}")
_JOURNAL_TYPES: Mapping[int, str] = {10: "C", 12: "B", 16: "B", 20: "S", 21: "S", 22: "P", 23: "P", 90: "M"}
_BALANCE_TYPES = {"B": "B", "W": "P"}
_PERIOD = ("FinYear", "FinPeriod", "StartDate", "EndDate")
ACCOUNT_FIELDS = (
    "Code", "Description", "BalanceType", "BalanceSide", "Type", "ReportingCode", "SearchCode", "VATCode", "IsBlocked",
    "Matching", "Compress", "Costcenter", "Costunit",
)  # fmt: skip
_VAT_CODE = (
    "Code", "Description", "Percentage", "Type", "VATTransactionType", "GLToPayCode", "GLToClaimCode", "IsBlocked",
    "EUSalesListing", "Charged",
)  # fmt: skip
_CONDITION = ("Code", "Description", "PaymentDays", "DiscountPaymentDays", "DiscountPercentage", "PaymentMethod")
_JOURNAL = (
    "Code",
    "Description",
    "Type",
    "GLAccountCode",
    "BankAccountIBAN",
    "BankAccountBICCode",
    "Currency",
    "IsBlocked",
)
_NAMED = ("Code", "Description")
_DIMENSIONS = (
    (COST_CENTRE, "hrm/Costcenters"),
    (COST_UNIT, "hrm/Costunits"),
    (PROJECT, "project/Projects"),
)


def company(row: Row) -> Company:
    """The company, from its row in system/Divisions."""
    street = ", ".join(filter(None, (text(row.get(f"AddressLine{line}")) for line in (1, 2, 3))))
    country = text(row.get("Country"))
    address = Address(
        "street", street, city=text(row.get("City")), postal_code=text(row.get("Postcode")), country=country
    )
    return Company(
        name=text(row["Description"]),
        ident=text(row.get("Hid")),
        commerce_number=text(row.get("ChamberOfCommerceNumber")),
        tax_country=country,
        tax_number=text(row.get("VATNumber")),
        addresses=(address,) if address.street or address.city else (),
        extra=some(
            division=row["Code"],
            currency=row.get("Currency"),
            legislation=row.get("Legislation"),
            email=row.get("Email"),
            phone=row.get("Phone"),
            website=row.get("Website"),
            licence=row.get("CustomerName"),
        ),
    )


def periods(division: Division, years: Iterable[int]) -> Iterator[Record]:
    """The book years, each with the days from its first to its last period, and then their periods."""
    wanted, found = set(years), list[Period]()
    for one in converted(division.rows("financial/FinancialPeriods", _PERIOD), _period, "period", "FinPeriod"):
        if isinstance(one, Finding):
            yield one
        elif isinstance(one, Period) and (not wanted or one.year in wanted):
            found.append(one)
    found.sort(key=lambda one: (one.year, one.number))
    for year in dict.fromkeys(one.year for one in found):
        inside = [one for one in found if one.year == year]
        yield FiscalYear(year, str(year), min(one.start for one in inside), max(one.end for one in inside))
    yield from found


def _period(row: Row) -> Period:
    year, nr = number(row["FinYear"]), number(row["FinPeriod"])
    return Period(year, nr, "", _day(row["StartDate"]), _day(row["EndDate"]))


def _day(value: object) -> date:
    found = day(value)
    if found is None:
        raise ValueError("there is no date")
    return found


def accounts(division: Division) -> Iterator[Record]:
    """The chart of accounts. RGS stands in the reporting code, or else in the classification of the accounts."""
    read = list(converted(division.rows("bulk/Financial/GLAccounts", ACCOUNT_FIELDS), account_of, "account"))
    known = [one for one in read if isinstance(one, Account)]
    classified = {} if any(one.reference for one in known) or not known else _classified(division)
    for one in sorted(known, key=lambda one: one.code):
        reference = one.reference or classified.get(one.code, "")
        yield one if reference == one.reference else Account(one.code, one.name, one.type, reference, one.extra)
    yield from (one for one in read if isinstance(one, Finding))


def account_of(row: Row) -> Account:
    """A row of GLAccounts. Raises ValueError or KeyError."""
    reporting = text(row.get("ReportingCode"))
    rgs = bool(_RGS.fullmatch(reporting))
    return Account(
        code=_code(row),
        name=text(row.get("Description")),
        type=_BALANCE_TYPES.get(text(row.get("BalanceType")), ""),
        reference=reporting if rgs else "",
        extra=some(
            type=row.get("Type"),
            balance_side=row.get("BalanceSide"),
            reporting_code="" if rgs else reporting,
            search_code=row.get("SearchCode"),
            vat_code=row.get("VATCode"),
            blocked=bool(row.get("IsBlocked")),
            matching=bool(row.get("Matching")),
            compress=bool(row.get("Compress")),
            cost_centre=row.get("Costcenter"),
            cost_unit=row.get("Costunit"),
        ),
    )


def _classified(division: Division) -> Mapping[str, str]:
    """Account code to RGS code, from the schemes in which accounts are classified."""
    rows = division.rows(
        "financial/GLAccountClassificationMappings", ("GLAccountCode", "ClassificationCode", "GLSchemeCode")
    )
    pairs = ((text(row.get("GLAccountCode")), text(row.get("ClassificationCode"))) for row in rows)
    return {account: rgs for account, rgs in pairs if _RGS.fullmatch(rgs)}


def vat_codes(division: Division) -> Iterator[Record]:
    """The VAT codes; their percentage (of a hundred) and direction stand in ``extra``."""
    yield from converted(_by_code(division, "vat/VATCodes", _VAT_CODE), _vat_code, "VAT code")


def _vat_code(row: Row) -> VatCode:
    return VatCode(
        code=_code(row),
        name=text(row.get("Description")),
        to_pay_account=text(row.get("GLToPayCode")),
        to_claim_account=text(row.get("GLToClaimCode")),
        extra=some(
            percentage=percentage(row.get("Percentage")),
            type=row.get("Type"),
            transaction_type=row.get("VATTransactionType"),
            eu_listing=row.get("EUSalesListing"),
            charged=bool(row.get("Charged")),
            blocked=bool(row.get("IsBlocked")),
        ),
    )


@lru_cache(maxsize=256)
def percentage(fraction: object) -> Decimal:
    """0.21 at Exact is 21.000 here: three decimals at most. Raises ValueError."""
    if fraction is None:
        return Decimal(0)
    try:
        return (Decimal(str(fraction)) * 100).quantize(Decimal("0.001"))
    except ArithmeticError:
        raise ValueError(f"not a percentage: {str(fraction)[:40]!r}") from None


def dimensions(division: Division) -> Iterator[Record]:
    """Cost centres, cost units and projects."""
    for kind, entity in _DIMENSIONS:

        def made(row: Row, kind: str = kind) -> Dimension:
            return Dimension(kind, _code(row), text(row.get("Description")))

        yield from converted(_by_code(division, entity, _NAMED), made, entity)


def conditions(division: Division) -> Iterator[Record]:
    """Payment conditions."""
    yield from converted(_by_code(division, "cashflow/PaymentConditions", _CONDITION), _condition, "payment condition")


def _condition(row: Row) -> PaymentCondition:
    return PaymentCondition(
        code=_code(row),
        name=text(row.get("Description")),
        days=number(row.get("PaymentDays")),
        discount=percentage(row.get("DiscountPercentage")),
        discount_days=number(row.get("DiscountPaymentDays")),
    )


def journals(division: Division) -> Iterator[Record]:
    """The journals."""
    yield from converted(_by_code(division, "financial/Journals", _JOURNAL), _journal, "journal")


def _journal(row: Row) -> Journal:
    kind = number(row.get("Type"))
    return Journal(
        code=_code(row),
        name=text(row.get("Description")),
        type=_JOURNAL_TYPES.get(kind, "Z"),
        offset_account=text(row.get("GLAccountCode")),
        bank_account=text(row.get("BankAccountIBAN")),
        extra=some(
            type=kind,
            currency=row.get("Currency"),
            bank_code=row.get("BankAccountBICCode"),
            blocked=bool(row.get("IsBlocked")),
        ),
    )


def _by_code(division: Division, entity: str, fields: Iterable[str]) -> list[Row]:
    return sorted(division.rows(entity, fields), key=lambda row: text(row.get("Code")))


def _code(row: Row) -> str:
    code = text(row["Code"])
    if not code:
        raise ValueError("there is no code")
    return code
