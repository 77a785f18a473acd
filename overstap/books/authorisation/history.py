"""What the verbs share: the lines of the history, and the end of an authorisation."""

from uuid import UUID

from django.db.models import Max, QuerySet

from overstap.books.authorisation.models import Authorisation, AuthorisationEvent, AuthorisationTurn
from overstap.books.authorisation.values import Deed, State
from overstap.lib import clock
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

NOBODY: tuple[UUID | None, str] = (None, "")


def turns(found: Authorisation) -> QuerySet[AuthorisationTurn]:
    """Whose turn it is at each position."""
    return AuthorisationTurn.objects.filter(
        administration_id=found.administration_id, document_uid=found.document_uid, round=found.round
    )


def write(
    actor: Actor, found: Authorisation, deed: Deed, comment: str = "", other: tuple[UUID | None, str] = NOBODY
) -> None:
    """The next line of the history; the row of the authorisation is locked, or was made by this transaction."""
    lines = AuthorisationEvent.objects.filter(
        administration_id=found.administration_id, document_uid=found.document_uid, round=found.round
    )
    last = lines.aggregate(last=Max("number"))["last"] or 0
    line(actor, found, deed, comment, other, number=last + 1).save(force_insert=True)


def line(
    actor: Actor, found: Authorisation, deed: Deed, comment: str, other: tuple[UUID | None, str], *, number: int
) -> AuthorisationEvent:
    """A line of the history, not saved yet."""
    return AuthorisationEvent(
        administration_id=found.administration_id,
        document_uid=found.document_uid,
        round=found.round,
        number=number,
        at=clock.now(),
        deed=deed,
        position=found.position,
        person_uid=actor.person.uid,
        person_name=actor.person.name,
        other_uid=other[0],
        other_name=other[1],
        comment=comment,
    )


def end(found: Authorisation, state: State) -> State:
    """Nobody has to decide any more."""
    found.state, found.ended_at = state, clock.now()
    found.save(update_fields=["state", "ended_at"])
    return state


def record(actor: Actor, action: str, found: Authorisation, **facts: object) -> None:
    """In the audit log too."""
    told = {"administration": found.administration.code, "document": str(found.document_uid), **facts}
    audit.record(actor, action, told)
