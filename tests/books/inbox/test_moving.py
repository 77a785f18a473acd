"""Mail while an administration moves: accepted always, delivered once, to whoever holds it then."""

from datetime import timedelta

import pytest

from overstap.books.inbox import delivering
from overstap.books.inbox.models import Item, Mail, Part
from overstap.books.inbox.values import ItemKind
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves.values import MoveState
from overstap.tenancy import access
from overstap.tenancy.models import Mandate
from tests.books.inbox.world import (
    ALREADY_THERE,
    Side,
    held,
    move,
    moved,
    names,
    post,
    read_all,
    release,
    subjects,
    take_back,
)
from tests.moves import running
from tests.smtp.office import SENDER


def letters(to: str = SENDER) -> list[OutgoingMail]:
    """What was mailed to a sender."""
    with as_worker():
        return list(OutgoingMail.objects.filter(to=to).order_by("created_at"))


def test_mail_arrives_at_the_giver_before_and_at_the_receiver_after_a_move(alice: Side, dora: Side) -> None:
    """R056, R057, R109, R112: the old address forwards to whoever holds it; the new one begins with their code."""
    old = held(alice).delivery_address
    post(old, subject="before")
    read_all()
    moved(alice, dora)
    new = held(dora).delivery_address
    assert new.startswith(f"{dora.environment.slug}.")
    post(old, subject="to the old")
    post(new, subject="to the new")
    read_all()
    assert subjects(dora) == ["before", "to the old", "to the new"]
    assert len(names(dora)) == 3


def test_mail_during_the_freeze_is_held_and_delivered_once_to_the_holder_afterwards(alice: Side, dora: Side) -> None:
    """R113: nothing is refused during a move, nothing lost, nothing doubled."""
    address = held(alice).delivery_address
    uid = move(alice, dora)
    running.run(uid, until=MoveState.FROZEN)
    post(address, subject="during the freeze")
    read_all()
    assert subjects(alice) == []
    assert delivering.sweep() == 0
    assert running.run(uid) == "delivered"
    post(address, subject="not released yet")
    read_all()
    assert delivering.sweep() == 0
    release(dora, uid)
    assert delivering.sweep() == 2
    assert delivering.sweep() == 0
    for _time in range(2):
        read_all()
    assert subjects(dora) == ["during the freeze", "not released yet"]
    assert subjects(alice) == []


def test_what_is_open_moves_and_what_was_settled_stays_settled(alice: Side, dora: Side) -> None:
    """R113, R114: open mails and scans go along as they are."""
    address = held(alice).delivery_address
    post(address, pdf=False, subject="open mail")
    post(address, kind=ItemKind.SCAN, subject="open scan")
    post(address, subject="done")
    read_all()
    before = states(alice)
    moved(alice, dora)
    assert states(dora) == before == {"open mail": "open", "open scan": "open", "done": "done"}


def states(side: Side) -> dict[str, str]:
    with access.enter(side.person, side.environment.slug):
        found = Item.objects.filter(administration__code=side.code).exclude(subject=ALREADY_THERE)
        return dict(found.values_list("subject", "state"))


def test_after_a_take_back_the_giver_has_what_arrived_meanwhile_and_gets_the_mail_again(
    alice: Side, dora: Side
) -> None:
    old = held(alice).delivery_address
    uid = moved(alice, dora)
    new = held(dora).delivery_address
    post(new, subject="at the receiver")
    read_all()
    take_back(dora, uid)
    post(old, subject="to the old")
    post(new, subject="to the new")
    read_all()
    assert subjects(alice) == ["at the receiver", "to the old", "to the new"]
    assert subjects(dora) == []


def test_through_two_moves_nobody_but_the_holder_sees_the_mail(alice: Side, dora: Side, erik: Side) -> None:
    """Row-level security, asked by plain queries as the role of the application."""
    address = held(alice).delivery_address
    post(address, subject="one")
    read_all()
    assert seen(alice) == (1, 1, 1)
    assert seen(dora) == seen(erik) == (0, 0, 0)
    moved(alice, dora)
    post(address, subject="two")
    read_all()
    assert (seen(dora), seen(erik)) == ((2, 2, 2), (0, 0, 0))
    assert seen(alice)[0] == 0
    moved(dora, erik)
    post(address, subject="three")
    assert seen(erik)[0] == 3
    read_all()
    assert (seen(erik), subjects(erik)) == ((3, 3, 3), ["one", "two", "three"])
    assert (seen(alice), seen(dora)) == ((0, 0, 0), (0, 0, 0))


def seen(side: Side) -> tuple[int, int, int]:
    """Mails, items and files that row-level security shows to an environment."""
    with access.enter(side.person, side.environment.slug):
        items, parts = Item.objects.exclude(subject=ALREADY_THERE), Part.objects.exclude(name=ALREADY_THERE)
        return Mail.objects.count(), items.count(), parts.count()


def test_delivering_leaves_no_mandate_behind(alice: Side) -> None:
    post(held(alice).delivery_address)
    read_all()
    with access.enter(alice.person, alice.environment.slug):
        assert not Mandate.objects.filter(environment=alice.environment).exists()


def test_the_sender_to_an_old_address_is_told_the_new_one_once_a_week(alice: Side, dora: Side) -> None:
    """R112: with how to update."""
    old = held(alice).delivery_address
    moved(alice, dora)
    for _time in range(3):
        post(old)
    read_all()
    [letter] = letters()
    assert old in letter.text
    assert held(dora).delivery_address in letter.text
    with clock.moved_by(timedelta(days=8)):
        post(old)
        read_all()
    assert len(letters()) == 2
    post(held(dora).delivery_address)
    read_all()
    assert len(letters()) == 2


@pytest.mark.parametrize("address", ["first", "second"])
def test_mail_to_a_living_address_is_not_answered(alice: Side, address: str) -> None:
    post(held(alice).delivery_address, subject=address)
    read_all()
    assert letters() == []
