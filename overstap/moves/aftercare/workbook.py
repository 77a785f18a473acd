"""The check report as XLSX: a worksheet for each administration, amounts as numbers, and no text ever as a formula."""

import io
from decimal import Decimal, InvalidOperation
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from overstap.lib.clock import for_people
from overstap.moves.aftercare import texts
from overstap.moves.aftercare.values import Line, PartReport, Report

_NOT_IN_A_NAME = str.maketrans("[]:*?/\\'", "        ")
_LONGEST_NAME = 25  # of 31 that a worksheet may have, so that a number fits behind it
_LONGEST_TEXT = 32_767  # characters in a cell
_WIDTHS = (34, 34, 20, 20, 34, 26)


def as_xlsx(found: Report, language: texts.Language) -> bytes:
    """The file."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    for part in found.parts:
        _worksheet(book, found, part, language)
    book.close()
    return written.getvalue()


def _worksheet(book: Any, found: Report, part: PartReport, language: texts.Language) -> None:
    name = part.name.translate(_NOT_IN_A_NAME).strip()[:_LONGEST_NAME]
    page = book.add_worksheet(f"{part.number} {name}".strip())
    formats = _Formats(book)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    codes = ("line", "figure", "verdict", "checked")
    line, figure, verdict, checked = (texts.word(f"head-{code}", language) for code in codes)
    for column, text in enumerate((line, figure, found.giver, found.receiver, verdict, checked)):
        page.write_string(0, column, text[:_LONGEST_TEXT], formats.head)
    page.freeze_panes(1, 0)
    row = 1
    for one in part.lines:
        row = _write_line(page, row, one, _marked(found, part, one), formats, language)


class _Formats:
    """How cells look."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.amount = book.add_format({"num_format": "#,##0.00"})
        self.count = book.add_format({"num_format": "#,##0"})
        self.differs = book.add_format({"bold": True, "font_color": "#B3261E"})


def _write_line(page: Any, row: int, line: Line, mark: str, formats: _Formats, language: texts.Language) -> int:
    """The rows of one line, from ``row`` on; gives the next free row."""
    page.write_string(row, 0, texts.line(line.code, language).title)
    page.write_string(row, 4, texts.word(str(line.verdict), language))
    page.write_string(row, 5, mark)
    for at, figure in enumerate(line.figures):
        page.write_string(row + at, 1, texts.label(figure.label, language)[:_LONGEST_TEXT])
        _write_figure(page, row + at, 2, figure.before, formats)
        _write_figure(page, row + at, 3, figure.after, formats)
        if not figure.same:
            page.write_string(row + at, 4, texts.word("different", language), formats.differs)
    return row + max(len(line.figures), 1)


def _write_figure(page: Any, row: int, column: int, text: str, formats: _Formats) -> None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        page.write_string(row, column, text[:_LONGEST_TEXT])
        return
    page.write_number(row, column, number, formats.amount if "." in text else formats.count)


def _marked(found: Report, part: PartReport, line: Line) -> str:
    mark = found.marks.get((part.number, line.code))
    return f"{mark.person}, {for_people(mark.at)}" if mark else ""
