"""Reads of changes of connection, for pages and command line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from overstap.connectors import connections, proving
from overstap.connectors.connections import PickList
from overstap.connectors.proofs import Outcome, Tried
from overstap.lib import clock
from overstap.moves import preflight
from overstap.moves.preflight import Context
from overstap.moves.profiles import profile
from overstap.moves.relinks import actions, gates, planning
from overstap.moves.relinks.models import RelinkCheck, RelinkOrder, RelinkPart
from overstap.moves.relinks.values import CheckResult, OrderRow, PartOutcome, PartRow
from overstap.moves.values import Problem
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem, Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, PackageFamily

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """An administration whose connection can be changed, unless something stands in the way."""

    code: str
    name: str
    package: PackageFamily
    connection: str  # what people call it; empty: none
    problems: tuple[Problem, ...]


def candidates(
    actor: Actor, which: str, *, search: str = "", after: str = "", limit: int | None = None
) -> list[Candidate]:
    """The administrations here that work with a package, by code, from after ``after`` on. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    if not (search + after).isprintable():
        return []
    found = _held(actor).filter(code__gt=after)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(code__istartswith=search))
    return _candidates(actor, which, list(found.order_by("code")[:limit]))


def chosen(actor: Actor, which: str, codes: Collection[str]) -> list[Candidate]:
    """Those of ``codes`` that are here and work with a package, by code. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    wanted = [code for code in codes if code.isprintable()]
    return _candidates(actor, which, list(_held(actor).filter(code__in=wanted).order_by("code")))


def pick_lists(actor: Actor, package: PackageFamily, besides: Collection[str] = ()) -> list[PickList]:
    """What can be picked at each connection of a package, fetched from it now (R058, R059).

    Codes in use here are left out (R061), but for those of the administrations that are to go (``besides``): they may
    keep theirs. Raises NotAllowed.
    """
    access.require(actor, Right.START_MOVE)
    return connections.pick_lists(actor.environment, package, besides)


def is_provable(actor: Actor, to: int) -> bool:
    """Whether a test entry can be booked through the connection of that number. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    asked = min(max(to, 0), _LARGEST)
    found = AccountingSystem.objects.filter(environment=actor.environment, pk=asked).first()
    return found is not None and proving.is_possible(PackageFamily(found.package))


def orders(actor: Actor, *, after: int | None = None, limit: int | None = None) -> list[OrderRow]:
    """The orders of the environment, newest first; ``after``: the number of the last one shown. Raises NotAllowed."""
    access.require(actor, Right.READ_MOVES)
    found = RelinkOrder.objects.filter(environment=actor.environment).select_related("ordered_by", "decided_by")
    if after is not None:
        found = found.filter(pk__lt=after)
    return _rows(list(found.order_by("-pk")[:limit]))


def order(actor: Actor, uid: UUID) -> OrderRow:
    """One order. Raises NotAllowed or NotFound."""
    access.require(actor, Right.READ_MOVES)
    found = RelinkOrder.objects.filter(uid=uid, environment=actor.environment)
    rows = _rows(list(found.select_related("ordered_by", "decided_by")))
    if not rows:
        raise actions.not_found()
    return rows[0]


def waiting_problems(actor: Actor, uid: UUID) -> dict[str, list[Problem]]:
    """What stands in the way of an order that waits for the operator, by old code. Raises NotAllowed."""
    access.require(actor, Right.READ_MOVES)
    found = RelinkOrder.objects.filter(uid=uid, environment=actor.environment).select_related("environment").first()
    if found is None:
        raise actions.not_found()
    parts = RelinkPart.objects.filter(order=found, open=True).select_related("administration__system", "after")
    plans = planning.plans_of_order(found, list(parts.order_by("number")))
    return planning.plan_problems(found, plans) if plans else {}


def _held(actor: Actor) -> QuerySet[Administration]:
    held = Administration.objects.filter(environment=actor.environment).exclude(state=AdministrationState.MOVED)
    return held.exclude(package=PackageFamily.HOUSE).select_related("system")


def _candidates(actor: Actor, which: str, found: Sequence[Administration]) -> list[Candidate]:
    context = Context(profile(which), actor.environment, administrations=found)
    problems = preflight.giver_problems(context, gates.OF_MOVES) if found else []
    return [
        Candidate(
            code=one.code,
            name=one.name,
            package=PackageFamily(one.package),
            connection=planning.called(one),
            problems=tuple(problem for problem in problems if problem.about == one.code),
        )
        for one in found
    ]


def _rows(found: Sequence[RelinkOrder]) -> list[OrderRow]:
    parts: dict[int, list[RelinkPart]] = {}
    for part in RelinkPart.objects.filter(order__in=found).order_by("number"):
        parts.setdefault(part.order_id, []).append(part)
    newest = {}
    checks = RelinkCheck.objects.filter(part__order__in=found)
    for one in checks.order_by("part_id", "-pk").distinct("part_id"):
        newest[one.part_id] = _result(one)
    return [_row(one, parts.get(one.pk, []), newest) for one in found]


def _result(one: RelinkCheck) -> CheckResult:
    return CheckResult(
        at=one.at,
        purpose=one.purpose,
        works=one.works,
        listed=one.listed,
        message=one.message,
        posting=Tried(Outcome(one.posting), one.posting_told),
        syncing=Tried(Outcome(one.syncing), one.syncing_told),
    )


def _row(one: RelinkOrder, parts: Sequence[RelinkPart], checks: dict[int, CheckResult]) -> OrderRow:
    in_time = one.undo_until is not None and one.undo_until > clock.now()
    return OrderRow(
        number=one.pk,
        uid=one.uid,
        state=one.state,
        profile=one.profile,
        ordered_by=one.ordered_by.name,
        ordered_at=one.ordered_at,
        fee=one.fee,
        currency=one.currency,
        decided_by=one.decided_by.name if one.decided_by else "",
        decided_at=one.decided_at,
        reason=one.reason,
        undo_until=one.undo_until,
        parts=tuple(_part(part, checks.get(part.pk), in_time=in_time) for part in parts),
    )


def _part(part: RelinkPart, check: CheckResult | None, *, in_time: bool) -> PartRow:
    return PartRow(
        number=part.number,
        uid=part.administration_uid,
        name=part.name,
        before=part.before_name,
        after=part.after_name,
        old_code=part.old_code,
        new_code=part.new_code,
        package_move=part.package_move,
        outcome=part.outcome,
        failure=part.failure,
        check=check,
        undoable=in_time and part.outcome == PartOutcome.DONE and part.before_id is not None,
    )
