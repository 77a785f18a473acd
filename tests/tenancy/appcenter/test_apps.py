"""The App Center: which apps an environment is connected with, and what becomes of them in a move (R118, R119)."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from overstap.lib import clock
from overstap.moves import actions as moves
from overstap.moves.aftercare.models import Task
from overstap.moves.holdings import planning
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.moves.tickets.actions.make import held
from overstap.moves.values import MoveState
from overstap.tenancy import people
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.appcenter import actions, queries
from overstap.tenancy.appcenter.actions import AppRefused
from overstap.tenancy.appcenter.values import App, AppDraft
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Person
from tests.moves import running
from tests.moves.tickets import world as tickets
from tests.moves.tickets.world import Transfer, act

LINK = AppDraft("AFAS Link", "Bonnen fotograferen met de telefoon", pairs=True)
SCAN = AppDraft("Scan & Herken", "Facturen herkennen")


@pytest.fixture
def world(db: None, settings: Settings, tmp_path: Path) -> Transfer:
    settings.PROOF_DIR, settings.SIGNING_KEY_FILE = tmp_path, tmp_path / "key"
    return tickets.transfer_world(1)


def connected(world: Transfer, draft: AppDraft = SCAN) -> UUID:
    with act(world.eva, world.environment.slug) as eva:
        return actions.connect(eva, draft)


def listed(world: Transfer, person: Person | None = None, *, ended: bool = False) -> list[App]:
    with act(person or world.eva, world.environment.slug) as actor:
        return queries.apps(actor, ended=ended)


def test_an_app_says_what_it_does_who_activated_it_and_since_when(world: Transfer) -> None:
    connected(world)
    (one,) = listed(world)
    assert (one.name, one.does, one.state, one.activated_by) == (SCAN.name, SCAN.does, "active", "Eva")
    assert clock.now() - one.since < timedelta(minutes=1)


def test_an_app_is_paused_activated_and_ended(world: Transfer) -> None:
    uid = connected(world)
    with act(world.eva, world.environment.slug) as eva:
        actions.pause(eva, uid)
        with pytest.raises(AppRefused):
            actions.pause(eva, uid)
        actions.activate(eva, uid)
        with pytest.raises(AppRefused):
            actions.activate(eva, uid)
        actions.end(eva, uid)
        actions.end(eva, uid)
        for verb in (actions.activate, actions.pause, actions.pair):
            with pytest.raises(AppRefused):
                verb(eva, uid)
    assert not listed(world)
    assert [one.state for one in listed(world, ended=True)] == ["ended"]
    assert connected(world) != uid


def test_of_one_name_there_is_one_whatever_its_capitals(world: Transfer) -> None:
    connected(world)
    with pytest.raises(AppRefused) as refused:
        connected(world, AppDraft("SCAN & herken", "x"))
    assert refused.value.code == "APP-EXISTS"


@pytest.mark.parametrize("draft", [AppDraft("", "x"), AppDraft("x", ""), AppDraft("x" * 81, "x"), AppDraft("a\0", "x")])
def test_what_cannot_be_a_name_is_refused(world: Transfer, draft: AppDraft) -> None:
    with pytest.raises(Malformed):
        connected(world, draft)


def test_everybody_pairs_a_device_of_their_own(world: Transfer) -> None:
    uid, other = connected(world, LINK), connected(world)
    with act(world.bob, world.environment.slug) as bob:
        actions.pair(bob, uid, "Telefoon van Bob")
        actions.pair(bob, uid)
        with pytest.raises(AppRefused):
            actions.pair(bob, other)
        with pytest.raises(NotAllowed):
            actions.unpair(bob, uid, world.eva.uid)
        with pytest.raises(NotFound):
            actions.pair(bob, uuid4())
    with act(world.eva, world.environment.slug) as eva:
        actions.pair(eva, uid)
    (mine,) = listed(world, world.bob)[:1]
    assert [one.name for one in mine.pairings] == ["Bob"]
    (all_of_it,) = listed(world)[:1]
    assert [(one.name, one.device, one.here) for one in all_of_it.pairings] == [
        ("Bob", "Telefoon van Bob", True),
        ("Eva", "", True),
    ]
    with act(world.eva, world.environment.slug) as eva:
        people.end_membership(actor=eva, person=world.bob)
        assert [one.here for one in queries.apps(eva)[0].pairings] == [False, True]
        actions.unpair(eva, uid, world.bob.uid)
    assert [one.name for one in listed(world)[0].pairings] == ["Eva"]


def test_only_who_manages_administrations_connects_apps(world: Transfer) -> None:
    uid = connected(world)
    with act(world.bob, world.environment.slug) as bob:
        for verb in (actions.pause, actions.activate, actions.end):
            with pytest.raises(NotAllowed):
                verb(bob, uid)
        with pytest.raises(NotAllowed):
            actions.connect(bob, LINK)


def test_another_environment_sees_nothing_of_it(world: Transfer) -> None:
    uid = connected(world, LINK)
    with act(world.eva, world.environment.slug) as eva:
        actions.pair(eva, uid)
    with act(world.dora, world.office.slug) as dora:
        assert not queries.apps(dora)
        with pytest.raises(NotFound):
            actions.end(dora, uid)
        with connection.cursor() as cursor:
            for table in ("appcenter_connectedapp", "appcenter_apppairing"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO appcenter_connectedapp (uid, environment_id, name, does, pairs, state, activated_by_id,"
                " since, changed_at) VALUES (gen_random_uuid(), %s, 'x', 'x', false, 'active', %s, now(), now())",
                [world.environment.pk, world.dora.pk],
            )


def test_r118_r119_the_plan_of_a_transfer_names_apps_and_people_as_tasks_and_never_as_moved(world: Transfer) -> None:
    link, _scan, paused = connected(world, LINK), connected(world), connected(world, AppDraft("Webshop", "Verkopen"))
    with act(world.bob, world.environment.slug) as bob:
        actions.pair(bob, link)
    with act(world.eva, world.environment.slug) as eva:
        actions.pause(eva, paused)
        told = {
            name: {one.code: (one.fate, list(one.facts)) for one in planning.lines(profile(name), held(eva))}
            for name in ("environment-ticket", "transfer-code")
        }
    ticket = told["environment-ticket"]
    assert ticket["app-connections"] == (
        "task",
        ["AFAS Link: Bonnen fotograferen met de telefoon", "Scan & Herken: Facturen herkennen"],
    )
    assert ticket["mobile-pairing"] == ("task", ["Bob – AFAS Link"])
    assert not {"app-connections", "mobile-pairing"} & set(told["transfer-code"])


def test_r118_r119_the_tasks_of_the_new_holder_name_what_there_was_and_nothing_moved(world: Transfer) -> None:
    link = connected(world, LINK)
    with act(world.bob, world.environment.slug) as bob:
        actions.pair(bob, link)
    redeemed = tickets.redeem(world, tickets.make(world).content)
    with for_system(redeemed.uid):
        run_at = Move.objects.get(uid=redeemed.uid).run_at
    with clock.moved_by(tickets.until(run_at) + timedelta(minutes=1)):
        assert running.run(redeemed.uid) == MoveState.DELIVERED
        with act(world.dora, redeemed.slug) as dora:
            moves.release(dora, redeemed.uid)
            assert not queries.apps(dora)
            tasks = {one.code: one.facts for one in Task.objects.filter(move__uid=redeemed.uid)}
    assert tasks["app-connections"] == ["AFAS Link: Bonnen fotograferen met de telefoon"]
    assert tasks["mobile-pairing"] == ["Bob – AFAS Link"]
