"""Lines of sub-ledgers, of the transactions and of the opening balance, to values."""

from overstap.books.ledger.values import SubledgerLine
from overstap.exchange.xaf.elements import Fields, as_fields, as_list, note_unknown, split
from overstap.exchange.xaf.entries import vat_of
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.tables_3 import XAF3
from overstap.exchange.xaf.texts import Texts, signed
from overstap.exchange.xaf.values import OPENING
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_NO_SUBLEDGERS = sentence(
    "This version of the format has no sub-ledgers; their lines are read as those of version 3.2."
)


def subledger_line_of(fields: Fields, kind_of_entry: str, ledger: tuple[str, str], reading: Reading) -> SubledgerLine:
    """The line that these fields stand for; ``ledger`` is type (CU, SU, CS, ZZ) and name of its sub-ledger."""
    record = "opening_subledger_line" if kind_of_entry == OPENING else "subledger_line"
    kind, name = ledger
    number = fields.get("nr")
    place = f"sub-ledger {kind} {name}".rstrip() + f", line {number if isinstance(number, str) else ''}"
    table = reading.tables.get(record)
    if table is None:
        reading.note_once("XAF-UNKNOWN-ELEMENT", record, _NO_SUBLEDGERS)
        table = XAF3[record]
    found = split(fields, table, place, reading.findings)
    texts = Texts(place, reading.findings)
    amount = texts.amount(found["amount"], "amnt")
    side = texts.side(found["side"], amount, "amntTp")
    quantity = texts.number(found["quantity"], "qntity")
    if quantity is None and found["quantity"].strip():
        found.extra["qntity"] = found["quantity"]
    vat = tuple(vat_of(as_fields(raw), side, texts, reading) for raw in as_list(found.extra.pop("vat", None)))
    currency = as_fields(next(iter(as_list(found.extra.pop("currency", None))), ""))
    money = split(currency, reading.tables["line_currency"], f"{place}, currency", reading.findings)
    note_unknown(found.extra, table, record, reading.seen, reading.findings)
    if amount < ZERO:
        reading.negatives += 1
    return SubledgerLine(
        year=reading.year.year,
        kind=kind,
        nr=found["nr"],
        journal=found["journal"],
        entry_number=found["entry_number"],
        line_nr=found["line_nr"],
        amount=signed(amount, side),
        side=side,
        kind_of_entry=kind_of_entry,
        ledger_name=name,
        description=found["description"],
        doc_ref=found["doc_ref"],
        record_ref=found["record_ref"],
        match_key=found["match_key"],
        relation=found["relation"],
        invoice_ref=found["invoice_ref"],
        purchase_or_sales=found["purchase_or_sales"],
        invoice_side=found["invoice_side"],
        invoice_date=texts.date(found["invoice_date"], "invDt"),
        due_date=texts.date(found["due_date"], "invDueDt"),
        mutation=found["mutation"],
        cost_centre=found["cost_centre"],
        project=found["project"],
        product=found["product"],
        quantity=quantity,
        currency=money["currency"],
        currency_amount=texts.amount(money["currency_amount"], "curAmnt") if money["currency_amount"] else None,
        vat=vat,
        extra=found.extra or None,
    )
