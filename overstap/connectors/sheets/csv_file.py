"""A table as CSV: UTF-8 with a byte order mark (Excel asks for it), CRLF, one line of headings (RFC 4180).

Text that a spreadsheet would take for a formula gets an apostrophe before it. Dates are ISO 8601.
"""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from overstap.connectors.sheets.values import Cell, Notation, Sheet
from overstap.lib.csv_safe import safe_cell


def write(stream: BinaryIO, sheet: Sheet, notation: Notation) -> None:
    """Write ``sheet`` to ``stream`` row by row."""
    comma = notation is Notation.DUTCH
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow([column.title for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(value, comma=comma) for value in row])
    text.detach()


def _cell(value: Cell, *, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if comma else f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return safe_cell(value.replace("\0", "")) if isinstance(value, str) else str(value)
