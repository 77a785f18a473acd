"""The assisted route: a superuser orders and answers the questions, an operator executes (R010 to R028)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from overstap.connectors.practice import environments
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.relinks import actions, operating, queries
from overstap.moves.relinks.gates import GateClosed
from overstap.moves.relinks.models import RelinkOrder
from overstap.moves.relinks.values import OrderState, PartOutcome
from overstap.tenancy import access
from overstap.tenancy.access import NotFound
from overstap.tenancy.models import Mandate
from overstap.tenancy.operators.access import at_work
from tests.moves.relinks.world import (
    NOT_YET,
    TWINFIELD,
    Packages,
    move_in_package,
    only,
    order,
    row_of,
    shown,
    wish,
)
from tests.moves.world import act, mail_text

Capture = Callable[..., AbstractContextManager[object]]


def ask(here: Packages, *wishes: object) -> UUID:
    """Alice asks the operator."""
    return order(here, *wishes, profile="relink-assisted")  # type: ignore[arg-type]


def execute(uid: UUID) -> operating.QueuedOrder:
    """The operator executes."""
    with at_work(access.operator_person(), "relink.execute") as one:
        return operating.execute(one, uid)


def test_r010_r016_r023_the_operator_reads_the_answers_and_executes(
    here: Packages, django_capture_on_commit_callbacks: Capture
) -> None:
    """R017, R022, R027: what was answered stands in the order; R025: the new code comes on the same administration."""
    before = row_of(here, "T1")
    move_in_package("T1", "Z-9")
    uid = ask(here, wish(here, new_code="Z-9"))
    assert row_of(here, "T1").system_id == here.north  # R016: nothing happens before the operator executes
    with at_work(access.operator_person(), "relink.queue") as one:
        waiting = next(each for each in operating.queue(one) if each.order.uid == uid)
    part = only(waiting.order.parts)
    assert (part.old_code, part.new_code, part.before, part.after) == ("T1", "Z-9", "Noord", "Zuid")
    assert part.package_move == "finished"
    with django_capture_on_commit_callbacks(execute=True):
        execute(uid)
    after = row_of(here, "Z-9")
    assert (after.pk, after.uid, after.system_id) == (before.pk, before.uid, here.south)
    found = shown(here, uid)
    assert (found.state, found.decided_by) == (OrderState.EXECUTED, "Operator")
    check = only(found.parts).check
    assert check is not None
    assert check.good


@pytest.mark.parametrize("codes", [("T1",), ("T1", "T2")])
def test_r014_r015_the_fee_is_one_amount_for_the_order(here: Packages, codes: tuple[str, ...]) -> None:
    """Whatever the number of administrations; the self-service costs nothing."""
    for code in codes:
        move_in_package(code)
    found = shown(here, ask(here, *(wish(here, code) for code in codes)))
    assert (found.fee, found.currency) == (Decimal("75.00"), "EUR")
    assert "75.00" in mail_text(f"relink/{found.uid}/asked")


def test_r018_the_order_waits_until_the_package_is_ready(here: Packages) -> None:
    """R013: the gate holds for each by itself; the operator sees what is missing."""
    uid = ask(here, wish(here, package_move=NOT_YET), wish(here, "T2"))
    with at_work(access.operator_person(), "relink.show") as one:
        found = operating.problems(one, uid)
    assert {problem.check for problem in found["T2"]} == {"relink-listed", "relink-left"}
    with pytest.raises(GateClosed):
        execute(uid)
    assert shown(here, uid).state == OrderState.ASKED
    move_in_package("T2")
    execute(uid)
    outcomes = {part.old_code: part.outcome for part in shown(here, uid).parts}
    assert outcomes == {"T1": PartOutcome.FAILED, "T2": PartOutcome.DONE}


def test_r028_without_a_target_nothing_can_be_ordered(here: Packages) -> None:
    with pytest.raises(PreflightFailed) as refused:
        ask(here, wish(here, to=2**40))
    assert "Accounting systems" in refused.value.remedy


def test_the_operator_declines_with_a_reason_that_is_mailed(here: Packages) -> None:
    uid = ask(here, wish(here))
    with at_work(access.operator_person(), "relink.decline") as one:
        for empty in ("", "  \n"):
            with pytest.raises(operating.ReasonMissing):
                operating.decline(one, uid, empty)
        operating.decline(one, uid, "De code bestaat\nal bij Zuid.")
    found = shown(here, uid)
    assert (found.state, only(found.parts).outcome) == (OrderState.DECLINED, PartOutcome.DECLINED)
    assert "De code bestaat al bij Zuid." in mail_text(f"relink/{uid}/declined")
    with pytest.raises(actions.OrderClosed):
        execute(uid)
    assert row_of(here, "T1").system_id == here.north


def test_whoever_ordered_withdraws_before_it_is_executed(here: Packages) -> None:
    uid = ask(here, wish(here))
    with act(here.world.alice, here.world.giver.slug) as actor:
        actions.withdraw(actor, uid)
    with pytest.raises(actions.OrderClosed):
        execute(uid)
    with pytest.raises(actions.OrderClosed), act(here.world.alice, here.world.giver.slug) as actor:
        actions.withdraw(actor, uid)
    assert ask(here, wish(here)) != uid  # it is free to be ordered again


def test_an_administration_waits_in_one_order_at_a_time(here: Packages) -> None:
    ask(here, wish(here))
    move_in_package("T1")
    for profile in ("relink", "relink-assisted"):
        with pytest.raises(PreflightFailed) as refused:
            order(here, wish(here), profile=profile)
        assert "relink-one-order" in {one["check"] for one in refused.value.facts["problems"]}  # type: ignore[attr-defined]


def test_an_order_is_executed_once(here: Packages) -> None:
    move_in_package("T1")
    uid = ask(here, wish(here))
    execute(uid)
    with pytest.raises(actions.OrderClosed):
        execute(uid)


def test_the_order_of_the_operator_is_undone_by_the_environment_itself(here: Packages) -> None:
    move_in_package("T1")
    uid = ask(here, wish(here))
    execute(uid)
    with act(here.world.alice, here.world.giver.slug) as actor:
        actions.undo(actor, uid)
    assert row_of(here, "T1").system_id == here.north


def test_r010_nobody_but_an_operator_has_the_queue(here: Packages) -> None:
    uid = ask(here, wish(here))
    for person in (here.world.alice, here.world.dora):
        with pytest.raises(NotFound), at_work(person, "relink.queue") as one:
            operating.queue(one)
    with act(here.world.alice, here.world.giver.slug) as actor:
        assert operating._orders("", uid, 1) == []  # the function of the database says so too
        assert queries.waiting_problems(actor, uid)


def test_an_operator_sees_orders_and_no_rows(here: Packages) -> None:
    uid = ask(here, wish(here))
    with at_work(access.operator_person(), "relink.queue") as one:
        assert RelinkOrder.objects.count() == 0
        with pytest.raises(NotFound):
            operating.shown(one, uuid4())
        assert operating.waiting(one) >= 1
    execute_refused = pytest.raises(NotFound)
    with execute_refused, at_work(access.operator_person(), "relink.execute") as one:
        operating.execute(one, uuid4())
    with act(here.world.alice, here.world.giver.slug):
        assert Mandate.objects.filter(reference=uid, ended_at=None).count() == 1


def test_the_mandate_ends_with_the_order(here: Packages, django_capture_on_commit_callbacks: Capture) -> None:
    move_in_package("T1")
    uid, other = ask(here, wish(here)), ask(here, wish(here, "T2"))
    with django_capture_on_commit_callbacks(execute=True):
        execute(uid)
    with at_work(access.operator_person(), "relink.decline") as one:
        operating.decline(one, other, "Nee.")
    with act(here.world.alice, here.world.giver.slug):
        assert not Mandate.objects.filter(reference__in=[uid, other], ended_at=None).exists()


def test_a_package_that_is_away_keeps_the_order_waiting(here: Packages) -> None:
    move_in_package("T1")
    uid = ask(here, wish(here))
    environments.answer(TWINFIELD, "zuid", answers=False)
    with pytest.raises(GateClosed):
        execute(uid)
    environments.answer(TWINFIELD, "zuid", answers=True)
    assert execute(uid).order.state == OrderState.EXECUTED
