"""What is not copied, and who looked after it (R244 to R247): asked with the request, shown to all parties."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.moves.aftercare import texts
from overstap.moves.profiles import Profile
from overstap.moves.takeovers.values import Manager, Takeover
from overstap.web.words import language

MANAGERS: Mapping[Manager, str | Promise] = {
    Manager.CLIENT: _("The client did"),
    Manager.PREVIOUS: _("The previous office did"),
    Manager.NOBODY: _("It is not used"),
}


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that has to be set up again."""

    code: str
    title: str
    why: str
    manager: str  # Manager, or empty
    told: str


def leftovers(which: Profile, known: Mapping[str, str]) -> list[Leftover]:
    """What this kind of move does not copy, with what is known of each."""
    return [_leftover(code, known.get(code, "")) for code in which.not_copied]


def managed(found: Takeover) -> list[Leftover]:
    """What this takeover does not copy."""
    return leftovers(found.profile, found.managed)


def _leftover(code: str, manager: str) -> Leftover:
    words = texts.task(code, "", language())
    told = str(MANAGERS[Manager(manager)]) if manager in set(Manager) else ""
    return Leftover(code, words.title, words.why, manager, told)
