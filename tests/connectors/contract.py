"""What every connector keeps to that reads and writes books: the same tests for all, against their sandboxes.

A package's own ``test_contract.py`` holds ``class TestContract(Contract): played = PLAYED``.
"""

from collections.abc import Iterator
from typing import ClassVar, cast

import pytest

from overstap.books.ledger.values import Entry
from overstap.connectors.port import Books, Connector, NeedsConsent, OutcomeUnknown, PackageAway
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Kind, Record, Wanted, Way, kind_of
from overstap.lib.findings import Finding
from tests.connectors.driven import IN_PROCESS, SOCKET, Driven, Played, driven


class Contract:
    """The tests; ``played`` is the package's own."""

    played: ClassVar[Played]

    @pytest.fixture(params=[IN_PROCESS, SOCKET])
    def at(self, request: pytest.FixtureRequest) -> Iterator[Driven]:
        """A connected connector, both ways."""
        with driven(self.played, request.param) as made:
            yield made

    def test_it_is_a_connector_that_reads_and_writes_books(self, at: Driven) -> None:
        assert isinstance(at.connector, Connector)
        assert isinstance(at.connector, Books)

    def test_it_tells_of_everything_what_can_be_done(self, at: Driven) -> None:
        told = at.connector.capabilities()
        assert list(told) == list(Kind)
        assert all(one.note for one in told.values() if Way.YES not in (one.read, one.write) or one.read != one.write)

    def test_it_lists_the_administrations_that_the_user_may_see_by_code(self, at: Driven) -> None:
        """R059: fetched from the package."""
        assert [one.code for one in at.connector.administrations(at.connection)] == sorted(at.codes)

    def test_it_is_in_good_health(self, at: Driven) -> None:
        assert at.connector.health(at.connection).works

    def test_it_knows_as_whom_it_is_known(self, at: Driven) -> None:
        assert books(at).who(at.connection).user

    def test_it_reads_what_its_table_says_in_the_order_of_kinds(self, at: Driven) -> None:
        found = list(read(at))
        kinds = [kind for kind in map(kind_of, found) if kind is not None]
        order = list(Kind)
        assert kinds == sorted(kinds, key=order.index)
        readable = {kind for kind, one in at.connector.capabilities().items() if one.read in (Way.YES, Way.PART)}
        assert set(kinds) == readable
        assert [one for one in found if isinstance(one, Finding)] == []

    def test_every_entry_balances(self, at: Driven) -> None:
        entries = [one for one in read(at, Kind.ENTRIES) if isinstance(one, Entry)]
        assert entries
        assert [one.number for one in entries if sum(line.amount for line in one.lines) != 0] == []

    def test_what_is_read_twice_is_the_same(self, at: Driven) -> None:
        kinds = (Kind.ACCOUNTS, Kind.RELATIONS, Kind.ENTRIES)
        assert list(read(at, *kinds)) == list(read(at, *kinds))

    def test_a_package_that_does_not_answer_is_away_and_nothing_is_lost(self, at: Driven) -> None:
        at.world.switch_on(Fault("drop-before", times=50))
        with pytest.raises((PackageAway, OutcomeUnknown)):
            list(read(at))
        assert not at.connector.health(at.connection).works
        at.world.switch_off()
        assert list(read(at, Kind.ACCOUNTS))

    def test_without_login_data_somebody_has_to_connect(self, at: Driven) -> None:
        with at.outside.vault.locked(at.connection) as slot:
            slot.keep({})
        with pytest.raises(NeedsConsent):
            at.connector.administrations(at.connection)
        assert not at.connector.health(at.connection).works


def books(at: Driven) -> Books:
    """The connector as one that reads and writes."""
    return cast("Books", at.connector)


def read(at: Driven, *kinds: Kind) -> Iterator[Record]:
    """The first administration; everything, or these kinds."""
    return books(at).read(at.connection, at.codes[0], Wanted(frozenset(kinds or Kind)))
