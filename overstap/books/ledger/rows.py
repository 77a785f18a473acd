"""Entries as rows of COPY text. A million lines pass here per import, so a row is one f-string.

A value that holds a tab, a line break or a backslash would shift or end a row. Such values are rare: some hundreds of
entries are written without escaping, their separators are counted together, and only when the count is off they are
counted one by one, and those that are off written once more with every text escaped.

The order of the columns is that of the tables in models.py.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from overstap.books.ledger.values import Entry, Extra, Line, LineVat, SubledgerLine

NULL = "\x02"  # no text of an XML document can hold it; one that somebody typed is escaped
_LINE_TABS, _ENTRY_TABS, _VAT_TABS = 25, 13, 7  # columns of the tables, less one
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", NULL: "\\x02"})


class EntryRows(NamedTuple):
    """Entries as rows for ledger_entry, ledger_line and ledger_linevat; ``nulls`` are those that their lines have."""

    entry: str
    lines: str
    vat: str
    nulls: int
    vat_count: int


class Place(NamedTuple):
    """Where an entry goes: the start of every row, and who booked it when."""

    ledger_id: int
    seq: int
    booked: str  # "moment<TAB>" as COPY writes it
    booked_by: int


class Dates(dict[date | None, str]):
    """Dates as COPY text, each made once; None is null."""

    def __missing__(self, day: date | None) -> str:
        text = NULL if day is None else day.isoformat()
        self[day] = text
        return text


def escaped(text: str) -> str:
    """``text`` as COPY text. Raises ValueError for a NUL, which PostgreSQL cannot keep."""
    if "\0" in text:
        raise ValueError("a text holds the character NUL")
    return text.translate(_ESCAPES)


def _json(extra: Extra | None) -> str:
    return NULL if extra is None else json.dumps(extra, ensure_ascii=False)


def _escaped_json(extra: Extra | None) -> str:
    return NULL if extra is None else escaped(json.dumps(extra, ensure_ascii=False))


def batch_rows(first: Place, entries: Sequence[Entry], dates: Dates) -> EntryRows:
    """The rows of ``entries``, numbered from that of ``first`` on."""
    ledger_id, seq, booked, booked_by = first
    places = [Place(ledger_id, seq + count, booked, booked_by) for count in range(len(entries))]
    rows = _together([_entry_rows(place, entry, dates, _json) for place, entry in zip(places, entries, strict=True)])
    if _in_order(rows, entries):
        return rows
    return _together([entry_rows(place, entry, dates) for place, entry in zip(places, entries, strict=True)])


def entry_rows(place: Place, entry: Entry, dates: Dates) -> EntryRows:
    """The rows of ``entry``."""
    rows = _entry_rows(place, entry, dates, _json)
    if _in_order(rows, (entry,)):
        return rows
    return _entry_rows(place, _escaped_entry(entry), dates, _escaped_json)


def _together(each: list[EntryRows]) -> EntryRows:
    return EntryRows(
        "".join([rows.entry for rows in each]),
        "".join([rows.lines for rows in each]),
        "".join([rows.vat for rows in each]),
        sum([rows.nulls for rows in each]),
        sum([rows.vat_count for rows in each]),
    )


def _in_order(rows: EntryRows, entries: Sequence[Entry]) -> bool:
    """Whether every tab and line break in the rows is a separator of ours. No row has too few, so totals will do."""
    line_count = sum([len(entry.lines) for entry in entries])
    entry_nulls = sum([entry.extra is None for entry in entries])
    return (
        _counts(rows.lines, line_count, _LINE_TABS, rows.nulls)
        and _counts(rows.entry, len(entries), _ENTRY_TABS, entry_nulls)
        and _counts(rows.vat, rows.vat_count, _VAT_TABS, 0)
    )


def _counts(text: str, rows: int, tabs: int, nulls: int) -> bool:
    return (
        text.count("\t") == rows * tabs
        and text.count("\n") == rows
        and text.count(NULL) == nulls
        and not _has_escape(text)
    )


def _has_escape(text: str) -> bool:
    return "\\" in text or "\r" in text or "\0" in text


def _entry_rows(place: Place, entry: Entry, dates: Dates, as_json: Callable[[Extra | None], str]) -> EntryRows:
    ledger_id, seq, booked, booked_by = place
    day = dates[entry.date]
    head = (
        f"{ledger_id}\t{seq}\t{booked}{day}\t{entry.year}\t{entry.period}\t{booked_by}\t{entry.kind}\t{entry.journal}\t"
        f"{entry.number}\t{entry.description}\t{entry.source}\t{entry.user}\t{as_json(entry.extra)}\n"
    )
    opening = "t" if entry.kind == "opening" else "f"
    start = f"{ledger_id}\t{seq}\t"
    middle = f"\t{entry.year}\t{entry.period}\t{opening}\t"
    rows: list[str] = []
    vat_rows: list[str] = []
    nulls = vat_count = 0
    for position, line in enumerate(entry.lines, 1):
        (
            nr, account, amount, side, doc_ref, effective, description, relation, invoice, cost_centre, project,
            product, quantity, currency, currency_amount, match_key, record_ref, bank_account, vat, extra,
        ) = line  # fmt: skip
        rows.append(
            f"{start}{position}\t{day}\t{dates[effective]}{middle}{side}\t{account}\t{amount!s}\t{nr}\t{doc_ref}\t"
            f"{description}\t{relation}\t{invoice}\t{cost_centre}\t{project}\t{product}\t"
            f"{NULL if quantity is None else quantity!s}\t{currency}\t"
            f"{NULL if currency_amount is None else currency_amount!s}\t{match_key}\t{record_ref}\t{bank_account}\t"
            f"{NULL if extra is None else as_json(extra)}\n"
        )
        nulls += (effective is None) + (quantity is None) + (currency_amount is None) + (extra is None)
        if vat:
            vat_rows.append(_vat_rows(f"{start}{position}", vat))
            vat_count += len(vat)
    return EntryRows(head, "".join(rows), "".join(vat_rows), nulls, vat_count)


def _vat_rows(start: str, vat: Sequence[LineVat]) -> str:
    return "".join(
        f"{start}\t{nr}\t{side}\t{code}\t{percentage!s}\t{amount!s}\n"
        for nr, (code, percentage, amount, side) in enumerate(vat, 1)
    )


def _escaped_entry(entry: Entry) -> Entry:
    lines = [_escaped_line(line) for line in entry.lines]
    return Entry._make(escaped(value) if isinstance(value, str) else value for value in entry)._replace(lines=lines)


def _escaped_line(line: Line) -> Line:
    vat = [one._replace(code=escaped(one.code), side=escaped(one.side)) for one in line.vat]
    return Line._make(escaped(value) if isinstance(value, str) else value for value in line)._replace(vat=vat)


def subledger_row(ledger_id: int, position: int, line: SubledgerLine, dates: Dates) -> str:
    """``line`` as a row for the staging table; the ledger line it points to is looked up later."""
    texts = (
        *(line.kind, line.nr, line.journal, line.entry_number, line.line_nr, line.kind_of_entry),
        *(str(line.amount), line.side, line.ledger_name, line.description, line.doc_ref, line.record_ref),
        *(line.match_key, line.relation, line.invoice_ref, line.purchase_or_sales, line.invoice_side),
        *(line.mutation, line.cost_centre, line.project, line.product),
    )
    text = "\t".join(texts)
    if text.count("\t") != len(texts) - 1 or "\n" in text or NULL in text or _has_escape(text):
        text = "\t".join(map(escaped, texts))
    quantity = NULL if line.quantity is None else str(line.quantity)
    currency_amount = NULL if line.currency_amount is None else str(line.currency_amount)
    return (
        f"{ledger_id}\t0\t{position}\t{NULL}\t{NULL}\t{dates[line.invoice_date]}\t{dates[line.due_date]}\t{line.year}\t"
        f"{text}\t{quantity}\t{escaped(line.currency)}\t{currency_amount}\t{_vat_json(line.vat)}\t"
        f"{_escaped_json(line.extra)}\n"
    )


def _vat_json(vat: Sequence[LineVat]) -> str:
    if not vat:
        return NULL
    plain = [
        {"code": code, "percentage": str(percentage), "amount": str(amount), "side": side}
        for code, percentage, amount, side in vat
    ]
    return escaped(json.dumps(plain, ensure_ascii=False))
