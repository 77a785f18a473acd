"""What one person may decide on, and what they decided: their own page, for who reads no books too (R068).

An authoriser sees the documents whose turn is theirs and those on which they decided, and no others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from overstap.books.authorisation import people, queries
from overstap.books.authorisation.models import Authorisation, AuthorisationEvent, AuthorisationTurn
from overstap.books.authorisation.values import (
    Authorised,
    Decided,
    Deed,
    HistoryLine,
    Moment,
    Place,
    State,
)
from overstap.books.documents.models import Document
from overstap.books.documents.values import Content
from overstap.tenancy import access
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import AdministrationState

_DECISIONS = (Deed.APPROVED, Deed.REJECTED)


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """Some decisions, newest first, and what to ask the next page with (0: there is none)."""

    rows: Sequence[Decided]
    after: int


def waiting_for_me(actor: Actor, after: int = 0, limit: int = queries.PAGE) -> queries.WaitingPage:
    """Everything in the environment that waits for the actor, in the order in which it was sent. Raises NotAllowed."""
    access.require(actor, Right.AUTHORISE)
    found = _waiting(actor).filter(id__gt=min(max(after, 0), queries.LARGEST))
    rows = list(found.select_related("administration").order_by("id")[: limit + 1])
    mine = {actor.person.uid: actor.person.name}
    able = {row.administration_id: mine for row in rows}
    return queries.WaitingPage(queries.as_waiting(rows[:limit], able), rows[limit - 1].pk if len(rows) > limit else 0)


def anything_waits(actor: Actor) -> bool:
    """Whether something waits for the actor."""
    return may(actor.role, Right.AUTHORISE) and _waiting(actor).exists()


def decided_by_me(actor: Actor, before: int = 0, limit: int = queries.PAGE) -> DecidedPage:
    """The actor's own archive: on what they decided, newest first. Raises NotAllowed."""
    access.require(actor, Right.AUTHORISE)
    found = AuthorisationEvent.objects.filter(
        administration__in=_open_to(actor), person_uid=actor.person.uid, deed__in=_DECISIONS
    )
    if before:
        found = found.filter(id__lt=min(max(before, 0), queries.LARGEST))
    rows = list(found.select_related("administration").order_by("-id")[: limit + 1])
    names = queries.names_of((row.administration_id, row.document_uid) for row in rows[:limit])
    shown = [
        Decided(
            number=row.pk,
            document_uid=row.document_uid,
            round=row.round,
            administration=row.administration.name,
            code=row.administration.code,
            document=names.get((row.administration_id, row.document_uid), ""),
            deed=Deed(row.deed),
            at=row.at,
            comment=row.comment,
        )
        for row in rows[:limit]
    ]
    return DecidedPage(shown, rows[limit - 1].pk if len(rows) > limit else 0)


def authorised(actor: Actor, code: str, document: UUID, number: int) -> Authorised:
    """One authorisation in full, for who may see the document. Raises NotFound, NotAllowed."""
    one = _seen(actor, code, document)
    found = Authorisation.objects.filter(
        administration=one, document_uid=document, round=min(max(number, 0), 2**15 - 1)
    ).first()
    if found is None:
        raise _not_found()
    able = people.able_in(one)
    turns = list(_turns(one, found).order_by("position"))
    holder = next(turn for turn in turns if turn.position == found.position)
    waits = found.state == State.WAITING and one.state == AdministrationState.ACTIVE
    return Authorised(
        document_uid=document,
        document=Document.objects.filter(administration=one, uid=document).values_list("name", flat=True).first() or "",
        round=found.round,
        administration=one.name,
        code=one.code,
        moment=Moment(found.moment),
        workflow=found.workflow_name,
        state=State(found.state),
        since=found.waiting_since,
        started_at=found.started_at,
        ended_at=found.ended_at,
        position=found.position,
        places=[_place(turn, found, able) for turn in turns],
        history=_history(one, found),
        mine=waits and holder.person_uid == actor.person.uid and may(actor.role, Right.AUTHORISE),
        manages=waits and may(actor.role, Right.MANAGE_WORKFLOWS),
    )


