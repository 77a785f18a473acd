"""The worker is killed by SIGKILL before, inside and after every step; the result equals an undisturbed run."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves import actions, queries
from overstap.moves.models import Fingerprint, MoveAdministration, MoveEvent, Verification
from overstap.moves.state import for_system
from tests.durable.processes import Worker, environment_with
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, offer, two_offices

FORWARD = ("agreed", "scheduled", "frozen", "carried", "verified")
POINTS = [f"{state}:{place}" for state in FORWARD for place in ("before", "inside", "after")]
BACK = [f"taking_back:{place}" for place in ("before", "inside", "after")]
MAILS = ["durable.send_mail:before", "moves.advance:before", "moves.advance:after"]
EVENTS = ["offered", "agreed", "scheduled", "frozen", "carried", "verified", "delivered"]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits, and an empty queue."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        yield
        connection.close()


def work(folder: Path, *arguments: str) -> Worker:
    """Run a real worker until it ends."""
    worker = Worker(arguments, environment_with(MAIL_DIR=str(folder / "mail")), folder / "worker.log")
    worker.wait()
    return worker


def moved(world: TwoOffices) -> UUID:
    uid = offer(world)
    accept(world, uid)
    return uid


def picture(world: TwoOffices, uid: UUID) -> dict[str, object]:
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


def mails(folder: Path) -> list[str]:
    """Subjects of the mails that were sent."""
    return sorted(
        line
        for path in (folder / "mail").glob("*.eml")
        for line in path.read_text(errors="strict").splitlines()
        if line.startswith("Subject:")
    )


@pytest.mark.slow
@pytest.mark.parametrize("point", [*POINTS, *MAILS])
def test_killed_at_any_point_the_move_ends_like_an_undisturbed_one(committed: None, tmp_path: Path, point: str) -> None:
    calm, disturbed = two_offices(), two_offices()
    (tmp_path / "calm").mkdir()
    (tmp_path / "disturbed").mkdir()

    undisturbed = moved(calm)
    assert work(tmp_path / "calm").finished_well()

    uid = moved(disturbed)
    assert work(tmp_path / "disturbed", "--kill-at", point).was_killed()
    assert work(tmp_path / "disturbed").finished_well()

    expected = picture(calm, undisturbed)
    assert expected["events"] == EVENTS
    assert picture(disturbed, uid) == expected
    assert mails(tmp_path / "disturbed") == mails(tmp_path / "calm")


@pytest.mark.slow
@pytest.mark.parametrize("point", BACK)
def test_killed_while_taking_back_it_is_taken_back_once(committed: None, tmp_path: Path, point: str) -> None:
    world = two_offices()
    uid = moved(world)
    assert work(tmp_path).finished_well()
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    with act(world.dora, world.receiver.slug) as dora:
        actions.take_back(dora, uid)
    assert work(tmp_path, "--kill-at", point).was_killed()
    assert work(tmp_path).finished_well()
    with act(world.alice, world.giver.slug) as alice:
        status = queries.status(alice, uid)
    assert status.state == "taken_back"
    assert [event["kind"] for event in status.events] == [*EVENTS, "released", "taking_back", "taken_back"]
    assert len(mails(tmp_path)) == len(set(mails(tmp_path)))
    assert (status.parts[0].old_code, status.parts[0].new_code) == (CODE, NEW_CODE)
