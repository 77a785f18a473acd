"""What an administration's people read of authorisation. For what one person may decide on, see ``own``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from overstap.books.authorisation import people
from overstap.books.authorisation.models import (
    Authorisation,
    AuthorisationTurn,
    Setting,
    Workflow,
    WorkflowStep,
)
from overstap.books.authorisation.values import (
    PATIENCE_HOURS,
    Authoriser,
    Demand,
    Demands,
    Moment,
    Stand,
    State,
    Turn,
    Waiting,
    WorkflowRow,
)
from overstap.books.documents.models import Document
from overstap.lib import clock
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

PAGE = 50
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Some that wait, oldest first, and what to ask the next page with (0: there is none)."""

    rows: Sequence[Waiting]
    after: int


@dataclass(frozen=True, slots=True)
class Sendable:
    """A document that can be sent into a workflow."""

    uid: UUID
    name: str


def demands(actor: Actor, code: str) -> Demands:
    """What is asked before and after booking. Raises NotFound, NotAllowed."""
    return demands_of(access.administration(actor, code, Right.READ_BOOKS))


def demands_of(one: Administration) -> Demands:
    """As ``demands``, of an administration in hand."""
    row = Setting.objects.filter(administration=one).first()
    return Demands(Demand(row.before), Demand(row.after)) if row else Demands()


def workflows(actor: Actor, code: str) -> list[WorkflowRow]:
    """The workflows, by name; 25 at most. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    able = people.able_in(one)
    steps: dict[str, list[Authoriser]] = {}
    for step in WorkflowStep.objects.filter(administration=one).order_by("workflow_key", "position"):
        found = people.as_authorisers([(step.person_uid, step.person_name)], able)
        steps.setdefault(step.workflow_key, []).extend(found)
    rows = Workflow.objects.filter(administration=one).order_by("key")
    return [WorkflowRow(row.key, row.name, steps.get(row.key, ())) for row in rows]


def able(actor: Actor, code: str) -> list[Authoriser]:
    """Everybody who can authorise there, by name: to choose from. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.MANAGE_WORKFLOWS)
    return [Authoriser(uid, name, able=True) for uid, name in people.able_in(one).items()]


def waiting(actor: Actor, code: str, after: int = 0, limit: int = PAGE) -> WaitingPage:
    """What waits in one administration, in the order in which it was sent. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    found = Authorisation.objects.filter(administration=one, state=State.WAITING, id__gt=_askable(after))
    rows = list(found.select_related("administration").order_by("id")[: limit + 1])
    shown = as_waiting(rows[:limit], {one.pk: people.able_in(one)})
    return WaitingPage(shown, rows[limit - 1].pk if len(rows) > limit else 0)


def sendable(actor: Actor, code: str, limit: int = PAGE) -> list[Sendable]:
    """The newest documents that were never sent into a workflow. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    sent = Authorisation.objects.filter(administration=one).values("document_uid")
    found = Document.objects.filter(administration=one, deleted_at=None).exclude(uid__in=sent)
    rows = found.order_by("-arrived_at", "-id").values_list("uid", "name")[:limit]
    return [Sendable(uid, name) for uid, name in rows]


