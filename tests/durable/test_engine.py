"""Jobs: with their transaction or not at all; once; failed ones kept; killed workers succeeded by others."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from overstap.durable import engine, failures
from overstap.lib import clock
from tests.durable.processes import Worker

Start = Callable[..., Worker]
Steps = Callable[[str], list[str]]

KILL_AT = ("test.first:before", "first:half", "test.first:inside", "test.first:after", "test.second:after")


def jobs_of(name: str) -> list[tuple[str, str]]:
    """Task and status of the jobs with this name."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text FROM procrastinate_jobs WHERE args->>'name' = %s ORDER BY id", [name]
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for the event; the test's own time limit is the only one."""
    while not happened():
        time.sleep(0.05)


def mails_of(name: str) -> list[tuple[str, str]]:
    """Key and state of the mails whose key begins with the name."""
    with failures.as_worker(), connection.cursor() as cursor:
        cursor.execute("SELECT key, state FROM durable_outgoingmail WHERE key LIKE %s", [f"{name}/%"])
        return [(row[0], row[1]) for row in cursor.fetchall()]


def test_a_job_is_there_only_when_the_transaction_commits(committed: None, name: str) -> None:
    with transaction.atomic():
        engine.defer("test.second", name=name)
        transaction.set_rollback(True)
    assert jobs_of(name) == []
    with transaction.atomic():
        engine.defer("test.second", name=name)
    assert jobs_of(name) == [("test.second", "todo")]


def test_jobs_run_and_leave_the_queue(committed: None, name: str, start_worker: Start, steps: Steps) -> None:
    engine.defer("test.first", name=name)
    assert start_worker().finished_well()
    assert steps(name) == ["first", "second"]
    assert jobs_of(name) == []


def test_what_waits_for_its_moment_does_not_hold_up_what_is_to_run_now(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    engine.defer("test.first", at=clock.now() + timedelta(hours=1), lock=name, name=f"{name}-later")
    engine.defer("test.second", lock=name, name=name)
    assert start_worker().finished_well()
    assert (steps(name), steps(f"{name}-later")) == (["second"], [])
    assert jobs_of(f"{name}-later") == [("test.first", "todo")]


@pytest.mark.parametrize("point", KILL_AT)
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    point: str, committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    engine.defer("test.first", name=name)
    assert start_worker("--kill-at", point).was_killed()
    assert "doing" in [status for _task, status in jobs_of(name)]
    assert start_worker().finished_well()
    assert steps(name) == ["first", "second"]
    assert mails_of(name) == [(f"{name}/first", "sent")]
    assert jobs_of(name) == []


def test_a_running_worker_takes_over_what_a_killed_one_held(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    engine.defer("test.first", name=name)
    assert start_worker("--kill-at", "test.first:inside").was_killed()
    successor = start_worker("--forever")
    wait_until(lambda: steps(name) == ["first", "second"])
    successor.stop()
    assert successor.finished_well()


def somebody_waits_for_a_job() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])


def test_a_worker_thought_dead_that_was_not_does_no_harm(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    """The job is given to another worker, which waits for the first one's transaction and then finds it done."""
    engine.defer("test.first", name=name)
    frozen = start_worker("--forever", "--freeze-at", "first:half")
    wait_until(lambda: jobs_of(name) == [("test.first", "doing")])
    start_worker("--forever")
    wait_until(somebody_waits_for_a_job)
    frozen.go_on()
    wait_until(lambda: steps(name) == ["first", "second"] and jobs_of(name) == [])
    assert mails_of(name)[0][0] == f"{name}/first"
    assert len(mails_of(name)) == 1


def test_a_worker_outlives_its_connections(committed: None, name: str, start_worker: Start, steps: Steps) -> None:
    worker = start_worker("--forever")
    engine.defer("test.second", name=name)
    wait_until(lambda: steps(name) == ["second"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    engine.defer("test.first", name=f"{name}-later")
    wait_until(lambda: steps(f"{name}-later") == ["first", "second"])
    assert worker.process.poll() is None


def test_the_deadline_for_taking_over_is_kept_by_the_settings() -> None:
    """Four heartbeats: three missed, one until the next sweep. A dead worker's jobs are queued again within 30 s."""
    from django.conf import settings

    from overstap.durable import running

    assert (running.BEATS_UNTIL_DEAD + 1) * settings.WORKER_HEARTBEAT <= 30


def test_a_job_that_fails_for_good_is_rolled_back_kept_and_visible(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    engine.defer("test.refuse", name=name)
    assert start_worker().finished_well()
    assert steps(name) == ["failed: TEST-REFUSED"]
    assert jobs_of(name) == [("test.refuse", "failed")]
    kept = [one for one in failures.failed_jobs() if one.arguments == {"name": name}]
    assert [(one.task, one.code, one.message) for one in kept] == [("test.refuse", "TEST-REFUSED", "It will not go.")]


def test_a_failed_job_runs_again_when_a_person_says_so(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    engine.defer("test.refuse", name=name)
    assert start_worker().finished_well()
    (kept,) = (one for one in failures.failed_jobs() if one.arguments == {"name": name})
    assert failures.try_again(kept.job)
    assert not failures.try_again(kept.job)
    assert start_worker().finished_well()
    assert steps(name) == ["failed: TEST-REFUSED"] * 2


def test_why_a_job_failed_is_not_for_every_query(committed: None, name: str, start_worker: Start) -> None:
    engine.defer("test.refuse", name=name)
    assert start_worker().finished_well()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM durable_failedjob")
        assert cursor.fetchone() == (0,)


def test_what_can_be_done_later_is_tried_again(committed: None, name: str, start_worker: Start, steps: Steps) -> None:
    engine.defer("test.third_time", name=name)
    worker = start_worker("--forever")
    wait_until(lambda: steps(name) == ["done"])
    worker.stop()
    assert worker.finished_well()
    assert jobs_of(name) == []


def test_two_tries_lie_further_and_further_apart_but_never_more_than_ten_minutes() -> None:
    assert [engine.waiting_time(attempts) for attempts in (0, 1, 2, 3, 9, 10, 5000)] == [1, 2, 4, 8, 512, 600, 600]


def test_sigterm_lets_the_job_in_hand_finish(committed: None, name: str, start_worker: Start, steps: Steps) -> None:
    engine.defer("test.slow", name=name)
    worker = start_worker("--forever")
    wait_until(lambda: steps(name) == ["slow begun"])
    worker.stop()
    assert worker.finished_well()
    assert steps(name) == ["slow begun", "slow done"]


def test_two_workers_share_the_queue_without_doing_anything_twice(
    committed: None, name: str, start_worker: Start, steps: Steps
) -> None:
    names = [f"{name}-{number}" for number in range(30)]
    with transaction.atomic():
        for one in names:
            engine.defer("test.first", name=one)
    workers = [start_worker(), start_worker()]
    assert all(worker.finished_well() for worker in workers)
    assert [steps(one) for one in names] == [["first", "second"]] * len(names)


def test_what_is_due_by_the_clock_runs(committed: None, start_worker: Start, steps: Steps) -> None:
    before = len(steps("tick"))
    worker = start_worker("--forever")
    wait_until(lambda: len(steps("tick")) >= before + 2)
    worker.stop()
    assert worker.finished_well()


def test_a_worker_runs_inside_this_process_too(committed: None, name: str) -> None:
    engine.defer("durable.send_mail", key=f"{name}-unknown")
    engine.worker(until_idle=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args->>'key' = %s", [f"{name}-unknown"])
        assert cursor.fetchone() == (0,)
