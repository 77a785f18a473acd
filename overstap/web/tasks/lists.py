"""The list of tasks: the reader's own, those of colleagues, what is overdue, what is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from overstap.moves.aftercare import queries
from overstap.moves.aftercare.queries import After, Which
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors

PAGE = 25


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the list."""

    which: Which
    text: str | Promise
    address: str


TABS = (
    (Which.MINE, _("Mine")),
    (Which.OPEN, _("Open")),
    (Which.OVERDUE, _("Overdue")),
    (Which.DONE, _("Finished")),
)


@require_safe
@doors.page("task.list")
def tasks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is due first comes first."""
    which = next((one for one, _text in TABS if one == request.GET.get("show")), Which.MINE)
    move = _uid(request.GET.get("migration", ""))
    rows = queries.tasks(actor, which, move=move, after=_after(request.GET.get("after", "")), limit=PAGE + 1)
    asked = {"show": which, "migration": move}
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return doors.show(
        request,
        "tasks/list.html#tasks",
        rows=rows[:PAGE],
        tabs=[Tab(one, text, _address(actor, {**asked, "show": one})) for one, text in _tabs(actor)],
        which=which,
        move=move,
        further=_address(actor, {**asked, "after": f"{last.due}.{last.number}"}) if last else "",
        beginning=_address(actor, asked) if request.GET.get("after") else "",
    )


def _tabs(actor: Actor) -> list[tuple[Which, str | Promise]]:
    """Who sees no tasks but their own needs no list of everybody's."""
    everybody = may(actor.role, Right.READ_MOVES)
    return [(one, text) for one, text in TABS if everybody or one is not Which.OPEN]


def _address(actor: Actor, asked: Mapping[str, object]) -> str:
    wanted = urlencode({name: str(value) for name, value in asked.items() if value})
    return f"{resolve_url('tasks', actor.environment.slug)}?{wanted}"


def _after(text: str) -> After | None:
    day, _dot, number = text.partition(".")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    try:
        return After(date.fromisoformat(day), int(number))
    except ValueError:
        return None


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
