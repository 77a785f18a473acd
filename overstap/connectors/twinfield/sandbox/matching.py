"""Matching: settling lines with each other by ``<match>``, and undoing that by matching.asmx."""

from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from xml.sax.saxutils import escape

from overstap.connectors.twinfield.sandbox import booking
from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    accuse,
    amount,
    child,
    children,
    day,
    money,
    named,
    put,
    put_all,
    root,
    text,
    whole,
    written_day,
)
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.soap import TWINFIELD
from overstap.connectors.twinfield.sandbox.state import Line, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import Said

# Projects (370) are not played; neither are differences that are written off.
_CODES = {
    "070": ("", "Vraagposten afletteren"),
    "170": ("DEB", "Debiteuren afletteren"),
    "270": ("CRD", "Crediteuren afletteren"),
}
_Part = tuple[Transaction, Line, Decimal]


def write(request: Element, session: Session) -> Element:
    """``<match><set><office/><matchcode>170</matchcode><matchdate/><lines><line>…``: each set by itself."""
    made = root("sets")
    for given in children(request, "set"):
        made.append(_set(given, session))
    return made


def _set(given: Element, session: Session) -> Element:
    echo = deepcopy(given)
    try:
        office = session.office_in(given)
        code = _code(given)
        on = day(text(given, "matchdate"))
    except Said as said:
        accuse(echo, said.text(session.language))
        return echo
    parts = _parts(child(echo, "lines"), office, session)
    if parts is None:
        echo.set("result", "0")
        return echo
    wrong = _wrong(parts, _CODES[code][0])
    if wrong is not None:
        accuse(echo, wrong.text(session.language))
        return echo
    made = booking.settle(office, code, on, parts[0][1].dim2 or parts[0][1].dim1, parts)
    return _shown(office, made.number, parts)


def _code(given: Element) -> str:
    code = text(given, "matchcode")
    if code not in _CODES:
        raise Said("match-code", code)
    return code


def _parts(lines: Element | None, office: Office, session: Session) -> list[_Part] | None:
    """The lines that are meant; None where there is one that cannot be, which then says so."""
    made: list[_Part] = []
    whole = True
    for given in children(lines, "line"):
        try:
            made.append(_part(given, office))
            given.set("result", "1")
        except Said as said:
            accuse(given, said.text(session.language))
            whole = False
    if not whole and lines is not None:
        lines.set("result", "0")
    return made if whole and made else None


def _part(given: Element, office: Office) -> _Part:
    key = (text(given, "transcode"), whole(text(given, "transnumber")))
    transaction = office.transactions.get(key)
    line = booking.line_of(office, *key, whole(text(given, "transline")))
    if transaction is None or line is None:
        raise Said("match-line-unknown")
    if not line.matchable:
        raise Said("match-not-possible")
    if text(given, "writeoff"):
        raise Said("element-not-allowed", "writeoff")
    left = line.amount - line.matched
    value = amount(child(given, "matchvalue")) if text(given, "matchvalue") else left
    if left == 0 or value == 0 or (value > 0) != (left > 0) or abs(value) > abs(left):
        raise Said("match-too-much")
    return transaction, line, value


def _wrong(parts: Sequence[_Part], kind: str) -> Said | None:
    """Lines settle each other of one relation; suspense accounts, of one account."""
    sides = {(line.kinds[1], line.dim2) if kind else ("", line.dim1) for _transaction, line, _value in parts}
    relations = any(line.kinds[1] in booking.RELATIONS for _transaction, line, _value in parts)
    if len(sides) != 1 or next(iter(sides))[0] != kind or relations != bool(kind):
        return Said("match-not-possible")
    off = sum((value for _transaction, _line, value in parts), Decimal(0))
    return Said("match-unbalanced") if off != 0 else None


def _shown(office: Office, number: int, parts: Sequence[_Part]) -> Element:
    match = office.matches[number]
    made = root("set", {"result": "1"})
    put(made, "office", office.code)
    put(made, "matchcode", match.code, {"name": _CODES[match.code][1]})
    put(made, "matchdate", written_day(match.on))
    lines = put(made, "lines")
    for transaction, line, value in parts:
        _line(lines, office, transaction, line, value)
    told = {"level": "2" if _CODES[match.code][0] else "1", "matchnumber": str(number)}
    put(put(made, "dimensions"), "dimension", match.dimension, told)
    put(made, "value", "0.00")
    return made


def _line(lines: Element, office: Office, transaction: Transaction, line: Line, value: Decimal) -> None:
    part = put(lines, "line", attributes={"result": "1"})
    daybook = office.daybooks[transaction.code]
    named(part, "transcode", daybook.code, daybook.name, daybook.shortname)
    put_all(part, {"transnumber": transaction.number, "transline": line.number, "matchvalue": money(value)})
    put_all(part, {"origin": transaction.origin, "status": transaction.location})
    put_all(part, {"dim1": line.dim1, "dim2": line.dim2, "matchlevel": "2"})
    left = money(line.amount - line.matched)
    put_all(part, {"basevalueopen": left, "repvalueopen": left, "valueopen": left})
    put_all(part, {"matchvaluerep": money(value), "matchvaluecur": money(value)})


def undo(body: Element, session: Session) -> str:
    """``UndoMatch``: nothing in the result means that it is done."""
    kind, dimension, said = (text(body, name) for name in ("dimensionType", "dimension", "matchNumber"))
    office = session.office(text(body, "office") or session.company)
    number = whole(said)
    found = office.matches.get(number)
    wrong = ""
    if dimension not in office.dimensions.get(kind, {}):
        wrong = "DimensionNotFoundByType"
    elif found is None or found.dimension != dimension:
        wrong = "MatchNotFound"
    if not wrong:
        booking.unsettle(office, number)
    told = f"<MessageOfUndoSetByTypeResult><Type>Error</Type><Text>{escape(wrong)}</Text><Code>{wrong}</Code>"
    inside = f"{told}<Parameters/></MessageOfUndoSetByTypeResult>" if wrong else ""
    return f'<UndoMatchResponse xmlns="{TWINFIELD}"><UndoMatchResult>{inside}</UndoMatchResult></UndoMatchResponse>'
