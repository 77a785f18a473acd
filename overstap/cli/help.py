"""How help looks: headings, names and a sentence each, in the chosen language and without frames."""

from typing import Any

from cyclopts.help import HelpEntry, HelpPanel
from rich.console import Console, ConsoleOptions
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from overstap.cli.language import gettext as _

_WIDEST_NAME = 34
_ALWAYS = {"--help", "--version"}  # every command has them; they stand in the line about help
_NO_DEFAULT = ("", '""', "False", "()", "None")


class HelpPages:
    """A help formatter for cyclopts (its protocol HelpFormatter)."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:  # noqa: ARG002
        """One group of commands or options."""
        entries = [entry for entry in panel.entries if not set(entry.names) & _ALWAYS]
        if not entries:
            return
        console.print(Text(_title(str(panel.title)), "bold"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(max_width=_WIDEST_NAME)
        grid.add_column(overflow="fold")
        for entry in entries:
            grid.add_row(Text(_names(entry), "cyan"), _description(entry))
        console.print(Padding(grid, (0, 0, 1, 2), expand=False))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:  # noqa: ARG002
        """The line that shows how to write it."""
        if usage:
            line = str(usage).strip().replace("[OPTIONS]", _("[OPTIONS]")).replace("COMMAND", _("COMMAND"))
            console.print(Text.assemble((_("Usage:") + " ", "bold"), line))
            console.print()

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:  # noqa: ARG002
        """What it does."""
        if description:
            console.print(_plain(description))
            console.print()


def _title(title: str) -> str:
    """The heading of a group; those that cyclopts makes are English."""
    own = {"Commands": _("Commands"), "Arguments": _("Arguments"), "Parameters": _("Options")}
    return own.get(title, title)


def _names(entry: HelpEntry) -> str:
    return " ".join(entry.display_labels_with_metavar)


def _description(entry: HelpEntry) -> Text:
    text = Text(_plain(entry.description))
    notes = []
    if entry.choices:
        notes.append(" | ".join(entry.choices))
    if entry.required:
        notes.append(_("needed"))
    if entry.default is not None and entry.default not in _NO_DEFAULT:
        notes.append(_("default: %(value)s") % {"value": entry.default})
    if notes:
        text.append(f" ({'; '.join(notes)})", "dim")
    return text


def _plain(description: Any) -> str:
    """The text inside what cyclopts wraps around it."""
    inner = getattr(description, "primary_renderable", description)
    return str(inner or "").strip()
