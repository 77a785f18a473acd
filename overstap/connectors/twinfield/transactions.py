"""One transaction of Twinfield, read whole, as an entry.

Source: recorded answers (php-twinfield: sales, purchase, cash, journal and bank transactions). Values have no sign
there: ``debitcredit`` tells it. What the ledger's rows tell, this tells too, in the same words.
"""

from datetime import date
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line, LineVat
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import RELATIONS, Desk, amount, day, whole
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.twinfield.references import OURS
from overstap.lib.money import ZERO


def entry(desk: Desk, naming: Naming, told: xml.Element) -> Entry:
    """The entry. Raises Unreadable."""
    year, _slash, period = xml.text(told, "header/period").partition("/")
    on = day(xml.text(told, "header/date")) or date.min
    status = told.get("location", "")
    first = told.find("lines/line")
    extra = {"status": "" if status == "final" else status, **(free_texts(first) if first is not None else {})}
    return Entry(
        number=xml.text(told, "header/number"),
        journal=xml.text(told, "header/code"),
        year=whole(year),
        period=whole(period),
        date=on,
        lines=[_line(desk, naming, told, one) for one in told.iterfind("lines/line")],
        source=xml.text(told, "header/origin"),
        user=xml.text(told, "header/user"),
        extra={name: value for name, value in extra.items() if value} or None,
    )


def free_texts(line: xml.Element) -> dict[str, str]:
    """The free texts of a line, without our own reference."""
    told = {name: xml.text(line, name) for name in ("freetext1", "freetext2", "freetext3")}
    return {name: value for name, value in told.items() if not value.startswith(OURS)}


def _line(desk: Desk, naming: Naming, told: xml.Element, line: xml.Element) -> Line:
    on = day(xml.text(told, "header/date")) or date.min
    side = "D" if xml.text(line, "debitcredit") == "debit" else "C"
    currency = xml.text(told, "header/currency")
    foreign = currency not in ("", desk.currency)
    kind, second = _typed(line, "dim2")
    kind_3, third = _typed(line, "dim3")
    extra = _extra(told, line, kind)
    if third and kind_3 not in ("", "PRJ"):
        extra["asset" if kind_3 == "AST" else "dimension_3"] = third
    return Line(
        nr=line.get("id", ""),
        account=xml.text(line, "dim1"),
        amount=_signed(xml.text(line, "basevalue") or xml.text(line, "value"), side),
        side=side,
        effective_date=on,
        description=xml.text(line, "description"),
        relation=naming.ours(kind, second) if kind in RELATIONS else "",
        invoice_ref=xml.text(line, "invoicenumber") or xml.text(told, "header/invoicenumber"),
        cost_centre=second if kind == "KPL" else "",
        project=third if kind_3 in ("", "PRJ") else "",
        currency=currency if foreign else "",
        currency_amount=amount(xml.text(line, "value")) if foreign else None,
        vat=_vat(desk, line, on, side),
        extra=extra or None,
    )


def _typed(line: xml.Element, tag: str) -> tuple[str, str]:
    found = line.find(tag)
    return ("", "") if found is None else (found.get("type", ""), (found.text or "").strip())


def _extra(told: xml.Element, line: xml.Element, kind: str) -> dict[str, str]:
    due = day(xml.text(line, "duedate") or xml.text(told, "header/duedate"))
    extra = {
        "due": due.isoformat() if due and kind in RELATIONS else "",
        "vat_code": xml.text(line, "vatcode") if line.get("type") == "vat" else "",
    }
    return {name: value for name, value in extra.items() if value}


def _signed(told: str, side: str) -> Decimal:
    return amount(told) if side == "D" else -amount(told)


def _vat(desk: Desk, line: xml.Element, on: date, side: str) -> tuple[LineVat, ...]:
    code = xml.text(line, "vatcode")
    if not code or line.get("type") == "vat":
        return ()
    known = desk.vat(code)
    rate = known.rate(on) if known else None
    told = xml.text(line, "vatbasevalue") or xml.text(line, "vatvalue")
    return (LineVat(code, rate.percentage if rate else ZERO, _signed(told, side), side),)