def stand(actor: Actor, code: str) -> Stand:
    """What stands in the way of a move. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.MANAGE_WORKFLOWS)
    return stands([one])[one.pk]


def stands(administrations: Sequence[Administration]) -> Mapping[int, Stand]:
    """Of each administration (by its number) what stands in the way of a move; four queries for all of them."""
    waits, steps = waiting_counts(administrations), authoriser_counts(administrations)
    flows, asked = workflow_counts(administrations), all_demands(administrations)
    nothing = Demands()
    return {
        number: Stand(
            waits.get(number, 0),
            steps.get(number, 0),
            flows.get(number, 0),
            asked.get(number, nothing).before,
            asked.get(number, nothing).after,
        )
        for number in (one.pk for one in administrations)
    }


def waiting_counts(administrations: Sequence[Administration]) -> Mapping[int, int]:
    """How many documents wait, by administration; nothing for those where none does."""
    return _counted(Authorisation.objects.filter(state=State.WAITING), administrations, "id")


def authoriser_counts(administrations: Sequence[Administration]) -> Mapping[int, int]:
    """How many people are in workflows, each counted once, by administration."""
    return _counted(WorkflowStep.objects.all(), administrations, "person_uid")


def workflow_counts(administrations: Sequence[Administration]) -> Mapping[int, int]:
    """How many workflows there are, by administration."""
    return _counted(Workflow.objects.all(), administrations, "id")


def decided_counts(administrations: Sequence[Administration]) -> Mapping[int, int]:
    """Of how many documents the history is kept, by administration."""
    return _counted(Authorisation.objects.all(), administrations, "document_uid")


def all_demands(administrations: Sequence[Administration]) -> Mapping[int, Demands]:
    """What is asked before and after booking, by administration; nothing for those that never said."""
    found = Setting.objects.filter(administration__in=[one.pk for one in administrations])
    return {row.administration_id: Demands(Demand(row.before), Demand(row.after)) for row in found}


def authoriser_names(administrations: Sequence[Administration]) -> list[str]:
    """The names of everybody in a workflow, each once."""
    found = WorkflowStep.objects.filter(administration__in=[one.pk for one in administrations])
    return list(found.order_by("person_name").values_list("person_name", flat=True).distinct())


def as_waiting(rows: Sequence[Authorisation], able: Mapping[int, Mapping[UUID, str]]) -> list[Waiting]:
    """Rows as they are shown; ``able``: who can authorise, by administration. Two queries."""
    names, holders = _names(rows), _holders(rows)
    limit = clock.now() - timedelta(hours=PATIENCE_HOURS)
    made = []
    for row in rows:
        holder = holders[row.administration_id, row.document_uid, row.round, row.position]
        (authoriser,) = people.as_authorisers([holder], able.get(row.administration_id, {}))
        made.append(
            Waiting(
                number=row.pk,
                turn=Turn(row.document_uid, row.round, row.position),
                administration=row.administration.name,
                code=row.administration.code,
                document=names.get((row.administration_id, row.document_uid), ""),
                moment=Moment(row.moment),
                workflow=row.workflow_name,
                since=row.waiting_since,
                late=row.waiting_since < limit,
                authoriser=authoriser,
            )
        )
    return made


def names_of(wanted: Iterable[tuple[int, UUID]]) -> Mapping[tuple[int, UUID], str]:
    """The names of documents, by administration and uid."""
    pairs = set(wanted)
    found = Document.objects.filter(
        administration__in={number for number, _uid in pairs}, uid__in={uid for _number, uid in pairs}
    )
    return {(number, uid): name for number, uid, name in found.values_list("administration_id", "uid", "name")}


def _names(rows: Sequence[Authorisation]) -> Mapping[tuple[int, UUID], str]:
    return names_of((row.administration_id, row.document_uid) for row in rows)


def _holders(rows: Sequence[Authorisation]) -> Mapping[tuple[int, UUID, int, int], tuple[UUID, str]]:
    found = AuthorisationTurn.objects.filter(
        administration__in={row.administration_id for row in rows}, document_uid__in={row.document_uid for row in rows}
    )
    return {
        (turn.administration_id, turn.document_uid, turn.round, turn.position): (turn.person_uid, turn.person_name)
        for turn in found
    }


def _counted(found: QuerySet[Any], administrations: Sequence[Administration], what: str) -> Mapping[int, int]:
    mine = found.filter(administration__in=[one.pk for one in administrations])
    rows = mine.values(number=F("administration")).annotate(count=Count(what, distinct=True))
    return {row["number"]: row["count"] for row in rows}


def _askable(number: int) -> int:
    return min(max(number, 0), LARGEST)
