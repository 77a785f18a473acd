"""Each administration of a move has an outcome of its own (R052); what differs is put back, the others go on."""

from datetime import timedelta
from uuid import UUID

from overstap.books.relations.models import Relation
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import actions, flow, queries
from overstap.moves.models import MoveAdministration
from overstap.moves.state import for_system
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right
from tests.moves import running
from tests.moves.world import CODE, TwoOffices, accept, act, add_administration, book, offer, sale, state_of

OTHER = "1002"


def both(world: TwoOffices) -> UUID:
    add_administration(world, OTHER, "Slagerij Pietersen")
    uid = offer(world, codes=(CODE, OTHER))
    accept(world, uid, {CODE: "N1", OTHER: "N2"})
    return uid


def meddle(uid: UUID, code: str) -> None:
    """Change one character at the receiver, behind the back of the move."""
    with for_system(uid):
        part = MoveAdministration.objects.get(move__uid=uid, old_code=code)
        assert Relation.objects.filter(administration=part.target).update(name="Café ’t Hoekjf")


def outcomes(uid: UUID) -> dict[str, str]:
    with for_system(uid):
        return dict(MoveAdministration.objects.filter(move__uid=uid).values_list("old_code", "outcome"))


def test_r052_r054_what_differs_is_put_back_and_the_others_go_on(world: TwoOffices) -> None:
    uid = both(world)
    running.run(uid, until=MoveState.CARRIED)
    meddle(uid, OTHER)
    assert running.run(uid) == MoveState.DELIVERED
    assert outcomes(uid) == {CODE: Outcome.DELIVERED, OTHER: Outcome.FAILED}

    with act(world.dora, world.receiver.slug) as dora:
        failed = queries.status(dora, uid).parts[1]
        assert failed.failure is not None
        assert failed.failure["error"] == "DIFFERENCES-FOUND"
        assert failed.verification is not None
        named = next(kind for kind in failed.verification["kinds"] if kind["different"])
        assert (named["kind"], named["samples"]["different"]) == ("relation", ["C1"])
        actions.release(dora, uid)
    book(world.alice, world.giver.slug, OTHER, sale(80))
    offer(world, codes=(OTHER,))  # and it can be offered anew
    with access.enter(world.dora, world.receiver.slug):
        living = Administration.objects.exclude(state="moved").values_list("code", flat=True)
        assert list(living) == ["N1"]


def test_when_nothing_comes_through_the_move_has_failed_and_can_be_resumed(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.CARRIED)
    meddle(uid, CODE)
    assert running.run(uid) == MoveState.FAILED
    book(world.alice, world.giver.slug, CODE, sale(81))
    with as_worker():
        assert OutgoingMail.objects.filter(key__startswith=f"move/{uid}/failed-").count() == 2
    with act(world.alice, world.giver.slug) as alice:
        actions.resume(alice, uid)
    assert running.run(uid) == MoveState.DELIVERED
    with act(world.dora, world.receiver.slug) as dora:
        assert queries.status(dora, uid).parts[0].verification["clean"]  # type: ignore[index]


def test_a_code_that_came_into_use_meanwhile_stops_that_administration_only(world: TwoOffices) -> None:
    uid = both(world)
    running.run(uid, until=MoveState.FROZEN)
    with access.enter(world.dora, world.receiver.slug):
        Administration.objects.create(environment=world.receiver, code="N2", name="Ertussen", ledger_id=7_000_000_001)
    running.run(uid)
    assert outcomes(uid) == {CODE: Outcome.DELIVERED, OTHER: Outcome.FAILED}
    book(world.alice, world.giver.slug, OTHER, sale(82))


def test_an_error_that_nobody_foresaw_puts_everything_back(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.CARRIED)
    flow.give_up(RuntimeError("a fault"), str(uid))
    assert state_of(uid, world.alice, world.giver.slug) == "failed"
    with act(world.alice, world.giver.slug) as alice:
        assert queries.status(alice, uid).failure["error"] == "UNFORESEEN"  # type: ignore[index]
        assert access.administration(alice, CODE, Right.READ_BOOKS).state == "active"
        actions.withdraw(alice, uid)


def test_after_the_undo_window_the_move_closes_and_the_system_sees_nothing_of_it_any_more(world: TwoOffices) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with act(world.dora, world.receiver.slug) as dora:
        actions.release(dora, uid)
    with clock.moved_by(timedelta(days=14, minutes=1)):
        flow.end_what_is_due()
    assert state_of(uid, world.alice, world.giver.slug) == "closed"
    assert running.system_sees(uid) == ""
    assert outcomes(uid) == {}
