"""A worker that is killed by SIGKILL anywhere in a conversion: the next one goes on, and nothing is there twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.values import Kind
from overstap.moves.conversions import actions
from overstap.moves.conversions.running import ADVANCE
from overstap.moves.conversions.values import State
from tests.durable.processes import Worker, environment_with
from tests.moves.conversions.walking import drawn_up, shown
from tests.moves.world import TwoOffices, act, two_offices


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TwoOffices]:
    """Two offices that are really there, and an empty queue."""
    with django_db_blocker.unblock():
        _empty_queue()
        yield two_offices()
        _empty_queue()
        connection.close()


def _empty_queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def work(folder: Path, *arguments: str) -> Worker:
    """Run a real worker until it ends."""
    worker = Worker(arguments, environment_with(MAIL_DIR=str(folder)), folder / "worker.log")
    worker.wait()
    return worker


@pytest.mark.slow
@pytest.mark.parametrize(
    ("reading", "writing"),
    [("inside", "inside"), ("between", "between"), ("read", "write"), ("after", "check")],
)
def test_a_worker_that_was_killed_leaves_nothing_double(
    committed: TwoOffices, tmp_path: Path, reading: str, writing: str
) -> None:
    uid = drawn_up(committed)
    with act(committed.alice, committed.giver.slug) as actor:
        actions.begin(actor, uid)
    assert work(tmp_path, "--kill-at", f"{ADVANCE}:{reading}").was_killed()
    assert work(tmp_path).finished_well()
    assert shown(committed, uid).state is State.REVIEW
    with act(committed.alice, committed.giver.slug) as actor:
        actions.write(actor, uid)
    assert work(tmp_path, "--kill-at", f"{ADVANCE}:{writing}").was_killed()
    assert work(tmp_path).finished_well()
    done = shown(committed, uid)
    assert (done.state, done.clean) == (State.DONE, True)
    (entries,) = [one for one in done.counts if one.kind is Kind.ENTRIES]
    assert (entries.read, entries.sent, entries.present) == (7, 7, 7)
