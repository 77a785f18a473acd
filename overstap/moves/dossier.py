"""A move in full for its page, in a fixed number of queries; the trial balances side by side are read apart."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Func, JSONField, TextField, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from overstap.moves.listing import other_side, side_of, waits_for, waits_for_its_time
from overstap.moves.models import Consent, Move, MoveAdministration, MoveEvent, Override, Proof, Verification
from overstap.moves.parties import asks_client, by_links, can_withdraw, giver_person
from overstap.moves.takeovers import waiting
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One administration of a move; ``verification`` without the trial balances."""

    number: int
    name: str
    old_code: str
    new_code: str
    outcome: str
    position: int | None
    failure: Json | None
    delivery_address: str  # at the receiver, for the receiver
    verification: "Checked | None"


@dataclass(frozen=True, slots=True)
class Checked:
    """The newest verification of an administration."""

    at: datetime
    clean: bool
    purpose: str  # move or take_back
    kinds: list[Json]
    statements: list[Json]
    not_compared: list[Json]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who agreed for a party, when, and to which words."""

    party: str
    person: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the log; ``person`` is a name with an e-mail address."""

    seq: int
    at: datetime
    kind: str
    person: str
    data: Json


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the page of a move tells, as either party may see it."""

    uid: uuid.UUID
    state: str
    side: str  # giver or receiver
    profile: str
    giver: str
    receiver: str
    giver_person: str
    receiver_person: str  # empty until somebody accepted
    withdrawable: bool  # by its giver, now
    called: str  # what to call it, also while nobody chose its administrations
    client: str  # name and address, where the client has to agree; else empty
    approvals: bool  # whether parties approve on a page of their own
    requested: bool  # whether it began with a request by the receiver
    giver_email: str
    receiver_email: str
    payment_agreement_moves: bool
    fee: Decimal
    currency: str
    waits_for: str
    waits_for_its_time: bool  # agreed, and the hour at which it runs has not come
    expires_at: datetime
    frozen_at: datetime | None
    released_at: datetime | None
    undo_until: datetime | None
    failure: Json | None
    parts: tuple[Part, ...]
    consents: tuple[Agreement, ...]
    overrides: tuple[tuple[str, str, str], ...]  # check, person, reason
    events: tuple[Happening, ...]
    proof_sha256: str

    @property
    def mark(self) -> str:
        """What this shows, to compare with ``mark_now``.

        The worker may go on between reading the state and reading the log, so the number of an event is not enough.
        """
        return _mark(self.state, self.events[-1].seq)


def dossier(actor: Actor, uid: uuid.UUID) -> Dossier:
    """The move ``uid``. Raises NotAllowed, and NotFound for those who are no party to it."""
    move = _visible(actor, uid)
    giver = giver_person(move)
    return Dossier(
        uid=move.uid,
        state=move.state,
        side=side_of(actor, move),
        profile=move.profile,
        giver=move.giver_name,
        receiver=other_side(move),
        giver_person=giver.name if giver else "",
        receiver_person=move.received_by.name if move.received_by else "",
        withdrawable=can_withdraw(move),
        called=waiting.name_without_parts(move),
        client=f"{move.client_name} <{move.client_email}>" if move.client_email else "",
        approvals=asks_client(move),
        requested=by_links(move),
        giver_email=move.giver_email if giver else "",
        receiver_email=move.receiver_email,
        payment_agreement_moves=move.payment_agreement_moves,
        fee=move.fee,
        currency=move.currency,
        waits_for=waits_for(move),
        waits_for_its_time=waits_for_its_time(move),
        expires_at=move.expires_at,
        frozen_at=move.frozen_at,
        released_at=move.released_at,
        undo_until=move.undo_until,
        failure=move.failure,
        parts=_parts(move),
        consents=_consents(move),
        overrides=_overrides(move),
        events=_events(move),
        proof_sha256=Proof.objects.filter(move=move).values_list("sha256", flat=True).first() or "",
    )


def mark_now(actor: Actor, uid: uuid.UUID) -> str:
    """State and newest line of the log, read at once: whether anything changed. Raises as ``dossier`` does."""
    access.require(actor, Right.READ_MOVES)
    newest = MoveEvent.objects.filter(move__uid=uid).order_by("-seq").values_list("move__state", "seq").first()
    if newest is None:
        raise _not_found(uid)
    return _mark(*newest)


def _mark(state: str, newest: int) -> str:
    return f"{state}-{newest}"


def balances(actor: Actor, uid: uuid.UUID, number: int) -> Json | None:
    """The trial balances side by side of administration ``number`` (values.BalancesOfBoth), of its newest verification.

    None where there is no verification (yet), or one from before they were kept.
    """
    access.require(actor, Right.READ_MOVES)
    records = Verification.objects.filter(part__move__uid=uid, part__number=number).order_by("-id")
    found: Json | None = records.values_list(KeyTransform("trial_balance", "result"), flat=True).first()
    return found


def _visible(actor: Actor, uid: uuid.UUID) -> Move:
    access.require(actor, Right.READ_MOVES)
    move = Move.objects.select_related("started_by", "received_by").filter(uid=uid).first()
    if move is None:
        raise _not_found(uid)
    return move


def _not_found(uid: uuid.UUID) -> access.NotFound:
    return access.NotFound(
        _("There is no move %(uid)s that you take part in.") % {"uid": uid},
        code="MOVE-NOT-FOUND",
        remedy=_("Look under Migrations, or ask whoever sent you the address."),
    )


def _parts(move: Move) -> tuple[Part, ...]:
    checked = _verifications(move)
    found = MoveAdministration.objects.filter(move=move).order_by("number")
    return tuple(
        Part(
            number=part.number,
            name=part.name,
            old_code=part.old_code,
            new_code=part.new_code,
            outcome=part.outcome,
            position=part.position,
            failure=part.failure,
            delivery_address=part.new_address or "",
            verification=checked.get(part.pk),
        )
        for part in found.annotate(new_address=F("target__delivery_address"))
    )


def _verifications(move: Move) -> dict[int, Checked]:
    """The newest of each administration, without the trial balances, which may be long."""
    without = Func(
        F("result"),
        Cast(Value("trial_balance"), TextField()),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=JSONField(),
    )
    records = Verification.objects.filter(part__move=move).order_by("part_id", "-id").distinct("part_id")
    return {
        record.part_id: Checked(
            at=record.at,
            clean=record.is_clean,
            purpose=record.purpose,
            kinds=record.brief["kinds"],
            statements=record.brief["statements"],
            not_compared=record.brief["not_compared"],
        )
        for record in records.defer("result").annotate(brief=without)
    }


def _consents(move: Move) -> tuple[Agreement, ...]:
    found = Consent.objects.select_related("person").filter(move=move).order_by("id")
    return tuple(Agreement(one.party, one.person.name, one.at, one.text) for one in found)


def _overrides(move: Move) -> tuple[tuple[str, str, str], ...]:
    found = Override.objects.select_related("person").filter(move=move).order_by("id")
    return tuple((one.check_name, one.person.name, one.reason) for one in found)


def _events(move: Move) -> tuple[Happening, ...]:
    found = MoveEvent.objects.filter(move=move).order_by("seq")
    return tuple(Happening(one.seq, one.at, one.kind, one.person, one.data) for one in found)
