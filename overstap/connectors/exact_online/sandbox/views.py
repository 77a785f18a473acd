"""Which rows stand behind a resource: a table, another view of one (bulk, sync), or a list worked out from them."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from overstap.connectors.exact_online.sandbox.tables import Division, Row, amount, number

# Tables that bulk/ and sync/ show as well, by the name that they have there.
_SHOWN = {
    "Cashflow/Payments": "cashflow/Payments",
    "Cashflow/Receivables": "cashflow/Receivables",
    "CRM/Accounts": "crm/Accounts",
    "CRM/Addresses": "crm/Addresses",
    "CRM/Contacts": "crm/Contacts",
    "Documents/DocumentAttachments": "documents/DocumentAttachments",
    "Documents/Documents": "documents/Documents",
    "Financial/GLAccounts": "financial/GLAccounts",
    "Financial/GLClassifications": "financial/GLClassifications",
    "Financial/TransactionLines": "financialtransaction/TransactionLines",
    "Logistics/Items": "logistics/Items",
    "Project/Projects": "project/Projects",
}
# A navigation of one resource: the resource behind it, and the field there that points back.
CHILDREN: Mapping[tuple[str, str], tuple[str, str]] = {
    ("crm/Accounts", "BankAccounts"): ("crm/BankAccounts", "Account"),
    ("salesentry/SalesEntries", "SalesEntryLines"): ("salesentry/SalesEntryLines", "EntryID"),
    ("purchaseentry/PurchaseEntries", "PurchaseEntryLines"): ("purchaseentry/PurchaseEntryLines", "EntryID"),
    ("generaljournalentry/GeneralJournalEntries", "GeneralJournalEntryLines"): (
        "generaljournalentry/GeneralJournalEntryLines",
        "EntryID",
    ),
    ("financialtransaction/BankEntries", "BankEntryLines"): ("financialtransaction/BankEntryLines", "EntryID"),
    ("financialtransaction/CashEntries", "CashEntryLines"): ("financialtransaction/CashEntryLines", "EntryID"),
    ("vat/VATCodes", "VATPercentages"): ("vat/VatPercentages", "VATCodeID"),
}
RECEIVABLES, PAYMENTS = "cashflow/Receivables", "cashflow/Payments"
TRANSACTION_LINES = "financialtransaction/TransactionLines"


def base(path: str) -> str:
    """The table behind a resource of bulk/ or sync/; for any other, ``path`` itself."""
    service, _slash, rest = path.partition("/")
    return _SHOWN.get(rest, path) if service in {"bulk", "sync"} else path


def rows(division: Division, path: str) -> Iterable[Row]:
    """The rows of a resource; none for one of which the sandbox has no data. Those of sync/ go by Timestamp."""
    made = _LISTS.get(path)
    if made is not None:
        return made(division)
    return division.tables.get(base(path), {}).values()


def children(division: Division, path: str, name: str) -> tuple[str, Mapping[str, list[Row]]] | None:
    """The resource behind a navigation, and its rows by their parent; None for one without data here."""
    found = CHILDREN.get((base(path), name))
    if found is None:
        return None
    entity, field = found
    return entity, division.by(entity, field)


def _deleted(division: Division) -> Iterable[Row]:
    return division.deleted


def _terms(division: Division) -> Iterable[Row]:
    both = [*division.table(RECEIVABLES).values(), *division.table(PAYMENTS).values()]
    return sorted(both, key=lambda row: int(row["Timestamp"]))


def _receivables(division: Division) -> Iterable[Row]:
    return [_open(row) for row in division.table(RECEIVABLES).values() if not row.get("IsFullyPaid")]


def _payables(division: Division) -> Iterable[Row]:
    return [_open(row) | {"ApprovalStatus": 2} for row in division.table(PAYMENTS).values() if not row["IsFullyPaid"]]


def _open(row: Row) -> Row:
    """A line of the list of outstanding items: what is to be received is negative, as in the cashflow lists."""
    return {
        "HID": row["_HID"],
        "Id": row["ID"],
        "AccountId": row["Account"],
        "AccountCode": row["AccountCode"],
        "AccountName": row["AccountName"],
        "Amount": row["AmountDC"],
        "AmountInTransit": 0,
        "CurrencyCode": row["Currency"],
        "Description": row.get("Description"),
        "DueDate": row["DueDate"],
        "EntryNumber": row["EntryNumber"],
        "InvoiceDate": row["InvoiceDate"],
        "InvoiceNumber": row["InvoiceNumber"],
        "JournalCode": row["Journal"],
        "JournalDescription": row.get("JournalDescription"),
        "YourRef": row.get("YourRef"),
    }


def _outstanding(division: Division) -> Iterable[Row]:
    found: Row = {"CurrencyCode": "EUR"}
    for kind, entity in (("Receivable", RECEIVABLES), ("Payable", PAYMENTS)):
        left = [row for row in division.table(entity).values() if not row["IsFullyPaid"]]
        total = sum((abs(amount(row, "AmountDC")) for row in left), Decimal())
        found[f"Outstanding{kind}InvoiceAmount"] = number(total)
        found[f"Outstanding{kind}InvoiceCount"] = len(left)
        found[f"Overdue{kind}InvoiceAmount"] = 0
        found[f"Overdue{kind}InvoiceCount"] = 0
    return [found]


def _balances(division: Division) -> Iterable[Row]:
    """financial/ReportingBalance: a row for each account, period, kind of transaction and status."""
    sums: dict[tuple[object, ...], list[Decimal]] = {}
    for row in division.table(TRANSACTION_LINES).values():
        key = (row["GLAccountCode"], row["FinancialYear"], row["FinancialPeriod"], row["Type"], row["Status"])
        debit_credit = sums.setdefault(key, [Decimal(), Decimal(), Decimal()])
        value = amount(row, "AmountDC")
        debit_credit[value < 0] += abs(value)
        debit_credit[2] += 1
    accounts = {row["Code"]: row for row in division.table("financial/GLAccounts").values()}
    return [
        _balance(division, accounts[str(key[0])], key, place, *made)
        for place, (key, made) in enumerate(sorted(sums.items(), key=str), 1)
    ]


def _balance(
    division: Division,
    account: Row,
    key: tuple[object, ...],
    place: int,
    debit: Decimal,
    credit: Decimal,
    lines: Decimal,
) -> Row:
    return {
        "ID": place,
        "Amount": number(debit - credit),
        "AmountDebit": number(debit),
        "AmountCredit": number(credit),
        "BalanceType": account["BalanceType"],
        "Count": int(lines),
        "Division": division.code,
        "GLAccount": account["ID"],
        "GLAccountCode": account["Code"],
        "GLAccountDescription": account["Description"],
        "ReportingYear": key[1],
        "ReportingPeriod": key[2],
        "Type": key[3],
        "Status": key[4],
    }


_LISTS: Mapping[str, Callable[[Division], Iterable[Row]]] = {
    "sync/Deleted": _deleted,
    "sync/Cashflow/PaymentTerms": _terms,
    "read/financial/ReceivablesList": _receivables,
    "read/financial/PayablesList": _payables,
    "read/financial/OutstandingInvoicesOverview": _outstanding,
    "financial/ReportingBalance": _balances,
}
