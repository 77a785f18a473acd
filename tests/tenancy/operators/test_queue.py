"""The queue and the outbox in the hands of an operator."""

import pytest
from django.db import connection

from overstap.durable import engine, outbox, overviews
from overstap.durable.failures import as_worker
from overstap.durable.models import FailedJob, MailState, OutgoingMail
from overstap.lib import clock
from overstap.tenancy.access import NotFound
from overstap.tenancy.operators import queue
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.trail import TrailFilter, trail
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import unique


def failed_job(name: str) -> int:
    """A job that failed for good, as the engine leaves it."""
    engine.defer("test.nothing", name=name)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed' WHERE args ->> 'name' = %s RETURNING id", [name]
        )
        number = int(cursor.fetchone()[0])
        cursor.execute(
            "INSERT INTO durable_failedjob (job, task, arguments, at, code, message)"
            " VALUES (%s, 'test.nothing', '{}', now(), 'TEST-REFUSED', 'It will not go.')",
            [number],
        )
    return number


def test_a_failed_job_is_told_with_its_error_and_tried_again_once(db: None) -> None:
    number, olga = failed_job(unique("job")), make_operator()
    (row,) = (one for one in overviews.standing().failed if one.number == number)
    assert (row.code, row.message) == ("TEST-REFUSED", "It will not go.")
    with at_work(olga, "test") as operator:
        assert queue.in_trouble(operator) >= 1
        queue.retry_job(operator, number)
    assert number in {one.number for one in overviews.standing(10_000).waiting}
    for wrong in (number, 2**70):
        with pytest.raises(NotFound), at_work(olga, "test") as operator:
            queue.retry_job(operator, wrong)
    with at_work(olga, "test") as operator:
        (line,) = trail(operator, TrailFilter(action="operator.retry-job", person=olga.email)).lines
    assert line.facts["number"] == number


def test_jobs_stand_where_they_belong(db: None) -> None:
    now, later = unique("now"), unique("later")
    engine.defer("test.nothing", name=now)
    engine.defer("test.nothing", name=later, at=clock.now().replace(year=clock.now().year + 1))
    assert now in {one.arguments.get("name") for one in overviews.standing(10_000).waiting}
    assert later in {one.arguments.get("name") for one in overviews.standing(10_000).scheduled}
    assert now not in {one.arguments.get("name") for one in overviews.standing(10_000).running}


def test_a_mail_that_was_refused_is_sent_again_and_its_text_is_not_shown(db: None) -> None:
    key, olga = unique("mail"), make_operator()
    outbox.post(key, "somebody@example.test", "A subject", "The transfer code is secret.")
    with as_worker():
        OutgoingMail.objects.filter(key=key).update(state=MailState.FAILED, last_error="550 no such box")
    (row,) = (one for one in overviews.standing().mails if one.key == key)
    assert (row.failed, row.reason) == (True, "550 no such box")
    assert "secret" not in str(row)
    with at_work(olga, "test") as operator:
        queue.retry_mail(operator, key)
    for wrong in (key, "a\0b", "nothing"):
        with pytest.raises(NotFound), at_work(olga, "test") as operator:
            queue.retry_mail(operator, wrong)


def test_reading_the_queue_leaves_no_open_door_behind(db: None) -> None:
    failed_job(unique("job"))
    assert overviews.standing().failed
    assert not FailedJob.objects.exists()


def test_a_worker_that_fell_silent_is_told_apart(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now()), (now() - interval '1 hour') RETURNING id"
        )
        lively, silent = (row[0] for row in cursor.fetchall())
    told = {one.number: one.alive for one in overviews.standing().workers}
    assert (told[lively], told[silent]) == (True, False)
