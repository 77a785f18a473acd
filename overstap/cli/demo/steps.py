"""The demonstration as it is told: one line for each step, with a tick and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from rich.table import Table
from rich.text import Text

from overstap.cli.language import chosen
from overstap.cli.output import Output, safe


class Steps:
    """Prints the steps, and remembers what they took, in seconds."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.took: dict[str, float] = {}
        self.began = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self.began

    def chapter(self, title: str) -> None:
        """What comes next belongs together."""
        self._output.say("", safe(title, "bold"))

    @contextmanager
    def step(self, name: str, what: str) -> Iterator[list[str]]:
        """A step; what the block adds to the list stands behind the text. A step that fails prints nothing."""
        began = time.monotonic()
        notes: list[str] = []
        live = self._output.console.status(safe(what)) if self._output.console.is_terminal else nullcontext()
        with live:
            yield notes
        self.took[name] = time.monotonic() - began
        self._line(what, notes, self.took[name])

    def done(self, what: str, took: float, *notes: str) -> None:
        """A step that somebody else did and timed."""
        self._line(what, list(notes), took)

    def _line(self, what: str, notes: list[str], took: float) -> None:
        grid = Table.grid(padding=(0, 1), expand=self._output.console.is_terminal)
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1, overflow="fold")
        grid.add_column(justify="right", no_wrap=True)
        text = safe(what)
        if notes:
            text.append("  " + safe(" ".join(notes)).plain, "dim")
        grid.add_row(Text("✓", "green"), text, Text(duration(took), "dim"))
        self._output.say(grid)


def duration(seconds: float) -> str:
    """How long something took: 34 ms, 1,2 s."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    written = f"{seconds:.1f} s"
    return written.replace(".", ",") if chosen() == "nl" else written
