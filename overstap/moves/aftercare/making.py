"""What follows on a move for its people: tasks made from the data of its profile, and called off when it is undone.

Runs in the transaction of the step itself, as the system actor, which sees both parties. May be repeated.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from overstap.lib import clock
from overstap.moves.aftercare import notices, report
from overstap.moves.aftercare.codes import (
    BANK_CONNECTIONS,
    BANK_LINK,
    BANKS,
    BECON_NUMBER,
    CANCEL_LICENCE,
    KINDS,
    PAID_BANK_LINK,
    TaskKind,
)
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.aftercare.values import TaskDeed
from overstap.moves.holdings import planning
from overstap.moves.models import Consent, Move, MoveAdministration
from overstap.moves.profiles import Profile, profile
from overstap.moves.profiles.values import Unit
from overstap.moves.state import parts_of
from overstap.moves.takeovers.queries import managed_by
from overstap.moves.values import Outcome, Party
from overstap.tenancy.access import system_person
from overstap.tenancy.models import Environment, Membership, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import OfficeKind

MOST_FACTS = 40
WHY_TAKEN_BACK = "taken-back"  # a code; texts have its words
_RELEASED = (Outcome.RELEASED, Outcome.CLOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task that a profile asks for; ``asks``: something that was not copied."""

    code: str
    variant: str = ""
    asks: bool = False

    @property
    def key(self) -> str:
        """The code of the line of the plan that is about the same."""
        return f"{self.code}:{self.variant}" if self.code == BANK_LINK else self.code

    @property
    def kind(self) -> TaskKind:
        """Whose it is, and when it is due."""
        return KINDS[self.code]


def released(move: Move) -> None:
    """Keep the check report as it was, and give both parties their tasks; each owner gets one mail for the move."""
    report.keep(move)
    which = profile(move.profile)
    parts = parts_of(move, *_RELEASED)
    there_was, told = _facts(which, parts), managed_by(move)
    made: list[Task] = []
    for side, environment in _sides(move):
        owner = _owner(move, side, environment)
        made += [
            _as_requested(_task(move, environment, owner, one, part, there_was.get((part, one.key), [])), told)
            for one in (*wanted(which, environment, side), *_where_there_is(side))
            for part in (parts if _each(which, one) else (None,))
            if one.code != PAID_BANK_LINK or (part, one.key) in there_was
        ]
    fresh = _save(made)
    if fresh:
        notices.created(move, fresh)


def taken_back(move: Move) -> None:
    """What is left to do is called off: the giver holds it again, as it was."""
    left = Task.objects.select_for_update().filter(move=move, done_at=None, cancelled_at=None)
    _call_off(list(left))


def wanted(which: Profile, environment: Environment, side: Party) -> Iterator[Wanted]:
    """The tasks that a profile gives one side: what one may have to do there, of what kind its office is."""
    for one in _of_profile(which):
        if one.kind.side is not side:
            continue
        if one.code == CANCEL_LICENCE and environment.office.kind != OfficeKind.ENTREPRENEUR:
            continue  # R191: an office goes on with its own licence
        if one.code == BECON_NUMBER and environment.office.kind == OfficeKind.ENTREPRENEUR:
            yield Wanted(one.code, str(OfficeKind.ENTREPRENEUR))  # R187: emptied
            continue
        yield one


def _of_profile(which: Profile) -> Iterator[Wanted]:
    banks = [bank for bank in BANKS if bank in which.bank_links_tasks]
    asked = set(which.not_copied)
    for code in which.tasks:
        if code == BANK_LINK:
            yield from (Wanted(code, bank, asks=BANK_CONNECTIONS in asked) for bank in banks)
        else:
            yield Wanted(code)
    for code in which.not_copied:
        if code == BANK_CONNECTIONS and BANK_LINK in which.tasks and banks:
            continue  # asked about bank by bank
        yield Wanted(code, asks=True)


