"""Authorisation before, during and after a move (R065, R071 to R076): gates where the profile says so."""

import re
from uuid import UUID

import pytest

from overstap.books.authorisation import deciding, finishing, own, queries, workflows
from overstap.books.authorisation.models import AuthorisationEvent
from overstap.books.authorisation.values import Demand, Demands, State
from overstap.moves import actions, preflight
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.candidates import offer_problems
from overstap.moves.holdings import planning
from overstap.moves.models import Move
from overstap.moves.profiles import copying, profile, shipped
from overstap.moves.profiles.values import AUTHORISATION_GATES
from overstap.moves.state import for_system
from overstap.moves.values import MoveState, Problem
from overstap.tenancy import actions as tenancy
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.roles import Role
from tests.books.authorisation.world import Office, demand, office, send
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, accept, act, administration_of, offer
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import join

GATES = {
    "authorisation-waiting",
    "authorisation-authorisers",
    "authorisation-workflows",
    "authorisation-before",
    "authorisation-after",
}
ADVICE = {"authorisation-open", "authorisation-people"}


@pytest.fixture
def here(db: None) -> Office:
    made = office()
    demand(made)
    return made


def ungated() -> str:
    """A copy of transfer-code in which nothing of authorisation is a gate; gives its name."""
    with at_work(make_operator(), "test") as operator:
        text = re.sub(r"(?m)^gates = .*$", "gates = []", copying.text_to_copy("transfer-code"))
        return copying.copy(operator, copied_from="transfer-code", text=text).name


def found(here: Office, which: str = "transfer-code") -> dict[str, Problem]:
    with act(here.world.alice, here.slug) as actor:
        problems = offer_problems(actor, which, [CODE])
    return {one.check: one for one in problems if one.check in GATES | ADVICE}


def mended(here: Office) -> None:
    """Everything that a gate asks, by the verbs that finish all at once."""
    with act(here.mona, here.slug) as actor:
        finishing.settle_all(actor, CODE, State.APPROVED, "wegens migratie")
        workflows.remove_authorisers(actor, CODE)
        workflows.delete_workflows(actor, CODE)
        workflows.demand(actor, CODE, Demands())


def test_r065_r071_r072_r073_r074_r075_r076_each_gate_tells_how_many_and_what_to_do(here: Office) -> None:
    send(here, here.anna, here.bert)
    send(here, here.bert, name="twee.pdf")
    demand(here, Demand.MANDATORY, Demand.MANDATORY)
    problems = found(here)
    assert set(problems) == GATES
    assert {one.gravity for one in problems.values()} == {"gate"}
    assert all(one.about == CODE and one.remedy for one in problems.values())
    assert problems["authorisation-waiting"].message.startswith("2 documents")
    assert problems["authorisation-authorisers"].message.startswith("2 authorisers")
    assert problems["authorisation-workflows"].message == "There are 2 workflows."
    with pytest.raises(PreflightFailed):
        offer(here.world)


def test_what_is_finished_for_every_gate_can_be_offered(here: Office) -> None:
    send(here, here.anna)
    demand(here, Demand.MANDATORY, Demand.MANDATORY)
    mended(here)
    assert found(here) == {}
    assert offer(here.world)


def test_r074_r075_optional_is_enough(here: Office) -> None:
    demand(here, Demand.OPTIONAL, Demand.OPTIONAL)
    assert found(here) == {}


@pytest.mark.parametrize("name", shipped())
def test_which_are_gates_stands_in_the_profile(here: Office, name: str) -> None:
    send(here, here.anna)
    demand(here, Demand.MANDATORY, Demand.MANDATORY)
    gates = {"transfer-code": set(AUTHORISATION_GATES)}.get(name, set())
    assert profile(name).authorisation_gates == gates
    expected = GATES if gates else set() if name.startswith("relink") else ADVICE
    context = preflight.Context(
        profile(name),
        here.world.giver,
        administrations=[administration_of(here.world.alice, here.slug, CODE)],
    )
    with act(here.world.alice, here.slug):
        problems = [one for one in preflight.giver_problems(context) if one.check in GATES | ADVICE]
    assert {one.check for one in problems} == expected
    assert {one.gravity for one in problems} <= {"gate" if gates else "advice"}


def test_r065_what_is_sent_after_the_preflight_stops_the_move_at_the_freeze(here: Office) -> None:
    uid = offer(here.world)
    accept(here.world, uid)
    assert running.run(uid, until=MoveState.SCHEDULED) == MoveState.SCHEDULED
    turn = send(here, here.anna)
    assert running.run(uid) == MoveState.FAILED
    with for_system(uid):
        failure = Move.objects.get(uid=uid).failure or {}
    assert failure["error"] == "PREFLIGHT-FAILED"
    with act(here.anna, here.slug) as actor:  # nothing is frozen
        assert deciding.approve(actor, CODE, turn) is State.APPROVED
    mended(here)
    with act(here.world.alice, here.slug) as actor:
        actions.resume(actor, uid)
    assert running.run(uid) == MoveState.DELIVERED


