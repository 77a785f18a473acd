"""The inbox: what came in, newest first, open items unless others are asked for."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from overstap.books.inbox import queries
from overstap.books.inbox.values import Cursor, ItemKind, ItemRow, ItemState
from overstap.books.ledger import queries as ledger
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show
from overstap.web.inbox import words

TAB = "administration-inbox"
ALL = "all"


@doors.page("inbox.list")
@ledger.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What is in the inbox of an administration, and the address at which mail arrives."""
    one = books(actor, code)
    asked = Asked(request.GET)
    state = asked.choice("state", (*ItemState, ALL), ItemState.OPEN)
    kind = asked.choice("kind", ("", *ItemKind), "")
    after = _after(asked)
    wanted = "" if state == ALL else state
    rows = queries.items(actor, code, state=wanted, kind=kind, after=after, limit=queries.PAGE + 1)
    shown = rows[: queries.PAGE]
    return show(
        request,
        "inbox/list.html",
        one,
        TAB,
        asked,
        rows=[(row, words.ICONS[row.kind], words.kind(row.kind), *_badge(row)) for row in shown],
        state=state,
        kind=kind,
        states=_links(state, kind),
        kinds=_kinds(state, kind),
        keep=urlencode({"state": state, "kind": kind}),
        next=str(shown[-1].cursor) if len(rows) > queries.PAGE else "",
        is_further=after is not None,
        held=queries.held_back(actor, code),
        can_scan=one.state == "active" and may(actor.role, Right.DELIVER_DOCUMENTS),
        can_give=may(actor.role, Right.MANAGE_ADMINISTRATIONS),
    )


def _badge(row: ItemRow) -> tuple[str, str]:
    return words.state(row.state), words.TONES[row.state]


def _links(state: str, kind: str) -> list[tuple[str, str, bool]]:
    """Address, words, and whether it is this one."""
    names = {ItemState.OPEN: _("Open"), ItemState.DONE: _("Settled"), ItemState.ASIDE: _("Put aside"), ALL: _("All")}
    return [(urlencode({"state": one, "kind": kind}), name, one == state) for one, name in names.items()]


def _kinds(state: str, kind: str) -> list[tuple[str, str, bool]]:
    names = {"": _("Mail and scans"), ItemKind.MAIL: _("Mail"), ItemKind.SCAN: _("Scans")}
    return [(urlencode({"state": state, "kind": one}), name, one == kind) for one, name in names.items()]


def _after(asked: Asked) -> Cursor | None:
    text = asked.text("after")
    found = queries.cursor(text) if text else None
    if text and found is None:
        asked.complaints.append(_("That place in the list was not found; this is the beginning."))
    return found
