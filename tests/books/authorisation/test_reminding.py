"""Reminders on Monday, Wednesday and Friday, of what waits over 48 hours, by the clock of Amsterdam."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from overstap.books.authorisation import deciding, finishing, reminding
from overstap.books.authorisation.values import State
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import freeze
from overstap.tenancy import actions as tenancy
from tests.books.authorisation.world import Office, send
from tests.moves.world import CODE, act, administration_of


@contextmanager
def at(text: str) -> Iterator[None]:
    """At a moment of the clock on the wall in Amsterdam."""
    wanted = datetime.fromisoformat(text).replace(tzinfo=clock.AMSTERDAM)
    with clock.moved_by(wanted - clock.now()):
        yield


def mails(here: Office) -> list[tuple[str, str]]:
    with as_worker():
        found = OutgoingMail.objects.filter(key__startswith="authorisation/", key__contains=here.slug).order_by("pk")
        return sorted((mail.to, mail.subject) for mail in found)


def sent_at(here: Office, text: str, **names: str) -> None:
    with at(text):
        send(here, here.anna, here.bert, **names)


def test_what_waits_over_48_hours_is_reminded_of(here: Office) -> None:
    sent_at(here, "2026-03-02T09:00", name="een.pdf")
    with at("2026-03-04T08:30"):  # Wednesday, 47 and a half hours later
        assert reminding.remind() == 0
    with at("2026-03-04T09:05"):
        assert reminding.remind() == 1
    assert [to for to, _subject in mails(here)] == [here.anna.email]
    with as_worker():
        text = OutgoingMail.objects.get(key__contains=f"{here.slug}/{here.anna.uid}").text
    for told in ("een.pdf", "Bakkerij Jansen B.V.", f"/e/{here.slug}/authorisation/"):
        assert told in text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-09", 1),  # Monday
        ("2026-03-10", 0),
        ("2026-03-11", 1),
        ("2026-03-12", 0),
        ("2026-03-13", 1),
        ("2026-03-14", 0),
        ("2026-03-15", 0),
    ],
)
def test_on_monday_wednesday_and_friday_only(here: Office, day: str, told: int) -> None:
    sent_at(here, "2026-03-02T09:00")
    with at(f"{day}T12:00"):
        assert reminding.remind() == told


def test_not_before_eight_and_once_a_day_however_often_it_is_asked(here: Office) -> None:
    sent_at(here, "2026-03-02T09:00")
    told = []
    for moment in ("2026-03-09T07:59", "2026-03-09T08:00", "2026-03-09T09:00", "2026-03-09T23:59", "2026-03-11T08:07"):
        with at(moment):
            told.append(reminding.remind())
    assert told == [0, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("sent", "before", "after"),
    [
        # the clock goes forward on Sunday 29 March 2026: 48 hours end an hour later on the wall
        ("2026-03-28T10:30", "2026-03-30T11:25", "2026-03-30T11:35"),
        # and back on Sunday 25 October 2026: an hour earlier
        ("2026-10-24T10:30", "2026-10-26T09:25", "2026-10-26T09:35"),
    ],
)
def test_the_48_hours_are_real_ones_when_the_clock_is_changed(here: Office, sent: str, before: str, after: str) -> None:
    sent_at(here, sent)
    with at(before):
        assert reminding.remind() == 0
    with at(after):
        assert reminding.remind() == 1


def test_a_day_of_the_week_is_that_of_amsterdam(here: Office) -> None:
    sent_at(here, "2026-07-01T09:00")
    with at("2026-07-12T23:30"):  # Sunday there; Monday nowhere yet
        assert reminding.remind() == 0
    with at("2026-07-14T00:30"):  # Tuesday there, still Monday in UTC
        assert clock.now().weekday() == 0
        assert reminding.remind() == 0


def test_the_next_one_in_turn_has_48_hours_of_their_own(here: Office) -> None:
    with at("2026-03-02T09:00"):
        turn = send(here, here.anna, here.bert)
    with at("2026-03-08T12:00"), act(here.anna, here.slug) as actor:
        deciding.approve(actor, CODE, turn)
    with at("2026-03-09T12:00"):
        assert reminding.remind() == 0
    with at("2026-03-11T12:00"):
        assert reminding.remind() == 1
    assert [to for to, _subject in mails(here)] == [here.bert.email]


def test_several_documents_make_one_mail(here: Office) -> None:
    for number in range(14):
        sent_at(here, "2026-03-02T09:00", name=f"{number}.pdf")
    with at("2026-03-09T12:00"):
        assert reminding.remind() == 1
    ((_to, subject),) = mails(here)
    assert subject.startswith("14 ")


def test_what_waits_for_somebody_who_cannot_decide_goes_to_who_reassigns(here: Office) -> None:
    sent_at(here, "2026-03-02T09:00")
    with act(here.world.alice, here.slug) as actor:
        tenancy.withdraw_access(actor=actor, code=CODE, person=here.anna)
    with at("2026-03-09T12:00"):
        assert reminding.remind() == 2
    assert [to for to, _subject in mails(here)] == sorted([here.mona.email, here.world.alice.email])


def test_what_is_settled_or_frozen_is_not_reminded_of(here: Office) -> None:
    sent_at(here, "2026-03-02T09:00", name="een.pdf")
    one = administration_of(here.world.alice, here.slug, CODE)
    with act(here.world.alice, here.slug):
        freeze.freeze(one)
    with at("2026-03-09T12:00"):
        assert reminding.remind() == 0
    with act(here.world.alice, here.slug):
        freeze.thaw(one)
    with act(here.mona, here.slug) as actor:
        finishing.settle_all(actor, CODE, State.REJECTED, "klaar")
    with at("2026-03-09T13:00"):
        assert reminding.remind() == 0


def test_nobody_but_the_system_reads_what_waits_elsewhere(here: Office) -> None:
    sent_at(here, "2026-03-02T09:00")
    with act(here.world.charlie, here.world.elsewhere.slug):
        assert reminding._overdue(clock.now() + timedelta(days=4000)) == []
