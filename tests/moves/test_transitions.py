"""The table of legal transitions."""

import pytest

from overstap.moves.transitions import AT_WORK, COMPLETED, ENDED, LEGAL, IllegalTransition, require_legal
from overstap.moves.values import MoveState


def test_every_state_stands_in_the_table() -> None:
    assert set(LEGAL) == set(MoveState)


def test_an_ended_move_goes_nowhere() -> None:
    assert all(not LEGAL[state] for state in ENDED)
    assert {state for state in MoveState if not LEGAL[state]} == ENDED


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached, todo = set(), [MoveState.DRAFT]
    while todo:
        state = todo.pop()
        reached.add(state)
        todo.extend(LEGAL[state] - reached)
    assert reached == set(MoveState)


def test_r091_r092_a_move_can_be_withdrawn_until_it_is_completed() -> None:
    for state in MoveState:
        withdrawable = MoveState.WITHDRAWN in LEGAL[state]
        assert withdrawable == (state not in COMPLETED | ENDED), state


def test_r098_an_expired_move_can_only_be_withdrawn() -> None:
    assert LEGAL[MoveState.EXPIRED] == {MoveState.WITHDRAWN}


def test_whatever_is_at_work_can_fail_or_come_to_rest() -> None:
    for state in AT_WORK - {MoveState.TAKING_BACK}:
        assert MoveState.FAILED in LEGAL[state]
    assert MoveState.RELEASED in LEGAL[MoveState.TAKING_BACK]


def test_an_illegal_step_says_where_the_move_stands() -> None:
    with pytest.raises(IllegalTransition) as caught:
        require_legal(MoveState.CLOSED, MoveState.RELEASED, "No.")
    assert caught.value.facts == {"state": "closed", "wanted": "released"}
