"""Whether several administrations may be coupled to an environment is an operator's to say."""

import pytest

from overstap.coupling import entering, switching, telling
from overstap.coupling.errors import CouplingOff
from overstap.coupling.models import Coupling
from overstap.coupling.values import Stage
from overstap.tenancy import audit
from overstap.tenancy.access import NotFound, enter
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import at_work
from tests.moves.conftest import world
from tests.moves.world import TwoOffices, act
from tests.tenancy.operators.people import make_operator

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> Person:
    """An operator."""
    return make_operator("Olga")


def switch(person: Person, slug: str, *, on: bool) -> switching.Switch:
    with at_work(person, "operator.coupling-on") as operator:
        return (switching.switch_on if on else switching.switch_off)(operator, slug)


def test_it_is_off_until_an_operator_switches_it_on(world: TwoOffices, olga: Person) -> None:
    """R194: nothing of it can be opened, and people are told whom to ask."""
    slug = world.giver.slug
    with act(world.alice, slug) as actor:
        assert telling.standing(actor.environment) is None
        with pytest.raises(CouplingOff) as refused:
            entering.to_set_up(actor)
        assert "helpdesk" in refused.value.remedy
    assert switch(olga, slug, on=True).on
    with act(world.alice, slug) as actor:
        assert entering.to_set_up(actor).stage == Stage.CONNECT
        assert telling.standing(actor.environment) == telling.Standing(Stage.CONNECT, busy=False)


def test_it_is_switched_on_for_one_environment_alone(world: TwoOffices, olga: Person) -> None:
    switch(olga, world.giver.slug, on=True)
    with act(world.dora, world.receiver.slug) as actor:
        assert telling.standing(actor.environment) is None
        assert not Coupling.objects.exists()
        with pytest.raises(CouplingOff):
            entering.to_look(actor)


def test_switching_off_keeps_what_there_is_and_stops_what_goes_on(world: TwoOffices, olga: Person) -> None:
    """Switched on again, it says that somebody has to let it go on."""
    slug = world.giver.slug
    first = switch(olga, slug, on=True)
    assert switch(olga, slug, on=True) == first  # twice is the same as once
    with act(world.alice, slug) as actor:
        Coupling.objects.filter(environment=actor.environment).update(stage=Stage.FETCHING)
        assert telling.standing(actor.environment) == telling.Standing(Stage.FETCHING, busy=True)
    assert not switch(olga, slug, on=False).on
    with act(world.alice, slug) as actor:
        assert telling.standing(actor.environment) is None
        with pytest.raises(CouplingOff):
            entering.to_look(actor)
    again = switch(olga, slug, on=True)
    assert (again.on, again.stage) == (True, Stage.FETCHING)
    with act(world.alice, slug) as actor:
        problem = entering.to_set_up(actor).problem
        assert problem is not None
        assert problem["code"] == "COUPLING-WAS-OFF"


def test_nobody_else_switches_it(world: TwoOffices, olga: Person) -> None:
    slug = world.giver.slug
    with pytest.raises(NotFound, match="nothing here"):
        switch(world.alice, slug, on=True)
    with pytest.raises(NotFound, match="no environment"):
        switch(olga, "er-is-er-geen", on=True)
    with pytest.raises(NotFound, match="no environment"):
        switch(olga, "a\0b", on=False)
    with audit.attempt(world.alice, slug, "test") as actor:  # nor by writing the row: the walls refuse a stranger's
        assert not Coupling.objects.filter(environment=actor.environment).exists()


def test_an_operator_sees_no_more_of_it_than_the_switch(world: TwoOffices, olga: Person) -> None:
    from overstap.coupling.models import Coupled
    from overstap.tenancy.models import AccountingSystem

    slug = world.giver.slug
    switch(olga, slug, on=True)
    with enter(world.alice, slug) as actor:
        system = AccountingSystem.objects.create(
            environment=actor.environment, package="exact_online", added_by=world.alice
        )
        Coupled.objects.create(
            environment=actor.environment,
            coupling=Coupling.objects.get(environment=actor.environment),
            system=system,
            foreign="1",
            name="Bouw",
            chosen_by=world.alice,
        )
    with at_work(olga, "test") as operator:
        assert switching.standing(operator, slug).on
        assert not Coupled.objects.exists()
