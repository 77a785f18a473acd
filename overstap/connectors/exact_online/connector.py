"""Exact Online behind the port: a thin shell over who gets in, reads, writes and posts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import changes as changing
from overstap.connectors.exact_online import divisions, planning, tables, timing
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.entities import rows_of
from overstap.connectors.exact_online.keeping import Keeper
from overstap.connectors.exact_online.keeping_changes import relation_changes
from overstap.connectors.exact_online.posting import Poster
from overstap.connectors.exact_online.reader import Reader
from overstap.connectors.exact_online.tokens import code_of, consent_address
from overstap.connectors.exact_online.writer import Writer
from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.port import Allowance, Connection, Health, ListedAdministration, Outside, Plan, health_of
from overstap.connectors.values import (
    Capability,
    Change,
    Kept,
    Kind,
    Posted,
    Posting,
    Record,
    Wanted,
    Way,
    Who,
    Written,
)
from overstap.lib.sentences import sentence

_READING: Mapping[Kind, tuple[Way, str]] = {
    Kind.OPENING: (
        Way.YES,
        sentence(
            "For a first year after the beginning of the books it is worked out from the balances of earlier years."
        ),
    ),
    Kind.ASSETS: (
        Way.PART,
        sentence(
            "Assets are read with their group and method; depreciation that is not linear or degressive is not read."
        ),
    ),
}


class ExactOnlineConnector:
    """Implements Connector, Books, KeepingRelations, Consenting and Metered of overstap.connectors.port."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside if outside.meter else replace(outside, meter=MemoryMeter())

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """All divisions of all licences that the user reaches, by code."""
        with self._client(connection) as client:
            return divisions.listed(client)

    def health(self, connection: Connection) -> Health:
        """Whether the user gets in."""
        return health_of(lambda: self.who(connection))

    def capabilities(self) -> Mapping[Kind, Capability]:
        """What can be read and written, and why not more."""
        return {kind: _capability(kind) for kind in Kind}

    def who(self, connection: Connection) -> Who:
        """The user of the consent, and the licence in whose division that user is now."""
        with self._client(connection) as client:
            return divisions.who(client)

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books of a division."""
        with self._client(connection) as client:
            yield from Reader(client, code, lambda: self._client(connection)).read(wanted)

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """What changed since ``cursor``. Raises StaleCursor."""
        with self._client(connection) as client:
            now, opener = timing.now(self._outside), lambda: self._client(connection)
            yield from changing.changes(client, divisions.valid(code), cursor, opener, now)

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Write records, and say of each what became of it."""
        with self._client(connection) as client:
            yield from Writer(client, divisions.valid(code)).write(records)

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        """Book one entry with its documents; the same reference twice is booked once."""
        with self._client(connection) as client:
            return Poster(client, divisions.valid(code)).post(posting)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as it is there now."""
        with self._client(connection) as client:
            return Poster(client, divisions.valid(code)).read_back(posted)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Delete what was posted; False where Exact keeps it."""
        with self._client(connection) as client:
            return Poster(client, divisions.valid(code)).withdraw(posted)

    def relation_changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """What changed among relations since ``cursor``. Raises StaleCursor."""
        with self._client(connection) as client:
            yield from relation_changes(client, divisions.valid(code), cursor, timing.now(self._outside))

    def relation(self, connection: Connection, code: str, key: str) -> Kept | None:
        """A relation as it is there now."""
        with self._client(connection) as client:
            return Keeper(client, divisions.valid(code)).relation(key)

    def make_relation(self, connection: Connection, code: str, relation: Relation, reference: str) -> Kept:
        """Make a relation; the same reference twice makes one, and never over another one."""
        with self._client(connection) as client:
            return Keeper(client, divisions.valid(code)).make(relation, reference)

    def change_relation(self, connection: Connection, code: str, key: str, before: Relation, after: Relation) -> Kept:
        """Change what differs. Raises ChangedThere."""
        with self._client(connection) as client:
            return Keeper(client, divisions.valid(code)).change(key, before, after)

    def remove_relation(self, connection: Connection, code: str, key: str) -> None:
        """Delete a relation. Raises PackageRefused, in Exact's words, where it is in use."""
        with self._client(connection) as client:
            Keeper(client, divisions.valid(code)).remove(key)

    def entities(
        self, connection: Connection, code: str, entity: str, params: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """Rows of any resource of Exact ("logistics/Items"), as they are there. Raises PackageRefused."""
        with self._client(connection) as client:
            yield from rows_of(Division(client, divisions.valid(code)), entity, params or {})

    def consent_address(self, connection: Connection, state: str, redirect: str) -> str:
        """Where the person consents."""
        del connection
        return consent_address(self._outside, state, redirect)

    def redeem(self, connection: Connection, answer: Mapping[str, str], state: str, redirect: str) -> Who:
        """Exchange what came back for tokens. Raises NeedsConsent."""
        code = code_of(answer, state)
        with self._client(connection) as client:
            client.tokens.redeem(code, redirect)
            return divisions.who(client)

    def allowances(self, connection: Connection, code: str) -> Sequence[Allowance]:
        """What is left of the minute and the day."""
        with self._client(connection) as client:
            return client.limits.allowances(divisions.valid(code))

    def plan(self, connection: Connection, code: str, wanted: Wanted) -> Plan:
        """What ``read`` takes; asks counts only."""
        with self._client(connection) as client:
            division = Division(client, divisions.valid(code))
            counted = planning.counted(division, wanted)
            return planning.plan(wanted, counted, client.limits.allowances(code), timing.now(self._outside))

    def _client(self, connection: Connection) -> Client:
        return Client(self._outside, connection)


def _capability(kind: Kind) -> Capability:
    read, why = _READING.get(kind, (Way.YES, ""))
    write, why_not = tables.WRITING[kind]
    note = " ".join(filter(None, (why, why_not)))
    return Capability(read, write, note)
