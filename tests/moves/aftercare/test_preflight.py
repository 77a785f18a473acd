"""What cannot be seen is told as advice, and never as an all-clear."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from overstap.lib import clock
from overstap.moves import preflight
from overstap.moves.preflight import giver
from overstap.moves.profiles import profile
from overstap.moves.values import Gravity, Problem
from tests.moves.world import CODE, TwoOffices, act, administration_of


def found(world: TwoOffices, name: str, side: Callable[[preflight.Context], list[Problem]]) -> dict[str, Problem]:
    """What a side's checks say under a profile, by check."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        context = preflight.Context(profile(name), world.giver, administrations=[one])
        return {problem.check: problem for problem in side(context)}


@pytest.mark.parametrize("name", ["transfer-code", "environment-ticket", "takeover", "overstap"])
def test_g10_payments_under_way_cannot_be_seen_so_it_says_what_to_look_for(world: TwoOffices, name: str) -> None:
    one = found(world, name, preflight.giver_problems)["payments"]
    assert one.gravity is Gravity.ADVICE
    assert one.remedy


def test_g10_the_middle_of_a_vat_quarter_is_told_and_its_first_day_is_not(world: TwoOffices) -> None:
    context = preflight.Context(profile("transfer-code"), world.giver)
    now = clock.now()
    for day, told in (
        (datetime(now.year + 1, 4, 1, 12, tzinfo=UTC), 0),
        (datetime(now.year + 1, 5, 20, 12, tzinfo=UTC), 1),
    ):
        with clock.moved_by(day - now):
            assert len(list(giver.within_vat_period(context))) == told


def test_r244_r245_what_is_not_copied_is_discussed_with_the_client_beforehand(world: TwoOffices) -> None:
    one = found(world, "takeover", preflight.receiver_problems)["not-copied"]
    assert one.gravity is Gravity.ADVICE
    assert "certifica" in one.message


def test_a_change_of_connection_leaves_all_that_where_it_is(world: TwoOffices) -> None:
    assert not {"payments", "quotations"} & set(found(world, "relink", preflight.giver_problems))
    assert "not-copied" not in found(world, "relink", preflight.receiver_problems)
