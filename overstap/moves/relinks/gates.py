"""What has to be true before an administration works with another connection or under another code.

Every gate holds for each administration by itself (R013). A check is a function that gets the ``Plan`` and what the
``Packages`` told, and yields (message, remedy) for everything it finds; ``GATES`` names them, in the order in which
they are told. What a check asks of a package is asked once, however many administrations there are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from overstap.connectors import connections
from overstap.connectors.port import ListedAdministration
from overstap.connectors.words import why_nothing_is_listed
from overstap.lib.errors import NeedsPerson, OverstapError, Refused
from overstap.moves import preflight
from overstap.moves.profiles import Profile
from overstap.moves.relinks.models import RelinkPart
from overstap.moves.relinks.values import PackageMove
from overstap.moves.values import Gravity, Problem
from overstap.tenancy import systems
from overstap.tenancy.models import AccountingSystem, Administration, Environment
from overstap.tenancy.values import PACKAGE_NAMES, AdministrationState, PackageFamily

Found = Iterator[tuple[str, str]]
OF_MOVES = ("administration-active", "no-other-move")


class CrossFamily(Refused):
    """An administration stays within its accounting package (R002)."""

    code = "RELINK-OTHER-PACKAGE"


class GateClosed(NeedsPerson):
    """Something has to be mended first; ``facts["problems"]`` lists all of it."""

    code = "RELINK-GATE"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen with one administration. ``target`` None: there is no such connection here."""

    administration: Administration
    target: AccountingSystem | None
    new_code: str
    package_move: PackageMove
    order: int | None = None  # the order that it stands in, where it was asked for already

    @property
    def source(self) -> AccountingSystem | None:
        """The connection that it works with now."""
        return self.administration.system

    @property
    def changes_code(self) -> bool:
        """Whether the code changes."""
        return self.new_code != self.administration.code

    @property
    def changes_system(self) -> bool:
        """Whether it goes to another connection."""
        return self.target is not None and self.administration.system_id != self.target.pk


@dataclass
class Packages:
    """What packages list, each connection asked once."""

    _told: dict[int, Mapping[str, ListedAdministration] | OverstapError] = field(default_factory=dict)

    def listed(self, system: AccountingSystem) -> Mapping[str, ListedAdministration] | OverstapError:
        """What the package lists there by code, or why it does not tell."""
        if system.pk not in self._told:
            try:
                self._told[system.pk] = connections.listed(system)
            except OverstapError as error:
                self._told[system.pk] = error
        return self._told[system.pk]


def require_same_family(plans: Sequence[Plan]) -> None:
    """Raise CrossFamily for the first that would go to another package; nothing of such a request is done."""
    for plan in plans:
        target = plan.target
        if target is None or target.package == plan.administration.package:
            continue
        names = [PACKAGE_NAMES[PackageFamily(one)] for one in (plan.administration.package, target.package)]
        raise CrossFamily(
            _("“%(name)s” works with %(before)s and cannot go to %(after)s.")
            % {"name": plan.administration.name, "before": names[0], "after": names[1]},
            remedy=_(
                "An administration stays within one accounting package: from one Twinfield environment to another one "
                "is possible, from Exact Online to Boekhoudgemak & Multivers is not. Choose a connection with "
                "%(before)s, or convert the books into the other package."
            )
            % {"before": names[0]},
            facts={"administration": plan.administration.code, "from": names[0], "to": names[1]},
        )


def problems(
    environment: Environment, which: Profile, plans: Sequence[Plan], packages: Packages | None = None
) -> dict[str, list[Problem]]:
    """What stands in the way of each, by its present code; nothing for those that can go on."""
    asked, seen = packages or Packages(), _Seen(environment, plans)
    context = preflight.Context(which, environment, administrations=[plan.administration for plan in plans])
    general = preflight.giver_problems(context, OF_MOVES)
    found: dict[str, list[Problem]] = {}
    for plan in plans:
        code = plan.administration.code
        found[code] = [problem for problem in general if problem.about == code]
        for name, gate in GATES:
            found[code] += [_problem(name, plan, *told) for told in gate(plan, seen, asked)]
    return found


def require_no_move(environment: Environment, which: Profile, administrations: Sequence[Administration]) -> None:
    """Raise GateClosed where one is frozen or in a migration."""
    context = preflight.Context(which, environment, administrations=administrations)
    found = preflight.giver_problems(context, OF_MOVES)
    if found:
        raise closed(found)


def closed(found: Sequence[Problem]) -> GateClosed:
    """The gates that stand in the way, as an error; the first is the one that is told."""
    return GateClosed(
        found[0].message,
        remedy=found[0].remedy,
        facts={"problems": [problem.as_dict() for problem in found]},
    )


def advice(found: Sequence[Problem], *, may_wait: bool) -> list[Problem]:
    """With ``may_wait`` what the package still has to do is no more than advice: somebody looks before it runs."""
    if not may_wait:
        return list(found)
    return [_as_advice(one) if one.check in WAITS_FOR_PACKAGE else one for one in found]


