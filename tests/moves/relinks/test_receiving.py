"""A migration of an administration that works with a package: the receiver's connection (R044 to R061)."""

from uuid import UUID

import pytest

from overstap.connectors.practice import environments
from overstap.moves import actions
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.values import MoveState
from overstap.tenancy import access, systems
from tests.moves import running
from tests.moves.relinks.world import TWINFIELD, Packages, connect
from tests.moves.world import accept, act, administration_of, code_in_mail, offer


@pytest.fixture
def theirs(here: Packages) -> int:
    """Dora's connection with Twinfield."""
    environments.put(TWINFIELD, "dora", "ANDER", "Iets anders")
    return connect(here.world.dora, here.world.receiver, "twinfield", "Dora")


def closed(here: Packages, uid: UUID, **chosen: object) -> list[dict[str, str]]:
    """What keeps Dora from accepting."""
    typed = code_in_mail(uid)
    world = here.world
    with pytest.raises(PreflightFailed) as refused, act(world.dora, world.receiver.slug) as actor:
        actions.accept(actor, typed, {"T1": "D-1"}, agreed=True, **chosen)  # type: ignore[arg-type]
    found: list[dict[str, str]] = refused.value.facts["problems"]  # type: ignore[assignment]
    return found


def test_r044_r049_without_a_connection_of_the_package_it_cannot_be_received(here: Packages) -> None:
    """R045: the remedy says where one is added."""
    connect(here.world.dora, here.world.receiver, "exact_online", "Exact")
    (problem,) = closed(here, offer(here.world, ("T1",)))
    assert problem["check"] == "package-connected"
    assert "Settings > Office > Accounting systems" in problem["remedy"]


def test_r050_r051_r060_what_the_package_has_not_moved_cannot_be_received(here: Packages, theirs: int) -> None:
    """Two causes are offered."""
    (problem,) = closed(here, offer(here.world, ("T1",)))
    assert problem["check"] == "package-lists-code"
    assert "the accounting package still has to move it" in problem["remedy"]
    assert "added here by hand already" in problem["remedy"]


def test_r058_it_is_brought_to_the_connection_that_lists_its_new_code(here: Packages, theirs: int) -> None:
    environments.move(TWINFIELD, "T1", "noord", "dora", "D-1")
    uid = offer(here.world, ("T1",))
    accept(here.world, uid, {"T1": "D-1"})
    assert running.run(uid) == MoveState.DELIVERED
    arrived = administration_of(here.world.dora, here.world.receiver.slug, "D-1")
    assert (arrived.package, arrived.system_id) == (TWINFIELD, theirs)


def test_of_two_connections_with_the_same_code_one_is_chosen(here: Packages, theirs: int) -> None:
    other = connect(here.world.dora, here.world.receiver, "twinfield", "Tweede")
    for reference in ("dora", "tweede"):
        environments.put(TWINFIELD, reference, "D-1", "Bakker")
    uid = offer(here.world, ("T1",))
    assert "More than one" in closed(here, uid)[0]["message"]
    assert closed(here, uid, connections={"T1": here.north})  # a connection of somebody else is none
    typed = code_in_mail(uid)
    with act(here.world.dora, here.world.receiver.slug) as actor:
        actions.accept(actor, typed, {"T1": "D-1"}, agreed=True, connections={"T1": other})
    running.run(uid)
    assert administration_of(here.world.dora, here.world.receiver.slug, "D-1").system_id == other


def test_a_package_that_does_not_answer_is_told_as_such(here: Packages, theirs: int) -> None:
    environments.answer(TWINFIELD, "dora", answers=False)
    (problem,) = closed(here, offer(here.world, ("T1",)))
    assert problem["message"] == "The package does not answer."


def test_a_connection_that_was_removed_in_between_stops_the_move_and_nothing_is_lost(
    here: Packages, theirs: int
) -> None:
    """R028: it is never delivered to where it can work with nothing."""
    environments.move(TWINFIELD, "T1", "noord", "dora", "D-1")
    uid = offer(here.world, ("T1",))
    accept(here.world, uid, {"T1": "D-1"})
    with access.enter(here.world.dora, here.world.receiver.slug) as actor:
        systems.remove_connection(actor=actor, number=theirs)
    assert running.run(uid) == MoveState.FAILED
    kept = administration_of(here.world.alice, here.world.giver.slug, "T1")
    assert (kept.state, kept.system_id) == ("active", here.north)


def test_what_is_kept_in_overstap_itself_asks_no_package(here: Packages) -> None:
    """R044: the house is part of every environment."""
    uid = offer(here.world)
    accept(here.world, uid)
    assert running.run(uid) == MoveState.DELIVERED
