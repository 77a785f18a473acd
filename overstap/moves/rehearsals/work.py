"""The work of a rehearsal, as its job does it: first that it runs, then all of it at once."""

import uuid
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.durable import points
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, OverstapError, Refused
from overstap.moves import preflight
from overstap.moves.models import MoveAdministration
from overstap.moves.preflight import ADVISED_BEFORE
from overstap.moves.profiles import profile
from overstap.moves.rehearsals import running
from overstap.moves.rehearsals.models import Rehearsal, RehearsalInside
from overstap.moves.rehearsals.values import RehearsalState, Rehearsed, for_the_receiver, forecast_of
from overstap.moves.state import for_system
from overstap.moves.values import Problem
from overstap.tenancy.models import Administration, Mandate
from overstap.tenancy.values import AdministrationState


class Gone(Refused):
    """What was to be rehearsed is no longer held here."""

    code = "REHEARSAL-NOTHING-LEFT"


def rehearse(uid: str) -> bool:
    """Take rehearsal ``uid`` one step further; True when the next can follow at once.

    Run twice it does the work twice, and writes one result.
    """
    with for_system(uuid.UUID(uid)):
        order = Rehearsal.objects.select_related("ordered_by", "environment", "receiver").filter(uid=uid).first()
        if order is None or order.finished_at is not None:
            return False
        if order.state == RehearsalState.WAITING:
            order.state, order.started_at = RehearsalState.RUNNING, clock.now()
            order.save(update_fields=["state", "started_at"])
            return True
        with override(order.ordered_by.language):
            _rehearse(order)
    return False


def give_up(error: Exception, uid: str) -> None:
    """After an error that will not go away: say so; there is nothing to put back."""
    with for_system(uuid.UUID(uid)):
        order = Rehearsal.objects.filter(uid=uid, finished_at=None).select_related("ordered_by").first()
        if order is None:
            return
        with override(order.ordered_by.language):
            order.failure = _told(error).as_dict()
        _finish(order, RehearsalState.FAILED)


def _rehearse(order: Rehearsal) -> None:
    sources = _sources(order)
    points.reach("rehearsal:snapshot")
    problems = _giver_problems(order, sources)
    order.problems = [problem.as_dict() for problem in _receiver_problems(order, sources)]
    rehearsed = [running.rehearse(order, source, number) for number, source in enumerate(sources, start=1)]
    RehearsalInside.objects.create(
        rehearsal=order,
        environment=order.environment,
        problems=[problem.as_dict() for problem in problems],
        results={str(one.number): one.result for one in rehearsed},
    )
    order.parts = [running.plain(one, for_the_receiver(one.result)) for one in rehearsed]
    order.forecast = forecast_of(rehearsed).as_dict()
    order.is_clean = all(_passed(one) for one in rehearsed)
    _finish(order, RehearsalState.DONE)


def _passed(one: Rehearsed) -> bool:
    return one.clean and one.take_back is not False


def _sources(order: Rehearsal) -> list[Administration]:
    """The administrations of the order, in its order. Raises Gone when one of them left since."""
    held = Administration.objects.filter(environment=order.environment, uid__in=order.uids, sealed_at=None)
    found = {str(one.uid): one for one in held.exclude(state=AdministrationState.MOVED)}
    if set(found) != set(order.uids):
        raise Gone(
            _("What was to be rehearsed is no longer held here."), remedy=_("Look under Migrations what became of it.")
        )
    return [found[one] for one in order.uids]


def _giver_problems(order: Rehearsal, sources: Sequence[Administration]) -> list[Problem]:
    context = preflight.Context(
        profile(order.profile),
        order.environment,
        administrations=sources,
        move_uid=order.move.uid if order.move else None,
    )
    found = preflight.giver_problems(context)
    return [problem for problem in found if problem.check != ADVISED_BEFORE]  # this is the rehearsal


def _receiver_problems(order: Rehearsal, sources: Sequence[Administration]) -> list[Problem]:
    if order.receiver is None:
        return []
    parts = MoveAdministration.objects.filter(move=order.move)
    context = preflight.Context(
        profile(order.profile),
        order.receiver,
        offered=[(one.name, one.code, one.package) for one in sources],
        new_codes={part.old_code: part.new_code or part.old_code for part in parts},
    )
    return preflight.receiver_problems(context)


def _told(error: Exception) -> OverstapError:
    if isinstance(error, OverstapError):
        return error
    return NeedsPerson(
        _("The rehearsal stopped because of a fault in the system (%(kind)s).") % {"kind": type(error).__name__},
        code="UNFORESEEN",
        remedy=_("Ask your operator to look in the log. Nothing was changed."),
    )


def _finish(order: Rehearsal, state: RehearsalState) -> None:
    order.state, order.finished_at = state, clock.now()
    order.save()
    Mandate.objects.filter(reference=order.uid, ended_at=None).update(ended_at=clock.now())
