"""The words of a takeover: what is asked for, and what each party is shown of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from overstap.moves.profiles import Profile
from overstap.moves.values import Party

MOST_LINES = 50  # of what a client calls their administrations
LONGEST_LINE = 200
LONGEST_REASON = 500
MOST_OPEN = 20  # requests of one environment that nobody answered yet


class Answer(StrEnum):
    """What a party said."""

    APPROVED = "approved"
    REFUSED = "refused"


class Stand(StrEnum):
    """How it stands with one party."""

    APPROVED = "approved"
    REFUSED = "refused"
    WAITING = "waiting"  # was asked
    LATER = "later"  # is asked once somebody else did their part


class VoidReason(StrEnum):
    """Why an approval counts no more."""

    ADMINISTRATIONS = "administrations"  # the giver chose others
    CODES = "codes"  # the receiver chose other codes


class Manager(StrEnum):
    """Who looked after something that is not copied (R246)."""

    CLIENT = "client"
    PREVIOUS = "previous_accountant"
    NOBODY = "nobody"  # it is not used


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeoverOrder:
    """What a new office asks for. ``wanted`` are lines as the client gave them: codes or names."""

    giver_slug: str
    client_name: str
    client_email: str
    wanted: Sequence[str]
    profile: str = "takeover"
    administrator_email: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)  # old code -> new code, where it is to change
    run_at: datetime | None = None  # None: as soon as everybody agreed
    managed: Mapping[str, str] = field(default_factory=dict)  # what is not copied -> Manager


@dataclass(frozen=True, slots=True)
class PartyStand:
    """How it stands with one party, as all parties may see it."""

    party: Party
    name: str  # of the environment, or of the client
    person: str  # who answered
    stand: Stand
    asked_at: datetime | None
    answered_at: datetime | None
    reason: str
    reminders: int


@dataclass(frozen=True, slots=True)
class Moved:
    """One administration of the takeover."""

    name: str
    old_code: str
    new_code: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the log: ``person`` is a name with an e-mail address."""

    at: datetime
    kind: str
    person: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Takeover:
    """A takeover, or any other move to which a client has to agree, as one of its parties may see it."""

    uid: UUID
    state: str
    reader: Party
    profile: Profile
    giver: str
    receiver: str
    client_name: str
    client_email: str
    requested_by: str
    wanted: tuple[str, ...]
    managed: Mapping[str, str]
    parts: tuple[Moved, ...]
    parties: tuple[PartyStand, ...]
    scope_hash: str  # empty while nothing was chosen
    fee: Decimal
    currency: str
    run_at: datetime | None
    expires_at: datetime
    released_at: datetime | None
    undo_until: datetime | None
    changed: str  # why approvals were voided last (VoidReason); empty where none was
    export_asked_at: datetime | None  # the client waits for an export since then
    invited: str  # the address to which the client was invited; empty: not yet
    joined: bool  # the client came in by that invitation
    events: tuple[Told, ...]

    @property
    def mine(self) -> PartyStand | None:
        """How it stands with the reader."""
        return next((one for one in self.parties if one.party is self.reader), None)

    @property
    def may_answer(self) -> bool:
        """Whether the reader is asked to approve now."""
        return self.state == "offered" and self.mine is not None and self.mine.stand is Stand.WAITING

    @property
    def by_links(self) -> bool:
        """Whether every party approves on this page; else the receiver agrees with a transfer code."""
        return Party.RECEIVER in self.profile.consents.by_link

    @property
    def mark(self) -> str:
        """What this shows, to compare with a later reading."""
        return f"{self.state}-{len(self.events)}"


@dataclass(frozen=True, slots=True)
class TakeoverRow:
    """A takeover in a list."""

    uid: str
    state: str
    giver: str
    receiver: str
    client: str
    expires_at: datetime
    waits_for: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What a personal link still tells once the move has ended."""

    state: str
    giver: str
    receiver: str
    administrations: tuple[str, ...]
    ended_at: datetime | None
