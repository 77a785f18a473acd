"""The menu of the console, and what of it waits: one line per page, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.moves import orders
from overstap.moves.relinks import operating as relinks
from overstap.moves.tickets import queries as tickets
from overstap.tenancy.operators import queue
from overstap.tenancy.operators.access import Operator
from overstap.web.navigation import Link


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the menu. ``page`` is the name of its address; ``text`` its name; ``what`` one sentence about it.

    ``waiting(operator)`` gives how many things there wait for an operator (None: nothing ever does); it is asked on
    the overview, in the operator's transaction.
    """

    page: str
    icon: str
    text: str | Promise
    what: str | Promise
    waiting: Callable[[Operator], int] | None = None


LINES: tuple[Line, ...] = (
    Line(
        "operating-offices",
        "building-office-2",
        _("Environments"),
        _("Offices, their people, their licence."),
    ),
    Line(
        "operating-orders",
        "arrows-right-left",
        _("Orders"),
        _("Every migration, what it waits for, and what failed."),
        waiting=orders.failed,
    ),
    Line(
        "operating-incidents",
        "ticket",
        _("Incidents"),
        _("Entrepreneurs who take their books over from an office."),
        waiting=tickets.incidents_waiting,
    ),
    Line(
        "operating-relinks",
        "link",
        _("Changes of connection"),
        _("Orders of superusers, to execute or decline."),
        waiting=relinks.waiting,
    ),
    Line(
        "operating-queue",
        "queue-list",
        _("Queue"),
        _("Jobs and e-mails: at work, planned, failed."),
        waiting=queue.in_trouble,
    ),
    Line(
        "operating-profiles",
        "adjustments-horizontal",
        _("Profiles"),
        _("Every kind of migration, side by side; copies of your own."),
    ),
    Line("operating-audit", "clipboard-document-list", _("Audit log"), _("Who did or tried what, everywhere.")),
    Line(
        "operating-impersonations",
        "eye",
        _("In somebody’s name"),
        _("Who worked in whose name, when and why."),
    ),
    Line("operating-operators", "key", _("Operators"), _("Who keeps this installation running.")),
)


@dataclass(frozen=True, slots=True)
class Tile:
    """A line as the overview shows it; ``waiting`` is None where nothing ever waits."""

    address: str
    icon: str
    text: str | Promise
    what: str | Promise
    waiting: int | None


def links(path: str) -> Iterator[Link]:
    """The menu for an operator who looks at ``path``."""
    overview = reverse("operating")
    yield Link(overview, "squares-2x2", _("Overview"), "page" if path == overview else "")
    for line in LINES:
        address = reverse(line.page)
        here = "page" if path == address else "true" if path.startswith(address) else ""
        yield Link(address, line.icon, line.text, here)


def tiles(operator: Operator) -> list[Tile]:
    """Every line with how many things wait there."""
    return [
        Tile(reverse(one.page), one.icon, one.text, one.what, one.waiting(operator) if one.waiting else None)
        for one in LINES
    ]
