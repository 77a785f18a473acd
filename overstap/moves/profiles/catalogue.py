"""All profiles of the installation: those that came with it, and the copies that operators made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from overstap.moves.models import ProfileCopy
from overstap.moves.profiles import ProfileInvalid, profile, read_profile, shipped
from overstap.moves.profiles.values import Profile


@dataclass(frozen=True, slots=True)
class Listed:
    """A profile, and of a copy: from which one, by whom and when it was made."""

    profile: Profile
    copied_from: str = ""
    made_by: str = ""
    made_at: datetime | None = None

    @property
    def is_copy(self) -> bool:
        """Whether an operator made it."""
        return bool(self.copied_from)


@dataclass(frozen=True, slots=True)
class Unusable:
    """A copy that this version of Overstap cannot use, and why."""

    name: str
    problem: ProfileInvalid


def listed() -> Sequence[Listed]:
    """Every profile that can be used: those of the installation by name, then the copies, oldest first."""
    return [*(Listed(profile(name)) for name in shipped()), *(one for one in _copies() if isinstance(one, Listed))]


def unusable() -> Sequence[Unusable]:
    """The copies that cannot be used; a later version may ask for more than was known when they were made."""
    return [one for one in _copies() if isinstance(one, Unusable)]


def titles(language: str) -> Mapping[str, str]:
    """What each profile is called in a language, by name."""
    return {one.profile.name: one.profile.titles[language] for one in listed()}


def _copies() -> Iterator[Listed | Unusable]:
    for one in ProfileCopy.objects.select_related("made_by").order_by("id"):
        try:
            yield Listed(read_profile(one.text, called=one.name), one.copied_from, one.made_by.name, one.made_at)
        except ProfileInvalid as problem:
            yield Unusable(one.name, problem)
