"""The clock is set forward and back, over ten at night, over an expiry and over the end of the time to take back."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import flow
from overstap.moves.models import Move
from overstap.moves.values import MoveState
from tests.moves.doors import EXPIRED, UNDO_PASSED, Door, at, by_ticket
from tests.moves.world import act

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"


def wakes(door: Door, ahead: timedelta) -> str:
    """The worker is woken by a clock that is so far ahead (or behind); gives the state after one step."""
    with clock.moved_by(ahead):
        flow.advance(str(door.uid))
    return door.state()


def refusal(attempt: object) -> str:
    assert callable(attempt)
    with pytest.raises(OverstapError) as caught, transaction.atomic():
        attempt()
    return caught.value.code


def test_r139_nothing_runs_before_ten_at_night_however_often_the_clock_wakes_it() -> None:
    door = at("environment-ticket", MoveState.AGREED)
    night = door.wait()
    assert night > timedelta()
    for ahead in (-A_DAY, timedelta(), night - timedelta(minutes=1)):
        assert wakes(door, ahead) == MoveState.AGREED
    assert wakes(door, night) == MoveState.SCHEDULED


def test_a_clock_set_back_over_ten_at_night_does_not_stop_what_has_begun_nor_run_it_twice() -> None:
    door = at("environment-ticket", MoveState.AGREED)
    assert wakes(door, door.wait()) == MoveState.SCHEDULED
    for state in (MoveState.FROZEN, MoveState.CARRIED, MoveState.VERIFIED, MoveState.DELIVERED, MoveState.DELIVERED):
        assert wakes(door, -A_DAY) == state
    with act(*door.giver):
        assert Move.objects.get(uid=door.uid).moveevent_set.filter(kind="scheduled").count() == 1


def test_a_clock_set_back_after_the_night_was_planned_leaves_the_night_where_it_was() -> None:
    """Redeemed by a clock that is a day ahead: it runs at the moment that people were told, not before."""
    door = by_ticket()
    with clock.moved_by(A_DAY):
        door.agree()
        told = door.wait()
    assert wakes(door, told) == MoveState.AGREED
    assert wakes(door, A_DAY + told) == MoveState.SCHEDULED


@pytest.mark.parametrize("name", ["transfer-code", "environment-ticket", "takeover"])
def test_what_expired_by_a_clock_too_far_ahead_stays_expired_and_can_be_begun_anew(name: str) -> None:
    """R096 to R098: nobody can tell afterwards who relied on it; the giver can save again, and start anew."""
    door = at(name, MoveState.OFFERED)
    with clock.moved_by(EXPIRED):
        flow.end_what_is_due()
    assert door.state() == MoveState.EXPIRED
    assert refusal(door.agree) in {"CODE-EXPIRED", "TICKET-EXPIRED", "TAKEOVER-CLOSED", "MOVE-STATE", "NOT-ASKED"}
    assert door.write() > 0
    door.give("withdraw")
    assert door.state() == MoveState.WITHDRAWN


def test_a_clock_set_back_expires_nothing() -> None:
    door = at("transfer-code", MoveState.OFFERED)
    with clock.moved_by(-EXPIRED):
        flow.end_what_is_due()
    door.agree()
    assert door.state() == MoveState.AGREED


@pytest.mark.parametrize("name", ["transfer-code", "environment-ticket", "takeover"])
def test_after_the_time_to_take_back_a_clock_set_back_opens_nothing(name: str) -> None:
    """R092: what is closed stays closed, by whatever clock."""
    door = at(name, MoveState.RELEASED)
    with clock.moved_by(UNDO_PASSED):
        assert refusal(lambda: door.receive("take_back")) == "UNDO-WINDOW-ENDED"
        flow.end_what_is_due()
    assert door.state() == MoveState.CLOSED
    assert refusal(lambda: door.receive("take_back")) == "MOVE-STATE"


def test_what_was_asked_in_time_is_taken_back_by_a_clock_that_is_past_the_end() -> None:
    door = at("transfer-code", MoveState.TAKING_BACK)
    with clock.moved_by(UNDO_PASSED):
        flow.end_what_is_due()
        assert door.state() == MoveState.TAKING_BACK
        flow.advance(str(door.uid))
    assert door.state() == MoveState.TAKEN_BACK
