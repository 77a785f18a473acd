"""The receiver's verbs: look at an offer, accept or reject it, release, give back."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.durable import engine
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves import attempts, bringing, codes, events, following, notices, preflight, undo
from overstap.moves import release as releasing
from overstap.moves.actions.common import ADVANCE, agree_when_all_have, consent, require_clean, require_consent
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.state import for_system, go, locked, name_of, parts_of
from overstap.moves.takeovers import asking
from overstap.moves.transitions import IllegalTransition, require_legal
from overstap.moves.values import MoveState, Offer, OfferedAdministration, Outcome, Party, Problem
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

REFUSABLE = (MoveState.AGREED, MoveState.DELIVERED, MoveState.FAILED)  # the receiver has accepted; nothing is released


class CodeRefused(Refused):
    """A transfer code that opens nothing (any more)."""

    code = "CODE-UNKNOWN"


def look_up(actor: Actor, typed: str) -> Offer:
    """The offer behind a transfer code, with terms and costs; the code stays valid (R036).

    Raises NotAllowed, CodeMistyped, CodeRefused (CODE-UNKNOWN, CODE-USED, CODE-EXPIRED, CODE-WITHDRAWN,
    CODE-OWN), TooManyAttempts.
    """
    return look_up_hashed(actor, _hash_of(actor, typed))


def look_up_hashed(actor: Actor, code_hash: str) -> Offer:
    """As ``look_up``, by the hash under which a code that was entered once is kept (codes.hash_of)."""
    access.require(actor, Right.RECEIVE_MOVE)
    found = _find(code_hash)
    _require_usable(actor, found)
    return Offer(
        move_uid=found["move_uid"],
        giver=found["giver"],
        giver_office=found["giver_office"],
        started_by=found["started_by"],
        profile=found["profile"],
        expires_at=found["expires_at"],
        fee=found["fee"],
        currency=found["currency"],
        payment_agreement_moves=found["payment_agreement_moves"],
        administrations=[OfferedAdministration(**one) for one in found["administrations"]],
    )


def accept(
    actor: Actor,
    typed: str,
    new_codes: Mapping[str, str],
    *,
    agreed: bool,
    connections: Mapping[str, int] | None = None,
) -> UUID:
    """Accept an offer: a code per administration (old code -> new code; left out: the old one stays).

    ``connections`` (old code -> number): with which of the receiver's connections one that belongs to a package is to
    work; left out: the only one that lists the code (R050, R058). The move then runs by itself. Of two who accept at
    the same moment one gets it. Raises what ``look_up`` raises, PreflightFailed, ConsentMissing.
    """
    return accept_hashed(actor, _hash_of(actor, typed), new_codes, agreed=agreed, connections=connections)


def accept_hashed(
    actor: Actor,
    code_hash: str,
    new_codes: Mapping[str, str],
    *,
    agreed: bool,
    connections: Mapping[str, int] | None = None,
) -> UUID:
    """As ``accept``, by the hash of a code that was entered once."""
    offer = look_up_hashed(actor, code_hash)
    _require_known(offer, new_codes)
    chosen = _chosen(offer, new_codes)
    require_clean(receiver_problems(actor, offer, new_codes, connections))
    require_consent(agreed)
    move = _claim(actor, code_hash)
    for part in MoveAdministration.objects.filter(move=move):
        part.new_code = chosen[part.old_code]
        part.save(update_fields=["new_code"])
    packages = {one.code: one.package for one in offer.administrations}
    bringing.remember(move, actor.environment, packages, connections or {})
    consent(move, Party.RECEIVER, actor, parts_of(move))
    if not agree_when_all_have(move, actor.person, {"codes": dict(chosen)}):
        events.record(move, "accepted", name_of(actor.person), {"codes": dict(chosen)})
        asking.hold_for_client(move)
    notices.accepted(move)
    audit.record(actor, "move.accept", {"move": str(move.uid), "codes": chosen})
    return move.uid


def receiver_problems(
    actor: Actor, offer: Offer, new_codes: Mapping[str, str], connections: Mapping[str, int] | None = None
) -> list[Problem]:
    """What stands in the way of accepting ``offer`` with these codes and connections, and what to know before it."""
    context = preflight.Context(
        profile(offer.profile),
        actor.environment,
        offered=[(one.name, one.code, one.package) for one in offer.administrations],
        new_codes=_chosen(offer, new_codes),
        connections=connections or {},
    )
    return preflight.receiver_problems(context)


def reject(actor: Actor, typed: str, reason: str = "") -> UUID:
    """Do not accept an offer; the giver gets a mail, and can start again. Raises what ``look_up`` raises."""
    return reject_hashed(actor, _hash_of(actor, typed), reason)


def reject_hashed(actor: Actor, code_hash: str, reason: str = "") -> UUID:
    """As ``reject``, by the hash of a code that was entered once."""
    look_up_hashed(actor, code_hash)
    move = _claim(actor, code_hash)
    MoveAdministration.objects.filter(move=move).update(outcome=Outcome.REJECTED)
    notices.rejected(move, reason)
    go(move, MoveState.REJECTED, actor.person, {"reason": reason})
    audit.record(actor, "move.reject", {"move": str(move.uid), "reason": reason})
    return move.uid


def release(actor: Actor, uid: UUID) -> UUID:
    """Let people work in what was delivered (R082-R084): they see it once a superuser gives them access.

    Raises NotFound, NotAllowed, IllegalTransition, releasing.VerificationStale, releasing.VerificationUnclean.
    """
    move = _as_receiver(actor, uid)
    _require_delivered(move)
    move.undo_until = clock.now() + timedelta(days=profile(move.profile).undo.days)
    with for_system(uid):
        releasing.switch(move)
    go(move, MoveState.RELEASED, actor.person, {"undo_until": move.undo_until.isoformat()})
    with for_system(uid):
        proof = releasing.prove(move)
        following.released(move)
    notices.released(move, bytes(proof.document), bytes(proof.pdf))
    audit.record(actor, "move.release", {"move": str(uid), "proof": proof.sha256})
    return uid


def take_back(actor: Actor, uid: UUID, reason: str = "") -> MoveState:
    """Give the administrations back to the giver (R093: only the new holder decides).

    Before release they are put back at once; after it, within the undo window, the worker carries back what was
    booked since. Gives the state that the move is in now.
    """
    move = _as_receiver(actor, uid)
    if move.state in REFUSABLE:
        return _return_undelivered(actor, move, reason)
    require_legal(
        move.state,
        MoveState.TAKING_BACK,
        _("This move cannot be taken back now."),
        _("Look at its status; an ended move needs a new move the other way."),
    )
    _require_in_window(move.undo_until)
    go(move, MoveState.TAKING_BACK, actor.person, {"reason": reason})
    audit.record(actor, "move.take_back", {"move": str(uid), "reason": reason})
    engine.defer(ADVANCE, uid=str(uid))
    return MoveState.TAKING_BACK


def reject_delivered(actor: Actor, uid: UUID, reason: str = "") -> None:
    """Do not take what was delivered: before the release, it is put back with the giver at once, unchanged.

    Raises NotFound, NotAllowed, IllegalTransition where it is not, or no longer, waiting for the release.
    """
    move = _as_receiver(actor, uid)
    if move.state not in REFUSABLE:
        raise IllegalTransition(
            _("This move does not wait for its release; it cannot be refused now."),
            remedy=_("Look at its status; after the release it can be taken back."),
            facts={"state": move.state, "wanted": str(MoveState.REJECTED)},
        )
    _return_undelivered(actor, move, reason)


def _return_undelivered(actor: Actor, move: Move, reason: str) -> MoveState:
    stopped = (Outcome.FAILED,) if move.state == MoveState.FAILED else ()
    with for_system(move.uid):
        for part in parts_of(move, Outcome.PENDING, Outcome.DELIVERED, *stopped):
            undo.put_back(part, Outcome.REJECTED)
    notices.rejected(move, reason)
    go(move, MoveState.REJECTED, actor.person, {"reason": reason})
    audit.record(actor, "move.reject", {"move": str(move.uid), "reason": reason})
    return MoveState.REJECTED


def _require_delivered(move: Move) -> None:
    """That a move being taken back may become released again is for the worker, where taking back fails."""
    if move.state != MoveState.DELIVERED:
        raise IllegalTransition(
            _("This move is not ready to be released."),
            remedy=_("Wait for the mail that says it is ready, or look at its status."),
            facts={"state": move.state, "wanted": str(MoveState.RELEASED)},
        )


def _as_receiver(actor: Actor, uid: UUID) -> Move:
    access.require(actor, Right.RECEIVE_MOVE)
    move = locked(uid)
    if move.receiver_id != actor.environment.pk:
        raise access.NotAllowed(
            _("Only the receiver decides about this move now."),
            code="NOT-THE-RECEIVER",
            remedy=_("Ask %(receiver)s.") % {"receiver": move.receiver_name or move.receiver_email},
        )
    return move


def _find(code_hash: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT moves_offer(%s)", [code_hash])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise CodeRefused(
            _("This transfer code is not known."),
            remedy=_("Copy it from the e-mail, or ask whoever started the move."),
        )
    found: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return found


def _require_usable(actor: Actor, found: Mapping[str, Any]) -> None:
    ask = _("Ask %(name)s of %(giver)s to start again.") % {"name": found["started_by"], "giver": found["giver"]}
    if found["giver_id"] == actor.environment.pk:
        raise CodeRefused(_("This is your own offer."), code="CODE-OWN", remedy=_("Send the code to the receiver."))
    if found["state"] == MoveState.WITHDRAWN and not found["used"]:
        raise CodeRefused(_("This offer was withdrawn."), code="CODE-WITHDRAWN", remedy=ask)
    if found["used"]:
        raise CodeRefused(
            _("This transfer code was used already."), code="CODE-USED", remedy=_("Look under Migrations.")
        )
    if found["state"] != MoveState.OFFERED or datetime.fromisoformat(found["expires_at"]) <= clock.now():
        raise CodeRefused(_("This transfer code has expired."), code="CODE-EXPIRED", remedy=ask)


def _require_known(offer: Offer, new_codes: Mapping[str, str]) -> None:
    unknown = sorted(set(new_codes) - {one.code for one in offer.administrations})
    if unknown:
        raise Refused(
            _("The offer has no administration “%(code)s”.") % {"code": unknown[0]},
            code="ADMINISTRATION-NOT-OFFERED",
            remedy=_("Use the codes that the offer shows."),
        )


def _hash_of(actor: Actor, typed: str) -> str:
    """Of what somebody typed, who may go on trying."""
    access.require(actor, Right.RECEIVE_MOVE)
    attempts.require_some_left(actor)
    return codes.hash_of(typed)


def _chosen(offer: Offer, new_codes: Mapping[str, str]) -> dict[str, str]:
    return {one.code: new_codes.get(one.code, one.code) for one in offer.administrations}


def _claim(actor: Actor, code_hash: str) -> Move:
    with connection.cursor() as cursor:
        cursor.execute("SELECT moves_claim(%s, %s, %s)", [code_hash, actor.environment.pk, clock.now()])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise CodeRefused(
            _("Somebody else used this transfer code just now."),
            code="CODE-USED",
            remedy=_("Look under Migrations."),
        )
    return locked(Move.objects.get(pk=row[0]).uid)


def _require_in_window(until: datetime | None) -> None:
    if until is None or until <= clock.now():
        raise IllegalTransition(
            _("The time in which this move could be taken back has ended."),
            code="UNDO-WINDOW-ENDED",
            remedy=_("Start a new move the other way."),
        )
