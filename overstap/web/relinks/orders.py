"""The orders of an environment, and what can be done with one."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from overstap.lib.errors import OverstapError
from overstap.moves.relinks import actions, queries
from overstap.moves.relinks.values import OrderRow, OrderState, PartRow
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.managing.parts import number_or_none
from overstap.web.moving.findings import FoundProblem, found
from overstap.web.relinks.words import MOVED, OUTCOMES, STATES, TONES

PAGE = 25


@dataclass(frozen=True, slots=True)
class ShownPart:
    """An administration of an order, with what stands in its way while it waits."""

    part: PartRow
    outcome: str | Promise
    tone: str
    moved: str | Promise
    problems: list[FoundProblem]


@doors.page("relink.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The orders, newest first."""
    after = number_or_none(request.GET.get("after", ""))
    rows = queries.orders(actor, after=after, limit=PAGE + 1)
    return doors.show(
        request,
        "relinks/orders.html",
        rows=[(row, STATES[row.state], TONES[row.state], _failed(row)) for row in rows[:PAGE]],
        further=rows[PAGE - 1].number if len(rows) > PAGE else None,
        after=after,
    )


def show_order(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """One order."""
    order = queries.order(actor, uid)
    waits = order.state == OrderState.ASKED
    told = queries.waiting_problems(actor, uid) if waits else {}
    return doors.show(
        request,
        "relinks/order.html",
        order=order,
        state=STATES[order.state],
        tone=TONES[order.state],
        parts=[
            ShownPart(
                part,
                OUTCOMES[part.outcome],
                TONES.get(part.outcome, "neutral"),
                {str(one): text for one, text in MOVED.items()}[part.package_move],
                found(actor, told.get(part.old_code, ())),
            )
            for part in order.parts
        ],
        undoable=any(part.undoable for part in order.parts),
        tried=any(part.check for part in order.parts),
        decides=may(actor.role, Right.START_MOVE),
        problem=problem,
    )


@doors.page("relink.show")
def one(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """One order, for whoever may follow migrations."""
    return show_order(request, actor, uid)


def show_undo(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """What undoing means."""
    access.require(actor, Right.START_MOVE)
    order = queries.order(actor, uid)
    parts = [part for part in order.parts if part.undoable]
    return doors.show(request, "relinks/undo.html", order=order, parts=parts, problem=problem)


@never_cache
@doors.page("relink.undo", again=show_undo)
def undo(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Let the chosen administrations work as before."""
    if request.method != "POST":
        return show_undo(request, actor, uid)
    numbers = [number for text in request.POST.getlist("number") if (number := number_or_none(text)) is not None]
    actions.undo(actor, uid, numbers or [0])
    return doors.done(request, _("Undone: it works as before."), "relink-order", actor.environment.slug, uid)


def show_withdraw(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    """What withdrawing means."""
    access.require(actor, Right.START_MOVE)
    return doors.show(request, "relinks/withdraw.html", order=queries.order(actor, uid), problem=problem)


@never_cache
@doors.page("relink.withdraw", again=show_withdraw)
def withdraw(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Take an order back that waits for the operator."""
    if request.method != "POST":
        return show_withdraw(request, actor, uid)
    actions.withdraw(actor, uid)
    return doors.done(request, _("The order is withdrawn."), "relink-order", actor.environment.slug, uid)


@doors.page("relink.check", again=show_order)
def check_again(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Try once more whether work can be done with the connections."""
    if request.method != "POST":
        return show_order(request, actor, uid)
    actions.check_again(actor, uid)
    return doors.done(request, _("Tried again; the result stands below."), "relink-order", actor.environment.slug, uid)


def _failed(row: OrderRow) -> int:
    return sum(part.outcome == "failed" for part in row.parts)
