"""What can be read out of a package and written into it, told in the reader's language."""

from dataclasses import dataclass

from django.utils.translation import gettext

from overstap.connectors import registry
from overstap.connectors.values import Capability, Kind, Way
from overstap.tenancy.values import PackageFamily

_IN_FULL = (Way.YES, Way.YES)


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
    # the notes are English sentences in the connectors; lib.catalogues finds them there
    return Ability(kind, one.read, one.write, gettext(one.note) if one.note else "")
