"""What an administration of a test holds of authorisation."""

from datetime import UTC, datetime
from uuid import UUID

from overstap.books.authorisation.models import (
    Authorisation,
    AuthorisationEvent,
    AuthorisationTurn,
    Setting,
    Workflow,
    WorkflowStep,
)
from overstap.books.authorisation.values import Deed, Demand, Moment, State
from overstap.tenancy.models import Administration

THEN = datetime(2025, 3, 10, 9, 30, tzinfo=UTC)
ENDED, HELD = UUID(int=1), UUID(int=2)  # documents
SOMEBODY, ANOTHER = UUID(int=11), UUID(int=12)


def first(one: Administration) -> None:
    """A document that was approved: what every move may take along."""
    Setting.objects.create(administration=one, before=Demand.OPTIONAL, after=Demand.NONE)
    _authorisation(one, ENDED, State.APPROVED, "Inkoop")
    _turn(one, ENDED, 1, SOMEBODY, "Anna de Vries")
    _event(one, ENDED, 1, Deed.STARTED, "")


def second(one: Administration) -> None:
    """A document that was rejected, in difficult letters."""
    _authorisation(one, HELD, State.REJECTED, "cafe\u0301 ‘groot’")
    _turn(one, HELD, 1, ANOTHER, "Zoë O’Neill-de\u00a0Boer")
    _event(one, HELD, 1, Deed.REJECTED, "Bedrag klopt niet:\n€ 12,00 i.p.v. € 21,00")


def behind_the_gates(one: Administration) -> None:
    """What the gates of transfer-code would stop: put there once the checks are done."""
    for key, name in (("cafe\u0301", "Cafe\u0301"), ("caf\u00e9", "CAF\u00c9")):
        Workflow.objects.create(administration=one, key=key, name=name)
        for position, uid in enumerate((SOMEBODY, ANOTHER), start=1):
            WorkflowStep.objects.create(
                administration=one, workflow_key=key, position=position, person_uid=uid, person_name=f"{name} {uid}"
            )


def _authorisation(one: Administration, document: UUID, state: State, workflow: str) -> None:
    Authorisation.objects.create(
        administration=one,
        document_uid=document,
        round=1,
        moment=Moment.BEFORE,
        workflow_name=workflow,
        state=state,
        started_at=THEN,
        waiting_since=THEN,
        ended_at=THEN,
    )


def _turn(one: Administration, document: UUID, position: int, person: UUID, name: str) -> None:
    AuthorisationTurn.objects.create(
        administration=one, document_uid=document, round=1, position=position, person_uid=person, person_name=name
    )


def _event(one: Administration, document: UUID, number: int, deed: Deed, comment: str) -> None:
    AuthorisationEvent.objects.create(
        administration=one,
        document_uid=document,
        round=1,
        number=number,
        at=THEN,
        deed=deed,
        position=1,
        person_uid=SOMEBODY,
        person_name="Anna de Vries",
        comment=comment,
    )
