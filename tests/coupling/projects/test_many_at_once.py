"""Numbers without gap and without double, however many give them at the same moment, and whoever is killed at it."""

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.coupling.projects import invoices, managing
from overstap.coupling.projects.codes import Parts
from overstap.coupling.projects.errors import InvoiceRefused
from overstap.coupling.projects.models import ProjectInvoice, Series
from overstap.coupling.projects.store import today
from overstap.coupling.projects.values import Draft
from tests.coupling.projects.world import Builder, act, builder, line

PROCESSES, EACH = 8, 25


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Builder]:
    """The builder in a database with real commits; jobs that nobody runs are of no consequence."""
    with django_db_blocker.unblock():
        yield builder()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM procrastinate_jobs")
        connection.close()


def _bill(world: Builder, project: int) -> None:
    """Twenty-five invoices, one after the other; every fifth is given up in the middle of its transaction."""
    for turn in range(EACH):
        with act(world.bob, world.slug) as actor:
            uid = invoices.save(actor=actor, project=project, draft=Draft([line()]))
        if turn % 5 == 0:
            _give_up(world, project)
        with act(world.bob, world.slug) as actor:
            invoices.make_definitive(actor=actor, uid=uid)


def _give_up(world: Builder, project: int) -> None:
    """A number is given in a transaction that fails."""
    with contextlib.suppress(InvoiceRefused), act(world.bob, world.slug) as actor:
        uid = invoices.save(actor=actor, project=project, draft=Draft([line()]))
        invoices.make_definitive(actor=actor, uid=uid)
        invoices.try_again(actor=actor, uid=uid)  # refused: it does not wait for anybody


def _numbered(world: Builder) -> list[str]:
    with act(world.bob, world.slug):
        return sorted(ProjectInvoice.objects.exclude(number="").values_list("number", flat=True))


def _kill_in_the_middle(world: Builder, victim: int) -> None:
    while len(_numbered(world)) < EACH:
        time.sleep(0.02)
    os.kill(victim, signal.SIGKILL)


def test_eight_processes_give_no_number_twice_and_leave_no_gap(committed: Builder) -> None:
    """R206, R207, R208: one of them is killed, and transactions fail; what failed gave no number."""
    world = committed
    with act(world.bob, world.slug) as actor:
        made = [
            managing.make(actor=actor, name=f"Werk {nr}", administration=one.pk, contact=world.contact.number)
            for nr, one in enumerate([world.bouw] * (PROCESSES - 1) + [world.vastgoed])
        ]
    connection.close()  # none of the processes may share it
    forking = multiprocessing.get_context("fork")
    processes = [forking.Process(target=_bill, args=(world, project)) for project in made]
    for process in processes:
        process.start()
    assert processes[0].pid is not None
    _kill_in_the_middle(world, processes[0].pid)
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [-signal.SIGKILL] + [0] * (PROCESSES - 1)
    numbers, year = _numbered(world), today().year
    for code in ("001", "002"):
        own = [number for number in numbers if number[4:7] == code]
        assert own == [Parts(year, code, nr).number for nr in range(1, len(own) + 1)]
        with act(world.bob, world.slug):
            assert Series.objects.get(code=code, year=year).last == len(own)
    assert (PROCESSES - 2) * EACH <= len([one for one in numbers if one[4:7] == "001"]) <= (PROCESSES - 1) * EACH
    assert len([one for one in numbers if one[4:7] == "002"]) == EACH
