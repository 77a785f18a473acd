"""Read-only originals at the giver's: who keeps one may delete it after the undo window (R190; gaps G3, G4).

What goes is the giver's own: its copy of the master data, who had access, and the view of the ledger. The ledger itself
is the new holder's and is not touched. A tombstone and the signed proof stay. A legal hold refuses it.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves import carry
from overstap.moves.aftercare import actions
from overstap.moves.aftercare.codes import DELETE_ORIGINAL
from overstap.moves.aftercare.models import LegalHold, Tombstone
from overstap.moves.aftercare.values import Hold, Original
from overstap.moves.aftercare.values import Tombstone as TombstoneValue
from overstap.moves.models import Move, MoveAdministration, Proof
from overstap.moves.profiles import profile
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, AdministrationAccess
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

LONGEST_HOLD_YEARS = 50
HOLD_YEARS = 7  # as long as the books of a company have to be kept (art. 52 lid 4 AWR)
_LONGEST = 2_000
MOST = 500


class OriginalKept(Refused):
    """This original may not be deleted (yet)."""

    code = "ORIGINAL-KEPT"


class NotConfirmed(Refused):
    """What was typed is not the code, or no reason was given."""

    code = "ORIGINAL-NOT-CONFIRMED"


class HoldRefused(Refused):
    """A legal hold cannot be set or lifted so."""

    code = "LEGAL-HOLD"


def originals(actor: Actor) -> list[Original]:
    """What the environment still has to read of what it gave away, by code. Raises NotAllowed."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    rows = _held(actor).order_by("code")[:MOST]
    parts, holds = _parts(rows), _holds(rows)
    return [_original(row, parts.get(row.pk), holds.get(row.pk)) for row in rows]


def original(actor: Actor, code: str) -> Original:
    """One of them. Raises NotAllowed, NotFound."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    row = _row(actor, code, lock=False)
    return _original(row, _parts([row]).get(row.pk), _holds([row]).get(row.pk))


def tombstones(actor: Actor) -> list[TombstoneValue]:
    """What was deleted, newest first. Raises NotAllowed."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    found = Tombstone.objects.filter(environment=actor.environment).select_related("move", "deleted_by")
    return [
        TombstoneValue(
            code=one.code,
            name=one.name,
            move=one.move.uid,
            receiver=one.receiver,
            deleted_at=one.deleted_at,
            deleted_by=one.deleted_by.name,
            why=one.why,
            proof_sha256=one.proof_sha256,
        )
        for one in found.order_by("-id")[:MOST]
    ]


def delete(actor: Actor, code: str, typed: str, why: str) -> None:
    """Delete the original ``code``; ``typed`` is the code once more, by hand. It cannot be undone.

    Raises NotAllowed, NotFound (also when it is gone already), NotConfirmed, OriginalKept (its code tells why:
    ORIGINAL-UNDO, ORIGINAL-HOLD, ORIGINAL-PROFILE, ORIGINAL-NO-MOVE).
    """
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    row = _row(actor, code, lock=True)
    part, hold = _parts([row]).get(row.pk), _holds([row]).get(row.pk)
    reason = why_not(part, hold)
    if reason or part is None:
        raise _kept(row, reason, part, hold)
    _require_confirmed(row, typed, why)
    _bury(actor, row, part.move, why.strip()[:_LONGEST])
    AdministrationAccess.objects.filter(administration=row).delete()
    carry.remove_master_data(row)
    row.state = AdministrationState.MOVED
    row.save(update_fields=["state"])
    audit.record(actor, "original.delete", {"administration": row.code, "move": str(part.move.uid), "reason": why})
    _finish_task(actor, part.move)


