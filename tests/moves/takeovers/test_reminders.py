"""Reminders and the deadline, on a clock that moves; and what a killed worker leaves behind."""

from datetime import timedelta

import pytest

from overstap.lib import clock
from overstap.moves import flow
from overstap.moves.takeovers import by_link, reminding
from overstap.moves.values import MoveState
from tests.moves.takeovers.asking import (
    CLIENT,
    CLIENT_EMAIL,
    approve,
    choose,
    client_hash,
    kinds_of_mail,
    request,
    requested_and_chosen,
)
from tests.moves.world import CODE, TwoOffices, accept, add_administration, administration_of, offer, state_of

pytestmark = pytest.mark.django_db


def remind_at(days: float) -> None:
    with clock.moved_by(timedelta(days=days, minutes=1)):
        reminding.remind_who_is_due()


def reminders(uid, address: str) -> list[str]:  # type: ignore[no-untyped-def]
    return [kind for kind in kinds_of_mail(uid, address) if kind.startswith("reminder")]


def test_who_has_not_answered_is_reminded_on_three_days(world: TwoOffices) -> None:
    """R236, G2: after 3, 7 and 12 days, once each; who has answered hears nothing."""
    uid = requested_and_chosen(world)
    approve(world.alice, world.giver.slug, uid)
    for days in (1, 2.9, 3, 3, 4, 7, 8, 12, 13):
        remind_at(days)
    assert reminders(uid, CLIENT_EMAIL) == ["reminder-3", "reminder-7", "reminder-12"]
    assert reminders(uid, world.dora.email) == ["reminder-3", "reminder-7", "reminder-12"]
    assert reminders(uid, world.alice.email) == []


def test_the_giver_is_reminded_to_choose(world: TwoOffices) -> None:
    uid = request(world)
    for days in (3, 3, 7):
        remind_at(days)
    assert reminders(uid, world.alice.email) == ["reminder-3", "reminder-7"]
    assert reminders(uid, CLIENT_EMAIL) == []


def test_of_reminders_that_were_missed_only_the_last_is_sent(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    remind_at(8)
    assert reminders(uid, CLIENT_EMAIL) == ["reminder-7"]


def test_a_reminder_has_a_link_that_works(world: TwoOffices) -> None:
    uid = requested_and_chosen(world)
    first = client_hash(uid)
    remind_at(3)
    assert client_hash(uid) != first
    for hashed in (first, client_hash(uid)):
        assert by_link.look(hashed).state == MoveState.OFFERED


def test_who_is_asked_anew_has_the_whole_time_again(world: TwoOffices) -> None:
    add_administration(world, "1002", "Jansen Holding B.V.")
    uid = requested_and_chosen(world)
    with clock.moved_by(timedelta(days=10)):
        choose(world, uid, (CODE, "1002"))
    remind_at(12)
    assert reminders(uid, CLIENT_EMAIL) == []
    remind_at(13.5)
    assert reminders(uid, CLIENT_EMAIL) == ["reminder-3"]


def test_after_fifteen_days_it_expires_and_everybody_is_told(world: TwoOffices) -> None:
    """R236, G2."""
    uid = requested_and_chosen(world)
    with clock.moved_by(timedelta(days=14, hours=23)):
        flow.end_what_is_due()
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.OFFERED
    with clock.moved_by(timedelta(days=15, minutes=1)):
        reminding.remind_who_is_due()
        flow.end_what_is_due()
        flow.end_what_is_due()
    assert state_of(uid, world.alice, world.giver.slug) == MoveState.EXPIRED
    for address in (world.alice.email, CLIENT_EMAIL, world.dora.email):
        assert kinds_of_mail(uid, address).count("expired") == 1
        assert reminders(uid, address) == []
    assert administration_of(world.alice, world.giver.slug, CODE).state == "active"


def test_a_request_that_nobody_answers_expires(world: TwoOffices) -> None:
    uid = request(world)
    with clock.moved_by(timedelta(days=15, minutes=1)):
        flow.end_what_is_due()
    assert state_of(uid, world.dora, world.receiver.slug) == MoveState.EXPIRED
    assert kinds_of_mail(uid, world.alice.email)[-1] == "expired"


def test_an_offer_by_code_reminds_receiver_and_client_in_turn(world: TwoOffices) -> None:
    uid = offer(world, profile="overstap", client_name=CLIENT, client_email=CLIENT_EMAIL)
    remind_at(3)
    assert reminders(uid, world.dora.email) == ["reminder-3"]
    assert reminders(uid, CLIENT_EMAIL) == []
    accept(world, uid)
    remind_at(7)
    assert reminders(uid, world.dora.email) == ["reminder-3"]
    assert reminders(uid, CLIENT_EMAIL) == ["reminder-7"]


def test_a_reminder_that_was_cut_off_is_sent_once(world: TwoOffices) -> None:
    """A worker that is killed has neither mailed nor noted it; the next run does both."""
    uid = requested_and_chosen(world)
    from django.db import transaction

    with transaction.atomic():
        remind_at(3)
        transaction.set_rollback(True)
    assert reminders(uid, CLIENT_EMAIL) == []
    remind_at(3)
    remind_at(3)
    assert reminders(uid, CLIENT_EMAIL) == ["reminder-3"]
