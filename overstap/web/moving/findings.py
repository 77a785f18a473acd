"""What a preflight found, with the way to where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from overstap.moves.values import Gravity, Problem
from overstap.tenancy.access import Actor
from overstap.web.moving.move_links import link_to


@dataclass(frozen=True, slots=True)
class FoundProblem:
    """A problem as a page shows it; ``address`` is where it is mended, empty where no page is."""

    place: str
    message: str
    remedy: str
    gate: bool
    about: str
    address: str


def found(actor: Actor, problems: Iterable[Problem]) -> list[FoundProblem]:
    """Gates first, in the order of the checks."""
    shown = [_found(actor, problem) for problem in problems]
    return sorted(shown, key=lambda one: not one.gate)


def _address(actor: Actor, problem: Problem) -> str:
    address = link_to(problem.check, actor.environment.slug, problem.about)
    other_move = problem.check == "no-other-move" and address
    return f"{address}?{urlencode({'search': problem.about})}" if other_move else address


def _found(actor: Actor, problem: Problem) -> FoundProblem:
    return FoundProblem(
        place=problem.place,
        message=problem.message,
        remedy=problem.remedy,
        gate=problem.gravity is Gravity.GATE,
        about=problem.about,
        address=_address(actor, problem),
    )
