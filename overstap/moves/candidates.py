"""Which administrations can be offered, and what stands in the way or has to be known of each."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from overstap.moves import preflight
from overstap.moves.copies import with_copies
from overstap.moves.profiles import profile
from overstap.moves.values import Gravity, Problem
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState

# What costs the same for one administration as for a page of them; the whole preflight runs over what was chosen.
PICKING = (
    "administration-active",
    "no-copied-administration",
    "no-other-move",
    "personal-archives",
    "people-stay",
    "delivery-address",
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An administration that may be chosen, unless a gate is among its ``problems``."""

    code: str
    name: str
    parent: str  # the code of what it is a copy of
    copies: tuple[str, ...]  # the codes of what was copied from it
    problems: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether it cannot be offered now."""
        return any(problem.gravity is Gravity.GATE for problem in self.problems)


def candidates(
    actor: Actor, which: str, *, search: str = "", after: str = "", limit: int | None = None
) -> list[Candidate]:
    """The administrations held here, by code, from the one after ``after`` on. Raises NotAllowed.

    ``which`` is the name of the profile; ``search`` looks in names and at the beginning of codes.
    """
    access.require(actor, Right.START_MOVE)
    if not (search + after).isprintable():
        return []
    found = _held(actor).filter(code__gt=after)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(code__istartswith=search))
    return _candidates(actor, which, list(found.select_related("parent").order_by("code")[:limit]))


def chosen_candidates(actor: Actor, which: str, codes: Collection[str]) -> list[Candidate]:
    """Those of ``codes`` that are still here, by code. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    found = _held(actor).filter(code__in=list(codes)).select_related("parent")
    return _candidates(actor, which, list(found.order_by("code")))


def offer_problems(actor: Actor, which: str, codes: Collection[str]) -> list[Problem]:
    """The whole preflight of an offer of ``codes``, as ``offer`` runs it. Raises NotAllowed."""
    access.require(actor, Right.START_MOVE)
    found = with_copies(profile(which), list(_held(actor).filter(code__in=list(codes)).order_by("code")))
    return preflight.giver_problems(preflight.Context(profile(which), actor.environment, administrations=found))


def environment_problems(actor: Actor, which: str) -> list[Problem]:
    """What stands in the way whatever is chosen: the licence (R042)."""
    context = preflight.Context(profile(which), actor.environment)
    return preflight.giver_problems(context, ("licence-premium",))


def _held(actor: Actor) -> QuerySet[Administration]:
    return Administration.objects.filter(environment=actor.environment).exclude(state=AdministrationState.MOVED)


def _candidates(actor: Actor, which: str, found: Sequence[Administration]) -> list[Candidate]:
    context = preflight.Context(profile(which), actor.environment, administrations=found)
    problems = preflight.giver_problems(context, PICKING) if found else []
    copies = _copies(found)
    return [_candidate(one, copies.get(one.pk, ()), problems) for one in found]


def _candidate(one: Administration, copies: Sequence[str], problems: Iterable[Problem]) -> Candidate:
    return Candidate(
        code=one.code,
        name=one.name,
        parent=one.parent.code if one.parent else "",
        copies=tuple(copies),
        problems=tuple(problem for problem in problems if problem.about == one.code),
    )


def _copies(found: Sequence[Administration]) -> dict[int, list[str]]:
    gathered: dict[int, list[str]] = {}
    children = Administration.objects.filter(parent__in=[one.pk for one in found])
    children = children.exclude(state=AdministrationState.MOVED).order_by("code")
    for parent, code in children.values_list("parent_id", "code"):
        gathered.setdefault(parent, []).append(code)
    return gathered