def released(here: Office, which: str) -> UUID:
    uid = offer(here.world, profile=which)
    accept(here.world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    with act(here.world.dora, here.world.receiver.slug) as dora:
        actions.release(dora, uid)
        tenancy.give_access(actor=dora, code=NEW_CODE, person=here.world.dora)
    return uid


def test_what_is_no_gate_moves_as_it_stands_and_goes_on_at_the_receivers(here: Office) -> None:
    """People stay: their turns wait under their name, until somebody there gives the turn to another."""
    turn = send(here, here.anna, here.bert)
    with act(here.anna, here.slug) as actor:
        deciding.approve(actor, CODE, turn, "akkoord")
    released(here, ungated())
    with act(here.world.dora, here.world.receiver.slug) as dora:
        (waits,) = queries.waiting(dora, NEW_CODE).rows
        assert (waits.document, waits.authoriser.name, waits.authoriser.able) == ("factuur.pdf", "Bert", False)
        (flow,) = queries.workflows(dora, NEW_CODE)
        assert [(one.name, one.able) for one in flow.authorisers] == [("Anna", False), ("Bert", False)]
        deciding.reassign(dora, NEW_CODE, waits.turn, here.world.dora.uid)
        assert deciding.approve(dora, NEW_CODE, waits.turn, "") is State.APPROVED
        history = own.authorised(dora, NEW_CODE, turn.document, 1).history
    assert [(line.deed, line.person) for line in history] == [
        ("started", "Mona"),
        ("approved", "Anna"),
        ("reassigned", "Dora"),
        ("approved", "Dora"),
    ]


def test_who_is_invited_to_the_receiver_decides_where_they_left_off(here: Office) -> None:
    turn = send(here, here.anna)
    released(here, ungated())
    receiver = here.world.receiver
    join(here.world.dora, receiver.slug, here.anna, Role.AUTHORISER)
    with act(here.world.dora, receiver.slug) as dora:
        tenancy.give_access(actor=dora, code=NEW_CODE, person=here.anna)
    with act(here.anna, receiver.slug) as anna:
        assert [row.document for row in own.waiting_for_me(anna).rows] == ["factuur.pdf"]
        assert deciding.approve(anna, NEW_CODE, turn) is State.APPROVED
    with act(here.anna, here.slug) as anna:
        assert not own.waiting_for_me(anna).rows


def test_what_was_decided_since_comes_back_with_a_take_back(here: Office) -> None:
    turn = send(here, here.anna)
    uid = released(here, ungated())
    with act(here.world.dora, here.world.receiver.slug) as dora:
        finishing.settle_all(dora, NEW_CODE, State.REJECTED, "niet van ons")
        actions.take_back(dora, uid, "toch niet")
    running.run(uid)
    with act(here.mona, here.slug) as actor:
        back = own.authorised(actor, CODE, turn.document, 1)
        assert (back.state, back.history[-1].person) == (State.REJECTED, "Dora")
        assert [row.name for row in queries.workflows(actor, CODE)] == ["W factuur.pdf"]
    with act(here.world.dora, here.world.receiver.slug):
        assert not AuthorisationEvent.objects.exists()


def test_a_move_withdrawn_after_it_was_carried_leaves_the_history_whole(here: Office) -> None:
    turn = send(here, here.anna)
    uid = offer(here.world, profile=ungated())
    accept(here.world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    with act(here.world.alice, here.slug) as actor:
        actions.withdraw(actor, uid, "vergissing")
    with act(here.anna, here.slug) as actor:
        assert deciding.approve(actor, CODE, turn) is State.APPROVED


def test_the_plan_tells_what_moves_and_what_becomes_a_task(here: Office) -> None:
    send(here, here.anna, here.bert)
    one = administration_of(here.world.alice, here.slug, CODE)
    with act(here.world.alice, here.slug):
        told = {
            name: {line.code: (line.fate, list(line.facts)) for line in planning.lines(profile(name), [one])}
            for name in ("overstap", "transfer-code", "relink")
        }
    ours = {code: line for code, line in told["overstap"].items() if code.startswith("authoris")}
    assert ours == {
        "authorisation-history": ("moves", []),
        "authorisation-waiting": ("moves", []),
        "authorisation-workflows": ("moves", []),
        "authorisers": ("task", ["Anna", "Bert"]),
    }
    assert {code for code in told["transfer-code"] if code.startswith("authoris")} == {"authorisation-history"}
    assert told["relink"]["authorisation-workflows"] == ("stays", [])
    assert "authorisers" not in told["relink"]
