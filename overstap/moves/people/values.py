"""The words of people who worked in what moved (R066 to R070, R189; profiles.md, G7 to G9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from overstap.tenancy.roles import Role

WITH_OWN_ARCHIVE = frozenset({Role.AUTHORISER, Role.RESTRICTED_CLIENT_USER})  # R068
LONGEST_REASON = 500


class PlaceholderState(StrEnum):
    """Where somebody who did not go along stands in the new environment."""

    WAITING = "waiting"  # nobody did anything yet
    INVITED = "invited"
    ACCEPTED = "accepted"  # came in by the invitation
    DECLINED = "declined"
    LINKED = "linked"  # to somebody who works here
    PUT_ASIDE = "put_aside"  # kept for authorship alone, without an e-mail address
    ENDED = "ended"  # what they worked in was given back


S = PlaceholderState
HERE = frozenset({S.ACCEPTED, S.LINKED})  # somebody of this environment stands behind the name
# deed -> states in which it can be done
OPEN_TO: dict[str, frozenset[PlaceholderState]] = {
    "invite": frozenset({S.WAITING, S.INVITED, S.DECLINED}),
    "link": frozenset({S.WAITING, S.INVITED, S.DECLINED}),
    "unlink": HERE,
    "restore": HERE,
    "put_aside": frozenset({S.WAITING, S.INVITED, S.DECLINED, S.ENDED}),
}


class Shown(StrEnum):
    """What a list tells of a placeholder: its state, with what became of the invitation."""

    WAITING = "waiting"
    INVITED = "invited"
    EXPIRED = "expired"  # invited, and not answered in time
    WITHDRAWN = "withdrawn"  # invited, and the invitation was withdrawn elsewhere
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LINKED = "linked"
    PUT_ASIDE = "put_aside"
    ENDED = "ended"


class EventKind(StrEnum):
    """What happened to a placeholder."""

    KEPT = "kept"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LINKED = "linked"
    UNLINKED = "unlinked"
    RESTORED = "restored"
    PUT_ASIDE = "put_aside"
    ENDED = "ended"


class RestoredKind(StrEnum):
    """What linking gave."""

    ACCESS = "access"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Held:
    """Who had which role where: one line of somebody's history. ``until``: when that holder handed it over."""

    administration_uid: UUID
    administration: str
    code: str  # there
    code_here: str
    holder: str
    role: str
    has_access: bool
    has_booked: bool
    has_agreed: bool
    has_archive: bool
    until: datetime
    move_uid: UUID  # by which it came here
    is_of_giver: bool  # of whoever handed it to us, not of an earlier holder
    ended_at: datetime | None  # given back since
    is_given: bool  # whether the person behind the name has that access here now


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who worked in what came here. ``email`` is empty where they were put aside."""

    number: int
    uid: UUID
    name: str
    email: str
    role: str  # the newest one that they had
    state: str  # Shown
    stored: str  # PlaceholderState
    roles: Sequence[Held]
    person_uid: UUID | None  # who stands behind the name here
    person_name: str
    person_email: str
    person_works_here: bool
    invited_email: str
    invited_role: str
    expires_at: datetime | None
    reason: str
    changed_at: datetime
    member_uid: UUID | None  # somebody with the same address who works here

    @property
    def to_give(self) -> int:
        """How many administrations the person behind the name could have again and has not."""
        if self.stored not in HERE or not self.person_works_here:
            return 0
        return sum(1 for one in self.roles if one.has_access and not one.ended_at and not one.is_given)

    @property
    def archives(self) -> int:
        """In how many administrations there was an archive of their own (R068)."""
        return len({one.administration_uid for one in self.roles if one.has_archive and not one.ended_at})

    @property
    def one_click(self) -> bool:
        """Whether one click invites: the address is known, the role is no superuser's, and nobody has it here."""
        able = self.stored in OPEN_TO["invite"] and self.state != Shown.INVITED
        return able and bool(self.email) and self.role != Role.SUPERUSER and self.member_uid is None

    def may(self, deed: str) -> bool:
        """Whether ``deed`` (a key of OPEN_TO) can be done now."""
        return self.stored in OPEN_TO[deed]


@dataclass(frozen=True, slots=True)
class FormerPage:
    """Some of them by name, and what to ask the next page with (empty: there is none)."""

    rows: Sequence[Former]
    after: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of what was done about somebody."""

    at: datetime
    kind: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive of their own that somebody may open again: of whom, in which administration."""

    administration_uid: UUID
    code: str
    administration: str
    owner_uid: UUID
    owner: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of the environment, and how many of a move's administrations they may open."""

    uid: UUID
    name: str
    email: str
    role: str
    open: int
