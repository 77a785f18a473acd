"""The words of delivery addresses and of places that were left."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Style(StrEnum):
    """How delivery addresses are made in an environment."""

    OFFICE_CODE = "office_code"  # <office code>.<administration code>@domain: to be read
    RANDOM = "random"  # <environment>-<six characters>@domain: not to be guessed


class AddressState(StrEnum):
    """What becomes of mail to an address."""

    LIVING = "living"
    FORWARDING = "forwarding"  # an old one; its mail still arrives, until a moment
    ENDED = "ended"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address as an environment may see it. ``here``: whether its mail arrives in this environment now."""

    address: str
    state: AddressState
    administration: str  # name, as far as known here
    code: str
    given_at: datetime
    ends_at: datetime | None
    here: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an administration is held: URL part of the environment, and its code there."""

    environment: str
    code: str


@dataclass(frozen=True, slots=True)
class Left:
    """What an old place leads to, for somebody who may see it: the page there, or once it ``ended`` a pointer."""

    place: Place
    ended: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """What the mail door does with a mail. ``environment_id`` and ``code``: where the administration is held now.

    LIVING and FORWARDING: deliver there, once ``state_there`` is active. ENDED: refuse; the place says whom it
    concerned, and is for nobody outside. UNKNOWN: refuse; the rest is empty.
    """

    state: AddressState
    administration_uid: UUID | None = None
    environment_id: int | None = None
    code: str = ""
    state_there: str = ""
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lasting:
    """For how many days what is old goes on working: delivery addresses, and addresses of pages."""

    inbox: int | None  # None: the delivery address stays as it is
    links: int
