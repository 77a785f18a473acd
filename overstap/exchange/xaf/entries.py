"""A transaction of the file to an Entry, for any version and however it is written: the general way.

The fast way (scan.py) reads only what is plain and valid; all else comes here and gets its findings here.
"""

from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.exchange.xaf.elements import Fields, Plain, Split, as_fields, as_list, note_unknown, split
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.texts import Texts, signed, to_count
from overstap.exchange.xaf.versions import LINE_TAG
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_NO_VAT_SIDE = sentence("The VAT on the line does not say on which side it is.")


def entry_of(fields: Fields, journal: str, reading: Reading) -> Entry:
    """The entry that these fields of a transaction stand for."""
    tables, tag = reading.tables, LINE_TAG[reading.version]
    number = _text(fields, tables["entry"][0].name)
    place = f"journal {journal}, entry {number}"
    raw_lines = as_list(fields.pop(tag, None))
    found = split(fields, tables["entry"], place, reading.findings)
    note_unknown(found.extra, tables["entry"], "transaction", reading.seen, reading.findings)
    texts = Texts(place, reading.findings)
    if not number:
        texts.note("XAF-MISSING", "nr", sentence("The entry has no number."))
    lines = tuple(line for raw in raw_lines for line in lines_of(as_fields(raw), place, reading))
    return Entry(
        number=found["number"],
        journal=journal,
        year=reading.year.year,
        period=_period(found["period"], texts),
        date=_entry_date(found["date"], texts, reading),
        lines=lines,
        description=found["description"],
        source=found["source"],
        user=found["user"],
        extra=found.extra or None,
    )


def _text(fields: Fields, name: str) -> str:
    value = as_list(fields.get(name))
    return value[0] if value and isinstance(value[0], str) else ""


def _period(text: str, texts: Texts) -> int:
    try:
        period = to_count(text)
    except ValueError:
        texts.note("XAF-BAD-PERIOD", "period", sentence("%(text)r is not a period number.", text=text[:20]))
        return 0
    if period > 999:
        texts.note(
            "XAF-BAD-PERIOD",
            "period",
            sentence("%(text)r is not a period number of three figures at most.", text=text[:20]),
        )
        return 0
    return period


def _entry_date(text: str, texts: Texts, reading: Reading) -> date:
    found = texts.date(text, "date")
    if found is None:
        if not text.strip():
            texts.note("XAF-BAD-DATE", "date", sentence("The entry has no date."))
        return reading.year.start
    return found


def lines_of(fields: Fields, place: str, reading: Reading) -> list[Line]:
    """The line (of a CLAIR2 line with both sides filled: the two lines) that these fields stand for."""
    table = reading.tables["line"]
    place = f"{place}, line {_text(fields, table[0].name)}"
    found = split(fields, table, place, reading.findings)
    texts = Texts(place, reading.findings)
    line = _line_without_amount(found, texts)
    if "debit" in found or "credit" in found or not reading.has_sides:
        lines = _two_columns(line, found, texts, reading)
    else:
        amount = texts.amount(found["amount"], "amount")
        side = texts.side(found["side"], amount, "side")
        lines = [line._replace(amount=_counted(amount, side, reading), side=side)]
    note_unknown(found.extra, table, "line", reading.seen, reading.findings)
    return [_with_groups(lines[0], found.extra, texts, reading), *lines[1:]]


def _counted(amount: Decimal, side: str, reading: Reading) -> Decimal:
    if amount < ZERO:
        reading.negatives += 1
    return signed(amount, side)


def _line_without_amount(found: Split, texts: Texts) -> Line:
    if not found["account"]:
        texts.note("XAF-NO-CODE", "account", sentence("The line has no account."))
    effective = texts.date(found["effective_date"], "effDate")
    quantity = texts.number(found["quantity"], "qntity")
    if quantity is None and found["quantity"].strip():
        found.extra["qntity"] = found["quantity"]
    return Line(
        nr=found["nr"],
        account=found["account"],
        amount=ZERO,
        side="D",
        doc_ref=found["doc_ref"],
        effective_date=effective,
        description=found["description"],
        relation=found["relation"],
        invoice_ref=found["invoice_ref"],
        cost_centre=found["cost_centre"],
        project=found["project"],
        product=found["product"],
        quantity=quantity,
        match_key=found["match_key"],
        record_ref=found["record_ref"],
        bank_account=found["bank_account"],
    )