def hold(actor: Actor, code: str, until: date, reason: str) -> None:
    """Keep an original until ``until``, whatever its holder thinks later. Raises NotAllowed, NotFound, HoldRefused."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    row = _row(actor, code, lock=True)
    _require_reason(reason)
    today = _today()
    if not today < until < date(today.year + LONGEST_HOLD_YEARS, 1, 1):
        raise HoldRefused(
            _("A legal hold ends on a day to come, within %(years)d years.") % {"years": LONGEST_HOLD_YEARS},
            remedy=_("Choose another day."),
        )
    if row.pk in _holds([row]):
        raise HoldRefused(
            _("There is a legal hold on “%(name)s” already.") % {"name": row.name},
            remedy=_("Lift that one first, with a reason."),
        )
    _end(LegalHold.objects.filter(administration=row, lifted_at=None), actor, _("It had ended."))
    LegalHold.objects.create(
        environment=actor.environment, administration=row, until=until, reason=reason.strip()[:_LONGEST],
        set_by=actor.person, set_at=clock.now(),
    )  # fmt: skip
    audit.record(actor, "original.hold", {"administration": code, "until": str(until), "reason": reason})


def lift(actor: Actor, code: str, reason: str) -> None:
    """End a legal hold before its day. Raises NotAllowed, NotFound, HoldRefused."""
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    row = _row(actor, code, lock=True)
    _require_reason(reason)
    found = LegalHold.objects.filter(administration=row, lifted_at=None)
    if not found.exists():
        raise HoldRefused(_("There is no legal hold on “%(name)s”.") % {"name": row.name}, remedy=_("Nothing to lift."))
    _end(found, actor, reason.strip()[:_LONGEST])
    audit.record(actor, "original.lift", {"administration": code, "reason": reason})


def _end(found: QuerySet[LegalHold], actor: Actor, why: str) -> None:
    found.update(lifted_by=actor.person, lifted_at=clock.now(), lifted_why=why)


def usual_hold() -> date:
    """The day until which records have to be kept when they end today."""
    return date(_today().year + HOLD_YEARS, 12, 31)


def _today() -> date:
    return clock.now().astimezone(clock.AMSTERDAM).date()


def why_not(part: MoveAdministration | None, hold: LegalHold | None) -> str:
    """Why an original may not be deleted, as a code; empty where it may."""
    if part is None:
        return "no-move"
    if not profile(part.move.profile).giver.may_delete_after_undo:
        return "profile"
    if part.move.state != MoveState.CLOSED:
        return "undo"
    return "hold" if hold is not None else ""


def _held(actor: Actor) -> QuerySet[Administration]:
    return Administration.objects.filter(environment=actor.environment, state=AdministrationState.READ_ONLY)


def _row(actor: Actor, code: str, *, lock: bool) -> Administration:
    found = _held(actor).filter(code=code if code.isprintable() else "")
    row = (found.select_for_update() if lock else found).first()
    if row is None:
        raise access.NotFound(
            _("There is no read-only original “%(code)s” here.") % {"code": code[:60]},
            code="ORIGINAL-NOT-FOUND",
            remedy=_("Look under Originals."),
        )
    return row


def _parts(rows: Iterable[Administration]) -> dict[int, MoveAdministration]:
    """Of each original: its place in the move by which it became one."""
    found = MoveAdministration.objects.select_related("move").filter(
        source__in=[row.pk for row in rows], outcome__in=(Outcome.RELEASED, Outcome.CLOSED)
    )
    return {part.source_id: part for part in found.order_by("id")}  # the newest stays


def _holds(rows: Iterable[Administration]) -> dict[int, LegalHold]:
    """Those that stand today."""
    found = LegalHold.objects.select_related("set_by").filter(
        administration__in=[row.pk for row in rows], lifted_at=None, until__gte=_today()
    )
    return {one.administration_id: one for one in found}


def _original(row: Administration, part: MoveAdministration | None, hold: LegalHold | None) -> Original:
    reason = why_not(part, hold)
    move = part.move if part else None
    return Original(
        code=row.code,
        name=row.name,
        move=move.uid if move else None,
        receiver=move.receiver_name if move else "",
        released_at=move.released_at if move else None,
        undo_until=move.undo_until if move else None,
        deletable=not reason,
        why_not=reason,
        hold=Hold(hold.until, hold.reason, hold.set_by.name, hold.set_at) if hold else None,
    )


def _kept(row: Administration, reason: str, part: MoveAdministration | None, hold: LegalHold | None) -> OriginalKept:
    until = part.move.undo_until if part else None
    told = {
        "undo": (
            _("“%(name)s” can still be given back to you; until then it stays.") % {"name": row.name},
            _("Delete it after %(until)s.") % {"until": clock.for_people(until)}
            if until
            else _("Wait for the release."),
        ),
        "hold": (
            _("There is a legal hold on “%(name)s”.") % {"name": row.name},
            _("It ends after %(until)s; a superuser can lift it, with a reason.")
            % {"until": hold.until.strftime("%d-%m-%Y") if hold else ""},
        ),
        "profile": (
            _("“%(name)s” may not be deleted after this kind of migration.") % {"name": row.name},
            _("Ask your operator."),
        ),
    }.get(
        reason,
        (_("“%(name)s” did not become read-only by a migration.") % {"name": row.name}, _("Ask your operator.")),
    )
    return OriginalKept(told[0], code=f"ORIGINAL-{(reason or 'no-move').upper()}", remedy=told[1])


def _require_confirmed(row: Administration, typed: str, why: str) -> None:
    if typed.strip() != row.code:
        raise NotConfirmed(
            _("What you typed is not the code of this administration."),
            remedy=_("Type %(code)s, exactly so.") % {"code": row.code},
        )
    if not why.strip() or not why.replace("\n", " ").replace("\r", " ").strip().isprintable():
        raise NotConfirmed(_("You gave no reason."), remedy=_("Say in a few words why it may go."))


def _require_reason(reason: str) -> None:
    if not reason.strip() or "\0" in reason:
        raise HoldRefused(_("You gave no reason."), remedy=_("Say why; it stays with the administration."))


def _bury(actor: Actor, row: Administration, move: Move, why: str) -> None:
    proof = Proof.objects.filter(move=move).values_list("sha256", flat=True).first()
    Tombstone.objects.create(
        environment=actor.environment, administration=row, move=move, code=row.code, name=row.name,
        receiver=move.receiver_name, deleted_at=clock.now(), deleted_by=actor.person, why=why, proof_sha256=proof or "",
    )  # fmt: skip


def _finish_task(actor: Actor, move: Move) -> None:
    """The task is done by itself once nothing is left of this move to delete."""
    sources = MoveAdministration.objects.filter(move=move).values("source")
    if not _held(actor).filter(pk__in=sources).exists():
        actions.finish_by_deed(actor, DELETE_ORIGINAL, move.pk, _("The originals of this migration were deleted."))


def task_move_has(actor: Actor, move: UUID) -> bool:
    """Whether something of this move is left to delete here."""
    sources = MoveAdministration.objects.filter(move__uid=move).values("source")
    return bool(_held(actor).filter(pk__in=sources).exists())
