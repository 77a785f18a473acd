"""Asking the parties, and what follows on their answers. The move's row is locked by whoever calls."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves import events
from overstap.moves.actions.common import agree_when_all_have, require_consent, scope_hash, write_consent
from overstap.moves.models import Consent, Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.proof.canonical import Json
from overstap.moves.state import go, name_of, parts_of
from overstap.moves.takeovers import checks, letters
from overstap.moves.takeovers.models import Approval, TakeoverRequest
from overstap.moves.takeovers.values import Answer, VoidReason
from overstap.moves.transitions import IllegalTransition, require_legal
from overstap.moves.values import MoveState, Outcome, Party
from overstap.tenancy.models import Person


class ScopeChanged(Refused):
    """What somebody approves is not what stands now."""

    code = "SCOPE-CHANGED"


class NotAsked(Refused):
    """This party has nothing to answer now."""

    code = "NOT-ASKED"


def ask_all(move: Move, why: str = "") -> None:
    """Ask every party that approves by a link, each for itself, to the scope as it stands now (R233 to R235)."""
    for party in profile(move.profile).consents.by_link:
        ask(move, party)
    letters.asked(move, profile(move.profile).consents.by_link, why)


def ask(move: Move, party: Party) -> Approval:
    """Write down that ``party`` is asked; whoever was asked last has the whole time to answer."""
    now = clock.now()
    name, email = {
        Party.GIVER: (move.giver_name, move.giver_email),
        Party.RECEIVER: (move.receiver_name or move.receiver_email, move.receiver_email),
        Party.CLIENT: (move.client_name, move.client_email),
    }[party]
    move.expires_at = now + timedelta(days=profile(move.profile).consents.valid_days)
    move.save(update_fields=["expires_at"])
    return Approval.objects.create(
        move=move, party=party, name=name, email=email, asked_at=now, scope_hash=scope_of(move)
    )


def scope_of(move: Move) -> str:
    """The hash of what is to be approved now."""
    return scope_hash(move, parts_of(move))


def standing(move: Move) -> dict[Party, Approval]:
    """What each party was asked last, and answered."""
    found = Approval.objects.select_related("person").filter(move=move, voided_at=None)
    return {Party(one.party): one for one in found}


def void(move: Move, why: VoidReason, person: Person) -> None:
    """What was approved is not what stands now: nobody has approved it, and everybody is asked again."""
    Approval.objects.filter(move=move, voided_at=None).update(voided_at=clock.now(), void_reason=why)
    events.record(move, "scope_changed", name_of(person), {"why": str(why)})
    ask_all(move, why)


def answer(move: Move, party: Party, person: Person, *, shown: str, agreed: bool) -> None:
    """Approve for ``party`` the scope with hash ``shown``; when all have, the move is agreed and runs.

    Raises NotAsked, ScopeChanged, ConsentMissing, SamePerson.
    """
    one = require_asked(move, party)
    if not shown or shown != scope_of(move) or shown != one.scope_hash:
        raise ScopeChanged(
            _("What is asked was changed while you were looking at it."),
            remedy=_("Look at it once more; below is how it is now."),
        )
    require_consent(agreed)
    checks.require_another_person(move, party, person.email)
    one.answer, one.answered_at, one.person = Answer.APPROVED, clock.now(), person
    one.language = (translation.get_language() or "nl")[:2]
    one.save()
    events.record(move, "approved", name_of(person), {"party": str(party), "scope": shown})
    _conclude(move, party, person)


def require_asked(move: Move, party: Party) -> Approval:
    """What ``party`` is asked now. Raises NotAsked."""
    one = Approval.objects.filter(move=move, party=party, voided_at=None).first()
    if move.state != MoveState.OFFERED or move.expires_at <= clock.now() or one is None:
        raise NotAsked(_("Nothing waits for your approval here."), remedy=_("Look at how the migration stands."))
    if one.answer:
        raise NotAsked(
            _("Your answer was given already."),
            code="ANSWERED-ALREADY",
            remedy=_("Look at how the migration stands."),
        )
    return one


def refuse(move: Move, party: Party, who: str, person: Person, reason: str) -> None:
    """G2: ``party`` does not want it, ``who`` says so for it; the move ends, and everybody is told why.

    Raises ReasonMissing, IllegalTransition (MOVE-STATE) once everybody agreed.
    """
    told = checks.reason(reason)
    if move.state not in (MoveState.DRAFT, MoveState.OFFERED):
        raise IllegalTransition(
            _("It is too late to refuse: everybody approved, or it has ended."),
            remedy=_("Look at how the migration stands."),
            facts={"state": move.state, "wanted": str(MoveState.REJECTED)},
        )
    require_legal(move.state, MoveState.REJECTED, _("This cannot be refused any more."))
    Approval.objects.filter(move=move, party=party, voided_at=None, answer="").update(
        answer=Answer.REFUSED, answered_at=clock.now(), reason=told
    )
    MoveAdministration.objects.filter(move=move).update(outcome=Outcome.REJECTED)
    letters.refused(move, party, who, told)
    data: dict[str, Json] = {"reason": told, "party": str(party)}
    go(move, MoveState.REJECTED, person, data)


def hold_for_client(move: Move) -> None:
    """A receiver accepted with a code, and the client still has to approve: ask them now."""
    if Party.CLIENT not in profile(move.profile).consents.by_link:
        return
    checks.require_client(move.client_email, move.giver_id, move.receiver_id)
    if move.received_by is not None:
        checks.require_another_person(move, Party.RECEIVER, move.received_by.email)
    Approval.objects.filter(move=move, party=Party.RECEIVER, voided_at=None, answer="").update(
        answer=Answer.APPROVED, answered_at=clock.now(), person=move.received_by, scope_hash=scope_of(move)
    )
    ask(move, Party.CLIENT)
    letters.asked(move, (Party.CLIENT,))


def begin_for_client(move: Move) -> None:
    """An offer by code to which a client has to agree as well: tell them, and keep count for the reminders."""
    if Party.CLIENT not in profile(move.profile).consents.by_link:
        return
    Approval.objects.create(
        move=move,
        party=Party.RECEIVER,
        name=move.receiver_email,
        email=move.receiver_email,
        asked_at=clock.now(),
        scope_hash=scope_of(move),
    )
    letters.announced(move)


def _conclude(move: Move, party: Party, person: Person) -> None:
    missing = _missing(move)
    if missing:
        letters.approved(move, party, person.name, missing)
        return
    parts = parts_of(move)
    _write_consents(move, parts)
    agree_when_all_have(move, person, {"codes": {part.old_code: part.new_code for part in parts}})
    letters.agreed(move)


def _missing(move: Move) -> tuple[Party, ...]:
    """Who has to approve still, in the order of the profile."""
    done = {party for party, one in standing(move).items() if one.answer == Answer.APPROVED}
    done |= {Party(one) for one in Consent.objects.filter(move=move).values_list("party", flat=True)}
    return tuple(party for party in profile(move.profile).consents.parties if party not in done)


def _write_consents(move: Move, parts: Sequence[MoveAdministration]) -> None:
    written = set(Consent.objects.filter(move=move).values_list("party", flat=True))
    given = standing(move)
    for party in profile(move.profile).consents.parties:
        one = given.get(party)
        if party in written or one is None or one.person is None:
            continue
        write_consent(move, party, one.person, parts, at=one.answered_at, language=one.language)


def request_of(move: Move) -> TakeoverRequest:
    """What was asked for. Raises NotAsked where the move did not begin with a request."""
    found = TakeoverRequest.objects.filter(move=move).first()
    if found is None:
        raise NotAsked(_("This migration did not begin with a request."), remedy=_("Look at how the migration stands."))
    return found
