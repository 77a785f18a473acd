"""A move obeys the settings: which mails somebody wants, and which accounting systems are connected."""

import pytest
from pytest_django.fixtures import Settings

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.moves import actions
from overstap.moves.preflight import Context, receiver
from overstap.moves.profiles import profile
from overstap.moves.values import MoveState
from overstap.tenancy import access, audit, notifications, systems
from overstap.tenancy.models import Environment, Person
from tests.moves import running
from tests.moves.world import CODE, TwoOffices, accept, act, offer

OPTIONAL = {"offered", "accepted", "delivered", "released-giver", "released-receiver"}


def want(person: Person, place: Environment, *wanted: str) -> None:
    with audit.attempt(person, place.slug, "notification.choose") as actor:
        notifications.choose(actor=actor, wanted=wanted)


def mailed_about_a_whole_move(world: TwoOffices, **order: object) -> set[str]:
    uid = offer(world, **order)  # type: ignore[arg-type] # what an order may hold besides its codes
    accept(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    with as_worker():
        keys = OutgoingMail.objects.filter(key__startswith=f"move/{uid}/").values_list("key", flat=True)
        return {key.rpartition("/")[2] for key in keys}


def test_whoever_chose_nothing_gets_every_mail(world: TwoOffices) -> None:
    """R079, R094."""
    assert mailed_about_a_whole_move(world) == {"code", *OPTIONAL}


def test_mails_that_nobody_wants_are_not_sent_and_the_code_always_is(world: TwoOffices) -> None:
    """R079: the code always comes."""
    want(world.alice, world.giver)
    want(world.dora, world.receiver)
    assert mailed_about_a_whole_move(world) == {"code"}


def test_each_party_chooses_for_itself(world: TwoOffices) -> None:
    want(world.alice, world.giver, "accepted")
    want(world.dora, world.receiver, "released")
    assert mailed_about_a_whole_move(world) == {"code", "accepted", "released-receiver"}


def test_an_address_that_is_not_the_persons_own_always_gets_its_mail(world: TwoOffices) -> None:
    want(world.alice, world.giver)
    want(world.dora, world.receiver)
    mailed = mailed_about_a_whole_move(world, giver_email="archief@example.test")
    assert mailed == {"code", "offered", "accepted", "released-giver"}


def test_the_choice_for_one_environment_says_nothing_of_another(world: TwoOffices) -> None:
    want(world.dora, world.receiver, "released", "delivered", "accepted", "offered")
    with access.enter(world.dora, world.receiver.slug) as actor:
        notifications.choose(actor=actor, wanted=[])
    assert {"offered", "accepted", "released-giver"} <= mailed_about_a_whole_move(world)


@pytest.mark.parametrize(("package", "found"), [("house", 0), ("twinfield", 1), ("exact_online", 1)])
def test_the_receiver_needs_the_same_accounting_system(world: TwoOffices, package: str, found: int) -> None:
    """R044, R049, R051."""
    with access.enter(world.dora, world.receiver.slug) as actor:
        context = Context(profile("transfer-code"), actor.environment, offered=[("Bakker", CODE, package)])
        assert len(list(receiver.package_is_connected(context))) == found


def test_a_connected_accounting_system_is_enough(world: TwoOffices, settings: Settings) -> None:
    """R044, R045."""
    settings.ACCOUNTING_SYSTEMS = ("house", "twinfield")
    with access.enter(world.dora, world.receiver.slug) as actor:
        context = Context(profile("transfer-code"), actor.environment, offered=[("Bakker", CODE, "twinfield")])
        assert len(list(receiver.package_is_connected(context))) == 1
        systems.connect_system(actor=actor, package="twinfield")
        assert list(receiver.package_is_connected(context)) == []
