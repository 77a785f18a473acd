"""Topics as XML documents, a page at a time.

A page ends with ``<Topics><Topic code ts_d count pagesize/></Topics>``; there is more where ``count`` is ``pagesize``
and ``ts_d`` says something, and ``TSPaging=<ts_d>`` asks for it.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from overstap.connectors.exact_online.sandbox.tables import Division, Row, amount
from overstap.connectors.exact_online.sandbox.views import TRANSACTION_LINES
from overstap.connectors.exact_online.sandbox.xml.nodes import Node, add, add_coded, add_day, add_known, new

_ADDRESS_TYPES = {1: "VIS", 2: "POS", 3: "INV", 4: "DEL"}
Parts = Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Topic:
    """How one topic is written; ``size``: of a page, as many as stand in one document."""

    table: str
    root: str
    write: Callable[[Division, Node, Parts], None]
    size: int = 100
    grouped: str = ""  # the field by which rows belong to one part


def topic(division: Division, asked: Mapping[str, str]) -> Node:
    """The document of one page; without such a topic, one with a message."""
    root = new("eExact")
    name = asked.get("Topic", "")
    known = _TOPICS.get(name)
    if known is None:
        messages = add(root, "Messages")
        message = add(messages, "Message", type=0)
        add(message, "Date", "2026-01-01T00:00:00")
        add(message, "Description", f"Ongeldig: Topic {name[:40]}")
        return root
    parts = [part for part in _parts(division, known) if _wanted(part, asked)]
    after = asked.get("TSPaging", "")
    left = [part for part in parts if not after or _stamp(part) > after]
    shown = left[: known.size]
    if shown:
        holder = add(root, known.root)
        for part in shown:
            known.write(division, holder, part)
    last = _stamp(shown[-1]) if len(left) > known.size else ""
    add(add(root, "Topics"), "Topic", code=name, ts_d=last, count=len(shown), pagesize=known.size)
    return root


def _parts(division: Division, known: _Topic) -> list[list[Row]]:
    """The parts of a topic in the order of their Timestamp; one row each, or the lines of an entry."""
    groups: dict[str, list[Row]] = {}
    for row in division.table(known.table).values():
        groups.setdefault(str(row[known.grouped or "ID"]), []).append(row)
    return sorted(groups.values(), key=_stamp)


def _stamp(part: Parts) -> str:
    return f"0x{max(int(row['Timestamp']) for row in part):016X}"


def _wanted(part: Parts, asked: Mapping[str, str]) -> bool:
    """Params_Journal, Params_FinYear and Params_Code choose."""
    fields = {"Params_Journal": "JournalCode", "Params_FinYear": "FinancialYear", "Params_Code": "Code"}
    return all(
        str(part[0].get(field)).strip() == asked[name].strip() for name, field in fields.items() if asked.get(name)
    )


def _gl_account(_division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add(
        holder, "GLAccount", code=row["Code"], type=row["Type"], balanceSide=row.get("BalanceSide"),
        balanceType=row.get("BalanceType"), blocked=bool(row.get("IsBlocked")), ID=f"{{{row['ID']}}}",
    )  # fmt: skip
    add(node, "Description", row["Description"])
    add_known(node, "SearchCode", row.get("SearchCode"))
    add_known(node, "ReportingCode", row.get("ReportingCode"))


def _journal(_division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add(holder, "Journal", code=row["Code"], status=1, type=row["Type"], allowVAT=bool(row.get("AllowVAT")))
    add(node, "Description", row["Description"])
    if row.get("GLAccountCode"):
        add_coded(node, "GLAccount", row["GLAccountCode"], row.get("GLAccountDescription"))
    add_coded(node, "Currency", row.get("Currency") or "EUR")


def _account(division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add(holder, "Account", code=str(row["Code"]), status=row.get("Status"), ID=f"{{{row['ID']}}}")
    for name, field in (("Name", "Name"), ("Phone", "Phone"), ("Email", "Email"), ("HomePage", "Website")):
        add_known(node, name, row.get(field))
    add(node, "IsSupplier", bool(row.get("IsSupplier")))
    add(node, "IsBlocked", bool(row.get("Blocked")))
    add(node, "IsSales", bool(row.get("IsSales")))
    for contact in _of(division, "crm/Contacts", row):
        _contact(node, contact)
    for address in _of(division, "crm/Addresses", row):
        _address(node, address)
    for bank in _of(division, "crm/BankAccounts", row):
        _bank(node, bank)
    add_known(node, "VATNumber", row.get("VATNumber"))
    add_known(node, "ChamberOfCommerce", row.get("ChamberOfCommerce"))


def _of(division: Division, table: str, row: Row) -> list[Row]:
    return [one for one in division.table(table).values() if one.get("Account") == row["ID"]]


def _contact(node: Node, row: Row) -> None:
    made = add(node, "Contact", number=row.get("HID"), default=int(bool(row.get("IsMainContact"))))
    for name in ("LastName", "FirstName", "FullName", "Phone", "Email"):
        add_known(made, name, row.get(name))


def _address(node: Node, row: Row) -> None:
    kind = _ADDRESS_TYPES.get(int(row.get("Type") or 1), "VIS")
    made = add(node, "Address", type=kind, default=int(bool(row.get("Main"))))
    add(made, "AddressLine1", row.get("AddressLine1") or "")
    add_known(made, "PostalCode", row.get("Postcode"))
    add_known(made, "City", row.get("City"))
    if row.get("Country"):
        add_coded(made, "Country", row["Country"])


def _bank(node: Node, row: Row) -> None:
    made = add(node, "BankAccount", code=row["BankAccount"], default=int(bool(row.get("Main"))))
    add_known(made, "BICCode", row.get("BICCode"))
    add_known(made, "IBAN", row.get("IBAN"))


def _vat(_division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add(
        holder, "VAT", code=str(row["Code"]).strip(), type=row["Type"], vattransactiontype=row["VATTransactionType"],
        blocked=bool(row.get("IsBlocked")),
    )  # fmt: skip
    add(node, "Description", row["Description"])
    add(node, "Percentage", row["Percentage"])
    for name in ("GLToPay", "GLToClaim"):
        if row.get(f"{name}Code"):
            add_coded(node, name, row[f"{name}Code"])


def _condition(_division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add_coded(holder, "PaymentCondition", row["Code"], row["Description"])
    add(node, "PaymentMethod", row.get("PaymentMethod") or "B")
    add(node, "PaymentEndOfMonths", row.get("PaymentEndOfMonths") or 0)
    add(node, "PaymentDays", row.get("PaymentDays") or 0)


def _transaction(_division: Division, holder: Node, part: Parts) -> None:
    lines = sorted(part, key=lambda row: int(row["LineNumber"]))
    first = lines[0]
    node = add(holder, "GLTransaction", entry=first["EntryNumber"])
    add(add(node, "TransactionType", number=first["Type"]), "Description", f"Type {first['Type']}")
    add_coded(node, "Journal", first["JournalCode"], first["JournalDescription"])
    add_day(node, "Date", first["Date"])
    add(node, "FinYear", number=first["FinancialYear"])
    add(node, "FinPeriod", number=first["FinancialPeriod"])
    for line in lines:
        _line(node, line)


def _line(node: Node, row: Row) -> None:
    made = add(node, "GLTransactionLine", type=row["Type"], line=row["LineNumber"], status=row["Status"])
    add_day(made, "Date", row["Date"])
    add(made, "FinYear", number=row["FinancialYear"])
    add(made, "FinPeriod", number=row["FinancialPeriod"])
    add_coded(made, "GLAccount", row["GLAccountCode"], row["GLAccountDescription"])
    add_known(made, "Description", row.get("Description"))
    add_day(made, "DueDate", row.get("DueDate"))
    if row.get("AccountCode"):
        add(add(made, "Account", code=str(row["AccountCode"]), ID=f"{{{row['Account']}}}"), "Name", row["AccountName"])
    for name, field in (("Costcenter", "CostCenter"), ("Costunit", "CostUnit")):
        if row.get(field):
            add_coded(made, name, row[field])
    _value(made, "Amount", row, amount(row, "AmountDC"))
    foreign = _value(made, "ForeignAmount", row, amount(row, "AmountFC"))
    add(foreign, "Rate", row.get("ExchangeRate") or 1)
    if row.get("VATCode"):
        add_coded(foreign, "VAT", row["VATCode"])
        add(foreign, "VATBaseAmount", amount(row, "AmountVATBaseFC"))
        add(foreign, "VATAmount", amount(row, "AmountVATFC"))
    references = add(made, "References")
    for name in ("InvoiceNumber", "PaymentReference", "YourRef"):
        add_known(references, name, row.get(name))


def _value(node: Node, name: str, row: Row, value: Decimal) -> Node:
    made = add(node, name)
    add_coded(made, "Currency", row.get("Currency") or "EUR")
    add(made, "Value", value)
    return made


def _document(division: Division, holder: Node, part: Parts) -> None:
    [row] = part
    node = add(holder, "Document", ID=f"{{{row['ID']}}}", number=row["HID"])
    add(node, "Subject", row["Subject"])
    add(add(node, "DocumentType", number=row["Type"]), "Description", row.get("TypeDescription") or "")
    if row.get("AccountCode"):
        add(add(node, "Account", code=str(row["AccountCode"])), "Name", row["AccountName"])
    add_day(node, "Date", row.get("DocumentDate"))
    found = [one for one in division.table("documents/DocumentAttachments").values() if one["Document"] == row["ID"]]
    if found:
        attachments = add(node, "Attachments")
        for one in found:
            made = add(attachments, "Attachment")
            add(made, "Name", one["FileName"])
            add(made, "BinaryData", base64.b64encode(division.files[one["ID"]]).decode("ascii"))


def _coded(name: str) -> Callable[[Division, Node, Parts], None]:
    def write(_division: Division, holder: Node, part: Parts) -> None:
        add_coded(holder, name, part[0]["Code"], part[0]["Description"])

    return write


_TOPICS: Mapping[str, _Topic] = {
    "Accounts": _Topic("crm/Accounts", "Accounts", _account),
    "Costcenters": _Topic("hrm/Costcenters", "Costcenters", _coded("Costcenter")),
    "Costunits": _Topic("hrm/Costunits", "Costunits", _coded("Costunit")),
    "Documents": _Topic("documents/Documents", "Documents", _document, size=20),
    "GLAccounts": _Topic("financial/GLAccounts", "GLAccounts", _gl_account),
    "GLTransactions": _Topic(TRANSACTION_LINES, "GLTransactions", _transaction, grouped="EntryID"),
    "Journals": _Topic("financial/Journals", "Journals", _journal),
    "PaymentConditions": _Topic("cashflow/PaymentConditions", "PaymentConditions", _condition),
    "VATs": _Topic("vat/VATCodes", "VATs", _vat),
}
