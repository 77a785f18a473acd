"""What a proof contains. Frozen values that are plain JSON: text, integers, booleans, lists and objects.

Times are ISO 8601 with an offset (``Moment``), amounts are text, hashes are 64 lower-case hexadecimal digits
(``Sha256``). Each field of ``Manifest`` is a section of the proof.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from overstap.moves.proof.canonical import Json

Moment = Annotated[str, "moment"]
Sha256 = Annotated[str, "sha256"]


def moment(time: datetime) -> Moment:
    """``time`` as a proof writes it, to the millisecond. Raises ValueError for a time without an offset."""
    if time.utcoffset() is None:
        raise ValueError("a time in a proof has an offset")
    return time.isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The installation that signs."""

    installation: str
    software: str  # name and version
    issued_at: Moment


@dataclass(frozen=True, slots=True)
class StateReached:
    """The move reached ``state`` at this moment."""

    state: str
    at: Moment


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """Which move this is. ``profile`` is the code of its move profile, such as ``transfer-code``."""

    uid: str
    profile: str
    states: tuple[StateReached, ...]


@dataclass(frozen=True, slots=True)
class PartyPerson:
    """Somebody who acted for a party, in the role held at that time."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the move. ``side`` is ``giver``, ``receiver`` or ``client``; a client has no environment."""

    side: str
    office: str
    environment: str
    people: tuple[PartyPerson, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """Who agreed to what. ``scope_sha256`` is the hash of exactly what the person was shown."""

    person: str
    side: str
    at: Moment
    scope_sha256: Sha256
    text: str


@dataclass(frozen=True, slots=True)
class MovedAdministration:
    """One administration and what became of it. ``position`` is the last sequence number of its ledger."""

    name: str
    old_code: str
    new_code: str
    ledger_uid: str
    position: int
    outcome: str  # "moved", "failed", "withdrawn", "taken_back"


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """How the records of one kind compare. ``sha256`` is the hash over all record hashes in key order."""

    kind: str
    expected: int
    present: int
    missing: int
    extra: int
    different: int
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class AccountingCheck:
    """One comparison of the trade: trial balance, open items. ``verdict``: ``equal`` or ``different``."""

    check: str
    verdict: str
    detail: str  # amounts or counts compared, as text


@dataclass(frozen=True, slots=True)
class NotCompared:
    """What the verification did not look at, and why. Never shown as fine."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The verification of one administration, named by its ledger. ``verdict``: ``clean`` or ``differences``."""

    ledger_uid: str
    at: Moment
    verdict: str
    records: tuple[RecordCheck, ...]
    accounting: tuple[AccountingCheck, ...]
    not_compared: tuple[NotCompared, ...]


@dataclass(frozen=True, slots=True)
class Override:
    """A check that a person set aside, with the reason that person gave."""

    check: str
    administration: str
    person: str
    at: Moment
    reason: str


@dataclass(frozen=True, slots=True)
class Timings:
    """The moments that count; None is "did not happen (yet)". The freeze is in milliseconds."""

    frozen_at: Moment | None
    carried_at: Moment | None
    verified_at: Moment | None
    released_at: Moment | None
    freeze_milliseconds: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """Any other table (documents per kind, addresses carried). Every row has as many cells as ``columns``."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class EventBody:
    """Something that happened: what the hash of an event covers, apart from the hash before it."""

    seq: int
    at: Moment
    kind: str
    person: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Event(EventBody):
    """An event in its chain: ``previous`` is the hash of the event before it (``chain.GENESIS`` for the first)."""

    previous: Sha256
    hash: Sha256


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a proof says. Each field is a section with a hash of its own."""

    issuer: Issuer
    move: MoveFacts
    parties: tuple[Party, ...]
    administrations: tuple[MovedAdministration, ...]
    timings: Timings
    verifications: tuple[Verification, ...]
    consents: tuple[Consent, ...]
    overrides: tuple[Override, ...]
    tables: tuple[Table, ...]
    events: tuple[Event, ...]
