"""What the command line writes: one JSON document for machines, or words and tables for people.

Nothing that came from a person or a file reaches a terminal with characters that steer it.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TextIO
from uuid import UUID

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from overstap.cli import language
from overstap.cli.choices import Choices
from overstap.cli.language import gettext
from overstap.lib.clock import AMSTERDAM
from overstap.lib.sentences import told

WIDEST_PIPE = 160  # columns, where no terminal says how wide it is
_TIDY_WIDTH = 100  # a table wider than this is hard to follow by eye


class Output:
    """Standard output and standard error, as the choices ask."""

    def __init__(self, choices: Choices, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.as_json = choices.json
        self._out = out or sys.stdout
        self.console = _console(self._out, choices)
        self.errors = _console(err or sys.stderr, choices)

    @property
    def is_live(self) -> bool:
        """Whether a person is watching: progress is shown then."""
        return self.errors.is_terminal and not self.as_json

    def show(self, data: object, *shown: RenderableType) -> None:
        """The answer of a command: ``data`` with --json, and otherwise what is shown to people."""
        if self.as_json:
            self.write_json(data)
        else:
            self.say(*shown)

    def say(self, *shown: RenderableType) -> None:
        """Something for people; nothing with --json."""
        if self.as_json:
            return
        for one in shown:
            self.console.print(safe(one) if isinstance(one, str) else one)

    def line(self, text: str) -> None:
        """A line that is meant to be copied: never broken by us; nothing with --json."""
        if not self.as_json:
            self.console.print(safe(text), soft_wrap=True)

    def write_json(self, data: object) -> None:
        """One document in ASCII, which any terminal and any encoding can carry."""
        self._out.write(json.dumps(plain(data), indent=2) + "\n")
        self._out.flush()

    @contextmanager
    def at_work(self, what: str) -> Iterator["Work"]:
        """While something takes long: a bar on the terminal, on standard error; nothing elsewhere."""
        columns = (
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.errors, transient=True, disable=not self.is_live) as progress:
            yield Work(progress, safe(what).plain)


class Work:
    """A bar on the terminal. Without a total it only moves."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None, note="")

    def at(self, done: float, total: float | None = None, note: str = "") -> None:
        """So much of ``total`` is done."""
        self._progress.update(self._task, completed=done, total=total, note=safe(note).plain)

    def now(self, what: str) -> None:
        """What is being done at present."""
        self._progress.update(self._task, description=safe(what).plain)


def _console(stream: IO[str], choices: Choices) -> Console:
    is_terminal = stream.isatty()
    width = None if is_terminal or "COLUMNS" in os.environ else WIDEST_PIPE
    return Console(
        file=stream,
        width=width,
        no_color=not choices.colour,
        markup=False,
        highlight=False,
        emoji=False,
        safe_box=True,
    )


def safe(text: object, style: str = "") -> Text:
    """``text`` for a terminal: what cannot be printed, and what turns the writing direction, is spelled out."""
    return Text("".join(_visible(character) for character in _in_words(text)), style)


def _in_words(text: object) -> str:
    """As text, in the chosen language where it was made to be told in any."""
    return told(text, gettext) if isinstance(text, str) else str(text)


def _visible(character: str) -> str:
    if character.isprintable() or character in "\n\t":
        return character
    return character.encode("unicode_escape").decode("ascii")


def plain(value: object) -> object:
    """``value`` as JSON knows it: amounts and identities as text, moments in ISO 8601."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return str(_in_words(value))
    if isinstance(value, Iterable):
        return [plain(one) for one in value]
    return str(value)


def amount(value: Decimal | None) -> Text:
    """An amount as people write it: 1.234,56 in Dutch, 1,234.56 in English. None: nothing."""
    if value is None:
        return Text("", justify="right")
    return Text(amount_text(value), justify="right")


def amount_text(value: Decimal) -> str:
    """As ``amount``, as plain text."""
    written = f"{value:,.2f}"
    return written.translate(_DUTCH) if language.chosen() == "nl" else written


_DUTCH = str.maketrans({",": ".", ".": ","})


def number(value: int) -> str:
    """A count: 100.240 in Dutch, 100,240 in English."""
    written = f"{value:,}"
    return written.translate(_DUTCH) if language.chosen() == "nl" else written


def day(value: date | None) -> str:
    """A day as people in the Netherlands write it."""
    return value.strftime("%d-%m-%Y") if value else ""


def moment(value: datetime | str | None) -> str:
    """A moment in Dutch time, from a datetime or from ISO 8601."""
    if not value:
        return ""
    aware = datetime.fromisoformat(value) if isinstance(value, str) else value
    return aware.astimezone(AMSTERDAM).strftime("%d-%m-%Y %H:%M")


def table(*columns: str, right: Iterable[str] = (), short: Iterable[str] = ()) -> Table:
    """An empty table in the house style: no frame, one rule under the head.

    ``right``: the columns with figures. ``short``: those that are cut where it gets narrow; with any of these, no other
    column gives way. Figures are never cut.
    """
    made = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        pad_edge=False,
        show_edge=False,
        padding=(0, 1, 0, 0),
    )
    to_the_right, cut = set(right), set(short)
    for name in columns:
        stays = name in to_the_right or (bool(cut) and name not in cut)
        made.add_column(
            name,
            justify="right" if name in to_the_right else "left",
            no_wrap=stays,
            overflow="ellipsis" if name in cut else "fold",
            min_width=len(name) if stays else None,
        )
    return made


def sums(made: Table, *cells: object) -> None:
    """A last row with totals, under a rule."""
    if made.rows and not made.rows[-1].end_section:
        made.rows[-1].end_section = True
    row(made, *cells, style="bold")


def row(made: Table, *cells: object, style: str = "") -> None:
    """Add a row of plain values, each made safe for a terminal."""
    texts = [cell if isinstance(cell, Text) else safe(cell) for cell in cells]
    for column, text in zip(made.columns, texts, strict=True):
        if column.overflow == "ellipsis":  # a column that may not wrap would never give way, so its texts may not
            text.no_wrap, text.overflow = True, "ellipsis"
        if column.min_width is not None:
            column.min_width = max(column.min_width, text.cell_len)
    made.add_row(*texts, style=style or None)


def facts(pairs: Iterable[tuple[str, object]]) -> Table:
    """Names and values under each other; a pair without a value is left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in pairs:
        if value not in ("", None):
            grid.add_row(name, value if isinstance(value, Text) else safe(value))
    return grid


def indented(*shown: RenderableType) -> Padding:
    """Two columns in."""
    return Padding(Group(*shown), (0, 0, 0, 2), expand=False)


def mark(good: bool) -> Text:  # noqa: FBT001 - it is what is shown
    """A tick or a cross; words stand beside it, so that nothing hangs on the sign or its colour."""
    return Text("✓", "green") if good else Text("✗", "red")
