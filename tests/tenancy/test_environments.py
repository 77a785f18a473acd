"""Opening environments and making accounts."""

import pytest

from overstap.tenancy import actions, queries
from overstap.tenancy.access import NotAllowed, NotFound, enter, operator_person
from overstap.tenancy.actions import OfficeDetails, Taken
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import OfficeKind
from tests.tenancy.people import World, join, make_environment, make_person, unique


def test_a_new_environment_has_an_office_a_licence_and_a_superuser(db: None) -> None:
    alice = make_person("Alice")
    slug = unique("nieuw")
    office = OfficeDetails("Bakkerij Jansen", OfficeKind.ENTREPRENEUR)
    made = actions.open_environment(by=operator_person(), slug=slug, name="Jansen", superuser=alice, office=office)
    assert made.office.kind == OfficeKind.ENTREPRENEUR
    (row,) = queries.environments_of(alice)
    assert (row.slug, row.name, row.office, row.role, row.tier) == (
        slug,
        "Jansen",
        "Bakkerij Jansen",
        Role.SUPERUSER,
        "trial",
    )


def test_a_slug_is_used_once_and_nothing_is_left_half_made(world: World) -> None:
    with pytest.raises(Taken) as refused:
        actions.open_environment(by=operator_person(), slug=world.slug, name="Again", superuser=world.charlie)
    assert refused.value.code == "SLUG-TAKEN"
    assert [row.slug for row in queries.environments_of(world.charlie)] == [world.elsewhere.slug]


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "a" * 64, "a/b", "é", "a\0"])
def test_it_refuses_a_malformed_slug(slug: str, db: None) -> None:
    with pytest.raises(Malformed):
        actions.open_environment(by=operator_person(), slug=slug, name="Name", superuser=make_person("Alice"))


def test_only_the_operator_opens_an_environment(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        actions.open_environment(by=world.alice, slug=unique("mine"), name="Mine", superuser=world.alice)
    assert refused.value.code == "OPERATOR-ONLY"


def test_one_account_works_in_many_environments(world: World) -> None:
    second = make_environment(world.charlie)
    join(world.charlie, second.slug, world.alice, Role.CLIENT_USER)
    assert {(row.slug, row.role) for row in queries.environments_of(world.alice)} == {
        (world.slug, "superuser"),
        (second.slug, "client_user"),
    }


def test_an_address_has_one_account_whatever_its_case(world: World) -> None:
    with pytest.raises(Taken) as refused:
        actions.create_person(email=world.alice.email.upper(), name="Another")
    assert refused.value.code == "PERSON-EXISTS"


@pytest.mark.parametrize("email", ["", "alice", "a@b@c.nl", "system@overstap.invalid", "OPERATOR@OVERSTAP.INVALID"])
def test_nobody_takes_the_address_of_the_system_or_none_at_all(email: str, db: None) -> None:
    with pytest.raises(Malformed):
        actions.create_person(email=email, name="Eve")
    assert not Person.objects.filter(name="Eve").exists()


def test_a_new_account_has_no_password_that_works(db: None) -> None:
    assert not make_person("Alice").has_usable_password()


def test_whoever_is_no_longer_active_does_not_get_in(world: World) -> None:
    Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    world.bob.refresh_from_db()
    with pytest.raises(NotFound), enter(world.bob, world.slug):
        pass
