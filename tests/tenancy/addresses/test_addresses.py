"""Giving addresses, and what becomes of mail to them."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from overstap.lib import clock
from overstap.tenancy import access, actions, audit, changes
from overstap.tenancy.access import acting
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.addresses import queries
from overstap.tenancy.addresses.giving import AddressStands, domain
from overstap.tenancy.addresses.models import Address, OldPlace
from overstap.tenancy.addresses.values import AddressState
from overstap.tenancy.changes import AdministrationChange
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration, Environment, Person
from tests.tenancy.people import World, make_administration, make_world


def give(person: Person, slug: str, code: str = "1001", days: int = 30) -> str:
    with audit.attempt(person, slug, "address.give") as actor:
        return addresses.give(actor=actor, code=code, forward_days=days)


def choose(world: World, style: str) -> None:
    with audit.attempt(world.alice, world.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style=style)


def test_an_administration_gets_an_address_that_says_whose_it_is(world: World) -> None:
    make_administration(world.alice, world.slug)
    made = give(world.alice, world.slug)
    assert made == f"{world.slug}.1001@{domain()}"
    with access.enter(world.alice, world.slug) as actor:
        (row,) = queries.of_administration(actor, "1001")
    assert (row.address, row.state, row.code, row.here) == (made, AddressState.LIVING, "1001", True)


def test_codes_that_read_alike_in_mail_get_different_addresses(world: World) -> None:
    made = []
    for code in ("k-1", "K-1", "K/1", "K.1"):
        make_administration(world.alice, world.slug, code)
        made.append(give(world.alice, world.slug, code))
    assert [one.partition("@")[0].partition(".")[2] for one in made] == ["k-1", "k-1-2", "k-1-3", "k-1-4"]


def test_a_random_address_replaces_it_and_the_old_one_forwards(world: World) -> None:
    make_administration(world.alice, world.slug)
    old = give(world.alice, world.slug)
    choose(world, "random")
    new = give(world.alice, world.slug)
    assert new.startswith(f"{world.slug}-")
    assert queries.resolve(old).state is AddressState.FORWARDING
    assert queries.resolve(new).state is AddressState.LIVING
    with access.enter(world.alice, world.slug):
        assert Administration.objects.get(code="1001").delivery_address == new


def test_the_end_of_an_old_address_needs_nobody_to_run_anything(world: World) -> None:
    make_administration(world.alice, world.slug)
    old = give(world.alice, world.slug)
    choose(world, "random")
    give(world.alice, world.slug, days=30)
    with clock.moved_by(timedelta(days=30, seconds=1)):
        assert queries.resolve(old).state is AddressState.ENDED
        assert queries.resolve(old).code == "1001"  # the pointer


def test_the_same_address_is_not_given_twice(world: World) -> None:
    make_administration(world.alice, world.slug)
    give(world.alice, world.slug)
    with pytest.raises(AddressStands):
        give(world.alice, world.slug)


def test_going_back_to_the_first_style_takes_up_the_first_address_again(world: World) -> None:
    make_administration(world.alice, world.slug)
    first = give(world.alice, world.slug)
    choose(world, "random")
    give(world.alice, world.slug, days=0)
    choose(world, "office_code")
    assert give(world.alice, world.slug) == first


def test_an_address_that_ended_is_never_given_to_anybody_else(world: World) -> None:
    """The first K-1 left its address long ago; the next administration that would get it gets another."""
    make_administration(world.alice, world.slug, "K-1")
    old = give(world.alice, world.slug, "K-1")
    choose(world, "random")
    give(world.alice, world.slug, "K-1", days=-400)
    choose(world, "office_code")
    make_administration(world.alice, world.slug, "k-1")
    assert queries.resolve(old).state is AddressState.ENDED
    assert give(world.alice, world.slug, "k-1") != old


def test_nobody_types_an_address_in_our_own_domain(world: World) -> None:
    make_administration(world.alice, world.slug)
    theirs = f"another-office.1001@{domain().upper()}"
    change = AdministrationChange(name="X", delivery_address=theirs)
    with pytest.raises(Malformed, match="Overstap"), audit.attempt(world.alice, world.slug, "x") as actor:
        changes.change_administration(actor=actor, code="1001", change=change)
    details = actions.AdministrationDetails(ledger_id=9_400_000_001, delivery_address=theirs)
    with pytest.raises(Malformed), audit.attempt(world.alice, world.slug, "x") as actor:
        actions.create_administration(actor=actor, code="1002", name="Y", details=details)


def test_an_address_of_ones_own_stays_when_something_else_is_changed(world: World) -> None:
    make_administration(world.alice, world.slug)
    made = give(world.alice, world.slug)
    with audit.attempt(world.alice, world.slug, "x") as actor:
        one = changes.change_administration(
            actor=actor, code="1001", change=AdministrationChange(name="Other", delivery_address=made)
        )
    assert (one.name, one.delivery_address) == ("Other", made)


@pytest.mark.parametrize("asked", ["", "nobody@example.test", "a\0b@x.nl", "é" * 300, "x' OR 1=1 --@y.nl"])
def test_an_unknown_address_leads_nowhere(world: World, asked: str) -> None:
    assert queries.resolve(asked).state is AddressState.UNKNOWN


def test_only_the_mail_door_hears_where_an_address_leads(world: World) -> None:
    make_administration(world.alice, world.slug)
    made = give(world.alice, world.slug)
    for person in (world.charlie, world.bob, world.alice):
        with acting(person.pk, [world.environment.pk]), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM addresses_resolve(%s)", [made])
            assert cursor.fetchall() == []
    with access.enter(world.charlie, world.elsewhere.slug) as actor:
        assert queries.look_up(actor, made) is None
    assert queries.resolve(made.upper()).environment_id == world.environment.pk


def test_a_bookkeeper_neither_gives_nor_lists_addresses(world: World) -> None:
    make_administration(world.alice, world.slug)
    with pytest.raises(access.NotAllowed):
        give(world.bob, world.slug)
    with pytest.raises(access.NotAllowed), access.enter(world.bob, world.slug) as actor:
        queries.of_environment(actor)
    with pytest.raises(access.NotAllowed), access.enter(world.bob, world.slug) as actor:
        addresses.choose_style(actor=actor, style="random")


def test_another_office_gives_no_address_here(world: World) -> None:
    make_administration(world.alice, world.slug)
    with pytest.raises(access.NotFound):
        give(world.charlie, world.slug)
    with pytest.raises(access.NotFound):
        give(world.charlie, world.elsewhere.slug)


def test_a_style_that_is_none_is_refused(world: World) -> None:
    with pytest.raises(Malformed):
        choose(world, "vanity")


def test_plain_sql_of_another_environment_sees_and_changes_nothing(world: World) -> None:
    make_administration(world.alice, world.slug)
    made = give(world.alice, world.slug)
    with access.enter(world.charlie, world.elsewhere.slug):
        assert not Address.objects.exists()
        assert not Address.objects.filter(address=made).update(ends_at=clock.now())


def plant(address: str, environment: Environment, one: Administration) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO addresses_address (address, environment_id, administration_uid, style, given_at)"
            " VALUES (%s, %s, %s, 'random', now())",
            [address, environment.pk, one.uid],
        )


def test_nobody_points_an_address_of_theirs_at_an_administration_of_others_or_others_addresses_at_theirs(
    world: World,
) -> None:
    alices = make_administration(world.alice, world.slug)
    charlies = make_administration(world.charlie, world.elsewhere.slug)
    made = give(world.alice, world.slug)
    with access.enter(world.charlie, world.elsewhere.slug):
        with pytest.raises(DatabaseError, match="row-level security"):
            plant("x@y.test", world.elsewhere, alices)
        with pytest.raises(DatabaseError, match="row-level security"):
            plant("x@y.test", world.environment, charlies)
    with access.enter(world.alice, world.slug):
        with pytest.raises(DatabaseError, match="keeps what it points at"), transaction.atomic():
            Address.objects.filter(address=made).update(administration_uid=charlies.uid)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Address.objects.filter(address=made).delete()


def test_nobody_makes_an_old_place_of_what_was_never_theirs(world: World) -> None:
    one = make_administration(world.alice, world.slug)
    with (
        access.enter(world.charlie, world.elsewhere.slug),
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        OldPlace.objects.create(
            environment=world.elsewhere, code="1001", administration_uid=one.uid, ends_at=clock.now()
        )


def test_what_was_given_and_chosen_stands_in_the_audit_log(world: World) -> None:
    make_administration(world.alice, world.slug)
    give(world.alice, world.slug)
    choose(world, "random")
    with access.enter(world.alice, world.slug):
        from overstap.tenancy.models import AuditEvent

        told = set(AuditEvent.objects.filter(environment=world.environment).values_list("action", flat=True))
    assert {"address.give", "address.style"} <= told


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock():
        yield make_world()
        connection.close()


def test_of_colleagues_who_ask_at_the_same_moment_each_hears_of_one_living_address(committed: World) -> None:
    make_administration(committed.alice, committed.slug)
    choose(committed, "random")
    start, made = threading.Barrier(4), list[str]()

    def ask() -> None:
        start.wait()
        try:
            made.append(give(committed.alice, committed.slug))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 4
    states = sorted(str(queries.resolve(one).state) for one in made)
    assert states == ["forwarding", "forwarding", "forwarding", "living"]
