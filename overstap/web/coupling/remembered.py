"""What the session keeps for whoever goes through many contacts: what was decided last, and what leads for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from overstap.tenancy.access import Actor

_LAST, _LEADS = "coupling-last", "coupling-leads"


@dataclass(frozen=True, slots=True)
class Last:
    """What somebody decided last. ``number``: of the newest of these decisions; ``text``: what it was."""

    number: int
    text: str


def decided(request: HttpRequest, actor: Actor, decisions: Sequence[int], text: str) -> None:
    """Keep what was decided, the newest last, so that one key undoes it."""
    if decisions:
        request.session[_LAST] = [actor.environment.slug, list(decisions), text]


def last(request: HttpRequest, actor: Actor) -> Last | None:
    """What was decided last in this environment, if it was not undone since."""
    slug, decisions, text = request.session.get(_LAST) or ("", (), "")
    return Last(decisions[-1], text) if decisions and slug == actor.environment.slug else None


def with_it(request: HttpRequest, actor: Actor, number: int) -> list[int]:
    """What is undone together with decision ``number``, the newest first: one press decided all of it."""
    slug, decisions, _text = request.session.get(_LAST) or ("", [], "")
    return decisions[::-1] if slug == actor.environment.slug and number in decisions[-1:] else [number]


def undone(request: HttpRequest, number: int) -> None:
    """Forget what was decided last, if that is what was undone."""
    if number in (request.session.get(_LAST) or ("", [], ""))[1]:
        del request.session[_LAST]


def leads(request: HttpRequest, actor: Actor) -> int:
    """The administration that leads for all of these, 0 where each is chosen by itself."""
    slug, number = request.session.get(_LEADS) or ("", 0)
    return int(number) if slug == actor.environment.slug else 0


def let_lead(request: HttpRequest, actor: Actor, administration: int) -> None:
    """Keep which administration leads for all of these; 0: none."""
    if leads(request, actor) != administration:
        request.session[_LEADS] = [actor.environment.slug, administration]
