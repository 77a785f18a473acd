"""What can be read out of a package and written into it, told in the reader's language."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from overstap.connectors import registry
from overstap.connectors.values import Capability, Kind, Way
from overstap.tenancy.values import PackageFamily

_IN_FULL = (Way.YES, Way.YES)
_BETWEEN_SENTENCES = re.compile(r"(?<=\.) ")


@dataclass(frozen=True, slots=True)
class Ability:
    """What a package allows for one kind; ``note`` is a sentence in the reader's language, or empty."""

    kind: Kind
    read: Way
    write: Way
    note: str

    @property
    def in_full(self) -> bool:
        """Whether nothing of it is held back."""
        return (self.read, self.write) == _IN_FULL


def abilities(package: PackageFamily) -> list[Ability]:
    """Of every kind, in the order of ``Kind``. Raises NoConnector."""
    return [_ability(kind, one) for kind, one in registry.connector(package).capabilities().items()]


def shortcomings(package: PackageFamily) -> list[Ability]:
    """Only what cannot be read or written in full. Raises NoConnector."""
    return [one for one in abilities(package) if not one.in_full]


def _ability(kind: Kind, one: Capability) -> Ability:
    return Ability(kind, one.read, one.write, told_note(one.note))


def told_note(note: str) -> str:
    """A note in the reader's language. It may be put together of texts that the catalogue knows one by one."""
    left, told = _BETWEEN_SENTENCES.split(note) if note else [], []
    while left:
        known = next((count for count in range(len(left), 1, -1) if _is_known(" ".join(left[:count]))), 1)
        first, left = " ".join(left[:known]), left[known:]
        told.append(gettext(first))
    return " ".join(told)


def _is_known(text: str) -> bool:
    return gettext(text) != text
