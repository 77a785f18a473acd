"""Twinfield through the port.

A connection is one user in one environment (organisation) of Twinfield. Each method is a piece of work of its own, with
a client that is closed at its end; the vault and the meter are what they share.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry
from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.port import Allowance, Connection, NeedsConsent, Outside, Plan, health_of
from overstap.connectors.twinfield import changing, documents, planning, posting, xml
from overstap.connectors.twinfield.capabilities import CAPABILITIES
from overstap.connectors.twinfield.client import Client
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.documents import Fetch
from overstap.connectors.twinfield.reader import Reading
from overstap.connectors.twinfield.writer import Writing
from overstap.connectors.values import (
    Capability,
    Change,
    Health,
    Kind,
    ListedAdministration,
    Posted,
    Posting,
    Record,
    Wanted,
    Who,
    Written,
)


class TwinfieldConnector:
    """Implements overstap.connectors.port: Connector, Books, Consenting and Metered."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside if outside.meter else replace(outside, meter=MemoryMeter())

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        """The offices that the user may see. Twinfield does not tell here which of them are being closed."""
        with Client(self._outside, connection) as client:
            root = client.asked("", xml.make("list", xml.make("type", text="offices")))
        found = [((one.text or "").strip(), one.get("name", "")) for one in root.iterfind("office")]
        return [ListedAdministration(code, name) for code, name in sorted(found)]

    def health(self, connection: Connection) -> Health:
        """Whether Twinfield still lets us in."""
        return health_of(lambda: self.who(connection))

    def capabilities(self) -> Mapping[Kind, Capability]:
        """See overstap.connectors.twinfield.capabilities."""
        return CAPABILITIES

    def who(self, connection: Connection) -> Who:
        """The user and the environment of the present token, as Twinfield tells them."""
        with Client(self._outside, connection) as client:
            session = client.tokens.session()
            known = client.login.validate(session.access)
        return Who(known.user, session.name or known.user, known.organisation)

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        """The books of an office, streamed."""
        with self._desk(connection, code) as desk:
            yield from Reading(desk, wanted, self._fetch(connection, code)).records()

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        """What changed since ``cursor``; an empty one gives everything."""
        with self._desk(connection, code) as desk:
            yield from changing.changes(desk, cursor, self._fetch(connection, code))

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        """Write records in portions, and match what settled each other."""
        with self._desk(connection, code) as desk:
            yield from Writing(desk).written(records)

    def post(self, connection: Connection, code: str, posting_: Posting) -> Posted:
        """Book one entry; where its reference is there already, that one is given."""
        with self._desk(connection, code) as desk:
            return posting.post(desk, posting_)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        """The entry as Twinfield has it."""
        with self._desk(connection, code) as desk:
            return posting.read_back(desk, posted)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        """Delete the entry, as far as Twinfield allows."""
        with self._desk(connection, code) as desk:
            return posting.withdraw(desk, posted)

    def consent_address(self, connection: Connection, state: str, redirect: str) -> str:
        """Twinfield's page to log in; its nonce follows from ``state``."""
        with Client(self._outside, connection) as client:
            return client.login.consent_address(state, redirect)

    def redeem(self, connection: Connection, answer: Mapping[str, str], state: str, redirect: str) -> Who:
        """Exchange the code for tokens, and keep them. Raises NeedsConsent."""
        if answer.get("error"):
            raise NeedsConsent(
                _("Twinfield did not give its consent."), remedy=_("Connect again, and give consent at Twinfield.")
            )
        with Client(self._outside, connection) as client:
            session = client.tokens.redeem(answer, state, redirect)
        return Who(session.user, session.name or session.user, session.organisation)

    def allowances(self, connection: Connection, code: str) -> Sequence[Allowance]:
        """The credits that are left of this minute, for all offices together."""
        del code
        with Client(self._outside, connection) as client:
            return client.credits.allowances()

    def plan(self, connection: Connection, code: str, wanted: Wanted) -> Plan:
        """What reading takes, out of lists alone."""
        with self._desk(connection, code) as desk:
            return planning.plan(desk, wanted)

    @contextmanager
    def _desk(self, connection: Connection, code: str) -> Iterator[Desk]:
        with Client(self._outside, connection) as client:
            yield Desk(client, code)

    def _fetch(self, connection: Connection, code: str) -> Fetch:
        def fetch(identity: str) -> bytes:
            with self._desk(connection, code) as desk:
                return documents.content(desk, identity)

        return fetch
