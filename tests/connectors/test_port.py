"""The port: every connector keeps its contract, and the registry chooses among them by settings."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors import connections, registry
from overstap.connectors.port import Connection, ListedAdministration, NoConnector, PackageAway
from overstap.connectors.practice import environments
from overstap.connectors.practice.environments import PracticeRefused
from overstap.tenancy import access, audit, queries, systems
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.roles import Role
from overstap.tenancy.values import PackageFamily
from tests.tenancy.people import World, join, make_administration, make_person, make_world

TWINFIELD = PackageFamily.TWINFIELD


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> World:
    """Alice's office, with a practice package for Twinfield."""
    settings.PRACTICE_SYSTEMS = ("twinfield",)
    settings.ACCOUNTING_SYSTEMS = ("house", "twinfield")
    settings.PRACTICE_DIR = tmp_path / "practice"
    environments.put(TWINFIELD, "noord", "200", "Slager")
    environments.put(TWINFIELD, "noord", "100", "Bakker")
    return make_world()


def practice(reference: str = "noord") -> Connection:
    return Connection(TWINFIELD, "Noord", reference, 0)


def test_the_registry_gives_a_connector_for_what_settings_name_and_for_nothing_else(world: World) -> None:
    assert registry.connector(PackageFamily.HOUSE).health(Connection(PackageFamily.HOUSE, "", "", 0)).works
    assert registry.connector(TWINFIELD).health(practice()).works
    with pytest.raises(NoConnector):
        registry.connector(PackageFamily.EXACT_ONLINE)


def test_the_house_lists_what_the_environment_holds(world: World) -> None:
    make_administration(world.alice, world.slug, "2002")
    make_administration(world.alice, world.slug, "1001")
    connection = Connection(PackageFamily.HOUSE, "", "", world.environment.pk)
    with access.enter(world.alice, world.slug):
        found = registry.connector(PackageFamily.HOUSE).administrations(connection)
    assert found == [ListedAdministration(code, "Bakkerij Jansen") for code in ("1001", "2002")]
    with access.enter(world.charlie, world.elsewhere.slug):
        assert registry.connector(PackageFamily.HOUSE).administrations(connection) == []


def test_a_package_lists_by_code(world: World) -> None:
    found = registry.connector(TWINFIELD).administrations(practice())
    assert found == [ListedAdministration("100", "Bakker"), ListedAdministration("200", "Slager")]


@pytest.mark.parametrize("reference", ["", "zuid", "../noord", "a/b", "NOORD", "noord\0", "x" * 80])
def test_an_environment_that_is_not_there_is_told_and_never_looked_for_elsewhere(world: World, reference: str) -> None:
    health = registry.connector(TWINFIELD).health(practice(reference))
    assert (health.works, bool(health.message)) == (False, True)
    with pytest.raises(PackageAway):
        registry.connector(TWINFIELD).administrations(practice(reference))


def test_a_package_that_does_not_answer_will_do_so_later(world: World) -> None:
    environments.answer(TWINFIELD, "noord", answers=False)
    with pytest.raises(PackageAway):
        registry.connector(TWINFIELD).administrations(practice())
    assert not registry.connector(TWINFIELD).health(practice()).works
    environments.answer(TWINFIELD, "noord", answers=True)
    assert registry.connector(TWINFIELD).health(practice()).works


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"answers": true, "administrations": [1]}', "\xff"])
def test_a_file_that_is_no_environment_is_none(world: World, settings: Settings, content: str) -> None:
    (Path(settings.PRACTICE_DIR) / "twinfield" / "kapot.json").write_bytes(content.encode("latin-1"))
    assert not registry.connector(TWINFIELD).health(practice("kapot")).works


def test_the_package_moves_an_administration_itself(world: World) -> None:
    """R018: gone from one environment, there in the other, under another code."""
    environments.put(TWINFIELD, "zuid", "900", "Ander")
    environments.move(TWINFIELD, "100", "noord", "zuid", "Z-100")
    held = {one.reference: sorted(one.administrations) for one in environments.everything()}
    assert held == {"noord": ["200"], "zuid": ["900", "Z-100"]}
    for deed in (
        lambda: environments.take(TWINFIELD, "noord", "100"),
        lambda: environments.move(TWINFIELD, "200", "noord", "oost"),
        lambda: environments.put(TWINFIELD, "../x", "1", "Naam"),
        lambda: environments.put(TWINFIELD, "noord", "a b", "Naam"),
        lambda: environments.put(TWINFIELD, "noord", "1", "Na\nam"),
    ):
        with pytest.raises(PracticeRefused):
            deed()
    assert {one.reference: sorted(one.administrations) for one in environments.everything()} == held


def connect(world: World, reference: str) -> int:
    with audit.attempt(world.alice, world.slug, "system.connect") as actor:
        return systems.connect_system(actor=actor, package="twinfield", name=reference, reference=reference)


def test_r020_a_connection_is_tested_by_a_superuser_and_that_is_in_the_log(world: World) -> None:
    number, nowhere = connect(world, "noord"), connect(world, "nergens")
    with access.enter(world.alice, world.slug) as actor:
        assert connections.check_connection(actor=actor, number=number).works
        assert not connections.check_connection(actor=actor, number=nowhere).works
        assert [line.facts["state"] for line in queries.audit_events(actor)[:2]] == ["away", "ok"]
    rolf = make_person("Rolf")
    join(world.alice, world.slug, rolf, Role.ACCOUNTANT)
    with pytest.raises(NotAllowed), access.enter(rolf, world.slug) as actor:
        connections.check_connection(actor=actor, number=number)
    with pytest.raises(NotFound), access.enter(world.charlie, world.elsewhere.slug) as actor:
        connections.check_connection(actor=actor, number=number)


def test_r059_r061_the_pick_list_comes_from_the_package_and_leaves_out_what_is_here(world: World) -> None:
    connect(world, "noord")
    connect(world, "nergens")
    make_administration(world.alice, world.slug, "100")
    with access.enter(world.alice, world.slug) as actor:
        away, north = connections.pick_lists(actor.environment, TWINFIELD)
        all_of_it = connections.pick_lists(actor.environment, TWINFIELD, ["100"])[1]
    assert north.administrations == (ListedAdministration("200", "Slager"),)
    assert [one.code for one in all_of_it.administrations] == ["100", "200"]
    assert (away.administrations, bool(away.trouble)) == ((), True)
