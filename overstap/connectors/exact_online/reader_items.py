"""Open items and assets of a division. Sources: exact-online-fields.txt, eExact-XML.xsd (types of depreciation)."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from overstap.books.assets.values import AssetCard, Method
from overstap.connectors.exact_online.client import Row
from overstap.connectors.exact_online.division import Division, converted
from overstap.connectors.exact_online.reader_entries import HOME
from overstap.connectors.exact_online.reader_master import percentage
from overstap.connectors.exact_online.wording import amount, day, number, text
from overstap.connectors.values import OpenItem, Record
from overstap.lib.findings import Finding, Severity

ITEM_FIELDS = (
    "AccountCode", "GLAccountCode", "InvoiceNumber", "InvoiceDate", "EntryDate", "DueDate", "AmountDC", "AmountFC",
    "TransactionAmountDC", "Journal", "EntryNumber", "Description", "YourRef", "Currency", "Status",
)  # fmt: skip
# The lists of read/financial give 60 a page, without the account and the original amount; these give 1,000 with them.
_SIDES = (("CU", "bulk/Cashflow/Receivables"), ("SU", "bulk/Cashflow/Payments"))
_ASSET = (
    "Code", "Description", "AssetGroupCode", "InvestmentDate", "InvestmentAmountDC", "ResidualValue", "Status",
    "PrimaryMethodCode", "StartDate", "DepreciatedStartDate", "Notes",
)  # fmt: skip
_GROUP = ("Code", "GLAccountAssetsCode", "GLAccountDepreciationBSCode", "GLAccountDepreciationPLCode")
_METHOD = ("Code", "Type", "DepreciationInterval", "Years", "Periods", "Percentage")
_METHODS = {1: Method.LINEAR, 2: Method.LINEAR, 3: Method.LINEAR, 4: Method.NONE} | dict.fromkeys(
    (10, 11, 12), Method.DEGRESSIVE
)
_PAYABLE, _MATCHED = 22, 50
_STATES = {2: "not validated", 3: "inactive", 4: "depreciated", 5: "blocked", 6: "sold"}


def open_items(division: Division) -> Iterator[Record]:
    """What customers and suppliers have open. Exact says what is to be received as negative, to be paid as positive."""
    for side, entity in _SIDES:

        def made(row: Row, side: str = side) -> OpenItem:
            return _item(row, side)

        rows = (row for row in division.rows(entity, ITEM_FIELDS) if is_open(row))
        yield from converted(rows, made, f"open item of {'customer' if side == 'CU' else 'supplier'}", "AccountCode")


def is_open(row: Row) -> bool:
    """Status: 20 open, 30 selected, 40 processed (sent to the bank), 50 matched."""
    return number(row["Status"]) != _MATCHED


def term(row: Row) -> OpenItem:
    """A row of sync/Cashflow/PaymentTerms: LineType 20 is a customer's, 22 a supplier's. Raises ValueError."""
    return _item(row, "SU" if number(row["LineType"]) == _PAYABLE else "CU")


def _item(row: Row, side: str) -> OpenItem:
    left = -amount(row["AmountDC"])
    on, due = day(row["InvoiceDate"]) or day(row["EntryDate"]), day(row["DueDate"])
    if on is None:
        raise ValueError("there is no date")
    whole, currency = abs(amount(row["TransactionAmountDC"])), text(row["Currency"])
    foreign = currency not in ("", HOME)
    return OpenItem(
        relation=text(row["AccountCode"]),
        side=side,
        account=text(row["GLAccountCode"]),
        invoice=text(row["InvoiceNumber"]) or text(row["YourRef"]),
        on=on,
        due=due,
        amount=-whole if left < 0 else whole,
        open=left,
        journal=text(row["Journal"]),
        entry=text(row["EntryNumber"]),
        description=text(row["Description"]),
        currency=currency if foreign else "",
        currency_amount=-amount(row["AmountFC"]) if foreign else None,
    )


def assets(division: Division) -> Iterator[Record]:
    """The fixed assets, with the accounts of their group and the way in which they are depreciated."""
    rows = list(division.rows("assets/Assets", _ASSET))
    if not rows:
        return
    groups = _by_code(division.rows("assets/AssetGroups", _GROUP))
    methods = _by_code(division.rows("assets/DepreciationMethods", _METHOD))
    for row in rows:
        method = methods.get(text(row["PrimaryMethodCode"]), {})
        kind = number(method.get("Type")) or 4
        yield from converted([row], lambda one: _card(one, groups, method), "asset")  # noqa: B023 - used at once
        if kind not in _METHODS:
            yield _other_method(text(row["Code"]), kind)


def _card(row: Row, groups: Mapping[str, Row], method: Row) -> AssetCard:
    group = groups.get(text(row["AssetGroupCode"]), {})
    bought = day(row["InvestmentDate"]) or day(row["StartDate"])
    if bought is None:
        raise ValueError("there is no date of investment")
    return AssetCard(
        code=text(row["Code"]),
        name=text(row["Description"]),
        group=text(row["AssetGroupCode"]),
        purchased_on=bought,
        purchase=amount(row["InvestmentAmountDC"]),
        residual=amount(row["ResidualValue"]),
        method=_METHODS.get(number(method.get("Type")) or 4, Method.NONE),
        months=_months(method),
        rate=_rate(method),
        start=_start(row, bought),
        asset_account=text(group.get("GLAccountAssetsCode")),
        depreciation_account=text(group.get("GLAccountDepreciationBSCode")),
        cost_account=text(group.get("GLAccountDepreciationPLCode")),
        note=_note(row),
    )


def _start(row: Row, bought: date) -> date:
    return day(row["DepreciatedStartDate"]) or day(row["StartDate"]) or bought


def _months(method: Row) -> int:
    """Periods are months at Exact where the interval is periodic; else it counts in years."""
    return number(method.get("Periods")) or 12 * number(method.get("Years"))


def _rate(method: Row) -> Decimal:
    degressive = _METHODS.get(number(method.get("Type"))) is Method.DEGRESSIVE
    return percentage(method.get("Percentage")) if degressive else Decimal(0)


def _note(row: Row) -> str:
    state = _STATES.get(number(row["Status"]), "")
    return "; ".join(filter(None, (state, text(row["Notes"]))))


def _other_method(code: str, kind: int) -> Finding:
    return Finding(
        "EXACT-DEPRECIATION",
        Severity.WARNING,
        f"asset {code}",
        f"This asset is depreciated by a method that is not known here (number {kind}); it is read without one.",
        "Choose the method of this asset by hand after the move.",
    )


def _by_code(rows: Iterator[Row]) -> Mapping[str, Row]:
    return {text(row["Code"]): row for row in rows}
