"""Two people at the same moment about one name, on connections of their own, with real commits."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.moves.people import actions, joining, standing
from overstap.moves.people.models import Placeholder
from overstap.tenancy import audit, changes, people
from overstap.tenancy.access import enter
from overstap.tenancy.models import Person
from overstap.tenancy.people import InvitationRefused
from overstap.tenancy.roles import Role
from tests.moves.people.helpers import stands_in
from tests.moves.world import CODE, TwoOffices, offer, two_offices
from tests.tenancy.people import make_person
from tests.tenancy.test_races import AtTheSameTime, wait_until_somebody_waits_for_us


class Kept:
    """A name that stands at Alice's, of somebody from elsewhere."""

    def __init__(self) -> None:
        self.world: TwoOffices = two_offices()
        self.nina: Person = make_person("Nina")
        uid = offer(self.world)
        self.uid = stands_in(self.world.alice, self.world.giver.slug, CODE, uid, self.nina).uid

    @property
    def slug(self) -> str:
        return self.world.giver.slug

    def invited(self) -> str:
        with audit.attempt(self.world.alice, self.slug, "test") as actor:
            actions.invite(actor, [self.uid], role=Role.SME_BOOKKEEPER)
            return changes.resend_invitation(actor=actor, email=self.nina.email)

    def state(self) -> str:
        with enter(self.world.alice, self.slug):
            return Placeholder.objects.get(uid=self.uid).state


@pytest.fixture
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Kept]:
    with django_db_blocker.unblock():
        yield Kept()
        connection.close()


def test_a_name_is_linked_once(kept: Kept) -> None:
    """Of two superusers who link it at the same moment, one is told that it was done."""
    world = kept.world
    with audit.attempt(world.alice, kept.slug, "test") as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.SUPERUSER)

    def bob_links() -> None:
        with audit.attempt(world.bob, kept.slug, "test") as actor:
            actions.link(actor, kept.uid, world.bob.uid, "Mine")

    with enter(world.alice, kept.slug) as actor:
        actions.link(actor, kept.uid, world.alice.uid, "Mine")
        other = AtTheSameTime(bob_links)
        wait_until_somebody_waits_for_us()
    other.join()
    assert isinstance(other.error, standing.PlaceholderRefused)
    assert kept.state() == "linked"


def test_accepting_and_declining_do_not_both_count(kept: Kept) -> None:
    token = kept.invited()

    def declines() -> None:
        joining.decline(person=None, token=token, reason="No")

    with enter(kept.world.alice, kept.slug):
        people.accept_invitation(person=kept.nina, token=token)
        other = AtTheSameTime(declines)
        wait_until_somebody_waits_for_us()
    other.join()
    assert isinstance(other.error, InvitationRefused)
    assert (other.error.code, kept.state()) == ("INVITATION-USED", "accepted")


def test_putting_aside_while_somebody_accepts_waits_its_turn(kept: Kept) -> None:
    """Neither waits for the other in a circle; whoever came in stays in, and is not put aside."""
    token = kept.invited()

    def aside() -> None:
        with audit.attempt(kept.world.alice, kept.slug, "test") as actor:
            actions.put_aside(actor, kept.uid, "Asked us to")

    with enter(kept.world.bob, kept.slug):
        people.accept_invitation(person=kept.nina, token=token)
        other = AtTheSameTime(aside)
        wait_until_somebody_waits_for_us()
    other.join()
    assert isinstance(other.error, standing.PlaceholderRefused)
    assert kept.state() == "accepted"
    with enter(kept.nina, kept.slug) as actor:
        assert actor.role == Role.SME_BOOKKEEPER
