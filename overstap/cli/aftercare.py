"""The words of aftercare in the language of the command line, and how its check report looks there."""

from collections.abc import Iterator
from decimal import Decimal

from rich.console import RenderableType
from rich.text import Text

from overstap.cli import language
from overstap.cli.language import gettext as _
from overstap.cli.output import amount_text, number, row, table
from overstap.moves.aftercare import texts
from overstap.moves.aftercare.codes import BANKS
from overstap.moves.aftercare.task_words import TaskWords
from overstap.moves.aftercare.texts import Language
from overstap.moves.aftercare.values import Line, Report, TaskRow, Verdict

_STYLES = {Verdict.EQUAL: "green", Verdict.DIFFERENT: "red", Verdict.NOT_HELD: "yellow"}


def spoken() -> Language:
    """The chosen language."""
    return "en" if language.chosen() == "en" else "nl"


def task_words(one: TaskRow) -> TaskWords:
    """What a task is called, why it is there, how it is done."""
    return texts.task(one.code, one.variant, spoken())


def said(code: str) -> str:
    """A code of aftercare in words."""
    return texts.word(code, spoken())


def report_shown(found: Report) -> Iterator[RenderableType]:
    """The check report for people: a table for each administration."""
    for part in found.parts:
        yield f"{part.name} ({part.old_code} → {part.new_code})" if part.new_code else f"{part.name} ({part.old_code})"
        made = table(_("Line"), found.giver, found.receiver, _("Verdict"), _("Looked at by"),
                     right=(found.giver, found.receiver))  # fmt: skip
        for line in part.lines:
            mark = found.marks.get((part.number, line.code))
            one = line.figures[0] if len(line.figures) == 1 else None
            before, after = (figure(one.before), figure(one.after)) if one else ("", "")
            verdict = Text(said(str(line.verdict)), _STYLES.get(line.verdict, ""))
            row(made, texts.line(line.code, spoken()).title, before, after, verdict, mark.person if mark else "")
            for label, first, second in _below(line):
                row(made, f"  {label}", first, second, "", "", style="dim")
        yield made


def figure(text: str) -> str:
    """An amount or a number as people write it."""
    if not text:
        return "–"
    plain = text.removeprefix("-").replace(".", "", 1)
    if not (plain.isascii() and plain.isdecimal()):
        return text  # a state, or a day
    return amount_text(Decimal(text)) if "." in text else number(int(text))


def _below(line: Line) -> Iterator[tuple[str, str, str]]:
    if len(line.figures) > 1:
        for one in line.figures:
            yield texts.label(one.label, spoken()), figure(one.before), figure(one.after)
    for bank, told in line.banks.items():
        yield f"{BANKS[bank]}: {said(told)}", "", ""
    if line.note:
        yield said(line.note), "", ""
