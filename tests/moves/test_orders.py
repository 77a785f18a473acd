"""Every move of the installation, as operators see it; and resuming on their authority."""

from uuid import UUID, uuid4

import pytest
from django.db import connection

from overstap.moves import actions, flow, orders
from overstap.moves.orders import OrderFilter
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState
from overstap.tenancy.access import NotFound, acting
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Person
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.operators.trail import TrailFilter, trail
from tests.moves import running
from tests.moves.world import TwoOffices, accept, act, add_administration, offer, state_of
from tests.tenancy.operators.people import make_operator


@pytest.fixture
def olga(db: None) -> Person:
    """An operator."""
    return make_operator()


@pytest.fixture
def stopped(world: TwoOffices) -> UUID:
    """A move that failed."""
    uid = offer(world)
    accept(world, uid)
    running.run(uid, until=MoveState.CARRIED)
    flow.give_up(RuntimeError("a fault"), str(uid))
    return uid


def test_every_move_is_there_with_whom_it_waits_for(world: TwoOffices, olga: Person) -> None:
    uid = offer(world)
    with at_work(olga, "test") as operator:
        (row,) = orders.orders(operator, OrderFilter(environment=world.giver.slug)).rows
    assert (row.uid, row.state, row.waits_for, row.administrations) == (uid, "offered", ("receiver",), 1)
    assert (row.giver_slug, row.receiver_slug) == (world.giver.slug, None)
    accept(world, uid)
    with at_work(olga, "test") as operator:
        assert orders.order(operator, uid).order.waits_for == ("system",)
    running.run(uid)
    with at_work(olga, "test") as operator:
        full = orders.order(operator, uid)
    assert full.order.waits_for == ("receiver",)
    assert [(part.old_code, part.outcome, part.clean) for part in full.parts] == [("1001", "delivered", True)]
    assert full.events[0].kind == "offered"
    assert any(event.milliseconds is not None for event in full.events)


def test_an_order_tells_nothing_of_what_is_in_it(world: TwoOffices, olga: Person) -> None:
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with at_work(olga, "test") as operator:
        assert "Jansen" not in str(orders.order(operator, uid))


def test_the_filters_narrow_and_a_page_goes_on(world: TwoOffices, olga: Person, stopped: UUID) -> None:
    add_administration(world, "2002", "Slagerij De Haas")
    newer = offer(world, codes=("2002",))
    with at_work(olga, "test") as operator:
        here = OrderFilter(environment=world.giver.slug)
        first = orders.orders(operator, here, limit=1)
        second = orders.orders(operator, here, before=first.before, limit=1)
        assert [row.uid for row in (*first.rows, *second.rows)] == [newer, stopped]
        assert second.before is None
        for wanted in (OrderFilter(state="failed", environment=world.giver.slug), OrderFilter(search=str(stopped))):
            assert [row.uid for row in orders.orders(operator, wanted).rows] == [stopped]
        for nothing in (OrderFilter(search="a\0b"), OrderFilter(environment="nowhere"), OrderFilter(state="nothing")):
            assert orders.orders(operator, nothing).rows == []
        assert orders.orders(operator, here, before=2**80).rows


def test_a_failed_move_tells_why_and_is_resumed_with_a_reason_that_both_parties_read(
    world: TwoOffices, olga: Person, stopped: UUID
) -> None:
    with at_work(olga, "test") as operator:
        full = orders.order(operator, stopped)
        assert full.order.failure is not None
        assert full.order.failure["error"] == "UNFORESEEN"
        assert full.order.waits_for == ("operator",)
        assert orders.failed(operator) >= 1
        orders.resume(operator, stopped, reason="De fout is verholpen.\nProbeer maar.")
    assert running.run(stopped) == MoveState.DELIVERED
    with at_work(olga, "test") as operator:
        resumed = next(event for event in orders.order(operator, stopped).events if event.reason)
        lines = trail(operator, TrailFilter(action="move.resume")).lines
        assert trail(operator, TrailFilter(action="operator.resume", person=olga.email)).lines
    assert resumed.reason == "De fout is verholpen. Probeer maar."
    assert olga.email in resumed.person
    mine = [line for line in lines if line.facts["move"] == str(stopped)]
    assert {line.environment for line in mine} == {world.giver.slug, world.receiver.slug}
    assert {line.facts["operator"] for line in mine} == {olga.email}


def test_nothing_is_resumed_without_a_reason_or_that_did_not_fail(world: TwoOffices, olga: Person) -> None:
    uid = offer(world)
    with pytest.raises(Malformed), at_work(olga, "test") as operator:
        orders.resume(operator, uid, reason=" \n ")
    with pytest.raises(NotFound), at_work(olga, "test") as operator:
        orders.resume(operator, uuid4(), reason="Daarom")
    for before in ("offered", "agreed"):
        assert state_of(uid, world.alice, world.giver.slug) == before
        with pytest.raises(IllegalTransition), at_work(olga, "test") as operator:
            orders.resume(operator, uid, reason="Daarom")
        if before == "offered":
            accept(world, uid)


def test_nobody_resumes_an_offer_that_was_not_accepted(world: TwoOffices) -> None:
    uid = offer(world)
    with pytest.raises(IllegalTransition), act(world.alice, world.giver.slug) as alice:
        actions.resume(alice, uid)
    assert state_of(uid, world.alice, world.giver.slug) == "offered"


def test_an_operator_has_no_other_way_to_a_move(world: TwoOffices, olga: Person, stopped: UUID) -> None:
    """With plain SQL: neither the move nor its parts, its log, its proof; and no change to any of them."""
    tables = ("move", "moveadministration", "moveevent", "consent", "proof", "verification", "fingerprint", "statement")
    with acting(olga.pk, [world.giver.pk, world.receiver.pk]), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM moves_{table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("UPDATE moves_move SET state = 'agreed'")
        assert cursor.rowcount == 0
    with act(world.alice, world.giver.slug), connection.cursor() as cursor:
        for function in ("move_parts(%s)", "move_events(%s)"):
            cursor.execute(f"SELECT count(*) FROM overstap_console_{function}", [stopped])
            assert cursor.fetchone() == (0,), function
        cursor.execute("SELECT overstap_console_failed_moves()")
        assert cursor.fetchone() == (0,)
