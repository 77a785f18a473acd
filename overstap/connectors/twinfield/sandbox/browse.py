"""Browsing: rows of transaction lines, by the columns that are asked for.

``<columns code="030_3"><column><field/><label/><visible/><ask/><operator/><from/><to/></column>…</columns>``
gives ``<browse result first last total><th>…</th><tr><td/>…<key/></tr>…</browse>``: all rows at once (no request for
a part of them is documented). One book year at a time is Twinfield's rule for who reads everything; who asks for what
was modified may ask of all years. Ours: that breaking that rule is refused (there it may time out), and that a field
has to stand in the definition of the browse.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from overstap.connectors.twinfield.sandbox.browse_fields import FIELDS, Field
from overstap.connectors.twinfield.sandbox.browse_meta import DEFINITIONS, Definition
from overstap.connectors.twinfield.sandbox.elements import Element, accuse, child, children, text, written
from overstap.connectors.twinfield.sandbox.session import About, Session
from overstap.connectors.twinfield.sandbox.state import Line, Office, Transaction
from overstap.connectors.twinfield.sandbox.texts import ENGLISH, Said

_Row = tuple[Transaction, Line]
_Takes = Callable[[Office, Transaction, Line], bool]
_NUMBERS = ("Decimal", "Value")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class _Column:
    field: Field
    label: str
    visible: bool
    operator: str
    low: str
    high: str

    @property
    def asks(self) -> bool:
        """Whether it selects rows."""
        return self.operator not in ("", "none") and bool(self.low or self.high)


def answer(request: Element, session: Session) -> str:
    """The rows, as XML."""
    try:
        meant = _definition(request)
        columns = [_column(one, meant, session) for one in children(request, "column")]
        office = _office(columns, session)
        _one_year(columns, office)
        rows = list(_rows(office, columns, meant.takes))
        _sort(request, office, rows)
    except About as about:
        accuse(request if about.element is None else about.element, about.text(session.language))
        request.set("result", "0")
        return written(request)
    except Said as said:
        accuse(request, said.text(session.language))
        return written(request)
    return "".join(_shown(office, [one for one in columns if one.visible], rows))


def _definition(request: Element) -> Definition:
    code = request.get("code", "")
    if code not in DEFINITIONS:
        raise Said("browse-unknown", code)
    return DEFINITIONS[code]


def _column(given: Element, meant: Definition, session: Session) -> _Column:
    element = child(given, "field")
    name = text(given, "field")
    field = FIELDS.get(name)
    if field is None or name not in meant.fields:
        raise About(Said("field-unknown", name), element)
    label = text(given, "label") or (field.english if session.language == ENGLISH else field.dutch)
    for end in ("from", "to"):
        if field.type in _NUMBERS and text(given, end) and not _NUMBER.fullmatch(text(given, end)):
            raise About(Said("value-invalid", text(given, end)), child(given, end))
    operator = text(given, "operator") if text(given, "ask") != "false" else ""
    return _Column(field, label, text(given, "visible") != "false", operator, text(given, "from"), text(given, "to"))


def _office(columns: Iterable[_Column], session: Session) -> Office:
    asked = next((one.low for one in columns if one.field.name == "fin.trs.head.office" and one.low), "")
    return session.office(asked or session.company)


def _one_year(columns: Iterable[_Column], office: Office) -> None:
    """Refuse to give all lines of several years."""
    asked = {one.field.name: one for one in columns if one.asks}
    if "fin.trs.head.modified" in asked or "fin.trs.line.matchstatus" in asked or "fin.trs.head.number" in asked:
        return
    period = asked.get("fin.trs.head.yearperiod")
    if period is not None:
        years = {period.low[:4], (period.high or period.low)[:4]}
    elif "fin.trs.head.year" in asked:
        year = asked["fin.trs.head.year"]
        years = {year.low, year.high or year.low}
    else:
        years = {str(year) for year in office.years}
    if len(years) > 1:
        raise Said("one-year")


def _rows(office: Office, columns: Iterable[_Column], takes: _Takes) -> Iterator[_Row]:
    heads = [_test(one) for one in columns if one.asks and one.field.name.startswith("fin.trs.head.")]
    lines = [_test(one) for one in columns if one.asks and one.field.name.startswith("fin.trs.line.")]
    for transaction in sorted(office.transactions.values(), key=_usual):
        if not transaction.lines or not all(test(office, transaction, transaction.lines[0]) for test in heads):
            continue
        for line in transaction.lines:
            if takes(office, transaction, line) and all(test(office, transaction, line) for test in lines):
                yield transaction, line


def _usual(one: Transaction) -> tuple[int, int, str, int]:
    return one.year, one.period, one.code, one.number


def _sort(request: Element, office: Office, rows: list[_Row]) -> None:
    """``<sort><field order="descending">…</field>…</sort>``: the last field first, since sorting is stable."""
    for given in reversed(children(child(request, "sort"), "field")):
        field = FIELDS.get(text(given))
        if field is None:
            raise About(Said("field-unknown", text(given)), given)
        rows.sort(key=_key(field, office), reverse=given.get("order") == "descending")


def _key(field: Field, office: Office) -> Callable[[_Row], tuple[Decimal, str]]:
    given = field.given
    if field.type in _NUMBERS:
        return lambda row: (Decimal(given(office, *row) or 0), "")
    return lambda row: (Decimal(0), given(office, *row))


def _test(column: _Column) -> _Takes:
    given = column.field.given
    low, high = column.low, column.high
    if column.field.name == "fin.trs.head.status" and low == "normal":
        return lambda _office, transaction, _line: transaction.location in ("temporary", "final")
    if column.operator == "like":
        pattern = re.compile(re.escape(low).replace(r"\*", ".*").replace(r"\?", "."))
        return lambda office, transaction, line: pattern.fullmatch(given(office, transaction, line)) is not None
    if column.operator == "equal":
        return lambda office, transaction, line: given(office, transaction, line) == low
    if column.field.type in _NUMBERS:
        least, most = Decimal(low or "-Infinity"), Decimal(high or "Infinity")
        return lambda office, transaction, line: least <= Decimal(given(office, transaction, line) or 0) <= most
    # A moment's day alone, as an end, means the whole of that day.
    end = (high or "\uffff") + ("\uffff" if column.field.type == "DateTime" else "")
    return lambda office, transaction, line: low <= given(office, transaction, line) <= end


def _shown(office: Office, columns: list[_Column], rows: list[_Row]) -> Iterator[str]:
    first = 1 if rows else 0
    yield f'<browse result="1" first="{first}" last="{len(rows)}" total="{len(rows)}"><th>'
    for one in columns:
        yield f'<td label={quoteattr(one.label)} hideforuser="false" type="{one.field.type}">{one.field.name}</td>'
    yield "</th>"
    cells = [
        (one.field.given, one.field.type, f'<td field="{one.field.name}" hideforuser="false" type="{one.field.type}"')
        for one in columns
    ]
    key = f"<key><office>{escape(office.code)}</office><code>"
    for transaction, line in rows:
        yield "<tr>"
        for given, kind, opening in cells:
            value = given(office, transaction, line)
            if kind == "Date" and value:
                yield f'{opening} name="{value[6:]}/{value[4:6]}/{value[:4]}">{value}</td>'
            else:
                yield f"{opening}>{escape(value) if kind == 'String' else value}</td>"
        number = f"</code><number>{transaction.number}</number><line>{line.number}</line></key></tr>"
        yield f"{key}{transaction.code}{number}"
    yield "</browse>"
