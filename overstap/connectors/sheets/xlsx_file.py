"""A table as XLSX: real numbers and dates, headings that stay in sight, no formula whatever a text begins with."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, BinaryIO

import xlsxwriter  # type: ignore[import-untyped]

from overstap.connectors.sheets.values import Cell, Kind, Row, Sheet

MOST_ROWS = 1_048_576  # of a worksheet, its headings among them (Excel specifications and limits)
_LONGEST_TEXT = 32_767  # characters in a cell
_FIRST_DAY = date(1900, 3, 1)  # of an older day spreadsheets have different ideas
_NOT_IN_A_NAME = str.maketrans("[]:*?/\\'", "        ")
_LONGEST_NAME = 25  # of 31, so that a number still fits behind it
_FORMATS = {Kind.AMOUNT: "#,##0.00", Kind.WHOLE: "0", Kind.DAY: "yyyy-mm-dd", Kind.TEXT: "@"}


def write(stream: BinaryIO, sheet: Sheet, *, most_rows: int = MOST_ROWS) -> None:
    """Write ``sheet`` to ``stream``, on a second worksheet and so on where one cannot hold it."""
    book = xlsxwriter.Workbook(
        stream,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    rows = iter(sheet.rows)
    first: Sequence[Row] = ()
    number = 1
    while number == 1 or first:
        _worksheet(book, sheet, number, chain(first, islice(rows, most_rows - 1 - len(first))))
        first, number = list(islice(rows, 1)), number + 1
    book.close()


def _worksheet(book: Any, sheet: Sheet, number: int, rows: Iterator[Row]) -> None:
    name = sheet.title.translate(_NOT_IN_A_NAME).strip()[:_LONGEST_NAME] or "1"
    page = book.add_worksheet(name if number == 1 else f"{name} ({number})")
    formats = [book.add_format({"num_format": _FORMATS[column.kind]}) for column in sheet.columns]
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width, formats[at])
    heading = book.add_format({"bold": True, "bottom": 1})
    for at, column in enumerate(sheet.columns):
        page.write_string(0, at, column.title, heading)
    page.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(page, line, at, value, formats[at])


def _write(page: Any, line: int, at: int, value: Cell, shown: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        page.write_string(line, at, value[:_LONGEST_TEXT])
    elif isinstance(value, Decimal | int):
        page.write_number(line, at, value, shown)
    elif value >= _FIRST_DAY:
        page.write_datetime(line, at, value, shown)
    else:
        page.write_string(line, at, value.isoformat())
