"""Calls are counted for all processes together: in memory and in the database by the same rules."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.db import transaction

from overstap.connectors.metering.memory import MemoryMeter
from overstap.connectors.metering.meter import DatabaseMeter
from overstap.connectors.metering.models import Metered
from overstap.connectors.port import Connection, Count, Meter, Window
from overstap.tenancy import access
from tests.tenancy.people import make_world

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(seconds=61)
MINUTE, DAY = Window("minute", 3, 60), Window("day", 5, 86_400)
CREDITS = Window("credits", 10, 60, 3)
ROOM = Window("errors", 2, 3_600, 0)


@pytest.fixture(params=[MemoryMeter, DatabaseMeter])
def meter(request: pytest.FixtureRequest, kept: Connection) -> Meter:
    made: Meter = request.param()
    return made


def used(meter: Meter, connection: Connection, now: datetime = NOW) -> dict[str, int]:
    return {one.window: one.used for one in meter.counts(connection, "1", now)}


def test_a_window_is_full_after_as_many_calls_as_it_allows_and_opens_again(meter: Meter, kept: Connection) -> None:
    assert [meter.take(kept, "1", (MINUTE, DAY), NOW) for _time in range(3)] == [None] * 3
    full = meter.take(kept, "1", (MINUTE, DAY), NOW)
    assert full == Count("minute", 3, 3, NOW + timedelta(seconds=60))
    assert used(meter, kept) == {"minute": 3, "day": 3}
    assert meter.take(kept, "1", (MINUTE, DAY), LATER) is None
    assert used(meter, kept, LATER) == {"minute": 1, "day": 4}


def test_of_two_full_windows_the_one_that_opens_last_is_told(meter: Meter, kept: Connection) -> None:
    for _time in range(3):
        meter.take(kept, "1", (MINUTE, Window("day", 3, 86_400)), NOW)
    full = meter.take(kept, "1", (MINUTE, Window("day", 3, 86_400)), NOW)
    assert full is not None
    assert full.window == "day"


def test_keys_and_credits_are_counted_apart(meter: Meter, kept: Connection) -> None:
    assert [meter.take(kept, "1", (CREDITS,), NOW) for _time in range(3)] == [None] * 3
    assert meter.take(kept, "1", (CREDITS,), NOW) is not None
    assert meter.take(kept, "2", (CREDITS,), NOW) is None
    assert used(meter, kept) == {"credits": 9}


def test_a_window_in_which_a_call_only_needs_room_is_not_counted(meter: Meter, kept: Connection) -> None:
    errors = Window("errors", 2, 3_600)
    assert meter.take(kept, "1", (ROOM,), NOW) is None
    assert used(meter, kept) == {}
    meter.take(kept, "1", (errors,), NOW)
    assert meter.take(kept, "1", (ROOM,), NOW) is None
    meter.take(kept, "1", (errors,), NOW)
    assert meter.take(kept, "1", (ROOM,), NOW) is not None


def test_what_the_package_says_counts_and_answers_may_overtake_each_other(meter: Meter, kept: Connection) -> None:
    until = NOW + timedelta(seconds=30)
    meter.note(kept, "1", [Count("minute", 5, 60, until)], NOW)
    meter.note(kept, "1", [Count("minute", 4, 60, until)], NOW)
    assert used(meter, kept) == {"minute": 5}
    meter.note(kept, "1", [Count("minute", 1, 60, until + timedelta(seconds=60))], NOW)
    assert used(meter, kept) == {"minute": 1}


def test_many_at_once_never_take_more_than_there_is(meter: Meter, kept: Connection) -> None:
    given: list[bool] = []

    def take() -> None:
        given.extend(meter.take(kept, "1", (Window("minute", 12, 60),), NOW) is None for _time in range(5))
        database.close()

    workers = [threading.Thread(target=take) for _worker in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (given.count(True), given.count(False)) == (12, 8)


def test_a_call_that_was_made_counts_also_where_the_work_is_rolled_back(kept: Connection) -> None:
    with transaction.atomic():
        DatabaseMeter().take(kept, "1", (MINUTE,), NOW)
        transaction.set_rollback(True)
    assert used(DatabaseMeter(), kept) == {"minute": 1}


def test_another_office_sees_no_counts_and_changes_none(kept: Connection) -> None:
    DatabaseMeter().take(kept, "1", (MINUTE,), NOW)
    other = make_world()
    with access.enter(other.alice, other.slug):
        assert not Metered.objects.filter(system_id=kept.number).exists()
        assert Metered.objects.filter(system_id=kept.number).update(counts={}) == 0
        assert Metered.objects.filter(system_id=kept.number).delete()[0] == 0
    assert used(DatabaseMeter(), kept) == {"minute": 1}
