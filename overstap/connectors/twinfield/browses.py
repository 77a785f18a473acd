"""What is asked of Twinfield's browse: the ledger of a book year, and its open items.

Sources: definitions of browse 030_3, 100 and 200 as Twinfield gives them (Yoast/singer-tap-twinfield,
php-twinfield); "one book year per call" and "amounts from the fields that are signed" are Twinfield's own advice.
"""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing

from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.streaming import Row

LEDGER, CUSTOMERS, SUPPLIERS = "030_3", "100", "200"
HEAD, LINE = "fin.trs.head.", "fin.trs.line."
_FIRST, LAST = 0, 55  # periods of a book year

_LEDGER = (
    *(HEAD + name for name in ("year", "period", "code", "number", "status", "date", "curcode", "username", "origin")),
    *(LINE + name for name in ("dim1", "dim2", "dim2type", "dim3", "dim3type", "valuesigned", "basevaluesigned")),
    *(LINE + name for name in ("debitcredit", "vatcode", "vatbasevaluesigned", "quantity", "description", "invnumber")),
    *(LINE + name for name in ("freetext1", "freetext2", "freetext3")),
)
_SUMS = (LINE + "dim1", LINE + "dim1type", LINE + "dim2", LINE + "dim2type", LINE + "basevaluesigned")
_KEYS = (HEAD + "code", HEAD + "number", LINE + "freetext1")
_ITEMS = (
    *(HEAD + name for name in ("code", "number", "date", "curcode")),
    *(LINE + name for name in ("dim1", "dim2", "valuesigned", "basevaluesigned", "openbasevaluesigned")),
    *(LINE + name for name in ("invnumber", "datedue", "matchstatus", "matchnumber", "description")),
)

Asked = Mapping[str, tuple[str, str, str]]  # field -> operator, from, to


def ledger(desk: Desk, year: int, *, last: int = LAST) -> Iterator[Row]:
    """All lines of a book year, up to period ``last``, those of one entry together."""
    return _browsed(desk, LEDGER, _LEDGER, _period(year, _FIRST, last))


def changed(desk: Desk, since: str, until: str) -> Iterator[Row]:
    """All lines of the entries that were changed between two moments (yyyymmddhhmmss), of all book years."""
    return _browsed(desk, LEDGER, _LEDGER, {HEAD + "modified": ("between", since, until)})


def sums(desk: Desk, year: int) -> Iterator[Row]:
    """What stands on which account, line by line: no more than is needed to add it up."""
    return _browsed(desk, LEDGER, _SUMS, _period(year, _FIRST, LAST))


def keys(desk: Desk, year: int, first: int, last: int) -> Iterator[Row]:
    """The entries of some periods by their free text, in which our reference stands."""
    return _browsed(desk, LEDGER, _KEYS, _period(year, first, last))


def any_rows(desk: Desk, year: int) -> bool:
    """Whether anything stands in a book year; no more is read than the first row."""
    rows = _browsed(desk, LEDGER, _KEYS, _period(year, _FIRST, LAST))
    with closing(rows):
        return next(rows, None) is not None


def items(desk: Desk, code: str, year: int) -> Iterator[Row]:
    """The lines of customers (or suppliers) of a book year, with what is open of each."""
    return _browsed(desk, code, _ITEMS, _period(year, _FIRST, LAST))


def _period(year: int, first: int, last: int) -> dict[str, tuple[str, str, str]]:
    return {HEAD + "yearperiod": ("between", f"{year:04}/{first:02}", f"{year:04}/{last:02}")}


def _browsed(desk: Desk, code: str, visible: Sequence[str], asked: Asked) -> Generator[Row, None, None]:
    columns = [_column(field, asked.get(field), shown=True) for field in visible]
    columns += [_column(field, told, shown=False) for field, told in asked.items() if field not in visible]
    for number, column in enumerate(columns, 1):
        column.set("id", str(number))
    request = xml.make("columns", *columns, code=code, optimize="true")
    yield from desk.client.browsed(desk.code, request)


def _column(field: str, asked: tuple[str, str, str] | None, *, shown: bool) -> xml.Element:
    operator, first, last = asked or ("none", "", "")
    return xml.make(
        "column",
        xml.make("field", text=field),
        xml.make("label"),
        xml.make("visible", text=str(shown).lower()),
        xml.make("ask", text=str(asked is not None).lower()),
        xml.make("operator", text=operator),
        xml.make("from", text=first),
        xml.make("to", text=last),
        xml.make("finderparam"),
    )
