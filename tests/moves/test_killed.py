"""The worker is killed by SIGKILL before, inside and after every step; the result equals an undisturbed run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves import actions, queries
from overstap.moves.models import Fingerprint, MoveAdministration, MoveEvent, Verification
from overstap.moves.state import for_system
from tests.durable.mail_server import MailServer
from tests.durable.processes import Worker, environment_with
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, offer, two_offices

FORWARD = ("agreed", "scheduled", "frozen", "carried", "verified")
POINTS = [f"{state}:{place}" for state in FORWARD for place in ("before", "inside", "after")]
BACK = [f"taking_back:{place}" for place in ("before", "inside", "after")]
MAILS = ["durable.send_mail:before", "mail:claimed", "durable.send_mail:after", "moves.advance:after"]
EVENTS = ["offered", "agreed", "scheduled", "frozen", "carried", "verified", "delivered"]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits, and an empty queue."""
    with django_db_blocker.unblock():
        _empty_queue()
        yield
        connection.close()


@dataclass(frozen=True)
class Outcome:
    """What a move comes to."""

    picture: dict[str, object]
    mails: list[str]


@pytest.fixture(scope="module")
def undisturbed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """The outcome of a move with a worker that nobody killed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with django_db_blocker.unblock():
        _empty_queue()
        world = two_offices()
        uid = moved(world)
        server = MailServer()
        server.start()
        assert work(folder, server).finished_well()
        outcome = Outcome(picture(uid), mails(server))
        server.stop()
        connection.close()
    return outcome


def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A real mail server, at which a mail sent twice would arrive twice."""
    one = MailServer()
    one.start()
    yield one
    one.stop()


def work(folder: Path, server: MailServer, *arguments: str) -> Worker:
    """Run a real worker until it ends."""
    settings = environment_with(MAIL_DIR=str(folder), OVERSTAP_MAIL_URL=server.url)
    worker = Worker(arguments, settings, folder / "worker.log")
    worker.wait()
    return worker


def moved(world: TwoOffices) -> UUID:
    uid = offer(world)
    accept(world, uid)
    return uid


def picture(uid: UUID) -> dict[str, object]:
    """All that the outcome of a move consists of, without times and numbers of rows."""
    with for_system(uid):
        part = MoveAdministration.objects.get(move__uid=uid)
        return {
            "state": part.move.state,
            "outcome": part.outcome,
            "events": list(MoveEvent.objects.filter(move__uid=uid).order_by("seq").values_list("kind", flat=True)),
            "verifications": list(Verification.objects.filter(part=part).values_list("purpose", "is_clean")),
            "fingerprints": sum(len(one.keys) for one in Fingerprint.objects.filter(part=part)),
            "source": (part.source.state, part.source.sealed_at),
            "target": part.target and (part.target.code, part.target.state, part.target.sealed_at),
            "counts": _counts(part),
        }


def _counts(part: MoveAdministration) -> dict[str, int]:
    tables = ("ledger_account", "ledger_period", "relations_relation", "relations_relationaddress")
    counts = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE administration_id = %s", [part.target_id or part.source_id]
            )
            counts[table] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM ledger_line WHERE ledger_id = %s", [part.source.ledger_id])
        counts["lines"] = cursor.fetchone()[0]
    return counts


def mails(server: MailServer) -> list[str]:
    """Subjects of the mails about the administration, as often as they arrived."""
    return sorted(mail["Subject"] for mail in server.mails if "Jansen" in mail["Subject"])


@pytest.mark.slow
@pytest.mark.parametrize("point", [*POINTS, *MAILS])
def test_killed_at_any_point_the_move_ends_like_an_undisturbed_one(
    committed: None, undisturbed: Outcome, server: MailServer, tmp_path: Path, point: str
) -> None:
    uid = moved(two_offices())
    assert work(tmp_path, server, "--kill-at", point).was_killed()
    assert work(tmp_path, server).finished_well()

    assert undisturbed.picture["events"] == EVENTS
    assert picture(uid) == undisturbed.picture
    assert mails(server) == undisturbed.mails


@pytest.mark.slow
@pytest.mark.parametrize("point", BACK)
def test_killed_while_taking_back_it_is_taken_back_once(
    committed: None, server: MailServer, tmp_path: Path, point: str
) -> None:
    world = two_offices()
    uid = moved(world)
    assert work(tmp_path, server).finished_well()
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid)
    assert work(tmp_path, server, "--kill-at", point).was_killed()
    assert work(tmp_path, server).finished_well()
    with act(world.alice, world.giver.slug) as alice:
        status = queries.status(alice, uid)
    assert status.state == "taken_back"
    assert [event["kind"] for event in status.events] == [*EVENTS, "released", "taking_back", "taken_back"]
    given_back = [subject for subject in mails(server) if subject.endswith("teruggegeven")]
    assert len(given_back) == 2  # one for either party
    assert (status.parts[0].old_code, status.parts[0].new_code) == (CODE, NEW_CODE)
