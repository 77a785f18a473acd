"""Fifty people redeem one ticket at the same moment, on connections of their own."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.lib.errors import OverstapError
from overstap.moves import actions as moves
from overstap.moves.models import Move
from overstap.moves.state import for_system
from overstap.moves.tickets import actions
from overstap.tenancy.models import Environment, Person
from tests.moves.test_concurrent import at_once
from tests.moves.tickets.world import act, make, order, transfer_world
from tests.tenancy.people import make_environment, make_person

PEOPLE = 50


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[None]:
    """The database with real commits; jobs that nobody runs are of no consequence."""
    settings.PROOF_DIR = tmp_path
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        connection.close()


def test_of_fifty_exactly_one_wins_and_the_others_are_told_clearly(committed: None) -> None:
    world = transfer_world(administrations=1)
    racers = [(person, make_environment(person)) for person in (make_person(f"R{n}") for n in range(PEOPLE))]
    made = make(world)
    outcomes: list[str] = []
    won: list[str] = []

    def take(person: Person, environment: Environment) -> None:
        try:
            with act(person, environment.slug) as actor:
                won.append(actions.redeem(actor, order(made.content)).slug)
        except OverstapError as error:
            outcomes.append(error.code if error.message and error.remedy else "no clear answer")
        else:
            outcomes.append("redeemed")

    at_once([lambda pair=pair: take(*pair) for pair in racers])  # type: ignore[misc]

    assert Counter(outcomes) == {"redeemed": 1, "TICKET-USED": PEOPLE - 1}
    with for_system(made.uid):
        move = Move.objects.get(uid=made.uid)
        assert (move.state, move.receiver.slug if move.receiver else "") == ("agreed", won[0])


def test_redeemed_and_withdrawn_at_the_same_moment_one_of_the_two_happens(committed: None) -> None:
    world = transfer_world(administrations=1)
    made = make(world)
    outcomes: list[str] = []

    def take() -> None:
        try:
            with act(world.dora, world.office.slug) as dora:
                actions.redeem(dora, order(made.content))
        except OverstapError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("redeemed")

    def withdraw() -> None:
        try:
            with act(world.eva, world.environment.slug) as eva:
                moves.withdraw(eva, made.uid)
        except OverstapError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("withdrawn")

    at_once([take, withdraw])
    assert set(outcomes) in ({"redeemed", "REDEEMED-ALREADY"}, {"withdrawn", "TICKET-WITHDRAWN"})


def test_made_by_two_superusers_at_once_there_is_one_ticket(committed: None) -> None:
    world = transfer_world(administrations=2)
    outcomes: list[str] = []

    def start() -> None:
        try:
            make(world)
        except OverstapError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("made")

    at_once([start] * 4)
    assert outcomes.count("made") == 1
    assert set(outcomes) <= {"made", "MOVE-EXISTS", "PREFLIGHT-FAILED"}