def _where_there_is(side: Party) -> Iterator[Wanted]:
    """What no profile names and follows from what the giver had."""
    if KINDS[PAID_BANK_LINK].side is side:
        yield Wanted(PAID_BANK_LINK)


def _sides(move: Move) -> Iterator[tuple[Party, Environment]]:
    yield Party.GIVER, move.giver
    if move.receiver is not None:
        yield Party.RECEIVER, move.receiver


def _each(which: Profile, one: Wanted) -> bool:
    """Whether every administration has one of its own; a whole environment is set up once."""
    return one.kind.each and which.unit is Unit.ADMINISTRATIONS


def _facts(
    which: Profile, parts: Sequence[MoveAdministration]
) -> dict[tuple[MoveAdministration | None, str], list[str]]:
    """What the giver has of what a task is about, as the plan of the move told it: per part, and of all together."""
    found: dict[tuple[MoveAdministration | None, str], list[str]] = {}
    for part in (*parts, None):
        sources = [one.source for one in parts] if part is None else [part.source]
        for line in planning.lines(which, sources):
            found.setdefault((part, line.code), []).extend(line.facts)
    return found


def _task(
    move: Move,
    environment: Environment,
    owner: Person | None,
    one: Wanted,
    part: MoveAdministration | None,
    facts: Sequence[str],
) -> Task:
    return Task(
        environment=environment,
        move=move,
        part=part,
        code=one.code,
        variant=one.variant,
        facts=list(facts)[:MOST_FACTS],
        owner=owner,
        due=_due(move, one.kind),
        created_at=clock.now(),
        asks=one.asks,
    )


def _as_requested(task: Task, told: Mapping[str, str]) -> Task:
    """R246: who managed it, as far as it was told with the request; the rest of the question stays open."""
    manager = told.get(BANK_CONNECTIONS if task.code == BANK_LINK else task.code, "") if task.asks else ""
    if manager:
        task.managed_by, task.answered_by, task.answered_at = manager, task.move.started_by, task.created_at
    return task


def _due(move: Move, kind: TaskKind) -> date:
    moment = move.undo_until if kind.after_undo and move.undo_until else move.released_at or clock.now()
    return moment.astimezone(clock.AMSTERDAM).date() + timedelta(days=kind.days)


def _owner(move: Move, side: Party, environment: Environment) -> Person | None:
    """Who agreed for this side, or started it, and works there; else a superuser."""
    agreed = Consent.objects.filter(move=move, party=side).values_list("person_id", flat=True)
    wanted = [*agreed, move.received_by_id if side is Party.RECEIVER else move.started_by_id]
    members = Membership.objects.filter(environment=environment, active=True).select_related("person")
    here = {one.person_id: one for one in members.filter(person__in=[one for one in wanted if one])}
    first = next((here[one] for one in wanted if one in here), None)
    first = first or members.filter(role=Role.SUPERUSER).order_by("id").first()
    return first.person if first else None


def _save(made: Sequence[Task]) -> list[Task]:
    """Those that were not there yet are written down."""
    if not made:
        return []
    known = set(Task.objects.filter(move=made[0].move).values_list("environment", "part", "code", "variant"))
    fresh = [one for one in made if (one.environment_id, one.part_id, one.code, one.variant) not in known]
    _write(Task.objects.bulk_create(fresh), TaskDeed.CREATED)
    return fresh


def _call_off(left: Sequence[Task]) -> None:
    for one in left:
        one.cancelled_at, one.cancelled_why = clock.now(), WHY_TAKEN_BACK
    Task.objects.bulk_update(left, ["cancelled_at", "cancelled_why"])
    _write(left, TaskDeed.CANCELLED, WHY_TAKEN_BACK)


def _write(tasks: Sequence[Task], deed: TaskDeed, text: str = "") -> None:
    system, now = system_person(), clock.now()
    TaskEvent.objects.bulk_create(TaskEvent(task=one, at=now, person=system, deed=deed, text=text) for one in tasks)
