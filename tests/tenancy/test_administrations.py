"""Administrations: making, renaming, and who may open them."""

import pytest

from overstap.lib.errors import Refused
from overstap.tenancy import access, actions, audit, queries
from overstap.tenancy.access import Frozen, NotFound, enter
from overstap.tenancy.actions import AdministrationDetails, NotReleased, Taken
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration, AdministrationAccess
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState, Tier
from tests.tenancy.people import World, make_administration, make_environment, make_person


def set_state(world: World, code: str, state: AdministrationState) -> None:
    with enter(world.alice, world.slug):
        Administration.objects.filter(code=code).update(state=state)


def create(world: World, code: str = "1001", name: str = "Jansen", **details: object) -> Administration:
    with audit.attempt(world.alice, world.slug, "administration.create") as actor:
        wanted = AdministrationDetails(**{"ledger_id": 8_000_000_000 + len(code), **details})  # type: ignore[arg-type]
        return actions.create_administration(actor=actor, code=code, name=name, details=wanted)


def test_whoever_makes_an_administration_may_open_it(world: World) -> None:
    make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug) as actor:
        assert access.administration(actor, "1001", Right.READ_BOOKS).name == "Bakkerij Jansen"


def test_a_code_is_used_once_in_an_environment(world: World) -> None:
    make_administration(world.alice, world.slug)
    with pytest.raises(Taken) as refused:
        make_administration(world.alice, world.slug)
    assert refused.value.code == "ADMINISTRATION-CODE-TAKEN"
    make_administration(world.charlie, world.elsewhere.slug)


@pytest.mark.parametrize("code", ["", " 1001", "10 01", "x" * 36, "a\0b", "../../etc", "é"])
def test_it_refuses_a_malformed_code(code: str, world: World) -> None:
    with pytest.raises(Malformed) as refused:
        create(world, code=code)
    assert refused.value.code == "ADMINISTRATION-CODE-MALFORMED"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", "nul\0"])
def test_it_refuses_a_malformed_name(name: str, world: World) -> None:
    with pytest.raises(Malformed):
        create(world, name=name)


def test_a_copied_administration_needs_an_address_of_its_own(world: World) -> None:
    """R087."""
    create(world, "1001", delivery_address="inbox@example.test")
    with pytest.raises(Malformed) as refused:
        create(world, "1001-b", parent="1001", delivery_address="INBOX@example.test")
    assert refused.value.code == "DELIVERY-ADDRESS-NEEDED"
    assert create(world, "1001-copy", parent="1001", delivery_address="b@example.test").parent is not None


def test_without_access_nobody_sees_it_not_even_the_superuser(world: World) -> None:
    """R082."""
    one = make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug):
        AdministrationAccess.objects.filter(administration=one).delete()
    with enter(world.alice, world.slug) as actor:
        with pytest.raises(NotFound):
            access.administration(actor, "1001", Right.READ_BOOKS)
        (row,) = queries.administrations(actor)
        assert (row.code, row.access) == ("1001", False)
    with enter(world.bob, world.slug) as actor:
        assert queries.administrations(actor) == []


def test_the_superuser_gives_himself_access(world: World) -> None:
    """R083."""
    one = make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug) as actor:
        AdministrationAccess.objects.filter(administration=one).delete()
        actions.give_access(actor=actor, code="1001", person=world.alice)
        assert access.administration(actor, "1001", Right.READ_BOOKS) == one


def test_the_superuser_gives_others_access_and_takes_it_away(world: World) -> None:
    """R084, R085."""
    make_administration(world.alice, world.slug)
    for _again in range(2):
        with enter(world.alice, world.slug) as actor:
            actions.give_access(actor=actor, code="1001", person=world.bob)
    with enter(world.bob, world.slug) as actor:
        assert [row.code for row in queries.administrations(actor)] == ["1001"]
        assert access.administration(actor, "1001", Right.WRITE_BOOKS).code == "1001"
    with enter(world.alice, world.slug) as actor:
        assert {row.email: row.access for row in queries.access_list(actor, "1001")} == {
            world.alice.email: True,
            world.bob.email: True,
        }
        actions.withdraw_access(actor=actor, code="1001", person=world.bob)
        actions.withdraw_access(actor=actor, code="1001", person=world.bob)
        assert [row.access for row in queries.access_list(actor, "1001")] == [True, False]
    with enter(world.bob, world.slug) as actor, pytest.raises(NotFound):
        access.administration(actor, "1001", Right.READ_BOOKS)


def test_a_stranger_is_given_no_access(world: World) -> None:
    make_administration(world.alice, world.slug)
    with pytest.raises(NotFound) as refused, enter(world.alice, world.slug) as actor:
        actions.give_access(actor=actor, code="1001", person=world.charlie)
    assert refused.value.code == "MEMBER-NOT-FOUND"


def test_no_access_before_the_release(world: World) -> None:
    make_administration(world.alice, world.slug)
    set_state(world, "1001", AdministrationState.INCOMING)
    with pytest.raises(NotReleased), enter(world.alice, world.slug) as actor:
        actions.give_access(actor=actor, code="1001", person=world.bob)


def test_what_has_moved_away_is_not_found(world: World) -> None:
    make_administration(world.alice, world.slug)
    set_state(world, "1001", AdministrationState.MOVED)
    with enter(world.alice, world.slug) as actor:
        assert queries.administrations(actor) == []
        with pytest.raises(NotFound):
            actions.give_access(actor=actor, code="1001", person=world.bob)


def test_it_is_renamed_but_not_while_frozen(world: World) -> None:
    make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug) as actor:
        assert actions.rename_administration(actor=actor, code="1001", name=" Jansen ").name == "Jansen"
    set_state(world, "1001", AdministrationState.FROZEN)
    with pytest.raises(Frozen), enter(world.alice, world.slug) as actor:
        actions.rename_administration(actor=actor, code="1001", name="Pietersen")


def test_a_trial_becomes_premium_at_once(db: None) -> None:
    """R043."""
    alice = make_person("Alice")
    environment = make_environment(alice, Tier.TRIAL)
    with enter(alice, environment.slug) as actor:
        assert queries.licence(actor).tier == Tier.TRIAL
        actions.convert_to_premium(actor=actor, number="NL-2026-1")
        assert (queries.licence(actor).tier, queries.licence(actor).number) == (Tier.PREMIUM, "NL-2026-1")
        with pytest.raises(Refused) as refused:
            actions.convert_to_premium(actor=actor, number="NL-2026-2")
    assert refused.value.code == "LICENCE-PREMIUM"
    assert [row.tier for row in queries.environments_of(alice)] == ["premium"]
