"""Every door, killed by SIGKILL: each stage of the worker, and the verbs of people in between their statements."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import flow
from overstap.moves.models import Move, MoveEvent
from overstap.moves.takeovers import reminding
from overstap.moves.tickets.models import EnvironmentTicket
from overstap.moves.values import MoveState
from overstap.tenancy.models import Administration, Environment
from overstap.tenancy.values import AdministrationState
from tests.durable.mail_server import MailServer
from tests.durable.processes import Worker, environment_with
from tests.moves.doors import DOORS, Door, by_ticket
from tests.moves.dying import cut_off_at_statements, killed_at_statements
from tests.moves.takeovers import asking
from tests.moves.test_killed import FORWARD, picture
from tests.moves.tickets import world as transfer
from tests.moves.world import act, two_offices

EVERY = 9  # statements between one death and the next
Dies = Callable[[Callable[[], object], Callable[[], None], int], int]
EVENTS = ["scheduled", "frozen", "carried", "verified", "delivered"]


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, tmp_path: Path
) -> Iterator[None]:
    """The database with real commits, and an empty queue."""
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"
    with django_db_blocker.unblock():
        _queue("DELETE FROM procrastinate_jobs")
        yield
        _queue("DELETE FROM procrastinate_jobs")
        connection.close()


def _queue(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def work(folder: Path, door: Door, *arguments: str, mail: str = "") -> Worker:
    """A real worker by whose clock the move may run, until it ends. The queue is told that the moment has come."""
    ahead = door.wait().total_seconds()
    _queue("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    settings = environment_with(MAIL_DIR=str(folder / "mail"), OVERSTAP_MAIL_URL=mail)
    worker = Worker([*arguments, "--clock-ahead", str(ahead)], settings, folder / "worker.log")
    worker.wait()
    return worker


def mails(uid: object) -> list[str]:
    """The mails of a move, as the keys name them: one that is posted twice has one key."""
    with as_worker():
        keys = OutgoingMail.objects.filter(key__startswith=f"move/{uid}/").values_list("key", flat=True)
        return sorted(key.rpartition("/")[2] for key in keys)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in DOORS if name != "transfer-code"])
def test_killed_at_every_stage_a_move_ends_like_an_undisturbed_one(committed: None, tmp_path: Path, name: str) -> None:
    """The worker dies in each stage and after it, one death after the other; test_killed.py has the transfer code."""
    undisturbed, killed = DOORS[name](), DOORS[name]()
    undisturbed.agree()
    undisturbed.run()
    assert undisturbed.state() == MoveState.DELIVERED
    _queue("DELETE FROM procrastinate_jobs WHERE task_name = 'moves.advance'")

    killed.agree()
    for state in FORWARD:
        for place in ("inside", "after"):
            assert work(tmp_path, killed, "--kill-at", f"{state}:{place}").was_killed(), (state, place)
    assert work(tmp_path, killed).finished_well()

    assert picture(killed.uid) == picture(undisturbed.uid)
    assert mails(killed.uid) == mails(undisturbed.uid)
    with act(*killed.giver):
        kinds = list(MoveEvent.objects.filter(move__uid=killed.uid).order_by("seq").values_list("kind", flat=True))
    assert kinds[-5:] == EVENTS


def test_a_ticket_being_made_freezes_everything_and_is_there_or_neither(committed: None) -> None:
    """R124, R126: the office's browser waits; the server dies. Nothing is read-only without a ticket."""
    world = transfer.transfer_world(administrations=2)

    def nothing_happened() -> None:
        with act(world.eva, world.environment.slug):
            assert set(Administration.objects.values_list("state", flat=True)) == {AdministrationState.ACTIVE}
            assert not Move.objects.exists()

    assert killed_at_statements(lambda: transfer.make(world), nothing_happened, EVERY) > 3
    with act(world.eva, world.environment.slug):
        assert set(Administration.objects.values_list("state", flat=True)) == {AdministrationState.FROZEN}
        assert EnvironmentTicket.objects.count() == Move.objects.count() == 1


