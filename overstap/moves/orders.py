"""Every move of the installation, for operators: where it stands, whom it waits for, nothing of what is in it."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves.actions.resume import start_again
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.state import for_system, locked
from overstap.moves.transitions import AT_WORK, ENDED
from overstap.moves.values import MoveState, Party
from overstap.tenancy import audit, checks
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators.access import Operator

PAGE = 50
OPEN = "open"  # in a filter: every state that is not an end
SYSTEM = "system"
OPERATOR = "operator"
_LONGEST_REASON = 500
_LARGEST = 2**63 - 1
_CONSENTS, _FAILURE = 10, 21  # places in a row


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which moves are wanted; what is empty does not matter. ``search``: in names of parties, or a move's number."""

    search: str = ""
    state: str = ""
    profile: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A move. ``changed_at``: when its log last grew; ``failure``: code, message and remedy of what stopped it."""

    number: int
    uid: uuid.UUID
    profile: str
    state: str
    giver: str
    giver_slug: str
    receiver: str
    receiver_slug: str | None
    administrations: int
    failed: int
    consents: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    run_at: datetime | None
    frozen_at: datetime | None
    carried_at: datetime | None
    verified_at: datetime | None
    delivered_at: datetime | None
    released_at: datetime | None
    undo_until: datetime | None
    ended_at: datetime | None
    failure: Mapping[str, Any] | None
    changed_at: datetime | None

    @property
    def age(self) -> timedelta:
        """How long ago it was asked for; until its end, where it has ended."""
        return (self.ended_at or clock.now()) - self.created_at

    @property
    def waits_for(self) -> tuple[str, ...]:
        """Whose turn it is: parties, ``system`` or ``operator``; nobody's where only time has to pass, or none is."""
        return _waits_for(self)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Some moves, newest first, and the number to ask older ones with (None: there are none)."""

    rows: list[Order]
    before: int | None


@dataclass(frozen=True, slots=True)
class OrderPart:
    """One administration of a move, by its codes. ``clean``: what its newest verification said, None without one."""

    number: int
    old_code: str
    new_code: str
    outcome: str
    failure: Mapping[str, Any] | None
    clean: bool | None


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """A line of a move's own log. ``milliseconds``: how long the stage took, where it was measured."""

    seq: int
    at: datetime
    kind: str
    person: str
    milliseconds: int | None
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderFull:
    """A move with its administrations and its log."""

    order: Order
    parts: Sequence[OrderPart]
    events: Sequence[OrderEvent]


def orders(operator: Operator, wanted: OrderFilter, *, before: int | None = None, limit: int = PAGE) -> OrderPage:
    """Moves, newest first: those with a number below ``before``."""
    del operator  # whoever has one is in the operator's transaction, which the function looks at
    texts = (wanted.search.strip(), wanted.state, wanted.profile, wanted.environment)
    if not all(text.isprintable() for text in texts):
        return OrderPage([], None)
    below = None if before is None else min(before, _LARGEST)
    rows = [_order(row) for row in _rows("moves(%s, %s, %s, %s, NULL, %s::bigint, %s)", *texts, below, limit + 1)]
    return OrderPage(rows[:limit], rows[limit - 1].number if len(rows) > limit else None)


def order(operator: Operator, uid: uuid.UUID) -> OrderFull:
    """One move. Raises NotFound."""
    del operator
    found = _rows("moves('', '', '', '', %s, NULL, 1)", uid)
    if not found:
        raise NotFound(
            _("There is no move %(uid)s.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Look in the list of orders."),
        )
    parts = [_part(row) for row in _rows("move_parts(%s)", uid)]
    return OrderFull(_order(found[0]), parts, [OrderEvent(*row) for row in _rows("move_events(%s)", uid)])


def failed(operator: Operator) -> int:
    """How many moves stand as failed."""
    del operator
    return int(_rows("failed_moves()")[0][0])


def resume(operator: Operator, uid: uuid.UUID, *, reason: str) -> None:
    """Try a failed move again, from the preflight on, on the operator's authority; both parties can read why.

    Raises Malformed without a reason, NotFound, or IllegalTransition where it did not fail.
    """
    told = checks.name(" ".join(reason.split()), _LONGEST_REASON)
    order(operator, uid)
    facts: dict[str, object] = {"move": str(uid), "reason": told, "operator": operator.person.email}
    with for_system(uid):
        move = locked(uid)
        start_again(move, operator.person, {"reason": told})
        for party in _environments(move):
            audit.record(None, "move.resume", facts, environment=party)
    audit.record(None, "operator.resume", facts)


def _environments(move: Move) -> list[Any]:
    return [one for one in (move.giver, move.receiver) if one is not None]


def _order(row: Sequence[Any]) -> Order:
    values = list(row)
    values[_CONSENTS] = tuple(values[_CONSENTS])
    values[_FAILURE] = _told(values[_FAILURE])
    return Order(*values)


def _part(row: Sequence[Any]) -> OrderPart:
    number, old_code, new_code, outcome, failure, clean = row
    return OrderPart(number, old_code, new_code, outcome, _told(failure), clean)


def _told(failure: str | None) -> Mapping[str, Any] | None:
    """Django hands JSON from plain SQL on as text."""
    found: Mapping[str, Any] | None = json.loads(failure) if failure else None
    return found


def _waits_for(one: Order) -> tuple[str, ...]:
    if one.state in (MoveState.DRAFT, MoveState.OFFERED):
        parties = profile(one.profile).consents.parties
        return tuple(str(party) for party in parties if party not in one.consents)
    if one.state == MoveState.FAILED:
        return (OPERATOR,)
    if one.state in AT_WORK:
        return (SYSTEM,)
    turn = {MoveState.DELIVERED: (str(Party.RECEIVER),), MoveState.EXPIRED: (str(Party.GIVER),)}
    return turn.get(MoveState(one.state), ())


def states() -> list[str]:
    """The states to choose from, in the order of a move's life; the ends last."""
    return [str(state) for state in sorted(MoveState, key=lambda state: state in ENDED)]


def _rows(call: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM overstap_console_{call}", values)  # noqa: S608 - the calls above
        return list(cursor.fetchall())
