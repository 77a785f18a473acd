"""A connection is proven by an entry that is booked, read back and taken back, and by asking what changed."""

from decimal import Decimal

import pytest

from overstap.books.ledger.values import Account, Journal
from overstap.connectors import proving
from overstap.connectors.credentials.memory import MemoryVault
from overstap.connectors.port import Connection, Outside
from overstap.connectors.proofs import Outcome, Tried
from overstap.tenancy.values import PackageFamily
from tests.connectors.little import ADDRESS, TOKEN, LittleConnector, LittlePackage

CONNECTION = Connection(PackageFamily.EXACT_ONLINE, "Klein", "", 0, 1)


@pytest.fixture
def package() -> LittlePackage:
    """A package with one administration, 100."""
    return LittlePackage()


@pytest.fixture
def connector(package: LittlePackage) -> LittleConnector:
    """Connected with it."""
    vault = MemoryVault()
    with vault.locked(CONNECTION) as slot:
        slot.keep({"access": TOKEN})
    return LittleConnector(Outside(vault, ADDRESS), package)


def prove(connector: LittleConnector) -> Tried:
    return proving.posting(connector, CONNECTION, "100", "OVERSTAP-1")


def test_r020_r026_an_entry_is_booked_read_back_and_taken_back(
    connector: LittleConnector, package: LittlePackage
) -> None:
    tried = prove(connector)
    assert tried.outcome == Outcome.PROVEN
    assert "26001" in tried.told
    assert package.entries == {}
    assert package.asked == ["read 100", "post 100 4000", "read back 100", "withdraw 100"]


def test_what_is_booked_is_a_cent_on_both_sides_of_one_account(
    connector: LittleConnector, package: LittlePackage
) -> None:
    package.deletes = False
    prove(connector)
    (entry,) = package.entries.values()
    assert [(line.account, line.amount, line.side) for line in entry.lines] == [
        ("4000", Decimal("0.01"), "D"),
        ("4000", Decimal("-0.01"), "C"),
    ]
    assert entry.journal == "90"
    assert "Overstap" in entry.description
    assert len(entry.description) <= 40


def test_an_entry_that_cannot_be_taken_back_is_told_with_its_place(
    connector: LittleConnector, package: LittlePackage
) -> None:
    package.deletes = False
    tried = prove(connector)
    assert tried.outcome == Outcome.STANDS
    assert "26001" in tried.told
    assert "90" in tried.told


def test_what_is_read_back_otherwise_proves_nothing_and_is_taken_back_all_the_same(
    connector: LittleConnector, package: LittlePackage
) -> None:
    package.alters = Decimal("0.01")
    assert prove(connector).outcome == Outcome.FAILED
    assert package.entries == {}


def test_an_answer_that_got_lost_is_asked_for_again_and_booked_once(
    connector: LittleConnector, package: LittlePackage
) -> None:
    package.answer_lost = True
    assert prove(connector).outcome == Outcome.PROVEN
    assert package.asked.count("post 100 4000") == 2
    assert package.entries == {}


def test_an_account_that_takes_no_entry_is_passed_over(connector: LittleConnector, package: LittlePackage) -> None:
    package.refused_accounts = ("4000",)
    assert prove(connector).outcome == Outcome.PROVEN
    assert [one for one in package.asked if one.startswith("post")] == ["post 100 4000", "post 100 1300"]


def test_where_no_account_takes_it_the_package_is_quoted_and_nothing_stands(
    connector: LittleConnector, package: LittlePackage
) -> None:
    package.accounts = tuple(Account(str(code), "", "P") for code in range(10))
    package.refused_accounts = tuple(str(code) for code in range(10))
    tried = prove(connector)
    assert (tried.outcome, "Op deze rekening wordt niet geboekt." in tried.told) == (Outcome.FAILED, True)
    assert len([one for one in package.asked if one.startswith("post")]) == 3
    assert package.entries == {}


@pytest.mark.parametrize("lack", ["journals", "accounts"])
def test_without_a_general_journal_or_an_account_nothing_is_booked(
    connector: LittleConnector, package: LittlePackage, lack: str
) -> None:
    setattr(package, lack, (Journal("20", "Bank", "B"),) if lack == "journals" else ())
    assert prove(connector).outcome == Outcome.FAILED
    assert package.asked == ["read 100"]


def test_r021_synchronisation_is_proven_by_asking_once(connector: LittleConnector, package: LittlePackage) -> None:
    assert proving.synchronisation(connector, CONNECTION, "100").outcome == Outcome.PROVEN
    assert package.asked == ["changes 100"]
    package.away = True
    tried = proving.synchronisation(connector, CONNECTION, "100")
    assert (tried.outcome, "Klein antwoordt niet." in tried.told) == (Outcome.FAILED, True)


def test_a_package_that_is_away_fails_and_raises_nothing(connector: LittleConnector, package: LittlePackage) -> None:
    package.away = True
    assert prove(connector).outcome == Outcome.FAILED
