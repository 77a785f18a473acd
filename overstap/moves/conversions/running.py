"""What the worker does for a conversion: one step at a time, each in a transaction, as who ordered it.

A package that is busy or away is waited for, and the page says until when; what needs a person stops the conversion,
and it goes on where it was when somebody says so.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from overstap.connectors.values import Kind
from overstap.durable import engine, points
from overstap.durable.failures import as_worker
from overstap.durable.waiting import again_at
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.kept_sentences import keep, keep_error, keep_unexpected
from overstap.moves.conversions import comparing, counting, drawing, ends, staging, writing
from overstap.moves.conversions.models import Conversion, Staged
from overstap.moves.conversions.neutral import with_types_of
from overstap.moves.conversions.planning import readable
from overstap.moves.conversions.steps import Step, steps
from overstap.moves.conversions.values import AT_WORK, Side, State
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.tenancy.values import PackageFamily

ADVANCE = "conversions.advance"


def advance(uid: str, environment: str) -> bool:
    """Take conversion ``uid`` one step further; True where the next can follow at once."""
    with as_worker():
        order = Conversion.objects.select_related("ordered_by").filter(uid=uid).first()
    if order is None or order.state not in AT_WORK:
        return False
    person = order.ordered_by
    with translation.override(person.language or settings.LANGUAGE_CODE):
        try:
            with access.enter(person, environment) as actor:
                return _step(actor, Conversion.objects.select_for_update().get(pk=order.pk))
        except OverstapError as error:
            return _stop(uid, error)


def give_up(error: Exception, *, uid: str, environment: str) -> None:
    """After an error that will not go away: say so; what was done stays, and it can go on."""
    del error, environment  # kept with the job for the operator; it may say more than the person should read
    with as_worker():
        order = Conversion.objects.filter(uid=uid, state__in=AT_WORK).first()
        if order is not None:
            _stopped(order, keep_unexpected())


def defer(order: Conversion, environment: str, at: datetime | None = None) -> None:
    """Have the worker go on, now or at a moment."""
    lock = f"conversion {order.uid}"
    engine.defer(ADVANCE, at=at, lock=lock, uid=str(order.uid), environment=environment)


def _step(actor: Actor, order: Conversion) -> bool:
    if order.state not in AT_WORK:
        return False  # called off since
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    access.require(actor, Right.WRITE_BOOKS)
    try:
        more = _STAGES[State(order.state)](actor, order)
    except OverstapError as error:  # not rolled back: what the package did write is known
        at = again_at(error, order.tries)
        if at is not None:
            _wait(actor, order, error, at)
        else:
            _stopped(order, keep_error(error))
            audit.record(actor, "conversion.stop", {**told(order), "code": error.code})
        return False
    order.waits_until, order.waits_for, order.tries = None, {}, 0
    order.save()
    return more


def _read(actor: Actor, order: Conversion) -> bool:
    points.reach(f"{ADVANCE}:read")
    step = _next(order, Side.SOURCE)
    if step is not None:
        _take_in(actor, order, Side.SOURCE, step)
        return True
    drawing.read_before(actor, order)
    with transaction.atomic():
        drawing.draw(order)
    order.state = State.REVIEW
    return False


def _write(actor: Actor, order: Conversion) -> bool:
    points.reach(f"{ADVANCE}:write")
    kind = writing.next_untranslated(order)
    if kind is not None:
        with transaction.atomic():
            writing.make_target(actor, order)
            writing.translate(order, kind)
    elif not writing.write_some(actor, order):
        order.state = State.CHECKING
    counting.refresh(order)
    return True


def _check(actor: Actor, order: Conversion) -> bool:
    points.reach(f"{ADVANCE}:check")
    step = _next(order, Side.TARGET)
    if step is not None:
        _take_in(actor, order, Side.TARGET, step)
        return True
    with transaction.atomic():
        order.is_clean = comparing.compare(order)
    order.state, order.ended_at = State.DONE, clock.now()
    staging.forget(order)
    audit.record(actor, "conversion.done", {**told(order), "clean": order.is_clean})
    return False


_STAGES: Mapping[State, Callable[[Actor, Conversion], bool]] = {
    State.READING: _read,
    State.WRITING: _write,
    State.CHECKING: _check,
}


def told(order: Conversion) -> dict[str, object]:
    """What the audit log says of a conversion."""
    return {
        "conversion": str(order.uid),
        "from": f"{order.source_package} {order.source_code}",
        "to": f"{order.target_package} {order.target_code}",
    }


def _next(order: Conversion, side: Side) -> Step | None:
    """The next reading of a side that was not done; the years are known once master data was read."""
    kinds = readable(order.plan, of="source")
    if side is Side.TARGET:
        back = set(readable(order.plan, of="target"))
        kinds = [kind for kind in kinds if kind in back]
    every = order.target_package == PackageFamily.HOUSE
    waiting = steps(kinds, _years(order), every_opening=every)
    return next((step for step in waiting if f"{side} {step.name}" not in order.done), None)


def _take_in(actor: Actor, order: Conversion, side: Side, step: Step) -> None:
    end = ends.reach(actor, ends.source_of(order) if side is Side.SOURCE else ends.target_of(order))
    staging.forget_step(order, side, step.name)
    found = end.books.read(end.connection, end.code, step.wanted)
    if side is Side.SOURCE:
        found = with_types_of(order.target_package, order.source_package, found)
    staging.stage(order, side, step.name, found)
    order.done.append(f"{side} {step.name}")
    counting.refresh(order)


def _years(order: Conversion) -> list[int]:
    found = Staged.objects.filter(conversion=order, side=Side.SOURCE, kind=Kind.PERIODS, data__is="FiscalYear")
    years = sorted({int(year) for year in found.values_list("data__year", flat=True)})
    return [year for year in years if year >= order.first_year]


def _wait(actor: Actor, order: Conversion, error: OverstapError, at: datetime) -> None:
    order.tries += 1
    order.waits_until, order.waits_for = at, keep(error.message)
    order.save()
    defer(order, actor.environment.slug, at)


def _stop(uid: str, error: OverstapError) -> bool:
    with as_worker():
        order = Conversion.objects.filter(uid=uid, state__in=AT_WORK).first()
        if order is not None:
            _stopped(order, keep_error(error))
    return False


def _stopped(order: Conversion, problem: Mapping[str, object]) -> None:
    order.stopped_in, order.state, order.problem = order.state, State.STOPPED, dict(problem)
    order.waits_until, order.waits_for = None, {}
    order.save()
