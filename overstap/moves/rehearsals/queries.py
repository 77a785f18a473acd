"""Reads of rehearsals."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.moves.rehearsals import models
from overstap.moves.rehearsals.values import Forecast, Rehearsal, RehearsalRow, RehearsalState, Rehearsed
from overstap.moves.values import Party
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

PAGE = 25
FRESH = timedelta(days=7)  # a rehearsal from before tells too little about the books of today


def listed(actor: Actor, *, before: int | None = None, limit: int = PAGE) -> list[RehearsalRow]:
    """Rehearsals of this environment, and of moves that it will receive; newest first. Raises NotAllowed."""
    access.require(actor, Right.READ_MOVES)
    return [_row(one) for one in _found(before)[:limit]]


def of_move(actor: Actor, uid: UUID) -> list[RehearsalRow]:
    """Rehearsals of one move, newest first; a few. Raises NotAllowed."""
    access.require(actor, Right.READ_MOVES)
    return [_row(one) for one in _found(None).filter(move__uid=uid)[:5]]


def rehearsal(actor: Actor, uid: UUID) -> Rehearsal:
    """One in full, as far as the actor's side may see it. Raises NotAllowed, NotFound."""
    access.require(actor, Right.READ_MOVES)
    one = models.Rehearsal.objects.select_related("ordered_by", "move").filter(uid=uid).first()
    if one is None:
        raise access.NotFound(
            _("There is no such rehearsal here."),
            code="REHEARSAL-NOT-FOUND",
            remedy=_("Look under Migrations > Rehearsals."),
        )
    inside = models.RehearsalInside.objects.filter(rehearsal=one).first()  # the giver's alone
    return Rehearsal(
        uid=str(one.uid),
        state=RehearsalState(one.state),
        profile=one.profile,
        move_uid=str(one.move.uid) if one.move else "",
        side=Party.GIVER if one.environment_id == actor.environment.pk else Party.RECEIVER,
        names=one.names,
        ordered_at=one.ordered_at,
        ordered_by=one.ordered_by.name,
        started_at=one.started_at,
        finished_at=one.finished_at,
        problems=[*(inside.problems if inside else []), *one.problems],
        parts=[_part(part, inside.results if inside else {}) for part in one.parts],
        forecast=Forecast(**one.forecast) if one.forecast else None,
        failure=one.failure,
    )


def last_done(uids: Collection[UUID]) -> Mapping[str, datetime]:
    """When each of these administrations (by uid) was last rehearsed to the end, within ``FRESH``."""
    wanted = {str(uid) for uid in uids}
    done = models.Rehearsal.objects.filter(state=RehearsalState.DONE, finished_at__gt=clock.now() - FRESH)
    found: dict[str, datetime] = {}
    for moment, rehearsed in done.order_by("finished_at").values_list("finished_at", "uids"):
        if moment is not None:
            found.update(dict.fromkeys(wanted.intersection(rehearsed), moment))
    return found


def _found(before: int | None) -> QuerySet[models.Rehearsal]:
    found = models.Rehearsal.objects.select_related("ordered_by", "move").order_by("-id")
    return found.filter(pk__lt=before) if before is not None else found


def _row(one: models.Rehearsal) -> RehearsalRow:
    return RehearsalRow(
        uid=str(one.uid),
        state=RehearsalState(one.state),
        names=one.names,
        ordered_at=one.ordered_at,
        ordered_by=one.ordered_by.name,
        clean=one.is_clean,
        forecast_ms=one.forecast["milliseconds"] if one.forecast else None,
        move_uid=str(one.move.uid) if one.move else "",
        number=one.pk,
    )


def _part(part: Mapping[str, Any], results: Mapping[str, Any]) -> Rehearsed:
    return Rehearsed(**{**part, "result": results.get(str(part["number"]), part["result"])})
