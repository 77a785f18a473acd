"""A new move with its administrations, as its tables want it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import Profile
from overstap.moves.values import MoveState
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a move begins with besides its administrations."""

    code_hash: str
    receiver_email: str = ""  # empty where nobody knows yet who will receive
    giver_email: str
    payment_agreement_moves: bool
    run_at: datetime | None = None


def make_move(actor: Actor, which: Profile, wanted: Sequence[Administration], start: Start) -> Move:
    """A move of ``wanted`` from the actor's environment, still a draft. Raises Refused (MOVE-EXISTS)."""
    try:
        with transaction.atomic():
            move = Move.objects.create(
                profile=which.name,
                state=MoveState.DRAFT,
                giver=actor.environment,
                giver_name=actor.environment.name,
                started_by=actor.person,
                giver_email=start.giver_email,
                receiver_email=start.receiver_email,
                code_hash=start.code_hash,
                expires_at=clock.now() + timedelta(days=which.consents.valid_days),
                run_at=start.run_at,
                payment_agreement_moves=start.payment_agreement_moves,
                fee=which.fee.of(len(wanted)),
                currency=which.fee.currency,
            )
            MoveAdministration.objects.bulk_create(
                MoveAdministration(
                    move=move,
                    number=number,
                    administration_uid=one.uid,
                    source=one,
                    name=one.name,
                    old_code=one.code,
                )
                for number, one in enumerate(wanted, start=1)
            )
    except IntegrityError as error:
        raise Refused(
            _("One of these administrations was put in another move at the same moment."),
            code="MOVE-EXISTS",
            remedy=_("Look under Migrations, and withdraw the other one first."),
        ) from error
    return move
