"""XML that is sent: each part of a topic is taken in, or refused with a message; the others go on.

A GLTransaction has all its lines, those of VAT included, and they balance; every type of journal may be written, and
type 10 is the opening balance.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from overstap.connectors.exact_online.sandbox import booking, entries, writing
from overstap.connectors.exact_online.sandbox.answers import Refusal, business
from overstap.connectors.exact_online.sandbox.booking import Detail, Header, book
from overstap.connectors.exact_online.sandbox.schema import endpoints
from overstap.connectors.exact_online.sandbox.tables import Division, Row, amount, day, find, on_day
from overstap.connectors.exact_online.sandbox.views import PAYMENTS, RECEIVABLES, TRANSACTION_LINES
from overstap.connectors.exact_online.sandbox.xml import assets, nodes
from overstap.connectors.exact_online.sandbox.xml.nodes import Node, Unreadable, add, new, text

ERROR, WARNING, SUCCESS, FATAL = 0, 1, 2, 3
_MOST_ADDRESSES = {"VIS": 1, "POS": 2, "INV": 3, "DEL": 4}
Take = Callable[[Division, Node, datetime], str]


def take(division: Division, topic: str, content: bytes, at: datetime) -> Node:
    """``<eExact><Messages>``: one message for each part, with its key; or a single one for what is no such document."""
    answer = new("eExact")
    messages = add(answer, "Messages")
    known = _TOPICS.get(topic)
    try:
        root = nodes.read(content)
    except Unreadable:
        _tell(messages, FATAL, topic, "", "Ongeldig XML-document", at)
        return answer
    parts = root.findall(f"{topic}/*")
    if known is None or root.tag != "eExact" or not parts:
        _tell(messages, FATAL, topic, "", f"Ongeldig: Topic {topic[:40]}", at)
        return answer
    for part in parts:
        _take_one(messages, division, topic, known, part, at)
    return answer


def _take_one(messages: Node, division: Division, topic: str, known: Take, part: Node, at: datetime) -> None:
    told = part.get("code") or part.get("entry") or ""
    try:
        key = known(division, part, at)
    except Unreadable as error:
        _tell(messages, ERROR, topic, told, str(error), at)
    except Refusal as refusal:
        _tell(messages, ERROR, topic, told, refusal.message or "Fout", at)
    else:
        _tell(messages, SUCCESS, topic, key, "Verwerkt", at)


def _tell(messages: Node, kind: int, topic: str, key: str, told: str, at: datetime) -> None:
    message = add(messages, "Message", type=kind)
    node = add(message, "Topic", code=topic, node=topic.removesuffix("s"))
    if key:
        add(node, "Data", keyAlt=key)
    add(message, "Date", at.strftime("%Y-%m-%dT%H:%M:%S"))
    add(message, "Description", told[:255])


def _row(division: Division, table: str, code: str) -> Row | None:
    return find(division.table(table).values(), lambda row: str(row["Code"]).strip() == code)


def _put(division: Division, table: str, code: str, told: Row, at: datetime) -> str:
    """Make a row, or change the one with that code; its code."""
    endpoint = endpoints()[table]
    known = _row(division, table, code)
    given = {name: value for name, value in told.items() if value not in {None, ""}}
    if known is None:
        writing.create(division, endpoint, given | {"Code": code}, at)
    else:
        writing.change(division, endpoint, known, given, at)
    return code


def _gl_account(division: Division, part: Node, at: datetime) -> str:
    told = {
        "Description": text(part, "Description"),
        "BalanceSide": part.get("balanceSide"),
        "BalanceType": part.get("balanceType"),
        "SearchCode": text(part, "SearchCode"),
        "Type": nodes.whole(part.get("type", ""), 90),
    }
    return _put(division, "financial/GLAccounts", part.get("code", "").strip(), told, at)


def _journal(division: Division, part: Node, at: datetime) -> str:
    account = nodes.code(part, "GLAccount")
    told: Row = {"Description": text(part, "Description"), "Type": nodes.whole(part.get("type", ""), 90)}
    if account:
        told["GLAccount"] = writing.reference(division, "financial/GLAccounts", "Code", account)["ID"]
    return _put(division, "financial/Journals", part.get("code", "").strip(), told, at)


def _account(division: Division, part: Node, at: datetime) -> str:
    told = {
        "Name": text(part, "Name"),
        "Status": part.get("status"),
        "Phone": text(part, "Phone"),
        "Email": text(part, "Email"),
        "Website": text(part, "HomePage"),
        "VATNumber": text(part, "VATNumber"),
        "ChamberOfCommerce": text(part, "ChamberOfCommerce"),
        "IsSupplier": text(part, "IsSupplier").lower() in {"true", "1"},
        "IsSales": text(part, "IsSales").lower() in {"true", "1"},
    }
    code = _put(division, "crm/Accounts", part.get("code", "").strip(), told, at)
    relation = writing.reference(division, "crm/Accounts", "Code", code)
    for address in part.findall("Address"):
        made = {"Account": relation["ID"], "Type": _MOST_ADDRESSES.get(address.get("type", "VIS"), 1)}
        made |= {"AddressLine1": text(address, "AddressLine1"), "Postcode": text(address, "PostalCode")}
        made |= {"City": text(address, "City"), "Country": nodes.code(address, "Country") or "NL"}
        writing.create(division, endpoints()["crm/Addresses"], made, at)
    for bank in part.findall("BankAccount"):
        made = {
            "Account": relation["ID"],
            "BankAccount": bank.get("code", "").strip(),
            "IBAN": text(bank, "IBAN") or None,
        }
        writing.create(division, endpoints()["crm/BankAccounts"], made, at)
    return code


def _document(division: Division, part: Node, at: datetime) -> str:
    account = nodes.code(part, "Account")
    told: Row = {"Subject": text(part, "Subject"), "Type": nodes.whole(nodes.code(part, "DocumentType", "number"), 55)}
    if account:
        told["Account"] = writing.reference(division, "crm/Accounts", "Code", account)["ID"]
    if text(part, "Date"):
        told["DocumentDate"] = text(part, "Date")
    files = [(text(one, "Name"), text(one, "BinaryData")) for one in part.findall("Attachments/Attachment")]
    try:
        contents = [base64.b64decode("".join(data.split()), validate=True) for _name, data in files]
    except binascii.Error as error:
        raise Unreadable("Ongeldig: BinaryData") from error
    row = writing.create(division, endpoints()["documents/Documents"], told, at)
    for (name, _data), content in zip(files, contents, strict=True):
        sent = {"Document": row["ID"], "FileName": name, "Attachment": base64.b64encode(content).decode("ascii")}
        writing.create(division, endpoints()["documents/DocumentAttachments"], sent, at)
    return str(row["HID"])


def _transaction(division: Division, part: Node, at: datetime) -> str:
    lines = part.findall("GLTransactionLine")
    if not lines:
        raise business("Verplicht: GLTransactionLine")
    header = _header(division, part, lines[0])
    details = [_line(division, line, place, header) for place, line in enumerate(lines)]
    book(division, header, details, at)
    entries.enlist(division, header, details, at)
    return str(header.number)


def _header(division: Division, part: Node, line: Node) -> Header:
    journal = writing.reference(division, "financial/Journals", "Code", nodes.code(part, "Journal"))
    on = nodes.on(text(part, "Date")) or nodes.on(text(line, "Date"))
    if on is None:
        raise business("Verplicht: Datum")
    year = nodes.whole(_number(part, line, "FinYear"), on.year)
    period = nodes.whole(_number(part, line, "FinPeriod"), on.month)
    known = division.table("financial/FinancialPeriods").values()
    if find(known, lambda row: row["FinYear"] == year and row["FinPeriod"] == period) is None:
        raise business("Ongeldig: Boekjaar / Periode")
    kind = nodes.whole(nodes.code(part, "TransactionType", "number") or line.get("type", ""), booking.GENERAL)
    number = _entry_number(division, journal, year, nodes.whole(part.get("entry", "")))
    return Header(
        division.new_guid(), number, kind, journal, on, year, period,
        status=nodes.whole(line.get("status", ""), booking.OPEN),
        currency=nodes.code(line, "ForeignAmount/Currency") or "EUR",
        due=nodes.on(text(line, "DueDate")), your_ref=text(line, "References/YourRef") or None,
        invoice=nodes.whole(text(line, "References/InvoiceNumber")) or None,
        reference=text(line, "References/PaymentReference") or None,
    )  # fmt: skip


def _number(part: Node, line: Node, name: str) -> str:
    return nodes.code(part, name, "number") or nodes.code(line, name, "number")


def _entry_number(division: Division, journal: Row, year: int, wanted: int) -> int:
    if (journal["Code"], year, wanted) in division.entries:
        raise business("Gegeven bestaat reeds.")
    return wanted or division.free_number(str(journal["Code"]), year, year % 100 * 100_000)


def _line(division: Division, line: Node, place: int, header: Header) -> Detail:
    account = writing.reference(division, "financial/GLAccounts", "Code", nodes.code(line, "GLAccount"))
    code, vat = nodes.code(line, "Account"), nodes.code(line, "Amount/VAT") or nodes.code(line, "ForeignAmount/VAT")
    relation = writing.reference(division, "crm/Accounts", "Code", code) if code else None
    if account["Type"] in {booking.RECEIVABLE, booking.PAYABLE} and relation is None:
        raise business("Verplicht: Relatie")
    return Detail(
        account, _amount(line.find("Amount")), nodes.whole(line.get("line", ""), place), division.new_guid(),
        text(line, "Description") or None, relation,
        writing.reference(division, "vat/VATCodes", "Code", vat) if vat else None,
        nodes.decimal(text(line, "ForeignAmount/VATAmount")),
        nodes.decimal(text(line, "ForeignAmount/VATBaseAmount") or text(line, "Amount/VATBaseAmount")),
        nodes.on(text(line, "Date")), _extra(division, line, header),
    )  # fmt: skip


def _amount(node: Node | None) -> Decimal:
    """Debit positive: ``Value``, or ``Debit`` less ``Credit``."""
    value = (
        nodes.decimal(text(node, "Value")) + nodes.decimal(text(node, "Debit")) - nodes.decimal(text(node, "Credit"))
    )
    if value != value.quantize(Decimal("0.01")):
        raise business("Ongeldig: Bedrag")
    return value


def _extra(division: Division, line: Node, header: Header) -> Row:
    made: dict[str, Any] = {}
    for name, field, table in (("Costcenter", "CostCenter", "Costcenters"), ("Costunit", "CostUnit", "Costunits")):
        code = nodes.code(line, name)
        if code:
            made[field] = writing.reference(division, f"hrm/{table}", "Code", code)["Code"]
    due: date | None = nodes.on(text(line, "DueDate")) or header.due
    if due is not None:
        made["DueDate"] = day(due)
    for path, field in (("YourRef", "YourRef"), ("PaymentReference", "PaymentReference")):
        if text(line, f"References/{path}"):
            made[field] = text(line, f"References/{path}")
    if text(line, "References/InvoiceNumber"):
        made["InvoiceNumber"] = nodes.whole(text(line, "References/InvoiceNumber"))
    foreign = line.find("ForeignAmount")
    if foreign is not None:
        value = nodes.decimal(text(foreign, "Value")) + nodes.decimal(text(foreign, "Debit"))
        made["AmountFC"] = float(value - nodes.decimal(text(foreign, "Credit")))
        made["ExchangeRate"] = float(nodes.decimal(text(foreign, "Rate") or "1"))
    if text(line, "Quantity"):
        made["Quantity"] = float(nodes.decimal(text(line, "Quantity")))
    if text(line, "VATType"):
        made["VATType"] = text(line, "VATType")
    return made


def _match(division: Division, part: Node, _at: datetime) -> str:
    """Lines of one account (and relation) that settle each other; what is left over stays open."""
    account = writing.reference(division, "financial/GLAccounts", "Code", nodes.code(part, "GLAccount"))
    code = nodes.code(part, "Account")
    relation = writing.reference(division, "crm/Accounts", "Code", code) if code else None
    if relation is None and account["Type"] in {booking.RECEIVABLE, booking.PAYABLE}:
        raise business("Verplicht: Relatie")
    found = [_matched(division, account, relation, line) for line in part.findall("MatchLines/MatchLine")]
    total = sum((value for _row, value in found), Decimal())
    if total != 0 and part.find("WriteOff") is None:
        raise business("Totaal van de af te letteren regels is niet nul")
    left = total
    for row, value in reversed(found):
        over = min(abs(left), abs(value)) if left * value > 0 else Decimal()
        left -= over if left > 0 else -over
        _settle(division, row, abs(value) - over)
    return str(account["Code"])


def _matched(division: Division, account: Row, relation: Row | None, line: Node) -> tuple[Row, Decimal]:
    wanted = (
        nodes.whole(line.get("finyear", "")),
        nodes.whole(line.get("finperiod", "")),
        line.get("journal", "").strip(),
        nodes.whole(line.get("entry", "")),
    )
    value = nodes.decimal(line.get("amountdc", ""))
    for row in division.by(TRANSACTION_LINES, "EntryNumber").get(str(wanted[3]), ()):
        place = (row["FinancialYear"], row["FinancialPeriod"], row["JournalCode"], row["EntryNumber"])
        ours = row["GLAccount"] == account["ID"] and (relation is None or row.get("Account") == relation["ID"])
        if ours and place == wanted and abs(amount(row, "AmountDC")) >= abs(value):
            return row, value
    raise business(f"Ongeldige referentie: MatchLine {wanted[2]} {wanted[3]}")


def _settle(division: Division, line: Row, value: Decimal) -> None:
    for entity in (RECEIVABLES, PAYMENTS):
        for term in division.by(entity, "TransactionID").get(line["ID"], ())[:1]:
            booking.settle_term(division, entity, term, value, on_day(str(line["Date"])))


_TOPICS: Mapping[str, Take] = {
    "Accounts": _account,
    "AssetGroups": assets.asset_group,
    "Assets": assets.asset,
    "Documents": _document,
    "GLAccounts": _gl_account,
    "GLTransactions": _transaction,
    "Journals": _journal,
    "MatchSets": _match,
}
