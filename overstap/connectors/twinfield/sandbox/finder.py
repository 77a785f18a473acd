"""Finder: ``Search(type, pattern, field, firstRow, maxRows, options)``.

Columns are called in the user's language. Types that the sandbox holds nothing of answer with nothing; a type that
Twinfield does not know, or an option that a type does not have, is an error in the answer. Source: the finder's page
and its WSDL; the columns of IVT as php-twinfield reads them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from overstap.connectors.twinfield.sandbox import finder_rows as rows
from overstap.connectors.twinfield.sandbox.elements import Element, child, children, text, whole
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.soap import TWINFIELD
from overstap.connectors.twinfield.sandbox.state import Office
from overstap.connectors.twinfield.sandbox.texts import ENGLISH, Said

Options = Mapping[str, str]
_CODE_NAME = (("Code", "Code"), ("Naam", "Name"))
_INVOICES = (
    ("Factuurnummer", "Invoice no."),
    ("Bedrag", "Amount"),
    ("Code", "Code"),
    ("Naam", "Name"),
    ("D/C", "D/C"),
)


@dataclass(frozen=True, slots=True)
class Finder:
    """A type: its rows, what its columns are called, and its options."""

    rows: Callable[[Office, Options], Sequence[Sequence[str]]]
    options: frozenset[str] = frozenset()
    columns: tuple[tuple[str, str], ...] = _CODE_NAME


def _options(names: str) -> frozenset[str]:
    return frozenset({"office", *names.split()})


_TYPES: Mapping[str, Finder] = {
    "DIM": Finder(
        rows.dimensions,
        _options("dimtype level section modifiedsince includehidden bank matchtype ic vat group hidden"),
    ),
    "DMT": Finder(rows.dimension_types, _options("finlevel fintransactionlevel")),
    "VAT": Finder(rows.vat_codes, _options("vattype vatgroup includehidden")),
    "TRS": Finder(rows.daybooks, _options("category hidden ic includehidden")),
    "BNK": Finder(rows.banks, _options("includehidden")),
    "CUR": Finder(rows.currencies, _options("")),
    "CTR": Finder(rows.countries, _options("")),
    "PRD": Finder(rows.periods, _options("year")),
    "GRP": Finder(rows.groups, _options("dimtype")),
    "ASM": Finder(rows.asset_methods, _options("")),
    "MAT": Finder(rows.match_codes, _options("")),
    "PAY": Finder(rows.pay_codes, _options("paytype")),
    "IVT": Finder(rows.invoices, _options("dim1 dim2 dim3 value openvalue"), _INVOICES),
}
_EMPTY = frozenset(
    [
        "ART",
        "BDS",
        "BSN",
        "CDA",
        "CER",
        "FLT",
        "FMT",
        "GWY",
        "HIE",
        "INV",
        "OFG",
        "PIS",
        "REP",
        "REW",
        "RMD",
        "ROL",
        "SAR",
        "SPM",
        "TEQ",
        "TRT",
        "TXG",
        "VTB",
        "VGM",
        "XLT",
        "VATN",
    ]
)
_OFFICES, _USERS = ("OFF", "OIC"), "USR"
_MOMENT = 14


class _Wrong(Exception):
    """A message in the answer; ``code`` is one of Twinfield's ErrorCodes."""

    def __init__(self, code: str, message: str, *parameters: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.parameters = parameters


def search(body: Element, session: Session) -> str:
    """The answer to a Search."""
    try:
        columns, found = _found(body, session)
    except _Wrong as wrong:
        return _told(wrong)
    first, most = _window(body)
    shown = found[first - 1 : first - 1 + most]
    names = [english if session.language == ENGLISH else dutch for dutch, english in columns]
    items = "".join(f"<ArrayOfString>{_strings(row)}</ArrayOfString>" for row in shown)
    return (
        f'<SearchResponse xmlns="{TWINFIELD}"><SearchResult/><data><TotalRows>{len(found)}</TotalRows>'
        f"<Columns>{_strings(names)}</Columns><Items>{items}</Items></data></SearchResponse>"
    )


def _strings(values: Sequence[str]) -> str:
    return "".join(f"<string>{escape(value)}</string>" for value in values)


def _told(wrong: _Wrong) -> str:
    return (
        f'<SearchResponse xmlns="{TWINFIELD}"><SearchResult><MessageOfErrorCodes><Type>Error</Type>'
        f"<Text>{escape(wrong.message)}</Text><Code>{wrong.code}</Code>"
        f"<Parameters>{_strings(wrong.parameters)}</Parameters></MessageOfErrorCodes></SearchResult>"
        "<data><TotalRows>0</TotalRows></data></SearchResponse>"
    )


def _window(body: Element) -> tuple[int, int]:
    return whole(text(body, "firstRow")), whole(text(body, "maxRows"))


def _found(body: Element, session: Session) -> tuple[Sequence[tuple[str, str]], list[Sequence[str]]]:
    kind, pattern = text(body, "type").upper(), text(body, "pattern")
    options = _asked(body)
    for name in ("firstRow", "maxRows", "field"):
        given = text(body, name)
        if not given.isdecimal() or (name != "field" and not whole(given)):
            raise _Wrong("ParameterTooSmall", f"Parameter {name} is te klein.", name)
    if kind in _OFFICES:
        _allowed(options, _options("consolidate includeid"))
        listed: Sequence[Sequence[str]] = [(one.code, one.name) for one in session.offices()]
        return _CODE_NAME, _matching(listed, pattern, whole(text(body, "field")))
    office = _office(options, session)
    if kind == _USERS:
        people = [(one.code, one.name) for one in session.organisation.users.values()]
        return _CODE_NAME, _matching(people, pattern, whole(text(body, "field")))
    if kind in _EMPTY:
        return _CODE_NAME, []
    finder = _TYPES.get(kind)
    if finder is None:
        raise _Wrong("InvalidFinderType", f"Het zoektype {kind} is ongeldig.", kind)
    _allowed(options, finder.options)
    return finder.columns, _matching(finder.rows(office, options), pattern, whole(text(body, "field")))


def _asked(body: Element) -> dict[str, str]:
    """The options, which come as pairs."""
    options: dict[str, str] = {}
    for pair in children(child(body, "options"), "ArrayOfString"):
        held = [text(one) for one in pair]
        if len(held) > 1:
            options[held[0].lower()] = held[1]
    return options


def _allowed(options: Options, known: frozenset[str]) -> None:
    for name, value in options.items():
        if name not in known:
            raise _Wrong("OptionNotAllowed", f"De optie {name} is niet toegestaan.", name)
        if name == "modifiedsince":
            _moment(value)


def _moment(value: str) -> None:
    if len(value) != _MOMENT:
        raise _Wrong("InvalidDateTimeOptionLength", "De optie modifiedsince heeft een ongeldige lengte.", value)
    try:
        datetime.strptime(value, "%Y%m%d%H%M%S")  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        raise _Wrong("InvalidDateTimeOptionValue", "De optie modifiedsince is ongeldig.", value) from None


def _office(options: Options, session: Session) -> Office:
    code = options.get("office") or session.company
    try:
        return session.office(code)
    except Said as said:
        raise _Wrong("NoAccessToOffice", said.text(session.language), code) from said


def _matching(found: Sequence[Sequence[str]], pattern: str, field: int) -> list[Sequence[str]]:
    """Rows in which the pattern, with its * and ?, is found: in the code (field 1), the name (2), or one of them."""
    form = re.escape(pattern or "*").replace(r"\*", ".*").replace(r"\?", ".")
    wanted = re.compile(form, re.IGNORECASE | re.DOTALL)
    where = {1: slice(0, 1), 2: slice(1, 2)}.get(field, slice(0, None))
    return [row for row in found if any(wanted.fullmatch(cell) for cell in row[where])]
