"""Reads of tasks, for pages and command line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from overstap.lib import clock
from overstap.moves.aftercare.actions import not_found, visible_to
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.aftercare.values import Answer, TaskDeed, TaskFile, TaskRow, TaskState, TaskStep
from overstap.moves.models import MoveAdministration
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Membership
from overstap.tenancy.roles import Right, may
from overstap.tenancy.values import PersonKind

PAGE = 50
MOST_AT_HOME = 6


class Which(StrEnum):
    """Which tasks a list shows."""

    MINE = "mine"  # open, and the actor's own
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"  # and called off


@dataclass(frozen=True, slots=True)
class After:
    """Where a list goes on: behind the task with this due day and number."""

    due: date
    number: int


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a task can be given."""

    uid: UUID
    name: str


def today() -> date:
    """The day in the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def tasks(
    actor: Actor, which: Which = Which.MINE, *, move: UUID | None = None, after: After | None = None, limit: int = PAGE
) -> list[TaskRow]:
    """Tasks that the actor may see: what is due first comes first; of what is done, what was due last."""
    found = Task.objects.filter(**visible_to(actor)).filter(_of(which, actor))
    if move is not None:
        found = found.filter(move__uid=move)
    back = which is Which.DONE
    if after is not None:
        beyond = Q(due__lt=after.due) | Q(due=after.due, id__lt=after.number)
        ahead = Q(due__gt=after.due) | Q(due=after.due, id__gt=after.number)
        found = found.filter(beyond if back else ahead)
    return _rows(actor, found.order_by("-due", "-id") if back else found.order_by("due", "id"), limit)


def mine(actor: Actor, most: int = MOST_AT_HOME) -> list[TaskRow]:
    """What the actor has to do, for the first page."""
    return tasks(actor, Which.MINE, limit=most)


def not_copied(actor: Actor, move: UUID) -> list[TaskFile]:
    """What was not copied in a move, with what is known about each (R243 to R254); those that the actor may see."""
    found = Task.objects.filter(**visible_to(actor), move__uid=move, asks=True)
    rows = list(_related(found).order_by("part__number", "id"))
    names = _names(rows)
    return [_file(actor, one, names, ()) for one in rows]


def task(actor: Actor, uid: UUID) -> TaskFile:
    """One task in full, with its history. Raises NotFound for whom it is not theirs to see."""
    one = _related(Task.objects.filter(uid=uid, **visible_to(actor))).first()
    if one is None:
        raise not_found()
    events = TaskEvent.objects.select_related("person").filter(task=one).order_by("id")
    steps = [TaskStep(TaskDeed(event.deed), event.at, event.person.name, event.text) for event in events]
    return _file(actor, one, _names([one]), steps)


def colleagues(actor: Actor) -> list[Colleague]:
    """To whom the actor may give a task; nobody for who may not."""
    if not may(actor.role, Right.READ_MOVES):
        return []
    found = Membership.objects.filter(environment=actor.environment, active=True, person__is_active=True)
    people = found.exclude(person__kind=PersonKind.PLACEHOLDER).order_by("person__name")
    return [Colleague(uid, name) for uid, name in people.values_list("person__uid", "person__name")]


def _of(which: Which, actor: Actor) -> Q:
    still = Q(done_at=None, cancelled_at=None)
    if which is Which.MINE:
        return still & Q(owner=actor.person)
    if which is Which.OVERDUE:
        return still & Q(due__lt=today())
    return still if which is Which.OPEN else ~still


def _related(found: QuerySet[Task]) -> QuerySet[Task]:
    return found.select_related("move", "part", "owner", "done_by", "answered_by")


def _rows(actor: Actor, found: QuerySet[Task], limit: int) -> list[TaskRow]:
    rows = list(_related(found)[:limit])
    names = _names(rows)
    return [_row(actor, one, names) for one in rows]


def _names(rows: Iterable[Task]) -> dict[int, str]:
    """Of each move of these tasks: the names of its administrations, the first three."""
    wanted = {one.move_id for one in rows if one.part_id is None}
    if not wanted:
        return {}
    found = MoveAdministration.objects.filter(move__in=wanted, number__lte=4).order_by("number")
    names: dict[int, list[str]] = {}
    for move, name in found.values_list("move_id", "name"):
        names.setdefault(move, []).append(name)
    return {move: ", ".join(some[:3]) + (", …" if len(some) > 3 else "") for move, some in names.items()}


def _row(actor: Actor, one: Task, names: dict[int, str]) -> TaskRow:
    gave = one.move.giver_id == one.environment_id
    state = TaskState.CANCELLED if one.cancelled_at else TaskState.DONE if one.done_at else TaskState.OPEN
    return TaskRow(
        number=one.pk,
        uid=one.uid,
        code=one.code,
        variant=one.variant,
        state=state,
        due=one.due,
        overdue=state is TaskState.OPEN and one.due < today(),
        move=one.move.uid,
        administration=one.part.name if one.part else names.get(one.move_id, ""),
        new_code=(one.part.old_code if gave else one.part.new_code) if one.part else "",
        other=(one.move.receiver_name or one.move.receiver_email) if gave else one.move.giver_name,
        owner=one.owner.name if one.owner else "",
        mine=one.owner_id == actor.person.pk,
        done_by=one.done_by.name if one.done_by else "",
        done_at=one.done_at,
    )


def _file(actor: Actor, one: Task, names: dict[int, str], steps: Sequence[TaskStep]) -> TaskFile:
    return TaskFile(
        row=_row(actor, one, names),
        move_state=one.move.state,
        done_text=one.done_text,
        cancelled_why=one.cancelled_why,
        owner_uid=one.owner.uid if one.owner else None,
        asks=one.asks,
        answer=Answer(
            managed_by=one.managed_by,
            exists_here=one.exists_here,
            option=one.option,
            remark=one.remark,
            person=one.answered_by.name if one.answered_by else "",
            at=one.answered_at,
        ),
        facts=one.facts,
        steps=steps,
        manages=may(actor.role, Right.READ_MOVES),
    )
