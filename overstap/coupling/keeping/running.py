"""Rounds of keeping in step: one step at a time, each in a transaction, as who confirmed the coupling.

1. Read: what changed in one administration after the other. One that does not let us in is marked, tried again in
   every round, and does not hold up the others; one that is busy or away is read in the next round.
2. Flow: contacts follow what changed; what has to go out is written down.
3. Send: one thing after the other. What was changed there meanwhile goes back to 2.

Of an environment one round is under way at a time: the jobs have one lock, and a step has the row of the round locked.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation

from overstap.coupling import entering, fetching, findings
from overstap.coupling.keeping import following, planning, sending
from overstap.coupling.keeping.models import Keeping, Outgoing
from overstap.coupling.keeping.values import Sending, Step
from overstap.coupling.models import Coupled, Coupling
from overstap.coupling.values import Stage, Standing
from overstap.durable import engine, points
from overstap.durable.failures import as_worker
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, NeedsSetting, OverstapError, TryLater
from overstap.lib.kept_sentences import keep_error, keep_unexpected
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Environment
from overstap.tenancy.roles import Right

KEEP = "coupling.keep"
_QUEUED = (
    "SELECT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
    " AND (args->>'coupling')::bigint = %s)"
)


def defer(coupling: int) -> None:
    """Have the worker begin a round as soon as it can, unless one waits for that already."""
    with connection.cursor() as cursor:
        cursor.execute(_QUEUED, [KEEP, coupling])
        queued = cursor.fetchone()[0]
    if not queued:
        engine.defer(KEEP, lock=f"{KEEP} {coupling}", coupling=coupling)


def begin_all() -> None:
    """A round for every coupling that runs."""
    with as_worker():
        found = list(_running().values_list("pk", flat=True))
    for one in found:
        defer(one)


def advance(coupling: int) -> bool:
    """Take the round of a coupling one step further; True where the next can follow at once."""
    with as_worker():
        one = _running().select_related("confirmed_by").filter(pk=coupling).first()
    if one is None or one.confirmed_by is None:
        return False
    person = one.confirmed_by
    with translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            with access.enter(person, _slug(person.pk, one.environment_id)) as actor:
                return _step(actor, one)
        except OverstapError as error:
            _stopped(coupling, keep_error(error))
            return False


def give_up(error: Exception, *, coupling: int) -> None:
    """After an error that will not go away: say so; the next round begins anew."""
    del error  # kept with the job for the operator; it may say more than the person should read
    _stopped(coupling, keep_unexpected())


def _step(actor: Actor, coupling: Coupling) -> bool:
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)
    Keeping.objects.get_or_create(environment=actor.environment)
    state = Keeping.objects.select_for_update().get(environment=actor.environment)
    points.reach(f"{KEEP}:{state.step or 'begin'}")
    return _STEPS[Step(state.step)](actor, coupling, state)


def _begin(actor: Actor, coupling: Coupling, state: Keeping) -> bool:
    del actor
    there = entering.administrations(coupling)
    state.to_read = [one.pk for one in there if one.standing in (Standing.COUPLED, Standing.LOST)]
    state.away, state.changed, state.sent = [], 0, 0
    state.step, state.begun_at = Step.READ, clock.now()
    state.save()
    return True


def _read(actor: Actor, coupling: Coupling, state: Keeping) -> bool:
    del coupling
    if not state.to_read:
        state.step = Step.FLOW
        state.save()
        return True
    number, *state.to_read = state.to_read
    coupled = Coupled.objects.select_related("system").exclude(standing=Standing.ENDED).filter(pk=number).first()
    if coupled is not None:
        try:
            state.changed += len(fetching.fetch(coupled).changed)
        except OverstapError as error:  # not rolled back: what was read until then is read
            _unread(actor, coupled, error)
            state.away.append(coupled.pk)
    state.save()
    return True


def _flow(actor: Actor, coupling: Coupling, state: Keeping) -> bool:
    coupling = _locked(actor)
    found = following.follow(coupling)
    if found.touched:
        planning.plan(coupling, found.touched)
    more = planning.plan_decided(coupling, state)
    if not found.more and not more:
        state.step = Step.SEND
    state.save()
    coupling.save(update_fields=["changed_at"])
    return True


def _send(actor: Actor, coupling: Coupling, state: Keeping) -> bool:
    row = _next(coupling, state)
    if row is None:
        state.step, state.ended_at, state.problem = Step.REST, clock.now(), None
        state.save()
        return False
    try:
        with transaction.atomic():
            sending.send(row, lambda: _locked(actor))
    except (TryLater, NeedsPerson, NeedsSetting) as error:
        _unsent(actor, row, error, state)
    except OverstapError as error:
        sending.refuse(row, error)
        audit.record(actor, "contact.refused", {"administration": row.coupled.name, "code": error.code})
    else:
        if row.state == Sending.WAITING:
            state.step = Step.FLOW
        state.sent += row.state == Sending.SENT
    state.save()
    return True


_STEPS: Mapping[Step, Callable[[Actor, Coupling, Keeping], bool]] = {
    Step.REST: _begin,
    Step.READ: _read,
    Step.FLOW: _flow,
    Step.SEND: _send,
}


def _running() -> QuerySet[Coupling]:
    return Coupling.objects.filter(stage=Stage.RUNNING, switched_off_at=None)


def _slug(person: int, environment: int) -> str:
    with access.acting(person, [environment]):
        found = Environment.objects.filter(pk=environment).first()
        return found.slug if found is not None else ""


def _locked(actor: Actor) -> Coupling:
    return Coupling.objects.select_for_update().get(environment=actor.environment)


def _next(coupling: Coupling, state: Keeping) -> Outgoing | None:
    waiting = Outgoing.objects.filter(environment=coupling.environment_id, state=Sending.WAITING)
    found = waiting.exclude(coupled__in=state.away).order_by("pk")
    return found.select_related("coupled__system", "contact", "card", "person").first()


def _unread(actor: Actor, coupled: Coupled, error: OverstapError) -> None:
    """It is read in the next round; where somebody has to do something first, that is told once."""
    if isinstance(error, TryLater):
        return
    before = (coupled.standing, (coupled.problem or {}).get("code"))
    if fetching.keep_standing(coupled, Standing.LOST, keep_error(error)) and before != (Standing.LOST, error.code):
        findings.lost(coupled, error)
        audit.record(actor, "coupling.lost", {"administration": coupled.name, "code": error.code})


def _unsent(actor: Actor, row: Outgoing, error: OverstapError, state: Keeping) -> None:
    """It stays waiting; nothing more goes to that administration in this round."""
    if not isinstance(error, TryLater):
        _unread(actor, row.coupled, error)
    problem = keep_error(error)
    Outgoing.objects.filter(pk=row.pk).update(tries=min(row.tries + 1, 30_000), problem=problem)
    state.away.append(row.coupled_id)


def _stopped(coupling: int, problem: Mapping[str, object]) -> None:
    with as_worker():
        found = Keeping.objects.filter(environment__in=_running().filter(pk=coupling).values("environment"))
        found.update(step=Step.REST, problem=dict(problem), ended_at=clock.now())
