"""The steps of the two wizards. What is chosen in each is kept in a draft; a page shows one step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from overstap.moves.drafts import Draft


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a wizard; ``page`` is the name of its address."""

    name: str
    page: str
    text: str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """A step as the bar of steps shows it: done, now or todo; with the address to go back to where there is one."""

    text: str | Promise
    state: str
    page: str


START_STEPS = (
    Step("profile", "start-move-profile", gettext_lazy("Kind of migration")),
    Step("administrations", "start-move-administrations", gettext_lazy("Administrations")),
    Step("receiver", "start-move-receiver", gettext_lazy("Receiver")),
    Step("agree", "start-move-agree", gettext_lazy("Check and agree")),
)
RECEIVE_STEPS = (
    Step("code", "", gettext_lazy("Transfer code")),
    Step("offer", "receive-move-offer", gettext_lazy("The offer")),
    Step("codes", "receive-move-codes", gettext_lazy("New codes")),
    Step("agree", "receive-move-agree", gettext_lazy("Check and agree")),
)


def bar(steps: Sequence[Step], now: str, draft: Draft | None) -> list[Place]:
    """The bar above a wizard's page; what was reached already can be gone back to."""
    names = [step.name for step in steps]
    here = names.index(now)
    reached = names.index(draft.step) if draft and draft.step in names else here
    return [_place(step, number, here, reached, linked=draft is not None) for number, step in enumerate(steps)]


def as_looked_at(request: HttpRequest, draft: Draft) -> Draft:
    """The draft in the version that the sender of a form looked at; a form without one looked at none."""
    sent = request.POST.get("version", "")
    return replace(draft, version=int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0)


def further(steps: Sequence[Step], draft: Draft, after: str) -> str:
    """The step to go on with when ``after`` is done: the next, or the one that was reached already."""
    names = [step.name for step in steps]
    reached = names.index(draft.step) if draft.step in names else 0
    return names[max(reached, names.index(after) + 1)]


def _place(step: Step, number: int, here: int, reached: int, *, linked: bool) -> Place:
    state = "now" if number == here else "done" if number < max(here, reached) else "todo"
    return Place(step.text, state, step.page if linked and number != here and number <= reached else "")
