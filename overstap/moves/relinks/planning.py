"""From what somebody asks to plans about rows, and what stands in the way of each."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.profiles import Profile, profile
from overstap.moves.profiles.values import Executor, Keeps
from overstap.moves.relinks import gates
from overstap.moves.relinks.gates import Packages, Plan
from overstap.moves.relinks.models import RelinkOrder, RelinkPart
from overstap.moves.relinks.values import Checked, PackageMove, Request, Wish
from overstap.moves.values import Problem
from overstap.tenancy import access, systems
from overstap.tenancy.access import Actor
from overstap.tenancy.models import AccountingSystem, Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

MOST = 100  # administrations in one order
_LARGEST = 2**63 - 1


class NothingChosen(Refused):
    """An order holds one administration or more, each once."""

    code = "RELINK-CHOICE"


def relink_profile(name: str) -> Profile:
    """A profile by which an administration stays what it is. Raises ProfileInvalid, or Refused for any other one."""
    which = profile(name)
    if which.giver.keeps is not Keeps.SAME:
        raise Refused(
            _("“%(name)s” is no change of connection.") % {"name": name},
            code="RELINK-PROFILE",
            remedy=_("Start a migration instead."),
        )
    return which


def by_operator(which: Profile) -> bool:
    """Whether an operator looks at the order before it runs."""
    return which.schedule.executor is Executor.OPERATOR


def check(actor: Actor, request: Request) -> list[Checked]:
    """What each administration of a request would become, and what stands in the way; changes nothing.

    Raises NotAllowed, NotFound, NothingChosen, CrossFamily.
    """
    which = relink_profile(request.profile)
    plans = plans_of(actor, request.wishes)
    found = gates.problems(actor.environment, which, plans)
    may_wait = by_operator(which)
    return [_checked(plan, gates.advice(found[plan.administration.code], may_wait=may_wait)) for plan in plans]


def plans_of(actor: Actor, wishes: Sequence[Wish]) -> list[Plan]:
    """Plans for wishes, in the order of the codes. Raises NotAllowed, NotFound, NothingChosen, CrossFamily."""
    access.require(actor, Right.START_MOVE)
    codes = [wish.code for wish in wishes]
    if not codes or len(codes) > MOST or len(set(codes)) < len(codes):
        raise NothingChosen(
            _("Choose 1 to %(most)d administrations, each once.") % {"most": MOST},
            remedy=_("Place another order for the rest."),
        )
    targets = _targets(actor, [wish.to for wish in wishes])
    held = _held(actor, codes)
    plans = [_plan(held, targets, wish) for wish in sorted(wishes, key=lambda wish: wish.code)]
    gates.require_same_family(plans)
    return plans


def plans_of_order(order: RelinkOrder, parts: Sequence[RelinkPart]) -> list[Plan]:
    """Plans for the parts of an order that was asked for, on the rows as they are now."""
    return [
        Plan(part.administration, part.after, part.new_code, PackageMove(part.package_move), order=order.pk)
        for part in parts
    ]


def plan_problems(order: RelinkOrder, plans: Sequence[Plan]) -> dict[str, list[Problem]]:
    """What stands in the way of executing an order now, by the present code of each administration."""
    return gates.problems(order.environment, relink_profile(order.profile), plans, Packages())


def _targets(actor: Actor, numbers: Sequence[int]) -> dict[int, AccountingSystem]:
    asked = [number for number in numbers if 0 < number <= _LARGEST]
    found = AccountingSystem.objects.filter(environment=actor.environment, pk__in=asked)
    return {one.pk: one for one in found}


def _held(actor: Actor, codes: Sequence[str]) -> dict[str, Administration]:
    asked = [code for code in codes if code.isprintable()]
    found = Administration.objects.filter(environment=actor.environment, code__in=asked).select_related("system")
    return {one.code: one for one in found.exclude(state=AdministrationState.MOVED)}


def _plan(held: dict[str, Administration], targets: dict[int, AccountingSystem], wish: Wish) -> Plan:
    one = held.get(wish.code)
    if one is None:
        raise access.NotFound(
            _("There is no administration “%(code)s” here.") % {"code": wish.code[:80]},
            code="ADMINISTRATION-NOT-FOUND",
            remedy=_("Check the code."),
        )
    return Plan(one, targets.get(wish.to), wish.new_code.strip() or one.code, wish.package_move)


def _checked(plan: Plan, found: Sequence[Problem]) -> Checked:
    return Checked(
        code=plan.administration.code,
        name=plan.administration.name,
        before=called(plan.administration),
        after=systems.name_of(plan.target) if plan.target else "",
        new_code=plan.new_code,
        package_move=plan.package_move,
        problems=tuple(found),
    )


def called(administration: Administration) -> str:
    """What people call the connection that an administration works with; empty where a package has none yet."""
    if administration.system is None and administration.package != "house":
        return ""
    return systems.name_of(administration.system)
