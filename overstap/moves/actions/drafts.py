"""Preparing a move step by step: each step is saved, so that anyone with the right can go on with it.

Whoever saves says which version they looked at. What a colleague changed since is never overwritten unseen; one's own
earlier versions are (the Back button of a browser).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves import codes
from overstap.moves.actions import give, receive
from overstap.moves.actions.give import OfferOrder
from overstap.moves.drafts import MOST_OPEN, RIGHT, Draft, not_found, value_of
from overstap.moves.models import Move, MoveDraft
from overstap.moves.values import DraftKind
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState


class DraftChanged(Refused):
    """A colleague changed it meanwhile."""

    code = "DRAFT-CHANGED"


class DraftStale(Refused):
    """Something in it is no longer there."""

    code = "DRAFT-STALE"


class TooManyDrafts(Refused):
    """There are more drafts than anyone can mean to have."""

    code = "DRAFTS-TOO-MANY"


def begin_start(actor: Actor, step: str, chosen: Mapping[str, Any]) -> Draft:
    """A draft of a move to start. Raises NotAllowed, TooManyDrafts."""
    access.require(actor, RIGHT[DraftKind.START])
    return _begin(actor, DraftKind.START, step, chosen, "")


def begin_receive(actor: Actor, step: str, typed: str) -> Draft:
    """A draft of a move to receive, of its transfer code; the one that a colleague began already, if one did.

    Raises what ``look_up`` raises, TooManyDrafts.
    """
    offer = receive.look_up(actor, typed)
    code_hash = codes.hash_of(typed)
    begun = MoveDraft.objects.filter(environment=actor.environment, code_hash=code_hash, move=None)
    row = begun.select_related("saved_by", "move").first()
    return value_of(row) if row else _begin(actor, DraftKind.RECEIVE, step, {"giver": offer.giver}, code_hash)


def save_draft(actor: Actor, draft: Draft, step: str, chosen: Mapping[str, Any]) -> Draft:
    """Add what was ``chosen`` in a step; ``step`` is the next. ``draft.version`` is the one that the actor looked at.

    Raises NotAllowed, NotFound, DraftChanged. One that became a move already stays as it is.
    """
    row = _locked(actor, draft)
    if row.move is not None:
        return value_of(row)
    own = row.saved_by_id == actor.person.pk and draft.version >= row.own_since - 1
    if not own:
        _require_same(row, draft.version)
    row.chosen, row.step = {**row.chosen, **chosen}, step
    row.version, row.saved_at = row.version + 1, clock.now()
    if row.saved_by_id != actor.person.pk:
        row.saved_by, row.own_since = actor.person, row.version
    row.save()
    return value_of(row)


def discard_draft(actor: Actor, draft: Draft) -> None:
    """Throw a draft away; a move that came of it is left alone. Raises NotAllowed, NotFound."""
    row = _locked(actor, draft)
    if row.move is not None:
        return
    audit.record(actor, "move.discard_draft", {"kind": row.kind, "begun_by": row.begun_by.email})
    row.delete()


def offer_draft(actor: Actor, draft: Draft, *, agreed: bool) -> UUID:
    """Offer what a draft says. A draft becomes one move, however often this is asked: gives that move's uid.

    Raises DraftChanged, DraftStale, and what ``offer`` raises.
    """
    row = _locked(actor, draft)
    if row.move is not None:
        return row.move.uid
    _require_same(row, draft.version)
    _require_present(actor, row.chosen.get("codes", []))
    order = OfferOrder(
        codes=row.chosen.get("codes", []),
        receiver_email=row.chosen.get("receiver_email", ""),
        giver_email=row.chosen.get("giver_email", ""),
        profile=row.chosen.get("profile", "transfer-code"),
        payment_agreement_moves=row.chosen.get("payment_agreement_moves", True),
        client_name=row.chosen.get("client_name", ""),
        client_email=row.chosen.get("client_email", ""),
        run_at=_moment(row.chosen.get("run_at", "")),
        agreed=agreed,
    )
    return _became(row, give.offer(actor, order).uid)


def accept_draft(actor: Actor, draft: Draft, *, agreed: bool) -> UUID:
    """Accept the offer of a draft with the codes that it says; gives the move, also when asked again.

    Raises DraftChanged, and what ``accept`` raises.
    """
    row = _locked(actor, draft)
    if row.move is not None:
        return row.move.uid
    _require_same(row, draft.version)
    new_codes, connections = row.chosen.get("codes", {}), row.chosen.get("connections", {})
    uid = receive.accept_hashed(actor, row.code_hash, new_codes, agreed=agreed, connections=connections)
    return _became(row, uid)


def reject_draft(actor: Actor, draft: Draft, reason: str = "") -> UUID:
    """Reject the offer of a draft; gives the move, also when asked again. Raises what ``reject`` raises."""
    row = _locked(actor, draft)
    if row.move is not None:
        return row.move.uid
    return _became(row, receive.reject_hashed(actor, row.code_hash, reason))


def _begin(actor: Actor, kind: DraftKind, step: str, chosen: Mapping[str, Any], code_hash: str) -> Draft:
    if MoveDraft.objects.filter(environment=actor.environment, move=None).count() >= MOST_OPEN:
        raise TooManyDrafts(
            _("Your environment has %(most)d moves in preparation; that is the most.") % {"most": MOST_OPEN},
            remedy=_("Look under Migrations, and finish some or throw them away."),
        )
    try:
        with transaction.atomic():
            row = MoveDraft.objects.create(
                environment=actor.environment,
                kind=kind,
                step=step,
                chosen=dict(chosen),
                code_hash=code_hash,
                begun_by=actor.person,
                saved_by=actor.person,
                saved_at=clock.now(),
            )
    except IntegrityError as error:
        raise DraftChanged(
            _("A colleague entered this transfer code at the same moment."), remedy=_("Enter it once more.")
        ) from error
    return value_of(row)


def _locked(actor: Actor, draft: Draft) -> MoveDraft:
    access.require(actor, RIGHT[draft.kind])
    # no joins: who waited for the lock would see the other tables as they were before the wait
    found = MoveDraft.objects.select_for_update()
    row = found.filter(environment=actor.environment, kind=draft.kind, uid=draft.uid).first()
    if row is None:
        raise not_found()
    return row


def _require_same(row: MoveDraft, version: int) -> None:
    if version != row.version:
        raise DraftChanged(
            _("%(name)s changed this while you were looking at it.") % {"name": row.saved_by.name},
            remedy=_("Below is what it says now. Check it, and go on."),
        )


def _require_present(actor: Actor, wanted: list[str]) -> None:
    held = Administration.objects.filter(environment=actor.environment, code__in=wanted)
    present = set(held.exclude(state=AdministrationState.MOVED).values_list("code", flat=True))
    gone = [code for code in wanted if code not in present]
    if gone:
        raise DraftStale(
            _("These administrations are no longer here: %(codes)s.") % {"codes": ", ".join(gone)},
            remedy=_("Go back to the administrations, and choose again."),
        )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _became(row: MoveDraft, uid: UUID) -> UUID:
    row.move = Move.objects.get(uid=uid)
    row.save(update_fields=["move"])
    return uid