class _Seen:
    """What else is in the environment, read once for all plans."""

    def __init__(self, environment: Environment, plans: Sequence[Plan]) -> None:
        wanted = [plan.new_code for plan in plans if plan.new_code.isprintable()]
        there = Administration.objects.filter(environment=environment, code__in=wanted)
        self.holders = {one.code: one for one in there.exclude(state=AdministrationState.MOVED)}
        self.wanted = Counter(plan.new_code for plan in plans)
        rows = RelinkPart.objects.filter(administration__in=[plan.administration.pk for plan in plans], open=True)
        self.orders = dict(rows.values_list("administration_id", "order_id"))

    def holder(self, plan: Plan) -> Administration | None:
        """Another administration that has the code already."""
        one = self.holders.get(plan.new_code)
        return None if one is None or one.pk == plan.administration.pk else one


def _is_in_no_other_order(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    del packages
    order = seen.orders.get(plan.administration.pk)
    if order is not None and order != plan.order:
        yield _("It waits for the operator in another order."), _("Withdraw that order first.")


def _works_with_a_package(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    del seen, packages
    if plan.administration.package == PackageFamily.HOUSE:
        yield (
            _("It is kept in Overstap itself and has no connection to change."),
            _("To another office it goes with a migration."),
        )


def _has_a_target(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    """R028, R030: an administration can be linked at all times."""
    del seen
    if plan.target is None:
        yield (
            _("The accounting system that it is to work with is not here."),
            _("Add it first under Settings > Office > Accounting systems; keep the login data at hand."),
        )
        return
    told = packages.listed(plan.target)
    if isinstance(told, OverstapError):
        yield (
            _("The connection %(name)s does not work: %(why)s")
            % {"name": systems.name_of(plan.target), "why": told.message},
            told.remedy or _("Test the connection under Settings > Office > Accounting systems."),
        )


def _changes_something(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    del seen, packages
    if plan.target is not None and not plan.changes_system and not plan.changes_code:
        yield _("Nothing would change."), _("Choose another connection, another code, or both.")


def _is_not_added_already(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    """R008: in the new environment of the package it may not have been added by hand."""
    del packages
    holder = seen.holder(plan)
    if holder is not None and plan.target is not None and holder.system_id == plan.target.pk:
        yield (
            _("“%(name)s” was added with the code %(code)s already.") % {"name": holder.name, "code": plan.new_code},
            _("Remove what was added by hand, or give it another code. Do not add an administration yourself."),
        )


def _has_a_free_code(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    del packages
    holder = seen.holder(plan)
    works_there = holder is not None and plan.target is not None and holder.system_id == plan.target.pk
    if (holder is not None and not works_there) or seen.wanted[plan.new_code] > 1:
        yield _("The code “%(code)s” is in use here.") % {"code": plan.new_code}, _("Choose another code.")


def _is_listed(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    """R018, R026, R060: the package has to know it there, or nothing can be posted afterwards."""
    del seen
    if plan.target is None:
        return
    told = packages.listed(plan.target)
    if isinstance(told, OverstapError) or plan.new_code in told:
        return
    if not told:
        yield (
            _("%(name)s lists no administration at all.") % {"name": systems.name_of(plan.target)},
            why_nothing_is_listed(PackageFamily(plan.target.package))
            or _("Look in the package what its user may see."),
        )
        return
    yield (
        _("%(name)s does not list the code “%(code)s”.")
        % {"name": systems.name_of(plan.target), "code": plan.new_code},
        _("Either the package still has to move it, or the code is another one there: choose it from the list."),
    )


def _is_not_blocked(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    """Nothing can be posted in what the package itself has blocked."""
    del seen
    told = packages.listed(plan.target) if plan.target is not None else {}
    there = None if isinstance(told, OverstapError) else told.get(plan.new_code)
    if there is not None and there.blocked:
        yield (
            _("The accounting package has blocked “%(code)s”: %(why)s") % {"code": there.code, "why": there.blocked},
            _("Let the block be lifted in the accounting package first."),
        )


def _has_left(plan: Plan, seen: _Seen, packages: Packages) -> Found:
    """R018: where the package moves it too, that has to be finished; R019: it need not move there."""
    del seen
    if plan.package_move is PackageMove.NONE or plan.target is None:
        return
    if plan.package_move is PackageMove.NOT_YET:
        yield (
            _("The accounting package still has to move it."),
            _("Finish the move in the package first. Does nothing move there? Then answer so."),
        )
        return
    told = packages.listed(plan.source) if plan.source is not None else {}
    if not isinstance(told, OverstapError) and plan.administration.code in told:
        yield (
            _("%(name)s still lists the code “%(code)s”: the move in the package is not finished.")
            % {"name": systems.name_of(plan.source), "code": plan.administration.code},
            _("Finish the move in the package first. Does nothing move there? Then answer so."),
        )


WAITS_FOR_PACKAGE = frozenset({"relink-listed", "relink-blocked", "relink-left"})
GATES: tuple[tuple[str, Callable[[Plan, _Seen, Packages], Found]], ...] = (
    ("relink-package", _works_with_a_package),
    ("relink-one-order", _is_in_no_other_order),
    ("relink-target", _has_a_target),
    ("relink-changes", _changes_something),
    ("relink-not-added", _is_not_added_already),
    ("relink-code-free", _has_a_free_code),
    ("relink-listed", _is_listed),
    ("relink-blocked", _is_not_blocked),
    ("relink-left", _has_left),
)


def _problem(name: str, plan: Plan, message: str, remedy: str) -> Problem:
    one = plan.administration
    return Problem(name, Gravity.GATE, one.name, message, remedy, about=one.code)


def _as_advice(one: Problem) -> Problem:
    return Problem(one.check, Gravity.ADVICE, one.place, one.message, one.remedy, about=one.about)
