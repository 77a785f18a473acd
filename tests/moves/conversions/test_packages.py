"""Between packages, from end to end, against their sandboxes: Exact Online, Twinfield and the house, every way.

What a package has no place for is told; what is carried is equal, entry by entry and balance by balance.
"""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Kind
from overstap.moves.conversions import actions, queries
from overstap.moves.conversions.errors import NotListed
from overstap.moves.conversions.values import Conversion, DifferenceRow, Order, State, What
from tests.connectors.exact_online.driven import BLOCKED
from tests.connectors.exact_online.driven import EMPTY as EMPTY_DIVISION
from tests.connectors.exact_online.driven import PLAYED as EXACT
from tests.connectors.twinfield.driven import EMPTY as EMPTY_OFFICE
from tests.connectors.twinfield.driven import PLAYED as TWINFIELD
from tests.moves.conversions.packages import Playing, playing
from tests.moves.conversions.walking import at_work, converted, drawn_up, house, read, written
from tests.moves.world import CODE, TwoOffices, act


@pytest.fixture
def packages(
    world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Playing, Playing]]:
    """Exact Online and Twinfield, connected."""
    with playing(world, settings, monkeypatch, EXACT, TWINFIELD) as (exact, twinfield):
        yield exact, twinfield


def differences(world: TwoOffices, uid: UUID) -> list[DifferenceRow]:
    with act(world.alice, world.giver.slug) as actor:
        return queries.differences(actor, uid, limit=5_000)


def kinds_of(rows: list[DifferenceRow], *whats: What) -> Counter[tuple[str, str]]:
    return Counter((one.kind, one.field) for one in rows if one.what in whats)


def entries(done: Conversion) -> tuple[int, int, int | None]:
    """How many were read, made and found again."""
    (found,) = [one for one in done.counts if one.kind is Kind.ENTRIES]
    return found.read, found.made, found.present


@pytest.mark.parametrize("place", [0, 1])
def test_from_a_package_into_the_house_nothing_is_lost(
    world: TwoOffices, packages: tuple[Playing, Playing], place: int
) -> None:
    """Exact Online -> house, Twinfield -> house: every record, and the balances of every period."""
    uid, done = converted(world, Order(packages[place].end(), house("7001"), makes_target=True))
    assert (done.state, done.clean, differences(world, uid)) == (State.DONE, True, [])
    number, made, present = entries(done)
    assert number == made == present
    assert number > 100


@pytest.mark.parametrize("way", ["exact to twinfield", "twinfield to exact"])
def test_from_one_package_into_another_every_entry_and_balance_arrives(
    world: TwoOffices, packages: tuple[Playing, Playing], way: str
) -> None:
    exact, twinfield = packages
    order = Order(exact.end(), twinfield.end(EMPTY_OFFICE))
    if way == "twinfield to exact":
        order = Order(twinfield.end(), exact.end(EMPTY_DIVISION))
    uid, done = converted(world, order)
    number, made, present = entries(done)
    assert number == made == present
    assert number > 100
    found = differences(world, uid)
    wrong = kinds_of(found, What.MISSING, What.EXTRA, What.DIFFERENT)
    assert [kind for kind, _field in wrong if kind in ("balances", Kind.ENTRIES, Kind.OPEN_ITEMS, Kind.RELATIONS)] == []
    assert done.balances["compared"] > 200
    assert done.balances["different"] == 0


@pytest.mark.parametrize("place", [0, 1])
def test_from_the_house_into_a_package(world: TwoOffices, packages: tuple[Playing, Playing], place: int) -> None:
    target = packages[place].end((EMPTY_DIVISION, EMPTY_OFFICE)[place])
    uid, done = converted(world, Order(house(CODE), target))
    assert done.clean
    assert entries(done) == (7, 7, 7)
    assert set(kinds_of(differences(world, uid), What.RENUMBERED)) >= {(Kind.ENTRIES, "number")}


def test_what_cannot_be_written_there_is_told_and_not_compared(
    world: TwoOffices, packages: tuple[Playing, Playing]
) -> None:
    _exact, twinfield = packages
    _uid, done = converted(world, Order(house(CODE), twinfield.end(EMPTY_OFFICE)))
    (assets,) = [one for one in done.counts if one.kind is Kind.ASSETS]
    assert (assets.read, assets.sent, assets.differences) == (1, 0, None)
    (plan,) = [one for one in done.plan if one.kind is Kind.ASSETS]
    assert plan.notes


def test_an_administration_that_is_blocked_there_is_refused(
    world: TwoOffices, packages: tuple[Playing, Playing]
) -> None:
    exact, _twinfield = packages
    with pytest.raises(NotListed):
        drawn_up(world, Order(exact.end(BLOCKED), house("7001"), makes_target=True))


def test_a_package_that_is_away_is_waited_for_and_read_on(world: TwoOffices, packages: tuple[Playing, Playing]) -> None:
    """What was read stays; the page says until when it waits, and it goes on by itself."""
    exact, _twinfield = packages
    uid = drawn_up(world, Order(exact.end(), house("7001"), makes_target=True))
    exact.world.switch_on(Fault("drop-before", times=50))
    waiting = read(world, uid)
    assert (waiting.state, waiting.waits_until is not None, bool(waiting.waits_for)) == (State.READING, True, True)
    exact.world.switch_off()
    assert at_work(world, uid).state is State.REVIEW


def test_a_connection_that_broke_in_the_middle_of_writing_doubles_nothing(
    world: TwoOffices, packages: tuple[Playing, Playing]
) -> None:
    """The answer is lost after the package did the work: what is there is found there, and not written twice."""
    exact, _twinfield = packages
    uid = drawn_up(world, Order(house(CODE), exact.end(EMPTY_DIVISION)))
    read(world, uid)
    exact.world.switch_on(Fault("drop-after", "POST .*SalesEntries"))
    done = written(world, uid)
    while done.waits_until:
        done = at_work(world, uid)
    assert (done.state, done.clean) == (State.DONE, True)
    (found,) = [one for one in done.counts if one.kind is Kind.ENTRIES]
    assert (found.sent, found.present) == (7, 7)


def test_somebody_has_to_sign_in_again_and_then_it_goes_on(
    world: TwoOffices, packages: tuple[Playing, Playing]
) -> None:
    exact, _twinfield = packages
    uid = drawn_up(world, Order(exact.end(), house("7001"), makes_target=True))
    held = exact.forget()
    stopped = read(world, uid)
    assert (stopped.state, stopped.stopped_in) == (State.STOPPED, State.READING)
    assert stopped.problem is not None
    assert stopped.problem["code"] == "PACKAGE-CONSENT"
    exact.restore(held)
    with act(world.alice, world.giver.slug) as actor:
        actions.go_on(actor, uid)
    assert at_work(world, uid).state is State.REVIEW
