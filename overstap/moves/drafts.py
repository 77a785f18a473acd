"""Drafts of moves: reading what was chosen so far. Every colleague with the right sees and goes on with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.moves.models import MoveDraft
from overstap.moves.values import DraftKind
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may

RIGHT = {DraftKind.START: Right.START_MOVE, DraftKind.RECEIVE: Right.RECEIVE_MOVE}
MOST_OPEN = 50  # that one environment keeps; more is a mistake or mischief


@dataclass(frozen=True, slots=True)
class Draft:
    """A move that is being prepared. ``version`` has to come back with what is saved next."""

    uid: UUID
    kind: DraftKind
    step: str  # the one to go on with
    chosen: Mapping[str, Any]
    code_hash: str  # of the transfer code; receiving only
    version: int
    saved_by: str
    saved_at: datetime
    move_uid: UUID | None  # what came of it; None while it is open


def drafts(actor: Actor) -> list[Draft]:
    """The open drafts of the actor's environment that the actor may go on with, newest first."""
    kinds = [kind for kind, right in RIGHT.items() if may(actor.role, right)]
    if not kinds:
        return []
    found = MoveDraft.objects.filter(environment=actor.environment, move=None, kind__in=kinds)
    return [value_of(row) for row in found.select_related("saved_by", "move").order_by("-id")[:MOST_OPEN]]


def draft(actor: Actor, kind: DraftKind, uid: UUID) -> Draft:
    """One draft, open or not. Raises NotAllowed, NotFound."""
    access.require(actor, RIGHT[kind])
    found = MoveDraft.objects.filter(environment=actor.environment, kind=kind, uid=uid)
    row = found.select_related("saved_by", "move").first()
    if row is None:
        raise not_found()
    return value_of(row)


def value_of(row: MoveDraft) -> Draft:
    """A row as others may see it."""
    return Draft(
        uid=row.uid,
        kind=DraftKind(row.kind),
        step=row.step,
        chosen=row.chosen,
        code_hash=row.code_hash,
        version=row.version,
        saved_by=row.saved_by.name,
        saved_at=row.saved_at,
        move_uid=row.move.uid if row.move else None,
    )


def not_found() -> access.NotFound:
    """There is no such draft (any more), or not here."""
    return access.NotFound(
        _("What was being prepared here is gone: somebody threw it away."),
        code="DRAFT-NOT-FOUND",
        remedy=_("Look under Migrations, or start again."),
    )
