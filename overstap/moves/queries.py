"""Reads of moves, for pages and command line."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from overstap.moves.listing import MoveRow, overview, side_of, waits_for
from overstap.moves.models import Consent, Move, MoveAdministration, MoveEvent, Proof, Verification
from overstap.moves.state import parts_of
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Membership, Person
from overstap.tenancy.roles import Right

__all__ = [
    "MoveRow",
    "MoveStatus",
    "PartStatus",
    "due",
    "environments_with",
    "overview",
    "proof",
    "status",
    "waits_for",
]


@dataclass(frozen=True, slots=True)
class PartStatus:
    """One administration of a move."""

    number: int
    name: str
    old_code: str
    new_code: str
    outcome: str
    position: int | None
    failure: Mapping[str, Any] | None
    verification: Mapping[str, Any] | None  # of the newest one: at, clean, position, kinds, statements, not_compared


@dataclass(frozen=True, slots=True)
class MoveStatus:
    """A move in full, as either party may see it."""

    uid: str
    state: str
    side: str
    giver: str
    receiver: str
    profile: str
    expires_at: datetime
    frozen_at: datetime | None
    released_at: datetime | None
    undo_until: datetime | None
    waits_for: str
    failure: Mapping[str, Any] | None
    parts: tuple[PartStatus, ...]
    consents: tuple[Mapping[str, str], ...]
    events: tuple[Mapping[str, Any], ...]
    proof_sha256: str

    def as_dict(self) -> dict[str, Any]:
        """Plain data for ``--json`` output; times in ISO 8601."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def status(actor: Actor, uid: uuid.UUID) -> MoveStatus:
    """One move in full. Raises NotFound for those who are no party to it."""
    access.require(actor, Right.READ_MOVES)
    move = Move.objects.filter(uid=uid).first()
    if move is None:
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Check the number with “overstap move status”."),
        )
    proof = Proof.objects.filter(move=move).only("sha256").first()
    return MoveStatus(
        uid=str(move.uid),
        state=move.state,
        side=side_of(actor, move),
        giver=move.giver_name,
        receiver=move.receiver_name or move.receiver_email,
        profile=move.profile,
        expires_at=move.expires_at,
        frozen_at=move.frozen_at,
        released_at=move.released_at,
        undo_until=move.undo_until,
        waits_for=waits_for(move),
        failure=move.failure,
        parts=tuple(_part(part) for part in parts_of(move)),
        consents=tuple(_consents(move)),
        events=tuple(_events(move)),
        proof_sha256=proof.sha256 if proof else "",
    )


def environments_with(person: Person, uid: uuid.UUID) -> list[str]:
    """The URL parts of the environments of ``person`` that are party to a move; the receiver's first."""
    with access.acting(person.pk, []):
        mine = Membership.objects.filter(person=person, active=True)
        slugs = dict(mine.values_list("environment", "environment__slug"))
        with access.acting(person.pk, list(slugs)):
            move = Move.objects.filter(uid=uid).first()
    parties = (move.receiver_id, move.giver_id) if move else ()
    return [slugs[party] for party in parties if party in slugs]


def proof(actor: Actor, uid: uuid.UUID) -> Proof:
    """The signed proof of a move. Raises NotFound when there is none (yet) for this party."""
    access.require(actor, Right.READ_MOVES)
    found = Proof.objects.select_related("move").filter(move__uid=uid).first()
    if found is None:
        raise access.NotFound(
            _("There is no proof of this move."), code="PROOF-NOT-FOUND", remedy=_("It is made at the release.")
        )
    return found


def due(moment: datetime) -> list[uuid.UUID]:
    """Moves whose code expired or whose undo window ended before ``moment``; for the system actor."""
    with access.acting(access.system_person().pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT uid FROM moves_due(%s)", [moment])
        return [row[0] for row in cursor.fetchall()]


def _part(part: MoveAdministration) -> PartStatus:
    record = Verification.objects.filter(part=part).order_by("-id").first()
    verification = None
    if record is not None:
        head = {"at": record.at.isoformat(), "clean": record.is_clean, "position": record.position}
        told = {key: value for key, value in record.result.items() if key != "trial_balance"}
        verification = {**head, "purpose": record.purpose, **told}
    return PartStatus(
        number=part.number,
        name=part.name,
        old_code=part.old_code,
        new_code=part.new_code,
        outcome=part.outcome,
        position=part.position,
        failure=part.failure,
        verification=verification,
    )


def _consents(move: Move) -> list[Mapping[str, str]]:
    found = Consent.objects.select_related("person").filter(move=move).order_by("id")
    return [{"party": one.party, "person": one.person.name, "at": one.at.isoformat()} for one in found]


def _events(move: Move) -> list[Mapping[str, Any]]:
    found = MoveEvent.objects.filter(move=move).order_by("seq")
    return [
        {"seq": one.seq, "at": one.at.isoformat(), "kind": one.kind, "person": one.person, "data": one.data}
        for one in found
    ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
