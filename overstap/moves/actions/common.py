"""What several verbs share."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from overstap.durable import engine
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, Refused
from overstap.moves import schedule
from overstap.moves.models import Consent, Move, MoveAdministration
from overstap.moves.preflight import blocking
from overstap.moves.profiles import profile
from overstap.moves.proof.canonical import Json, canonical
from overstap.moves.state import go
from overstap.moves.values import MoveState, Party, Problem
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Mandate, Person

ADVANCE = "moves.advance"


class PreflightFailed(NeedsPerson):
    """Something has to be mended first; ``facts["problems"]`` lists all of it."""

    code = "PREFLIGHT-FAILED"


class ConsentMissing(Refused):
    """Nothing happens without consent."""

    code = "CONSENT-MISSING"


def require_clean(problems: Sequence[Problem]) -> None:
    """Raise PreflightFailed when a gate is closed."""
    closed = blocking(problems)
    if closed:
        raise PreflightFailed(
            _("This cannot start yet: %(first)s") % {"first": f"{closed[0].place}: {closed[0].message}"},
            remedy=closed[0].remedy,
            facts={"problems": [problem.as_dict() for problem in problems]},
        )


def require_consent(agreed: bool) -> None:  # noqa: FBT001 - it is the person's answer
    """Raise ConsentMissing unless the person agreed to the terms shown."""
    if not agreed:
        raise ConsentMissing(
            _("You have not agreed to the terms."), remedy=_("Read the terms and agree, or stop here.")
        )


def consent(move: Move, party: Party, actor: Actor, parts: Sequence[MoveAdministration]) -> None:
    """Write down that the actor agreed, to exactly this scope and these words; and let the system do the work."""
    write_consent(move, party, actor.person, parts)
    Mandate.objects.get_or_create(
        reference=move.uid, environment=actor.environment, defaults={"granted_by": actor.person}
    )


def write_consent(
    move: Move,
    party: Party,
    person: Person,
    parts: Sequence[MoveAdministration],
    *,
    at: datetime | None = None,
    language: str = "",
) -> None:
    """Write down that ``person`` agreed for ``party``, to this scope: now or ``at``, in ``language`` or that in use."""
    language = language or translation.get_language() or "nl"
    terms = profile(move.profile).terms[party]
    Consent.objects.create(
        move=move,
        party=party,
        person=person,
        at=at or clock.now(),
        scope_hash=scope_hash(move, parts),
        text=terms.get(language[:2], terms["nl"]),
    )


def agree_when_all_have(move: Move, person: Person, data: Mapping[str, Json] | None = None) -> bool:
    """Once every party of the profile agreed: the move (row locked) is agreed and runs when it has to.

    Gives whether it is. Runs as somebody who sees both environments, or the system actor.
    """
    agreed = set(Consent.objects.filter(move=move).values_list("party", flat=True))
    which = profile(move.profile)
    if not set(which.consents.parties) <= agreed:
        return False
    move.run_at = schedule.run_at(which, clock.now(), chosen=move.run_at)
    when: dict[str, Json] = {"run_at": move.run_at.isoformat()} if move.run_at else {}
    go(move, MoveState.AGREED, person, {**(data or {}), **when})
    engine.defer(ADVANCE, at=move.run_at, uid=str(move.uid))
    return True


def scope_hash(move: Move, parts: Sequence[MoveAdministration]) -> str:
    """SHA-256 over what is agreed to: which administrations, under which codes, by which profile, at what price.

    Where a client has to agree: also whose books they are.
    """
    scope: dict[str, Json] = {
        "move": str(move.uid),
        "profile": move.profile,
        "fee": f"{move.fee} {move.currency}",
        "payment_agreement_moves": move.payment_agreement_moves,
        **({"client": move.client_email} if move.client_email else {}),
        "administrations": [
            {"uid": str(part.administration_uid), "name": part.name, "old": part.old_code, "new": part.new_code}
            for part in parts
        ],
    }
    return hashlib.sha256(canonical(scope)).hexdigest()


def parse_uid(text: str) -> uuid.UUID:
    """The number of a move as typed. Raises Refused (MOVE-NOT-FOUND) when it cannot be one."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(
            _("“%(text)s” is not the number of a move.") % {"text": text[:60]},
            code="MOVE-NOT-FOUND",
            remedy=_("Check the number with “overstap move status”."),
        ) from None
