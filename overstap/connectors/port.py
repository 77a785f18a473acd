"""The port: what processes ask of an accounting package, whichever it is.

A connector is an object with the methods of ``Connector``; one that reads and writes books has those of ``Books`` too,
and ``Consenting`` or ``KeyHolding`` tells how it gets its login. It keeps nothing: which environment of the package is
meant stands in the ``Connection``, secrets lie in a ``Vault``. Whatever the package says or throws becomes a value of
overstap.connectors.values or one of our errors (overstap.lib.errors) in the connector.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

import httpx

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.connectors.values import (
    Capability,
    Change,
    Health,
    Kept,
    Kind,
    ListedAdministration,
    Posted,
    Posting,
    Record,
    Wanted,
    Who,
    Written,
)
from overstap.lib.errors import NeedsPerson, NeedsSetting, OverstapError, Refused, TryLater
from overstap.tenancy.values import PackageFamily

__all__ = ["Health", "ListedAdministration"]


class NoConnector(NeedsSetting):
    """This installation has no connector for that package."""

    code = "CONNECTOR-MISSING"


class PackageAway(TryLater):
    """The package does not answer."""

    code = "PACKAGE-AWAY"


class PackageBusy(TryLater):
    """A limit of the package is (nearly) used up; ``facts["until"]`` is when it opens again, ISO 8601 with zone."""

    code = "PACKAGE-BUSY"


class OutcomeUnknown(TryLater):
    """The connection broke after something was sent: it may or may not have been done there. Look before repeating."""

    code = "PACKAGE-OUTCOME-UNKNOWN"


class NeedsConsent(NeedsPerson):
    """The package no longer (or not yet) lets us in; somebody has to connect again."""

    code = "PACKAGE-CONSENT"


class NoAccess(NeedsPerson):
    """The package knows us, and does not let this user see or do that."""

    code = "PACKAGE-NO-ACCESS"


class PackageRefused(Refused):
    """The package does not accept what was sent; ``message`` repeats its own words."""

    code = "PACKAGE-REFUSED"


class CannotDo(Refused):
    """The capability table of the package says so."""

    code = "PACKAGE-CANNOT"


class StaleCursor(Refused):
    """The package numbered its changes anew: everything has to be read again."""

    code = "PACKAGE-CURSOR-STALE"


@dataclass(frozen=True, slots=True)
class Connection:
    """One environment of a package, as one environment here is connected with it.

    ``reference`` is how the connector finds it at the package; ``environment`` is the number of ours; ``number`` is
    that of the connection (0: not kept anywhere).
    """

    package: PackageFamily
    name: str
    reference: str
    environment: int
    number: int = 0


def health_of(ask: Callable[[], object]) -> Health:
    """Whether ``ask`` gets an answer of the package; what it raises is the message where it does not."""
    try:
        ask()
    except OverstapError as error:
        return Health(works=False, message=error.message)
    return Health(works=True)


class Slot(Protocol):
    """The secrets of one connection, while nobody else can change them."""

    held: Mapping[str, str]  # as they are now, read after the lock was got; empty where there are none

    def keep(self, secrets: Mapping[str, str]) -> None:
        """Replace them all. Safe on disk once the ``with`` of the slot has ended."""


class Vault(Protocol):
    """Where connectors leave login data and tokens: encrypted at rest, one locked row for each connection."""

    def read(self, connection: Connection) -> Mapping[str, str]:
        """What is kept for it; empty where nothing is."""

    def locked(self, connection: Connection) -> AbstractContextManager[Slot]:
        """Keep everybody else away from it, on a connection of its own, so that a rollback elsewhere loses nothing."""


@dataclass(frozen=True, slots=True)
class Window:
    """A limit of a package: at most ``of`` calls (or credits) in ``seconds``, which begin at the first one.

    ``amount`` is what the call in hand counts for; 0: it only has to find room.
    """

    name: str  # "minute", "day", "errors GET crm/Accounts", "credits"
    of: int
    seconds: int
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """How far a limit is used up."""

    window: str
    used: int
    of: int
    resets_at: datetime


class Meter(Protocol):
    """Counts calls against limits, for all processes that use the same connection.

    ``key`` tells apart what the package counts apart (an administration's code, or empty).
    """

    def take(self, connection: Connection, key: str, windows: Sequence[Window], now: datetime) -> Count | None:
        """Count a call in all ``windows``; where one of them is full nothing is counted, and that one is given."""

    def note(self, connection: Connection, key: str, told: Sequence[Count], now: datetime) -> None:
        """What the package itself says of its limits. Within one window a count only rises."""

    def counts(self, connection: Connection, key: str, now: datetime) -> Sequence[Count]:
        """The windows that run now."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a connector needs of the world; tests put a sandbox, a clock and a vault of their own here.

    ``transport`` None: the network. ``address`` is the package's (https, or http on loopback for a sandbox);
    ``client_id`` and ``client_secret`` are those under which this installation is registered at its maker.
    """

    vault: Vault
    address: str
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    transport: httpx.BaseTransport | None = None
    now: Callable[[], datetime] | None = None
    wait: Callable[[float], None] | None = None  # seconds
    meter: Meter | None = None  # None: each connector counts for itself


@runtime_checkable
class Connector(Protocol):
    """What every connector can do."""

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """What the package lists there at this moment, by code. Raises PackageAway, or another OverstapError."""

    def health(self, connection: Connection) -> Health:
        """Whether work can be done through ``connection``. Never raises for what is wrong at the package."""

    def capabilities(self) -> Mapping[Kind, Capability]:
        """What can be read from and written to the package: every Kind, in its order."""


@runtime_checkable
class Books(Protocol):
    """What a connector can do that reads and writes books. ``code`` is the administration's at the package.

    Each method raises PackageAway, PackageBusy, NeedsConsent, NoAccess or PackageRefused, where nothing else is said.
    """

    def who(self, connection: Connection) -> Who:
        """As whom we are known there."""

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books, in the order of Kind, streamed: no more than one page is under way while another is given.

        What cannot be read as our values comes as a Finding with its place; nothing is left out in silence.
        """

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """What changed since ``cursor`` (empty: everything), deleted records included; the last one carries the new
        cursor. Raises StaleCursor."""

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Write records, and say of each what became of it; one that is there already is not made twice.

        What the package refuses is told by its Written and does not end the writing.
        """

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one entry, with its document where there is one; the same ``posting.reference`` twice is booked once."""

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as the package has it now; None where it is not there."""

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Take back what was posted; False where the package allows no deletion (then it stands, balanced to zero)."""


class ChangedThere(Refused):
    """The relation was changed at the package since we read it: nothing was written, it has to be compared anew."""

    code = "PACKAGE-CHANGED-THERE"


@runtime_checkable
class KeepingRelations(Protocol):
    """A connector whose relations can be kept in step one by one, by the package's own key. Raises as ``Books``."""

    def relation_changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """As ``changes``, of relations alone, in no more calls than that takes; keys are the package's own."""

    def relation(self, connection: Connection, code: str, key: str) -> Kept | None:
        """The relation as it is there now; None where it is not there any more."""

    def make_relation(self, connection: Connection, code: str, relation: Relation, reference: str) -> Kept:
        """Make a relation that is not there yet; never writes over another one.

        ``relation.code`` is used where it is free there; empty or taken: the package gives the next of its own series.
        ``reference`` is ours, at most 30 characters; the same twice makes one relation.
        """

    def change_relation(self, connection: Connection, code: str, key: str, before: Relation, after: Relation) -> Kept:
        """Change what differs between ``before`` and ``after``, emptied fields included; its code never.

        Raises ChangedThere where a field that would change is no longer there as in ``before``.
        """

    def remove_relation(self, connection: Connection, code: str, key: str) -> None:
        """Delete the relation; one that is not there any more is deleted. Raises PackageRefused where it is in use."""


@runtime_checkable
class Consenting(Protocol):
    """A connector that gets in by consent in the browser (OAuth 2 authorization code)."""

    def consent_address(self, connection: Connection, state: str, redirect: str) -> str:
        """Where to send the person. ``state`` comes back untouched; ``redirect`` is registered at the maker."""

    def redeem(self, connection: Connection, answer: Mapping[str, str], state: str, redirect: str) -> Who:
        """Exchange what came back (its query, decoded) for tokens, and keep them. Raises NeedsConsent."""


@dataclass(frozen=True, slots=True)
class KeyField:
    """A field of the login data that somebody types; ``secret`` ones are never shown again."""

    name: str
    secret: bool = True


@runtime_checkable
class KeyHolding(Protocol):
    """A connector that gets in by a key or token that somebody types."""

    def key_fields(self) -> Sequence[KeyField]:
        """What has to be typed."""

    def take_key(self, connection: Connection, typed: Mapping[str, str]) -> Who:
        """Try the key, and keep it. Raises NeedsConsent where it opens nothing."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much of a limit of the package is left. ``left`` and ``of`` count calls (or credits)."""

    window: str  # "minute", "day", "errors", "credits"
    left: int
    of: int
    resets_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What reading an administration whole takes: calls, and when it will be done with the limits that there are."""

    calls: int
    lines: int
    done_at: datetime
    share_of_day: Decimal  # of the day's calls, 0 to 1 and beyond


@runtime_checkable
class Metered(Protocol):
    """A connector whose package limits how often it is asked."""

    def allowances(self, connection: Connection, code: str) -> Sequence[Allowance]:
        """What is left, as far as known; asks the package nothing."""

    def plan(self, connection: Connection, code: str, wanted: Wanted) -> Plan:
        """What ``read`` will take; asks counts only."""