def rounds(actor: Actor, code: str, document: UUID) -> list[tuple[int, State, Moment]]:
    """Every time that a document was sent into a workflow, newest first. Raises NotFound, NotAllowed."""
    one = _seen(actor, code, document)
    found = Authorisation.objects.filter(administration=one, document_uid=document).order_by("-round")
    return [(row.round, State(row.state), Moment(row.moment)) for row in found]


def content(actor: Actor, code: str, document: UUID) -> Content:
    """The file of a document that the actor has to decide on, decided on, or may read. Raises NotFound, NotAllowed."""
    one = _seen(actor, code, document)
    card = Document.objects.filter(administration=one, uid=document).first()
    if card is None:
        raise _not_found()
    return Content(sha256=card.sha256, media_type=card.media_type, name=card.name, size=card.size)


def _seen(actor: Actor, code: str, document: UUID) -> Administration:
    """The administration, for who reads its books or has to do with this document."""
    if may(actor.role, Right.READ_BOOKS):
        return access.administration(actor, code, Right.READ_BOOKS)
    one = access.administration(actor, code, Right.AUTHORISE)
    mine = {"administration": one, "document_uid": document, "person_uid": actor.person.uid}
    decided = AuthorisationEvent.objects.filter(**mine, deed__in=_DECISIONS)
    if not decided.exists() and not _waiting(actor).filter(administration=one, document_uid=document).exists():
        raise _not_found()
    return one


def _waiting(actor: Actor) -> QuerySet[Authorisation]:
    mine = AuthorisationTurn.objects.filter(
        administration=OuterRef("administration"),
        document_uid=OuterRef("document_uid"),
        round=OuterRef("round"),
        position=OuterRef("position"),
        person_uid=actor.person.uid,
    )
    found = Authorisation.objects.filter(administration__in=_open_to(actor), state=State.WAITING)
    return found.filter(Exists(mine), administration__sealed_at=None, administration__state=AdministrationState.ACTIVE)


def _open_to(actor: Actor) -> QuerySet[Administration]:
    """What the actor may open here; what left is not among it."""
    found = Administration.objects.filter(environment=actor.environment, administrationaccess__person=actor.person)
    return found.exclude(state=AdministrationState.MOVED)


def _turns(one: Administration, found: Authorisation) -> QuerySet[AuthorisationTurn]:
    return AuthorisationTurn.objects.filter(administration=one, document_uid=found.document_uid, round=found.round)


def _place(turn: AuthorisationTurn, found: Authorisation, able: Mapping[UUID, str]) -> Place:
    (authoriser,) = people.as_authorisers([(turn.person_uid, turn.person_name)], able)
    return Place(turn.position, authoriser, _stands(turn, found))


def _stands(turn: AuthorisationTurn, found: Authorisation) -> str:
    if turn.position < found.position or (turn.position == found.position and found.state == State.APPROVED):
        return "approved"
    if found.state == State.WAITING:
        return "now" if turn.position == found.position else "next"
    if turn.position == found.position and found.state == State.REJECTED:
        return "rejected"
    return "skipped"


def _history(one: Administration, found: Authorisation) -> list[HistoryLine]:
    rows = AuthorisationEvent.objects.filter(
        administration=one, document_uid=found.document_uid, round=found.round
    ).order_by("number")
    return [
        HistoryLine(row.number, Deed(row.deed), row.at, row.person_name, row.comment, row.other_name) for row in rows
    ]


def _not_found() -> NotFound:
    return NotFound(
        _("There is no such document for you to decide about."),
        code="AUTHORISATION-NOT-FOUND",
        remedy=_("Look at what waits for you."),
    )
