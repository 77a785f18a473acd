"""Several people at the same moment, on real connections."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from overstap.books.ledger.models import Entry
from overstap.lib.errors import OverstapError
from overstap.moves.relinks import actions, operating
from overstap.moves.relinks.models import RelinkOrder
from overstap.moves.relinks.values import PartOutcome
from overstap.tenancy import access
from overstap.tenancy.operators.access import at_work
from tests.moves.relinks.world import Packages, move_in_package, only, order, packages, play, row_of, shown, wish
from tests.moves.test_concurrent import at_once, committed
from tests.moves.world import act, book, sale, two_offices

__all__ = ["committed"]


@pytest.fixture
def here(committed: None, settings: Settings, tmp_path: Path) -> Packages:
    """Alice's office, really there."""
    play(settings, tmp_path / "practice")
    return packages(two_offices())


def test_an_order_sent_four_times_at_once_is_one_order(here: Packages) -> None:
    move_in_package("T1")
    uid, found = uuid4(), list[UUID]()
    at_once([lambda: found.append(order(here, wish(here), uid=uid))] * 4)
    assert found == [uid] * 4
    assert only(shown(here, uid).parts).outcome == PartOutcome.DONE
    with act(here.world.alice, here.world.giver.slug) as actor:
        assert RelinkOrder.objects.filter(environment=actor.environment).count() == 1


def test_of_several_who_change_the_same_administration_at_once_one_does(here: Packages) -> None:
    move_in_package("T1")
    made: list[UUID] = []

    def change() -> None:
        try:
            made.append(order(here, wish(here)))
        except OverstapError as error:
            assert error.code == "PREFLIGHT-FAILED"  # noqa: PT017 - in a thread

    at_once([change] * 4)
    outcomes = [only(shown(here, uid).parts).outcome for uid in made]
    assert outcomes.count(PartOutcome.DONE) == 1
    assert set(outcomes) <= {PartOutcome.DONE, PartOutcome.FAILED}
    assert row_of(here, "T1").system_id == here.south


def test_of_two_operators_one_executes(here: Packages) -> None:
    move_in_package("T1")
    uid = order(here, wish(here), profile="relink-assisted")
    outcomes: list[str] = []

    def execute() -> None:
        try:
            with at_work(access.operator_person(), "relink.execute") as operator:
                operating.execute(operator, uid)
        except OverstapError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("executed")

    at_once([execute] * 3)
    assert sorted(outcomes) == ["RELINK-ORDER-CLOSED", "RELINK-ORDER-CLOSED", "executed"]
    check = only(shown(here, uid).parts).check
    assert check is not None
    assert check.good


def test_whoever_withdraws_and_the_operator_do_not_both_win(here: Packages) -> None:
    move_in_package("T1")
    uid = order(here, wish(here), profile="relink-assisted")
    outcomes: list[str] = []

    def withdraw() -> None:
        try:
            with act(here.world.alice, here.world.giver.slug) as actor:
                actions.withdraw(actor, uid)
        except OverstapError as error:
            outcomes.append(error.code)

    def execute() -> None:
        try:
            with at_work(access.operator_person(), "relink.execute") as operator:
                operating.execute(operator, uid)
        except OverstapError as error:
            outcomes.append(error.code)

    at_once([withdraw, execute])
    assert outcomes == ["RELINK-ORDER-CLOSED"]
    changed = row_of(here, "T1").system_id == here.south
    assert changed == (shown(here, uid).state == "executed")


def test_people_book_on_and_nothing_of_it_is_refused_or_lost(here: Packages) -> None:
    """Writers are kept out for the blink of the switch only: they wait, and go on."""
    move_in_package("T1")
    numbers: list[int] = []

    def write(first: int) -> None:
        world = here.world
        numbers.extend(book(world.bob, world.giver.slug, "T1", sale(number)) for number in range(first, first + 5))

    def change() -> None:
        order(here, wish(here))

    at_once([lambda: write(100), lambda: write(200), change])
    assert row_of(here, "T1").system_id == here.south
    with access.enter(here.world.alice, here.world.giver.slug):
        ledger = row_of(here, "T1").ledger_id
        written = {f"2025-{number:04d}" for first in (100, 200) for number in range(first, first + 5)}
        assert written <= set(Entry.objects.filter(ledger_id=ledger).values_list("number", flat=True))
    assert len(numbers) == 10
