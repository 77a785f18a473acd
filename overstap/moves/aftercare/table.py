"""The check report as rows for a spreadsheet: a row for each figure, amounts with a point, as programs read them."""

import csv
import io
from collections.abc import Iterator

from overstap.lib.csv_safe import safe_cell
from overstap.moves.aftercare import texts
from overstap.moves.aftercare.values import Report


def as_csv(found: Report, language: texts.Language) -> str:
    """The text of the file, with a mark in front by which spreadsheets know that it is UTF-8."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows(found, language))
    return "\ufeff" + written.getvalue()


def rows(found: Report, language: texts.Language) -> Iterator[list[str]]:
    """Head and rows. What people typed is made safe for spreadsheets."""
    head = (texts.word(f"head-{code}", language) for code in ("administration", "line", "figure"))
    tail = (texts.word(f"head-{code}", language) for code in ("verdict", "checked"))
    yield [*head, safe_cell(found.giver), safe_cell(found.receiver), *tail]
    for part in found.parts:
        for line in part.lines:
            mark = found.marks.get((part.number, line.code))
            first = [safe_cell(part.name), texts.line(line.code, language).title]
            last = [texts.word(str(line.verdict), language), safe_cell(mark.person) if mark else ""]
            if not line.figures:
                yield [*first, "", "", "", *last]
            for one in line.figures:
                yield [*first, safe_cell(texts.label(one.label, language)), one.before, one.after, *last]
