"""POST, PUT and DELETE of everything but entries: relations, accounts of the chart, journals, documents."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from overstap.connectors.exact_online.sandbox import relations
from overstap.connectors.exact_online.sandbox.answers import Refusal, bad_request, business
from overstap.connectors.exact_online.sandbox.booking import USER, stamped
from overstap.connectors.exact_online.sandbox.schema import Endpoint
from overstap.connectors.exact_online.sandbox.tables import Division, Row, find, moment, number

# Resources that can be written here; entries have a module of their own.
WRITABLE = {
    "assets/DepreciationMethods",
    "crm/Accounts",
    "crm/Addresses",
    "crm/BankAccounts",
    "crm/Contacts",
    "cashflow/PaymentConditions",
    "documents/DocumentAttachments",
    "documents/Documents",
    "financial/GLAccounts",
    "financial/Journals",
    "hrm/Costcenters",
    "hrm/Costunits",
    "project/Projects",
}
# A code may be there once: the field, and how long it is at most.
_CODES = {
    "assets/DepreciationMethods": 10,
    "crm/Accounts": 18,
    "financial/GLAccounts": 9,
    "financial/Journals": 3,
    "cashflow/PaymentConditions": 2,
    "hrm/Costcenters": 8,
    "hrm/Costunits": 8,
    "project/Projects": 20,
}
# Fields that point to other rows: the table they point into, and the field there that is meant (empty: its key).
_REFERENCES = {
    ("crm/Addresses", "Account"): ("crm/Accounts", ""),
    ("crm/Addresses", "Contact"): ("crm/Contacts", ""),
    ("crm/BankAccounts", "Account"): ("crm/Accounts", ""),
    ("crm/Contacts", "Account"): ("crm/Accounts", ""),
    ("crm/Accounts", "MainContact"): ("crm/Contacts", ""),
    ("crm/Accounts", "InvoiceAccount"): ("crm/Accounts", ""),
    ("crm/Accounts", "PaymentConditionSales"): ("cashflow/PaymentConditions", "Code"),
    ("crm/Accounts", "PaymentConditionPurchase"): ("cashflow/PaymentConditions", "Code"),
    ("crm/Accounts", "SalesVATCode"): ("vat/VATCodes", "Code"),
    ("crm/Accounts", "PurchaseVATCode"): ("vat/VATCodes", "Code"),
    ("crm/Accounts", "GLAccountSales"): ("financial/GLAccounts", ""),
    ("crm/Accounts", "GLAccountPurchase"): ("financial/GLAccounts", ""),
    ("financial/GLAccounts", "VATCode"): ("vat/VATCodes", "Code"),
    ("financial/Journals", "GLAccount"): ("financial/GLAccounts", ""),
    ("documents/Documents", "Account"): ("crm/Accounts", ""),
    ("documents/DocumentAttachments", "Document"): ("documents/Documents", ""),
}
_TYPES: Mapping[str, set[int]] = {
    "financial/GLAccounts": {
        10, 12, 14, 16, 20, 22, 24, 25, 26, 27, 29, 30, 32, 35, 40, 45, 50, 52, 55, 60, 90, 100, 110, 111, 120, 121,
        122, 123, 125, 126, 130, 140, 150, 160, 300, 301, 302,
    },
    "financial/Journals": {10, 12, 16, 20, 21, 22, 23, 90},
}  # fmt: skip
_READ_ONLY = {"ID", "Created", "Creator", "CreatorFullName", "Modified", "Modifier", "ModifierFullName", "Division"}
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?)?\Z")
_DATES = re.compile(r".*Date(_\d\d)?\Z|CustomerSince|StatusSince|From|To\Z")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def create(division: Division, endpoint: Endpoint, told: Row, at: datetime) -> Row:
    """A new row. Raises Refusal: 400 for what has no such shape, 500 for what the books do not allow."""
    row = stamped(division, at) | _defaults(division, endpoint.path) | values(endpoint, told)
    for name in sorted(endpoint.mandatory):
        if row.get(name) in {None, ""}:
            raise business(f"Verplicht: {name}")
    row["ID"] = division.new_guid()
    _complete(division, endpoint, row)
    if endpoint.path == "documents/DocumentAttachments":
        _take_file(division, row)
    division.put(endpoint.path, row["ID"], row)
    relations.settle(division, endpoint.path, row, row, at)
    return row


def change(division: Division, endpoint: Endpoint, row: Row, told: Row, at: datetime) -> None:
    """Other values in a row that is there. Raises Refusal as ``create`` does."""
    changed = values(endpoint, told)
    if "Code" in changed and _padded(endpoint.path, str(changed["Code"])) == row.get("Code"):
        # The real one says so even where the code stays what it was (picqer 416 and 432).
        raise business("Gegeven bestaat reeds.")
    made = row | changed | {"Modified": moment(at), "Modifier": USER["ID"], "ModifierFullName": USER["FullName"]}
    for name in sorted(endpoint.mandatory & changed.keys()):
        if changed[name] in {None, ""}:
            raise business(f"Verplicht: {name}")
    _complete(division, endpoint, made, told=changed)
    division.put(endpoint.path, row["ID"], made)
    relations.settle(division, endpoint.path, made, changed, at)


def remove(division: Division, endpoint: Endpoint, row: Row, at: datetime) -> None:
    """Delete a row. Raises Refusal (500) for one that is in use."""
    used = _use(division, endpoint.path, row)
    if used:
        name = endpoint.model.rpartition(".")[2]
        told = str(row.get("Code") or row.get("Subject") or row["ID"]).strip()
        raise business(f"Can't delete: {name} {told} - Used in: {used}")
    division.remove(endpoint.path, row["ID"], at, USER["ID"])
    division.files.pop(row["ID"], None)
    if endpoint.path == "crm/Accounts":
        relations.remove_belongings(division, row["ID"], at)


def values(endpoint: Endpoint, told: Mapping[str, Any]) -> Row:
    """What was sent, as it is kept. Raises Refusal (400) for fields and values that do not fit the resource."""
    made: Row = {}
    for name, value in told.items():
        if name.startswith("__") or name in _READ_ONLY:
            continue
        if name not in endpoint.fields:
            raise bad_request(f"Error processing request stream. The property name '{name}' specified is not valid.")
        made[name] = _value(endpoint, name, value)
    return made


def reference(division: Division, entity: str, field: str, value: Any) -> Row:
    """The row that a field points to. Raises Refusal (500) where there is none."""
    table = division.table(entity)
    wanted = str(value)
    found = table.get(wanted.lower()) if not field else None
    if field:
        found = next(iter(division.by(entity, field).get(wanted.strip(), ())), None)
    if found is None:
        raise business(f"Ongeldige referentie: {entity.rpartition('/')[2]}")
    return found


def _value(endpoint: Endpoint, name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = "number" if name in endpoint.numbers else "boolean" if name in endpoint.booleans else "text"
    fits = {
        "number": isinstance(value, (int, Decimal)) and not isinstance(value, bool),
        "boolean": isinstance(value, bool),
        "text": isinstance(value, str),
    }[kind]
    if not fits:
        raise _inconvertible(name, {"number": "Double", "boolean": "Boolean", "text": "String"}[kind])
    if kind == "number":
        return number(Decimal(value))
    if kind == "text" and _DATES.match(name):
        return _date(name, value)
    return value


def _date(name: str, value: str) -> str:
    found = _DATE.match(value)
    if found is None and value.startswith("/Date("):
        return value
    if found is None:
        raise _inconvertible(name, "DateTime")
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}")
    except ValueError as error:
        raise _inconvertible(name, "DateTime") from error
    return moment(at.replace(tzinfo=UTC))


def _inconvertible(name: str, kind: str) -> Refusal:
    return bad_request(
        "Error processing request stream. Error encountered in converting the value from request payload "
        f"for property '{name}' to type '{kind}', which is the property's expected type. "
        "See inner exception for more detail."
    )


def _defaults(division: Division, entity: str) -> Row:
    today: dict[str, Callable[[], Row]] = {
        "crm/Accounts": lambda: {"Type": "A", "Status": "S", "IsSales": False, "IsSupplier": False, "Blocked": False},
        "crm/Addresses": lambda: {"Country": "NL ", "Main": False},
        "crm/BankAccounts": lambda: {"Type": "A", "Main": False},
        "crm/Contacts": lambda: {"IsMainContact": False, "HID": division.next("contact", 1_000)},
        "documents/Documents": lambda: {"HID": division.next("document", 1), "HasEmptyBody": True},
        "financial/GLAccounts": lambda: {"Type": 90, "BalanceSide": "D", "BalanceType": "B", "IsBlocked": False},
        "financial/Journals": lambda: {"Type": 90, "Currency": "EUR", "IsBlocked": False, "AllowVAT": True},
        "cashflow/PaymentConditions": lambda: {"PaymentDays": 0, "PaymentEndOfMonths": 0, "PaymentMethod": "B"},
    }
    made = today.get(entity)
    return made() if made is not None else {}


def _complete(division: Division, endpoint: Endpoint, row: Row, told: Row | None = None) -> None:
    """Check what a row says, and fill in what follows from it."""
    entity = endpoint.path
    names = row if told is None else told
    if entity in _CODES and "Code" in names:
        _take_code(division, entity, row)
    elif entity in _CODES and not row.get("Code"):
        row["Code"] = _padded(entity, str(_free_number(division, entity)))
    if "Type" in names and entity in _TYPES and row["Type"] not in _TYPES[entity]:
        what = "Grootboekrekeningtype" if entity == "financial/GLAccounts" else "Dagboek"
        raise business(f"Ongeldig: {what}")
    for (owner, name), (into, field) in _REFERENCES.items():
        if owner == entity and names.get(name):
            _copy(row, name, reference(division, into, field, row[name]))
    entry = str(names.get("FinancialTransactionEntryID") or "").lower()
    if entry and entry not in division.by("financialtransaction/TransactionLines", "EntryID"):
        raise business("Ongeldige referentie: FinancialTransactions")
    _work_out(division, entity, row)


def _work_out(division: Division, entity: str, row: Row) -> None:
    if row.get("Country"):
        row["Country"] = str(row["Country"]).strip().ljust(3)
    if entity == "crm/Contacts":
        row["FullName"] = " ".join(str(row[one]) for one in ("FirstName", "MiddleName", "LastName") if row.get(one))
    if entity == "crm/BankAccounts":
        row["IBAN"] = row.get("IBAN") or row["BankAccount"]
    if entity == "documents/Documents":
        row["HasEmptyBody"] = not row.get("Body")
        kind = division.table("documents/DocumentTypes").get(str(row.get("Type")))
        if kind is None:
            raise business("Ongeldige referentie: DocumentTypes")
        row["TypeDescription"] = kind["Description"]


def _copy(row: Row, name: str, found: Row) -> None:
    """The fields beside a reference: AccountName, GLAccountCode …"""
    if name.endswith("VATCode"):
        row[name] = found["Code"]
    for field in ("Code", "Name", "Description"):
        if field in found and name in {"Account", "GLAccount", "InvoiceAccount"}:
            row[f"{name}{field}"] = found[field]
    if name == "GLAccount":
        row["GLAccountType"] = found["Type"]


def _take_code(division: Division, entity: str, row: Row) -> None:
    code = str(row["Code"]).strip()
    if not code or len(code) > _CODES[entity]:
        raise business("Ongeldig: Code")
    row["Code"] = _padded(entity, code)
    if any(one["ID"] != row.get("ID") for one in division.by(entity, "Code").get(code, ())):
        raise business("Gegeven bestaat reeds.")


def _padded(entity: str, code: str) -> str:
    return code.strip().rjust(18) if entity == "crm/Accounts" else code.strip()


def _free_number(division: Division, entity: str) -> int:
    taken = [int(row["Code"]) for row in division.table(entity).values() if str(row["Code"]).strip().isdecimal()]
    return max(taken, default=0) + 1


def _take_file(division: Division, row: Row) -> None:
    try:
        content = base64.b64decode(str(row.pop("Attachment")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _inconvertible("Attachment", "Byte[]") from error
    division.files[row["ID"]] = content
    row["FileSize"] = len(content)


def _use(division: Division, entity: str, row: Row) -> str:
    """Where a row is used; empty: nowhere."""
    key = row["ID"]
    pointing = {
        "crm/Accounts": (("financialtransaction/TransactionLines", "Account"), ("documents/Documents", "Account")),
        "financial/GLAccounts": (
            ("financialtransaction/TransactionLines", "GLAccount"),
            ("financial/Journals", "GLAccount"),
        ),
        "documents/Documents": (("documents/DocumentAttachments", "Document"),),
    }.get(entity, ())
    for table, field in pointing:
        if find(division.table(table).values(), lambda one, field=field: one.get(field) == key):  # type: ignore[misc]
            return table.rpartition("/")[2]
    lines = division.table("financialtransaction/TransactionLines").values()
    if entity == "financial/Journals" and find(lines, lambda one: one["JournalCode"] == row["Code"]):
        return "TransactionLines"
    return ""
