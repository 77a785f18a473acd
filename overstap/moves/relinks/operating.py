"""The operator's side of assisted orders (R010, R025): the queue, and executing or declining an order.

An operator sees what was ordered and what stands in its way, and no books. The work in the environment is done by the
system actor, on the mandate that whoever ordered gave for this order.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.lib.clock import now
from overstap.lib.errors import Refused
from overstap.moves.relinks import actions, gates, notices, planning, switching
from overstap.moves.relinks.models import RelinkOrder, RelinkPart
from overstap.moves.relinks.values import CheckPurpose, OrderRow, OrderState, PartOutcome, PartRow
from overstap.moves.state import for_system
from overstap.moves.values import Problem
from overstap.tenancy import audit, checks
from overstap.tenancy.models import Environment, Mandate
from overstap.tenancy.operators.access import Operator

MOST = 100


class ReasonMissing(Refused):
    """Who ordered is told why."""

    code = "RELINK-REASON"


@dataclass(frozen=True, slots=True)
class QueuedOrder:
    """An order as an operator sees it."""

    order: OrderRow
    environment: str
    office: str
    email: str  # of whoever ordered


def queue(operator: Operator, state: str = OrderState.ASKED) -> list[QueuedOrder]:
    """Orders in that state (empty: all); those that wait oldest first, others newest first."""
    del operator
    return _orders(state if state in set(OrderState) else "", None, MOST)


def waiting(operator: Operator) -> int:
    """How many orders wait, up to MOST."""
    return len(queue(operator))


def shown(operator: Operator, uid: UUID) -> QueuedOrder:
    """One order. Raises NotFound."""
    del operator
    found = _orders("", uid, 1)
    if not found:
        raise actions.not_found()
    return found[0]


def problems(operator: Operator, uid: UUID) -> dict[str, list[Problem]]:
    """What stands in the way of executing a waiting order now, by old code. Raises NotFound."""
    if shown(operator, uid).order.state != OrderState.ASKED:
        return {}
    with for_system(uid):
        order = actions.locked(uid)
        parts = _open_parts(order)
        found = planning.plan_problems(order, planning.plans_of_order(order, parts))
        return {part.old_code: found[part.administration.code] for part in parts}


def execute(operator: Operator, uid: UUID) -> QueuedOrder:
    """Execute a waiting order: each administration that can go on does, the others are told why not (R013).

    Raises NotFound, OrderClosed, or GateClosed where none can go on: the order waits on.
    """
    shown(operator, uid)
    with for_system(uid):
        order = _waiting(uid)
        which = planning.relink_profile(order.profile)
        parts = _open_parts(order)
        plans = planning.plans_of_order(order, parts)
        found = planning.plan_problems(order, plans)
        if all(found[plan.administration.code] for plan in plans):
            raise gates.closed([problem for told in found.values() for problem in told])
        order.undo_until = actions.undo_until(which)
        done = actions.run_all(which, list(zip(parts, plans, strict=True)), found)
        actions.close(order, OrderState.EXECUTED, operator.person)
        told = {**_told(order, operator), "administrations": [part.new_code for part in done]}
        audit.record(None, "relink.execute", told, environment=_environment(order))
        notices.executed(order)
        numbers = [part.pk for part in done]
    transaction.on_commit(partial(_try_out_and_leave, uid, numbers), robust=True)
    return shown(operator, uid)


def decline(operator: Operator, uid: UUID, reason: str) -> None:
    """Do not execute a waiting order; whoever ordered is told why. Raises NotFound, OrderClosed, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing(_("A reason is missing."), remedy=_("Say why; whoever ordered reads it in the mail."))
    shown(operator, uid)
    with for_system(uid):
        order = _waiting(uid)
        actions.close(order, OrderState.DECLINED, operator.person, checks.name(" ".join(reason.split()), 500))
        RelinkPart.objects.filter(order=order, open=True).update(outcome=PartOutcome.DECLINED, open=False)
        told = {**_told(order, operator), "reason": order.reason}
        audit.record(None, "relink.decline", told, environment=_environment(order))
        notices.declined(order)
        _leave(uid)


def _waiting(uid: UUID) -> RelinkOrder:
    """The order, locked. The system sees only an order whose mandate stands, which it does as long as it waits."""
    order = RelinkOrder.objects.select_for_update().filter(uid=uid).first()
    if order is None:
        raise actions.OrderClosed(_("This order was decided about already."), remedy=_("Look at its outcome."))
    actions.require_waiting(order)
    return order


def _open_parts(order: RelinkOrder) -> list[RelinkPart]:
    found = RelinkPart.objects.filter(order=order, open=True).order_by("number")
    return list(found.select_related("administration__system", "after", "before"))


def _try_out_and_leave(uid: UUID, numbers: list[int]) -> None:
    with for_system(uid):
        for part in RelinkPart.objects.filter(pk__in=numbers).order_by("number"):
            switching.try_out(part, CheckPurpose.SWITCH)
        _leave(uid)


def _leave(uid: UUID) -> None:
    """The system has nothing to do there any more."""
    Mandate.objects.filter(reference=uid, ended_at=None).update(ended_at=now())


def _told(order: RelinkOrder, operator: Operator) -> dict[str, object]:
    """For the log of the environment: the system actor signs, on the word of this operator."""
    return {"order": str(order.uid), "operator": operator.person.name}


def _environment(order: RelinkOrder) -> Environment:
    return Environment.objects.get(pk=order.environment_id)


def _orders(state: str, uid: UUID | None, most: int) -> list[QueuedOrder]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relinks_for_operator(%s, %s, %s)", [state, uid, most])
        rows = [row[0] for row in cursor.fetchall()]
    return [_queued(json.loads(row) if isinstance(row, str) else row) for row in rows]


def _queued(told: Mapping[str, Any]) -> QueuedOrder:
    order = OrderRow(
        number=told["number"],
        uid=UUID(told["uid"]),
        state=told["state"],
        profile=told["profile"],
        ordered_by=told["ordered_by"],
        ordered_at=datetime.fromisoformat(told["ordered_at"]),
        fee=Decimal(told["fee"]),
        currency=told["currency"],
        decided_by=told["decided_by"],
        decided_at=_moment(told["decided_at"]),
        reason=told["reason"],
        undo_until=_moment(told["undo_until"]),
        parts=tuple(_part(one) for one in told["parts"] or ()),
    )
    return QueuedOrder(order, told["environment"], told["office"], told["email"])


def _part(told: Mapping[str, Any]) -> PartRow:
    return PartRow(**{**told, "uid": UUID(told["uid"])}, check=None, undoable=False)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
