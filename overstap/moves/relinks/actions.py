"""The verbs of a change of connection; those of the operator are in ``operating``.

An order runs at once, or waits for the operator, as its profile says.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.turns import take_turn
from overstap.moves.actions.common import PreflightFailed, require_consent
from overstap.moves.preflight import blocking
from overstap.moves.profiles import Profile
from overstap.moves.relinks import gates, notices, planning, switching
from overstap.moves.relinks.gates import Plan
from overstap.moves.relinks.models import RelinkOrder, RelinkPart
from overstap.moves.relinks.values import CheckPurpose, OrderState, PartOutcome, Request
from overstap.moves.values import Party, Problem
from overstap.tenancy import access, audit, systems
from overstap.tenancy.access import Actor, acting
from overstap.tenancy.models import Mandate, Person
from overstap.tenancy.roles import Right

check = planning.check


class OrderClosed(Refused):
    """The order does not wait any more."""

    code = "RELINK-ORDER-CLOSED"


class UndoEnded(Refused):
    """It cannot be undone (any more)."""

    code = "RELINK-UNDO-ENDED"


def order(actor: Actor, request: Request) -> UUID:
    """Place an order: it runs at once, or waits for the operator, by its profile. Gives its uid.

    Sent twice with one ``uid`` it is one order. With several administrations those that cannot go on are told in the
    order, and the others go on; raises PreflightFailed where none can. Raises NotAllowed, NotFound, NothingChosen,
    CrossFamily, ConsentMissing.
    """
    access.require(actor, Right.START_MOVE)
    if _was_placed(actor, request.uid):
        return request.uid
    which = planning.relink_profile(request.profile)
    plans = planning.plans_of(actor, request.wishes)
    found = gates.problems(actor.environment, which, plans)
    waits = planning.by_operator(which)
    found = {code: gates.advice(problems, may_wait=waits) for code, problems in found.items()}
    _require_some(plans, found)
    require_consent(request.agreed)
    made = _make(actor, request, which, len(plans))
    parts = [_part(made, number, plan) for number, plan in enumerate(plans, start=1)]
    if waits:
        _wait(actor, made, parts, plans, found)
    else:
        _run_now(actor, made, which, list(zip(parts, plans, strict=True)), found)
    return made.uid


def _was_placed(actor: Actor, uid: UUID) -> bool:
    """Whether this order is there; who sends it at the same moment waits until the first of them is done."""
    take_turn(f"order {uid}")
    return RelinkOrder.objects.filter(uid=uid, environment=actor.environment).exists()


def withdraw(actor: Actor, uid: UUID) -> None:
    """Take back an order that waits for the operator. Raises NotAllowed, NotFound, OrderClosed."""
    access.require(actor, Right.START_MOVE)
    one = locked(uid)
    require_waiting(one)
    close(one, OrderState.WITHDRAWN, actor.person)
    RelinkPart.objects.filter(order=one, open=True).update(outcome=PartOutcome.WITHDRAWN, open=False)
    Mandate.objects.filter(reference=uid, environment=actor.environment, ended_at=None).update(ended_at=clock.now())
    audit.record(actor, "relink.withdraw", {"order": str(uid)})


def undo(actor: Actor, uid: UUID, numbers: Sequence[int] = ()) -> list[RelinkPart]:
    """Let administrations of an order (all that can, or those numbers in it) work as before; gives those undone.

    One that cannot go back raises, and nothing of this undo happens. Raises NotAllowed, NotFound, UndoEnded,
    GateClosed, ChangedMeanwhile, CodeTaken, WritersBusy.
    """
    access.require(actor, Right.START_MOVE)
    one = locked(uid)
    which = planning.relink_profile(one.profile)
    done = RelinkPart.objects.filter(order=one, outcome=PartOutcome.DONE).select_related("before", "administration")
    parts = list((done.filter(number__in=list(numbers)) if numbers else done).order_by("administration_id"))
    if not parts or one.undo_until is None or one.undo_until <= clock.now():
        raise UndoEnded(
            _("There is nothing in this order that can still be undone."),
            remedy=_("Place a new order the other way."),
        )
    gates.require_no_move(actor.environment, which, [part.administration for part in parts])
    for part in parts:
        switching.undo(which, part)
    told = [part.new_code for part in parts]
    audit.record(actor, "relink.undo", {"order": str(uid), "administrations": told})
    after_commit(actor, parts, CheckPurpose.UNDO)
    return parts


def check_again(actor: Actor, uid: UUID) -> None:
    """Try the connections of an order once more, and keep the results. Raises NotAllowed, NotFound."""
    access.require(actor, Right.START_MOVE)
    one = locked(uid)
    parts = list(RelinkPart.objects.filter(order=one, outcome__in=[PartOutcome.DONE, PartOutcome.UNDONE]))
    for part in parts:
        switching.try_out(part, CheckPurpose.AGAIN)
    audit.record(actor, "relink.check", {"order": str(uid)})


def locked(uid: UUID) -> RelinkOrder:
    """The order with its row locked until the transaction ends. Raises NotFound for other environments."""
    found = RelinkOrder.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise not_found()
    return found


def not_found() -> access.NotFound:
    """There is no such order, or not for you."""
    return access.NotFound(
        _("There is no such order."), code="RELINK-ORDER-NOT-FOUND", remedy=_("Look in the list of orders.")
    )


def require_waiting(one: RelinkOrder) -> None:
    """Raise OrderClosed unless the order waits for the operator."""
    if one.state != OrderState.ASKED:
        raise OrderClosed(
            _("This order was decided about already."), remedy=_("Look at its outcome."), facts={"state": one.state}
        )


def close(one: RelinkOrder, state: OrderState, person: Person, reason: str = "") -> None:
    """Write down what became of an order (row locked), by whom and why."""
    one.state, one.decided_by, one.decided_at, one.reason = state, person, clock.now(), reason
    one.save()


def undo_until(which: Profile) -> datetime:
    """Until when what is done now can be undone."""
    return clock.now() + timedelta(days=which.undo.days)


def after_commit(actor: Actor, parts: Sequence[RelinkPart], purpose: CheckPurpose) -> None:
    """Once the switch stands and writers are let in again, try the connections, as the same person."""
    numbers = [part.pk for part in parts]
    transaction.on_commit(partial(_try_out, actor.person.pk, actor.environment.pk, numbers, purpose), robust=True)


def _try_out(person: int, environment: int, numbers: Sequence[int], purpose: CheckPurpose) -> None:
    with acting(person, [environment]):
        for part in RelinkPart.objects.filter(pk__in=list(numbers)).order_by("number"):
            switching.try_out(part, purpose)


def _require_some(plans: Sequence[Plan], found: dict[str, list[Problem]]) -> None:
    closed = {code: blocking(problems) for code, problems in found.items()}
    if any(not closed[plan.administration.code] for plan in plans):
        return
    told = [problem for problems in closed.values() for problem in problems]
    raise PreflightFailed(
        _("This cannot start yet: %(first)s") % {"first": f"{told[0].place}: {told[0].message}"},
        remedy=told[0].remedy,
        facts={"problems": [problem.as_dict() for problem in told]},
    )


def _make(actor: Actor, request: Request, which: Profile, count: int) -> RelinkOrder:
    """The row of an order. Raises NotFound where its number stands for an order of somebody else."""
    language = (translation.get_language() or "nl")[:2]
    terms = which.terms[Party.GIVER]
    try:
        with transaction.atomic():
            return RelinkOrder.objects.create(
                uid=request.uid,
                environment=actor.environment,
                profile=which.name,
                state=OrderState.ASKED,
                ordered_by=actor.person,
                ordered_at=clock.now(),
                fee=which.fee.of(count),
                currency=which.fee.currency,
                terms=terms.get(language, terms["nl"]),
                prove=request.prove,
            )
    except IntegrityError:
        raise not_found() from None


def _part(made: RelinkOrder, number: int, plan: Plan) -> RelinkPart:
    one = plan.administration
    return RelinkPart(
        order=made,
        number=number,
        administration=one,
        administration_uid=one.uid,
        name=one.name,
        before=plan.source,
        before_name=planning.called(one),
        after=plan.target,
        after_name=systems.name_of(plan.target) if plan.target else "",
        old_code=one.code,
        new_code=plan.new_code,
        package_move=plan.package_move,
    )


def _wait(
    actor: Actor,
    made: RelinkOrder,
    parts: Sequence[RelinkPart],
    plans: Sequence[Plan],
    found: dict[str, list[Problem]],
) -> None:
    """Let the order wait for the operator; what can never run is told now."""
    for part, plan in zip(parts, plans, strict=True):
        closed = blocking(found[plan.administration.code])
        if closed:
            part.outcome, part.failure = PartOutcome.FAILED, gates.closed(closed).as_dict()
        part.open = not closed
        part.save()
    Mandate.objects.get_or_create(
        reference=made.uid, environment=actor.environment, defaults={"granted_by": actor.person}
    )
    audit.record(actor, "relink.ask", _told(made, parts))
    notices.asked(made)


def _run_now(
    actor: Actor,
    made: RelinkOrder,
    which: Profile,
    pairs: Sequence[tuple[RelinkPart, Plan]],
    found: dict[str, list[Problem]],
) -> None:
    made.undo_until = undo_until(which)
    done = run_all(which, pairs, found)
    close(made, OrderState.EXECUTED, actor.person)
    audit.record(actor, "relink.order", _told(made, [part for part, _plan in pairs]))
    notices.executed(made)
    after_commit(actor, done, CheckPurpose.SWITCH)


def run_all(
    which: Profile, pairs: Sequence[tuple[RelinkPart, Plan]], found: dict[str, list[Problem]]
) -> list[RelinkPart]:
    """Switch each; gives those that were. In one order of locks, so that two orders never wait for each other."""
    in_order = sorted(pairs, key=lambda pair: pair[1].administration.pk)
    return [part for part, plan in in_order if switching.run(which, part, plan, found[plan.administration.code])]


def _told(made: RelinkOrder, parts: Sequence[RelinkPart]) -> dict[str, object]:
    changes = {part.old_code: f"{part.after_name} {part.new_code} ({part.outcome})" for part in parts}
    return {"order": str(made.uid), "fee": f"{made.fee} {made.currency}", "administrations": changes}
