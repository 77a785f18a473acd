"""Several people at the same moment, on real connections."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.ledger.models import Entry
from overstap.lib.errors import OverstapError
from overstap.moves import actions
from overstap.moves.models import MoveAdministration
from overstap.moves.state import for_system
from overstap.moves.values import MoveState
from overstap.tenancy.access import Frozen
from overstap.tenancy.models import Environment, Person
from tests.moves import running
from tests.moves.world import CODE, accept, act, book, code_in_mail, offer, sale, state_of, two_offices
from tests.tenancy.people import make_environment, make_person

WRITERS = 3


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


def at_once(tasks: list[Callable[[], None]]) -> None:
    """Run the tasks in threads that start together, each on a connection of its own; raises what one raised."""
    start, errors = threading.Barrier(len(tasks)), list[BaseException]()

    def run(task: Callable[[], None]) -> None:
        try:
            start.wait()
            task()
        except BaseException as error:  # noqa: BLE001 - told by the main thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_of_those_who_accept_at_the_same_moment_exactly_one_gets_it(committed: None) -> None:
    world = two_offices()
    receivers = [(person, make_environment(person)) for person in (make_person(f"R{n}") for n in range(4))]
    uid = offer(world)
    typed = code_in_mail(uid)
    outcomes: list[str] = []

    def take(person: Person, environment: Environment) -> None:
        try:
            with act(person, environment.slug) as actor:
                actions.accept(actor, typed, {}, agreed=True)
        except OverstapError as error:
            outcomes.append(error.code)
        else:
            outcomes.append("accepted")

    at_once([lambda pair=pair: take(*pair) for pair in receivers])  # type: ignore[misc]

    assert sorted(outcomes) == ["CODE-USED", "CODE-USED", "CODE-USED", "accepted"]
    with for_system(uid):
        assert MoveAdministration.objects.filter(move__uid=uid).count() == 1


def test_two_who_offer_the_same_administration_at_once_make_one_move(committed: None) -> None:
    world = two_offices()
    made: list[UUID] = []
    refused: list[str] = []

    def start() -> None:
        try:
            made.append(offer(world))
        except OverstapError as error:
            refused.append(error.code)

    at_once([start, start, start])
    assert len(made) == 1
    assert set(refused) <= {"MOVE-EXISTS", "PREFLIGHT-FAILED"}
    assert len(refused) == 2


def test_every_accepted_write_is_there_and_every_refused_one_said_why(committed: None) -> None:
    """People book on while the move freezes under their hands (deny, drain, note the position)."""
    world = two_offices()
    uid = offer(world)
    accept(world, uid)
    accepted: list[int] = []
    told: list[str] = []

    def write(first: int) -> None:
        number = first
        while True:
            try:
                accepted.append(book(world.bob, world.giver.slug, CODE, sale(number)))
            except Frozen as error:
                told.append(str(error.facts["until"]))
                return
            number += WRITERS

    def move() -> None:
        while len(accepted) < 2 * WRITERS:
            pass
        assert running.run(uid) == MoveState.DELIVERED

    at_once([move, *(lambda n=n: write(1_000 + n) for n in range(WRITERS))])

    assert len(told) == WRITERS
    assert all(told)
    assert state_of(uid, world.dora, world.receiver.slug) == "delivered"
    with for_system(uid):
        part = MoveAdministration.objects.get(move__uid=uid)
        numbers = list(Entry.objects.filter(ledger_id=part.source.ledger_id).values_list("seq", flat=True))
        assert part.position == max(numbers)
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        assert len(numbers) == 8 + len(accepted)
        assert set(accepted) <= set(numbers)


def test_a_draft_offered_from_two_places_at_the_same_moment_becomes_one_move(committed: None) -> None:
    world = two_offices()
    with act(world.alice, world.giver.slug) as alice:
        one = actions.begin_start(alice, "administrations", {"profile": "transfer-code"})
        one = actions.save_draft(alice, one, "agree", {"codes": [CODE], "receiver_email": world.dora.email})
    made: list[UUID] = []

    def offer_it() -> None:
        with act(world.alice, world.giver.slug) as actor:
            made.append(actions.offer_draft(actor, one, agreed=True))

    at_once([offer_it] * 4)
    assert len(made) == 4
    assert len(set(made)) == 1


def test_a_code_entered_by_two_colleagues_at_the_same_moment_becomes_one_draft(committed: None) -> None:
    world = two_offices()
    typed = code_in_mail(offer(world))
    outcomes: list[str] = []

    def enter_it() -> None:
        try:
            with act(world.dora, world.receiver.slug) as dora:
                outcomes.append(str(actions.begin_receive(dora, "offer", typed).uid))
        except OverstapError as error:
            outcomes.append(error.code)

    at_once([enter_it] * 4)
    assert len({outcome for outcome in outcomes if outcome != "DRAFT-CHANGED"}) == 1
