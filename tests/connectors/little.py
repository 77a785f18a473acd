"""A small package in memory, behind the port like the real ones: for tests of what is done with any connector."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

from overstap.books.ledger.values import Account, Entry, Journal, Period
from overstap.connectors.port import (
    Allowance,
    CannotDo,
    Connection,
    KeyField,
    NeedsConsent,
    OutcomeUnknown,
    Outside,
    PackageAway,
    PackageRefused,
    Plan,
)
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
    Way,
    Who,
    Written,
)
from overstap.lib import clock

ADDRESS = "https://klein.example"
CODE, TOKEN = "goede-code", "GEHEIM-token-van-klein"
NOTE = "The practice package holds no books."  # a sentence that has its Dutch translation


@dataclass
class LittlePackage:
    """What the package holds, what it does wrong, and what it was asked."""

    listed: tuple[ListedAdministration, ...] = (ListedAdministration("100", "Bakker"),)
    journals: tuple[Journal, ...] = (Journal("90", "Memoriaal", "M"), Journal("20", "Bank", "B"))
    accounts: tuple[Account, ...] = (Account("1300", "Debiteuren", "B"), Account("4000", "Kosten", "P"))
    entries: dict[str, Entry] = field(default_factory=dict)
    deletes: bool = True
    away: bool = False
    answer_lost: bool = False  # of the next posting, which is done all the same
    refused_accounts: tuple[str, ...] = ()
    alters: Decimal = Decimal(0)  # what is added to amounts that are booked
    leads_to: str = ADDRESS
    asked: list[str] = field(default_factory=list)


class LittleConnector:
    """Implements Connector and Books."""

    def __init__(self, outside: Outside, package: LittlePackage) -> None:
        self._outside = outside
        self._package = package

    def administrations(self, connection: Connection) -> Sequence[ListedAdministration]:
        self._ask("list", connection)
        return self._package.listed

    def health(self, connection: Connection) -> Health:
        try:
            self._ask("health", connection)
        except (NeedsConsent, PackageAway) as error:
            return Health(works=False, message=error.message)
        return Health(works=True)

    def capabilities(self) -> Mapping[Kind, Capability]:
        less = {Kind.ASSETS: Capability(Way.NO, Way.NO, NOTE), Kind.DOCUMENTS: Capability(Way.YES, Way.NO, NOTE)}
        return {kind: less.get(kind, Capability(Way.YES, Way.YES)) for kind in Kind}

    def who(self, connection: Connection) -> Who:
        self._ask("who", connection)
        return Who("klaas@klein.example", "Klaas Klein", "Kantoor Klein")

    def read(self, connection: Connection, code: str, wanted: Wanted) -> Iterator[Record]:
        self._ask(f"read {code}", connection)
        today = clock.now().date()
        period = Period(today.year, today.month, "", date(today.year, 1, 1), date(today.year, 12, 31))
        records: dict[Kind, Iterable[Record]] = {
            Kind.PERIODS: [period], Kind.ACCOUNTS: self._package.accounts, Kind.JOURNALS: self._package.journals,
            Kind.ENTRIES: list(self._package.entries.values()),
        }  # fmt: skip
        for kind in Kind:
            if kind in wanted.kinds:
                yield from records.get(kind, ())

    def changes(self, connection: Connection, code: str, cursor: str) -> Iterator[Change]:
        del cursor
        self._ask(f"changes {code}", connection)
        yield Change(None, "", cursor="1")

    def write(self, connection: Connection, code: str, records: Iterable[Record]) -> Iterator[Written]:
        del records
        self._ask(f"write {code}", connection)
        raise CannotDo("In Klein wordt niets geschreven.", remedy="Boek er een boeking.")

    def post(self, connection: Connection, code: str, posting: Posting) -> Posted:
        self._ask(f"post {code} {posting.entry.lines[0].account}", connection)
        if posting.entry.lines[0].account in self._package.refused_accounts:
            raise PackageRefused("Op deze rekening wordt niet geboekt.", remedy="Kies een andere.")
        first, *rest = posting.entry.lines
        kept = (first._replace(amount=first.amount + self._package.alters), *rest)
        self._package.entries.setdefault(posting.reference, posting.entry._replace(number="26001", lines=kept))
        if self._package.answer_lost:
            self._package.answer_lost = False
            raise OutcomeUnknown("Het antwoord kwam niet aan.")
        return Posted(posting.entry.journal, "26001", reference=posting.reference)

    def read_back(self, connection: Connection, code: str, posted: Posted) -> Entry | None:
        self._ask(f"read back {code}", connection)
        return self._package.entries.get(posted.reference)

    def withdraw(self, connection: Connection, code: str, posted: Posted) -> bool:
        self._ask(f"withdraw {code}", connection)
        return self._package.deletes and self._package.entries.pop(posted.reference, None) is not None

    def _ask(self, what: str, connection: Connection) -> None:
        self._package.asked.append(what)
        if self._package.away:
            raise PackageAway("Klein antwoordt niet.")
        if not self._outside.vault.read(connection):
            raise NeedsConsent("Klein laat ons niet binnen.", remedy="Verbind.")


class LittleConsenting(LittleConnector):
    """Implements Consenting and Metered too."""

    def consent_address(self, connection: Connection, state: str, redirect: str) -> str:
        del connection
        return f"{self._package.leads_to}/agree?{urlencode({'state': state, 'redirect': redirect})}"

    def redeem(self, connection: Connection, answer: Mapping[str, str], state: str, redirect: str) -> Who:
        del state, redirect
        self._package.asked.append("redeem")
        if self._package.away:
            raise PackageAway("Klein antwoordt niet.")
        if answer.get("code") != CODE:
            raise NeedsConsent("Klein kent die code niet.", remedy="Verbind nog eens.")
        with self._outside.vault.locked(connection) as slot:
            slot.keep({"access": TOKEN})
        return self.who(connection)

    def allowances(self, connection: Connection, code: str) -> Sequence[Allowance]:
        del connection, code
        resets = datetime(2099, 1, 1, tzinfo=UTC)
        return [Allowance("minute", 60, 60, clock.now() + timedelta(minutes=1)), Allowance("day", 0, 5_000, resets)]

    def plan(self, connection: Connection, code: str, wanted: Wanted) -> Plan:
        del wanted
        self._ask(f"plan {code}", connection)
        return Plan(calls=1, lines=len(self._package.entries), done_at=clock.now(), share_of_day=Decimal(0))


class LittleKeyed(LittleConnector):
    """Implements KeyHolding too."""

    def key_fields(self) -> Sequence[KeyField]:
        return [KeyField("user", secret=False), KeyField("token")]

    def take_key(self, connection: Connection, typed: Mapping[str, str]) -> Who:
        self._package.asked.append("key")
        if typed["token"] != TOKEN:
            raise NeedsConsent("Klein kent die sleutel niet.", remedy="Kopieer hem opnieuw.")
        with self._outside.vault.locked(connection) as slot:
            slot.keep(dict(typed))
        return self.who(connection)
