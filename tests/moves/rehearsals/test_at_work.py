"""Rehearsing in a real worker process, while people really write; and a worker that is killed in the middle."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from overstap.books.ledger.models import Account
from overstap.books.relations.models import Relation
from overstap.moves import freeze
from overstap.moves.rehearsals import actions, queries
from overstap.moves.rehearsals.values import Rehearsal
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from tests.durable.processes import Worker, environment_with
from tests.moves.world import CODE, TwoOffices, act, book, sale, two_offices

POINTS = [*(f"moves.rehearse:{place}" for place in ("before", "inside", "between", "after")),
          "rehearsal:snapshot", "rehearsal:scratch"]  # fmt: skip
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"


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


def worker(folder: Path, *arguments: str) -> Worker:
    return Worker(arguments, environment_with(MAIL_DIR=str(folder)), folder / "worker.log")


def ordered(world: TwoOffices) -> UUID:
    with act(world.alice, world.giver.slug) as actor:
        return actions.order(actor, [CODE], "transfer-code")


def rehearsal(world: TwoOffices, uid: UUID) -> Rehearsal:
    with act(world.alice, world.giver.slug) as actor:
        return queries.rehearsal(actor, uid)


@dataclass(frozen=True)
class Traces:
    """What a rehearsal could leave."""

    administrations: list[tuple[str, str]]
    accounts: int
    moves: int


def traces(world: TwoOffices) -> Traces:
    with access.enter(world.alice, world.giver.slug), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM moves_move")
        moves = cursor.fetchone()[0]
        found = list(Administration.objects.order_by("pk").values_list("code", "state"))
        return Traces(found, Account.objects.count(), moves)


def until(stands: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    for _time in range(1500):
        if stands():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def stopped(one: Worker) -> bool:
    """Whether the process stopped dead (SIGSTOP)."""
    status = Path(f"/proc/{one.process.pid}/stat").read_text().rpartition(")")[2].split()[0]
    return status == "T"


@pytest.fixture
def standing_still(committed: TwoOffices, tmp_path: Path) -> Iterator[Callable[[str], tuple[Worker, UUID]]]:
    """Gives a rehearsal that stands still at a point, with everything in its hands that it has there."""
    begun: list[Worker] = []

    def begin(point: str) -> tuple[Worker, UUID]:
        uid = ordered(committed)
        one = worker(tmp_path, "--freeze-at", point)
        begun.append(one)
        until(lambda: stopped(one))
        return one, uid

    yield begin
    for one in begun:
        one.end()


def write_everything(world: TwoOffices) -> None:
    """Book an entry and change master data as people would, and wait for nobody."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        book(world.bob, world.giver.slug, CODE, sale(500))
        with access.enter(world.alice, world.giver.slug) as actor:
            one = access.administration_for_writing(actor, CODE)
            Account.objects.create(administration=one, code="4999", name="Nieuw", type="P")
            Relation.objects.filter(administration=one, code="C1").update(name="Anders")
            Administration.objects.filter(pk=one.pk).update(name="Andere naam B.V.")
        cursor.execute(BLOCKED)
        assert cursor.fetchone()[0] == 0


@pytest.mark.slow
@pytest.mark.parametrize("point", ["rehearsal:snapshot", "rehearsal:scratch"])
def test_who_writes_meanwhile_waits_for_nobody_and_is_not_in_it(
    committed: TwoOffices, standing_still: Callable[[str], tuple[Worker, UUID]], point: str
) -> None:
    """Before it read anything, and at its fullest: what is written in between is neither blocked nor rehearsed."""
    before = traces(committed)
    one, uid = standing_still(point)
    assert traces(committed) == before  # nobody sees what it makes
    write_everything(committed)
    one.go_on()
    assert one.finished_well()
    found = rehearsal(committed, uid)
    assert found.clean
    (part,) = found.parts
    assert (part.position, part.name) == (8, "Bakkerij Jansen B.V.")
    (accounts,) = [kind for kind in part.result["kinds"] if kind["kind"] == "account"]
    assert accounts["present"] == before.accounts
    assert traces(committed).administrations == before.administrations


@pytest.mark.slow
def test_not_even_the_freeze_of_a_real_move_waits_for_it(
    committed: TwoOffices, standing_still: Callable[[str], tuple[Worker, UUID]]
) -> None:
    """The freeze wants the row of the administration for itself, and would keep every writer waiting meanwhile."""
    standing_still("rehearsal:scratch")
    with access.enter(committed.alice, committed.giver.slug):
        one = Administration.objects.get(code=CODE)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple', 'relation')"
            )
            assert cursor.fetchone()[0] == 0
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            cursor.execute("SELECT 1 FROM tenancy_administration WHERE id = %s FOR UPDATE NOWAIT", [one.pk])
        assert freeze.freeze(one) == 8
        transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_it_leaves_nothing_and_is_done_once(
    committed: TwoOffices, tmp_path: Path, point: str
) -> None:
    before = traces(committed)
    uid = ordered(committed)
    assert worker(tmp_path, "--kill-at", point).was_killed()
    assert traces(committed) == before
    assert worker(tmp_path).finished_well()
    found = rehearsal(committed, uid)
    assert (found.state, found.clean, len(found.parts)) == ("done", True, 1)
    assert traces(committed) == before
