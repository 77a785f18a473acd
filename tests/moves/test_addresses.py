"""What moves do to delivery addresses and to old places: forward, come to life again, end by themselves."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from overstap.lib import clock
from overstap.moves import actions, addressing
from overstap.moves.actions.give import OfferOrder
from overstap.tenancy import access, audit
from overstap.tenancy import actions as tenancy
from overstap.tenancy.addresses import actions as addresses
from overstap.tenancy.addresses import queries
from overstap.tenancy.addresses.giving import domain
from overstap.tenancy.addresses.values import AddressState, Place
from overstap.tenancy.models import Administration, Environment, Person
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, administration_of, code_in_mail
from tests.tenancy.people import make_environment, make_person


@dataclass(frozen=True)
class Side:
    """Somebody in an environment, and the code of the administration there."""

    person: Person
    environment: Environment
    code: str


def give(side: Side) -> str:
    with audit.attempt(side.person, side.environment.slug, "address.give") as actor:
        return addresses.give(actor=actor, code=side.code)


def move(giver: Side, receiver: Side, profile: str = "transfer-code") -> UUID:
    """From one to the other, released; the new superuser has access."""
    order = OfferOrder(codes=[giver.code], receiver_email=receiver.person.email, profile=profile, agreed=True)
    with audit.attempt(giver.person, giver.environment.slug, "move.offer") as actor:
        uid = actions.offer(actor, order).uid
    with audit.attempt(receiver.person, receiver.environment.slug, "move.accept") as actor:
        actions.accept(actor, code_in_mail(uid), {giver.code: receiver.code}, agreed=True)
    assert running.run(uid) == "delivered"
    with audit.attempt(receiver.person, receiver.environment.slug, "move.release") as actor:
        actions.release(actor, uid)
        tenancy.give_access(actor=actor, code=receiver.code, person=receiver.person)
    return uid


def take_back(receiver: Side, uid: UUID) -> None:
    with audit.attempt(receiver.person, receiver.environment.slug, "move.take_back") as actor:
        actions.take_back(actor, uid)
    assert running.run(uid) in ("taken_back", "")


@pytest.fixture
def alice(world: TwoOffices) -> Side:
    return Side(world.alice, world.giver, CODE)


@pytest.fixture
def dora(world: TwoOffices) -> Side:
    return Side(world.dora, world.receiver, NEW_CODE)


@pytest.fixture
def erik(world: TwoOffices) -> Side:
    person = make_person("Erik")
    return Side(person, make_environment(person), "E1")


def address_of(side: Side, code: str = "") -> str:
    with access.enter(side.person, side.environment.slug):
        held = Administration.objects.filter(environment=side.environment, code=code or side.code)
        return held.exclude(state="moved").get().delivery_address


def state(address: str) -> AddressState:
    return queries.resolve(address).state


def arrives_at(address: str) -> tuple[int | None, str]:
    found = queries.resolve(address)
    return found.environment_id, found.code


def test_r056_r057_r112_the_new_address_starts_with_the_new_office_and_the_old_one_works_for_30_days(
    alice: Side, dora: Side
) -> None:
    old = give(alice)
    move(alice, dora)
    new = address_of(dora)
    assert new == f"{dora.environment.slug}.k-77@{domain()}"
    assert (state(old), state(new)) == (AddressState.FORWARDING, AddressState.LIVING)
    assert arrives_at(old) == arrives_at(new) == (dora.environment.pk, NEW_CODE)
    with clock.moved_by(timedelta(days=29, hours=23)):
        assert state(old) is AddressState.FORWARDING
    with clock.moved_by(timedelta(days=30, minutes=1)):
        assert state(old) is AddressState.ENDED
        assert state(new) is AddressState.LIVING


def test_until_the_release_mail_belongs_to_who_had_it(alice: Side, dora: Side) -> None:
    """While it is on its way the mail door hears that nothing can be delivered yet."""
    old = give(alice)
    order = OfferOrder(codes=[CODE], receiver_email=dora.person.email, agreed=True)
    with audit.attempt(alice.person, alice.environment.slug, "move.offer") as actor:
        uid = actions.offer(actor, order).uid
    assert arrives_at(old) == (alice.environment.pk, CODE)
    with audit.attempt(dora.person, dora.environment.slug, "move.accept") as actor:
        actions.accept(actor, code_in_mail(uid), {CODE: NEW_CODE}, agreed=True)
    running.run(uid)
    found = queries.resolve(old)
    assert (found.state, found.state_there) == (AddressState.LIVING, "incoming")


def test_taken_back_the_old_address_lives_again_and_the_new_one_forwards(alice: Side, dora: Side) -> None:
    old = give(alice)
    uid = move(alice, dora)
    new = address_of(dora)
    take_back(dora, uid)
    assert (state(old), state(new)) == (AddressState.LIVING, AddressState.FORWARDING)
    assert arrives_at(old) == arrives_at(new) == (alice.environment.pk, CODE)
    assert address_of(alice) == old


def test_along_a_chain_of_moves_every_address_leads_to_the_last_holder(alice: Side, dora: Side, erik: Side) -> None:
    first = give(alice)
    move(alice, dora)
    second = address_of(dora)
    move(dora, erik)
    third = address_of(erik)
    assert {arrives_at(one) for one in (first, second, third)} == {(erik.environment.pk, "E1")}
    assert [state(one) for one in (first, second, third)] == ["forwarding", "forwarding", "living"]


def test_there_and_back_by_two_moves_it_gets_its_first_address_again(alice: Side, dora: Side) -> None:
    first = give(alice)
    move(alice, dora)
    second = address_of(dora)
    move(dora, alice)
    assert address_of(alice) == first
    assert (state(first), state(second)) == (AddressState.LIVING, AddressState.FORWARDING)


def test_an_administration_without_an_address_gets_none(alice: Side, dora: Side) -> None:
    with access.enter(alice.person, alice.environment.slug):
        Administration.objects.filter(code=CODE).update(delivery_address="")
    move(alice, dora)
    assert address_of(dora) == ""


def test_r109_the_address_changes_also_where_the_new_office_prefers_random_ones(alice: Side, dora: Side) -> None:
    old = give(alice)
    with audit.attempt(dora.person, dora.environment.slug, "address.style") as actor:
        addresses.choose_style(actor=actor, style="random")
    move(alice, dora)
    new = address_of(dora)
    assert new.startswith(f"{dora.environment.slug}-")
    assert (state(old), state(new)) == (AddressState.FORWARDING, AddressState.LIVING)


def test_each_party_sees_the_addresses_that_are_its_business(
    alice: Side, dora: Side, erik: Side, world: TwoOffices
) -> None:
    first = give(alice)
    uid = move(alice, dora)
    second = address_of(dora)
    with access.enter(alice.person, alice.environment.slug) as actor:
        (row,) = addressing.addresses_of(actor, uid)
        assert (row.address, row.state, row.here) == (first, AddressState.FORWARDING, False)
    with access.enter(dora.person, dora.environment.slug) as actor:
        rows = addressing.addresses_of(actor, uid)
        assert [(one.address, one.state, one.here) for one in rows] == [
            (second, AddressState.LIVING, True),
            (first, AddressState.FORWARDING, True),
        ]
    with access.enter(erik.person, erik.environment.slug) as actor:
        assert addressing.addresses_of(actor, uid) == []


def test_r064_an_identity_leads_to_where_it_is_held_for_who_has_access_there(
    alice: Side, dora: Side, world: TwoOffices
) -> None:
    uid = administration_of(alice.person, alice.environment.slug, CODE).uid
    assert queries.place_of(alice.person, uid) == Place(alice.environment.slug, CODE)
    move(alice, dora)
    assert queries.place_of(dora.person, uid) == Place(dora.environment.slug, NEW_CODE)
    assert queries.place_of(alice.person, uid) is None
    assert queries.place_of(world.charlie, uid) is None


def follow(person: Person, side: Side, *, managing: bool = False) -> tuple[str, str, bool] | None:
    found = queries.follow(person, side.environment.slug, side.code, managing=managing)
    return (found.place.environment, found.place.code, found.ended) if found else None


def test_r064_an_old_place_leads_to_the_new_one_for_395_days_and_only_for_who_may_see_it(
    alice: Side, dora: Side, world: TwoOffices
) -> None:
    move(alice, dora)
    there = (dora.environment.slug, NEW_CODE)
    assert follow(dora.person, alice) == (*there, False)
    assert follow(alice.person, alice) is None
    assert follow(world.charlie, alice) is None
    with clock.moved_by(timedelta(days=394)):
        assert follow(dora.person, alice) == (*there, False)
    with clock.moved_by(timedelta(days=395, minutes=1)):
        assert follow(dora.person, alice) == (*there, True)
        assert follow(world.charlie, alice) is None


def test_without_access_only_the_settings_lead_a_superuser_on(alice: Side, dora: Side) -> None:
    move(alice, dora)
    with audit.attempt(dora.person, dora.environment.slug, "x") as actor:
        tenancy.withdraw_access(actor=actor, code=NEW_CODE, person=dora.person)
    assert follow(dora.person, alice) is None
    assert follow(dora.person, alice, managing=True) is not None


def test_old_places_never_lead_in_a_circle(alice: Side, dora: Side, erik: Side) -> None:
    """A to B to A to C: every old place leads to C at once, and C leads nowhere."""
    move(alice, dora)
    move(dora, alice)
    with audit.attempt(alice.person, alice.environment.slug, "x") as actor:
        tenancy.give_access(actor=actor, code=CODE, person=alice.person)
    assert follow(alice.person, dora) == (alice.environment.slug, CODE, False)
    assert follow(alice.person, alice) is None
    move(alice, erik)
    assert follow(erik.person, alice) == follow(erik.person, dora) == (erik.environment.slug, "E1", False)
    assert follow(erik.person, erik) is None


def test_another_code_in_the_same_environment_is_found_under_the_old_one(alice: Side) -> None:
    """A relink that changes the code."""
    first = give(alice)
    with audit.attempt(alice.person, alice.environment.slug, "x"):
        one = Administration.objects.get(code=CODE)
        one.code = "2002"
        one.save(update_fields=["code"])
        addresses.code_changed(one, CODE, 395, inbox_days=30)
    assert follow(alice.person, alice) == (alice.environment.slug, "2002", False)
    second = address_of(alice, "2002")
    assert second == f"{alice.environment.slug}.2002@{domain()}"
    assert (state(first), state(second)) == (AddressState.FORWARDING, AddressState.LIVING)


def test_r108_another_url_part_is_found_under_the_old_one_and_nobody_else_gets_it(
    alice: Side, dora: Side, world: TwoOffices
) -> None:
    old = alice.environment.slug
    with audit.attempt(alice.person, old, "x"):
        Environment.objects.filter(pk=alice.environment.pk).update(slug=f"{old}-nieuw")
        addresses.url_part_changed(alice.environment, old, 30)
    assert queries.follow_environment(alice.person, old) == (f"{old}-nieuw", False)
    assert queries.follow_environment(dora.person, old) is None
    assert follow(alice.person, alice) == (f"{old}-nieuw", CODE, False)
    with clock.moved_by(timedelta(days=31)):
        assert queries.follow_environment(alice.person, old) == (f"{old}-nieuw", True)
    with pytest.raises(tenancy.Taken):
        tenancy.open_environment(by=access.operator_person(), slug=old, name="Boef", superuser=world.charlie)