def test_a_ticket_being_redeemed_is_used_with_an_environment_or_neither(committed: None) -> None:
    """R129, R137: however often the server dies, the ticket works until there is an environment, and then no more."""
    door = by_ticket()

    def still_good() -> None:
        assert door.state() == MoveState.OFFERED
        assert not Environment.objects.filter(slug=door.receiver[1]).exists()

    assert killed_at_statements(door.agree, still_good, EVERY) > 3
    assert door.state() == MoveState.AGREED
    assert door.wait() > timedelta()
    with act(*door.receiver) as actor:
        assert actor.environment.slug == door.receiver[1]


@pytest.mark.parametrize("name", DOORS)
def test_a_verb_that_dies_between_its_statements_did_nothing(committed: None, name: str) -> None:
    """Withdrawing before anybody agreed; the last party agreeing; releasing; taking back."""
    withdrawn = DOORS[name]()
    assert died(withdrawn, lambda: withdrawn.give("withdraw"), MoveState.OFFERED) > 1
    assert withdrawn.state() == MoveState.WITHDRAWN
    assert withdrawn.write() > 0

    door = DOORS[name]()
    assert died(door, door.agree, MoveState.OFFERED) > 1
    door.run()
    assert died(door, lambda: door.receive("release"), MoveState.DELIVERED, dies=cut_off_at_statements) > 1
    assert died(door, lambda: door.receive("take_back"), MoveState.RELEASED, every=5) > 1
    assert died(door, lambda: flow.advance(str(door.uid)), MoveState.TAKING_BACK) > 1
    assert door.state() == MoveState.TAKEN_BACK
    assert door.write() > 0


def died(
    door: Door, verb: Callable[[], object], state: MoveState, dies: Dies = killed_at_statements, every: int = 2 * EVERY
) -> int:
    """How often it died on its way; after each death the move and its log are as they were."""
    before = log_of(door)
    assert door.state() == state

    def unchanged() -> None:
        assert door.state() == state
        assert log_of(door) == before

    return dies(verb, unchanged, every)


def log_of(door: Door) -> int:
    with act(*door.giver):
        return MoveEvent.objects.filter(move__uid=door.uid).count()


def test_reminders_that_are_cut_off_are_sent_once_all_the_same(committed: None) -> None:
    """Gap G2: each reminder to everybody who waits, however often the worker dies while writing it down."""
    world = two_offices()
    uid = asking.requested_and_chosen(world)
    first = len(mails(uid))

    def remind() -> None:
        with clock.moved_by(timedelta(days=3, minutes=1)):
            reminding.remind_who_is_due()

    def nobody_was_mailed() -> None:
        assert len(mails(uid)) == first

    assert killed_at_statements(remind, nobody_was_mailed, EVERY) > 3
    reminded = mails(uid)
    assert len(reminded) == first + 3  # either office, and the client
    remind()
    assert mails(uid) == reminded


@pytest.mark.slow
def test_with_the_mail_server_down_a_move_goes_on_and_its_mail_arrives_once_later(
    committed: None, tmp_path: Path
) -> None:
    gone = MailServer()
    gone.start()
    url = gone.url
    gone.stop()  # its port answers nobody now

    door = DOORS["transfer-code"]()
    door.agree()
    assert work(tmp_path, door, mail=url).finished_well()
    assert door.state() == MoveState.DELIVERED
    with as_worker():
        waiting = OutgoingMail.objects.filter(key__startswith=f"move/{door.uid}/")
        assert {one.state for one in waiting} == {"waiting"}
        assert all(one.last_error for one in waiting)
        expected = sorted(one.message_id for one in waiting)

    server = MailServer()
    server.start()
    try:
        for _again in range(2):
            assert work(tmp_path, door, mail=server.url).finished_well()
        arrived = [str(mail["Message-ID"]) for mail in server.mails]
        assert sorted(one for one in arrived if one in expected) == expected
    finally:
        server.stop()
