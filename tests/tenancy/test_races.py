"""Two people at the same moment, on connections of their own, with real commits."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from overstap.lib.errors import OverstapError
from overstap.tenancy import audit, people, queries
from overstap.tenancy.access import enter
from overstap.tenancy.people import InvitationRefused, LastSuperuser
from overstap.tenancy.roles import Role
from tests.tenancy.people import World, make_world


@pytest.fixture
def committed_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """As ``world``, with real commits."""
    with django_db_blocker.unblock():
        yield make_world()
        connection.close()


class AtTheSameTime(threading.Thread):
    """Does a deed on a connection of its own and keeps the error it met."""

    def __init__(self, deed: Callable[[], object]) -> None:
        super().__init__()
        self.deed = deed
        self.error: OverstapError | None = None
        self.start()

    def run(self) -> None:
        """What the thread does."""
        try:
            self.deed()
        except OverstapError as error:
            self.error = error
        finally:
            connection.close()


def wait_until_somebody_waits_for_us() -> None:
    """Until another connection waits for a lock that this one holds.

    Asks pg_locks: pg_stat_activity shows one picture for a whole transaction.
    """
    waits = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)


def test_two_superusers_cannot_end_each_other(committed_world: World) -> None:
    world = committed_world
    with audit.attempt(world.alice, world.slug, "member.role") as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.SUPERUSER)

    def bob_ends_alice() -> None:
        with audit.attempt(world.bob, world.slug, "member.end") as actor:
            people.end_membership(actor=actor, person=world.alice)

    with enter(world.alice, world.slug) as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.ACCOUNTANT)
        other = AtTheSameTime(bob_ends_alice)
        wait_until_somebody_waits_for_us()
    other.join()
    assert isinstance(other.error, LastSuperuser)
    with enter(world.alice, world.slug) as actor:
        assert [(row.email, row.role) for row in queries.members(actor)] == [
            (world.alice.email, "superuser"),
            (world.bob.email, "accountant"),
        ]


def test_an_invitation_accepted_twice_at_once_is_used_once(committed_world: World) -> None:
    world = committed_world
    with audit.attempt(world.alice, world.slug, "invitation.send") as actor:
        token = people.invite(actor=actor, email=world.charlie.email, role=Role.ACCOUNTANT)
    tries = [AtTheSameTime(lambda: people.accept_invitation(person=world.charlie, token=token)) for _ in range(4)]
    for one in tries:
        one.join()
    refused = [one.error for one in tries if one.error is not None]
    assert len(refused) == 3
    assert all(isinstance(error, InvitationRefused) and error.code == "INVITATION-USED" for error in refused)
