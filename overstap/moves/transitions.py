"""The one table of legal transitions; everything else asks it."""

from overstap.lib.errors import Refused
from overstap.moves.values import MoveState as S

LEGAL: dict[S, frozenset[S]] = {
    S.DRAFT: frozenset({S.OFFERED, S.REJECTED, S.EXPIRED, S.WITHDRAWN}),
    S.OFFERED: frozenset({S.AGREED, S.REJECTED, S.EXPIRED, S.WITHDRAWN}),
    S.AGREED: frozenset({S.SCHEDULED, S.FAILED, S.WITHDRAWN, S.REJECTED}),
    S.SCHEDULED: frozenset({S.FROZEN, S.FAILED, S.WITHDRAWN}),
    S.FROZEN: frozenset({S.CARRIED, S.FAILED, S.WITHDRAWN}),
    S.CARRIED: frozenset({S.VERIFIED, S.FAILED, S.WITHDRAWN}),
    S.VERIFIED: frozenset({S.DELIVERED, S.FAILED, S.WITHDRAWN}),
    S.DELIVERED: frozenset({S.RELEASED, S.FAILED, S.WITHDRAWN, S.REJECTED}),
    S.RELEASED: frozenset({S.TAKING_BACK, S.CLOSED}),
    S.TAKING_BACK: frozenset({S.TAKEN_BACK, S.RELEASED}),
    S.EXPIRED: frozenset({S.WITHDRAWN}),
    S.FAILED: frozenset({S.AGREED, S.WITHDRAWN, S.REJECTED}),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.REJECTED: frozenset(),
    S.TAKEN_BACK: frozenset(),
}

ENDED = frozenset({S.CLOSED, S.WITHDRAWN, S.REJECTED, S.TAKEN_BACK})  # nothing happens to it any more
COMPLETED = frozenset({S.RELEASED, S.TAKING_BACK, S.CLOSED, S.TAKEN_BACK})  # too late to withdraw (R091, R092)
AT_WORK = frozenset({S.AGREED, S.SCHEDULED, S.FROZEN, S.CARRIED, S.VERIFIED, S.TAKING_BACK})  # the worker's turn


class IllegalTransition(Refused):
    """The move is not in a state in which this can be done."""

    code = "MOVE-STATE"


def legal(before: str, after: S) -> bool:
    """Whether a move in state ``before`` may go to ``after``."""
    return after in LEGAL[S(before)]


def require_legal(before: str, after: S, message: str, remedy: str = "") -> None:
    """Raise IllegalTransition with ``message`` unless the step is legal."""
    if not legal(before, after):
        raise IllegalTransition(message, remedy=remedy, facts={"state": str(before), "wanted": str(after)})