def _two_columns(line: Line, found: Split, texts: Texts, reading: Reading) -> list[Line]:
    """A line of a version with a debit and a credit column: the column that is not zero decides.

    When both are filled, both amounts are real to whoever wrote them: two lines keep debit and credit totals true.
    """
    debit = texts.amount(found["debit"], "debitAmount") if found["debit"].strip() else ZERO
    credit = texts.amount(found["credit"], "creditAmount") if found["credit"].strip() else ZERO
    if not found["debit"].strip() and not found["credit"].strip():
        texts.note("XAF-BAD-AMOUNT", "debitAmount", sentence("The line has no amount."))
    reading.negatives += (debit < ZERO) + (credit < ZERO)
    if debit and credit:
        texts.note(
            "XAF-BOTH-SIDES",
            "",
            sentence("The line has a debit of %(debit)s and a credit of %(credit)s.", debit=debit, credit=credit),
        )
        reading.doubled += 1
        second = line._replace(nr=f"{line.nr}-C", amount=-credit, side="C")
        return [line._replace(amount=debit, side="D"), second]
    if credit or not found["debit"].strip():
        return [line._replace(amount=ZERO - credit, side="C")]
    return [line._replace(amount=debit, side="D")]


def _with_groups(line: Line, extra: Fields, texts: Texts, reading: Reading) -> Line:
    """The line with its VAT, its currency and what is left over."""
    vat = tuple(vat_of(as_fields(raw), line.side, texts, reading) for raw in as_list(extra.pop("vat", None)))
    line = line._replace(vat=vat) if vat else line
    currencies = as_list(extra.pop("currency", None))
    if currencies:
        line = _with_currency(line, as_fields(currencies[0]), extra, texts, reading)
    if currencies[1:]:
        texts.note(
            "XAF-REPEATED", "currency", sentence("The field stands there %(count)d times.", count=len(currencies))
        )
        extra["currency"] = currencies[1:]
    return line._replace(extra=extra or None)


def vat_of(fields: Fields, line_side: str, texts: Texts, reading: Reading) -> LineVat:
    """The VAT of a line; without a side of its own it stands on that of the line."""
    found = split(fields, reading.tables["line_vat"], f"{texts.place}, VAT", reading.findings)
    amount = texts.amount(found["amount"], "vatAmnt") if found["amount"].strip() else ZERO
    if "side" in found:
        side = texts.side(found["side"], amount, "vatAmntTp")
    else:
        side = line_side
        reading.note_once("XAF-VAT-SIDE", texts.place, _NO_VAT_SIDE)
    percentage = texts.number(found["percentage"], "vatPerc")
    if percentage is not None and not ZERO <= percentage <= 100:
        texts.note(
            "XAF-VAT-PERCENTAGE", "vatPerc", sentence("%(number)s is not a percentage of VAT.", number=percentage)
        )
    return LineVat(found["code"], ZERO if percentage is None else percentage, signed(amount, side), side)


def _with_currency(line: Line, fields: Fields, extra: Fields, texts: Texts, reading: Reading) -> Line:
    found = split(fields, reading.tables["line_currency"], f"{texts.place}, currency", reading.findings)
    if found.extra:
        extra["currency"] = _kept(found.extra)
    text = found["currency_amount"] or _column(found, line.side)
    amount = texts.amount(text, "curAmnt") if text.strip() else None
    return line._replace(currency=found["currency"], currency_amount=amount)


def _column(found: Split, side: str) -> str:
    """The column of a version with two that belongs to the side of the line."""
    wanted, other = ("currency_credit", "currency_debit") if side == "C" else ("currency_debit", "currency_credit")
    return found[wanted] or found[other]


def _kept(extra: Fields) -> Plain:
    return dict(extra)
