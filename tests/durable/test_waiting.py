"""When what was busy is tried again: when it says so itself, or later and later, and not for ever."""

from datetime import timedelta

import pytest

from overstap.durable.waiting import MOST_TRIES, again_at
from overstap.lib import clock
from overstap.lib.errors import NeedsPerson, TryLater


def busy(**facts: object) -> TryLater:
    return TryLater("The package is busy.", code="TEST-BUSY", remedy="Wait.", facts=facts)


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour() -> None:
    before = clock.now()
    waits = []
    for tries in (0, 1, 2, 10):
        at = again_at(busy(), tries)
        assert at is not None
        waits.append(round((at - before).total_seconds() / 10))
    assert waits == [3, 6, 12, 90]


def test_a_moment_that_the_package_names_is_kept_to() -> None:
    said = clock.now() + timedelta(hours=5)
    assert again_at(busy(until=said.isoformat()), 0) == said


@pytest.mark.parametrize("said", ["soon", "2001-01-01T00:00:00+00:00", "2999-01-01T00:00:00", 7])
def test_a_moment_that_is_none_or_past_or_without_zone_is_not(said: object) -> None:
    at = again_at(busy(until=said), 0)
    assert at is not None
    assert timedelta(0) < at - clock.now() <= timedelta(seconds=30)


def test_waiting_ends_and_is_not_for_what_needs_a_person() -> None:
    assert again_at(busy(), MOST_TRIES - 1) is not None
    assert again_at(busy(), MOST_TRIES) is None
    assert again_at(NeedsPerson("Log in.", code="TEST-PERSON", remedy="Log in."), 0) is None
