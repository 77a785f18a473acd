"""Which goals a run reached: on outcomes made by hand."""

from dataclasses import replace

import pytest

from bench.matching.goals import Figure, figures
from bench.matching.measuring import FIRST, Results
from bench.matching.public import SETS
from bench.matching.running import Measured
from bench.matching.score import Score
from bench.matching.table import document
from bench.matching.workbench import CAREFUL, DEDUPE, OURS, SHIPPED, SPLINK, Engine, Outcome

QUICK = Measured(wall=6.0, cpu=8.0, peak=1200.0, said=[5.0])
GOOD = Score(cards=10_000, found=13_500, true=14_000, right=13_490, wrong_legal=5, questions=200)


def outcome(engine: Engine, score: Score, after: Score = GOOD, took: Measured = QUICK, cleaning: float = 0) -> Outcome:
    return Outcome(engine, took, cleaning, [score], [after] if engine.ours else [])


def results(*outcomes: Outcome, cards: str = f"10,000 cards, {FIRST}") -> Results:
    found = Results()
    for one in outcomes:
        found.keep(cards, one)
    return found


def named(found: Results, begin: str) -> Figure:
    (figure,) = (one for one in figures(found) if one.name.startswith(begin))
    return figure


def test_safety_is_judged_at_the_setting_that_coupled_administrations_are_compared_with() -> None:
    """All its parts at that one: few wrong merges at one setting and few questions at another is no goal reached."""
    found = results(outcome(OURS, GOOD), outcome(CAREFUL, replace(GOOD, questions=900)))
    assert named(found, "Wrong legal entity").reached is True
    assert named(found, "Questions per 1,000").value == pytest.approx(90)
    assert named(found, "Questions per 1,000").reached is False
    bold = results(outcome(OURS, GOOD), outcome(CAREFUL, replace(GOOD, wrong_legal=100)))
    assert named(bold, "Wrong legal entity").reached is False
    assert named(results(outcome(OURS, GOOD)), "Wrong legal entity").reached is None


def test_one_merge_of_two_kvk_numbers_is_short_at_whatever_setting() -> None:
    found = results(outcome(OURS, GOOD), outcome(CAREFUL, replace(GOOD, two_numbers=1)))
    assert named(found, "Merges of different valid KvK").reached is False
    assert named(results(outcome(OURS, GOOD)), "Merges of different valid KvK").reached is True


def test_speed_is_a_ratio_with_others_of_the_same_run_cleaning_included() -> None:
    slow = replace(QUICK, wall=10.0)
    found = results(
        outcome(OURS, GOOD), outcome(SPLINK, GOOD, took=slow, cleaning=5.0), outcome(SHIPPED, GOOD),
        cards=f"100,000 cards, {FIRST}",
    )  # fmt: skip
    assert named(found, "100,000 cards, Splink EM").value == pytest.approx(0.4)
    assert named(found, "100,000 cards, Splink EM").reached is True
    assert named(found, "100,000 cards, Splink fitted").reached is False
    assert named(found, "100,000 cards, memory").said == "1.20 GB"


def test_a_public_set_has_the_best_of_others_as_goal() -> None:
    """Also where the best was measured before, or another one is better now."""
    (restaurants,) = (one for one in SETS if one.name == "restaurants")
    better = replace(GOOD, found=13_999, right=13_999)
    found = results(outcome(OURS, GOOD), outcome(DEDUPE, better), cards=restaurants.title)
    found.public_sets = [restaurants]
    assert named(found, f"F1 on {restaurants.title}").goal == 1.0
    assert named(found, f"F1 on {restaurants.title}").beside.startswith(DEDUPE.name)
    alone = results(outcome(OURS, GOOD), cards=restaurants.title)
    alone.public_sets = [restaurants]
    assert named(alone, f"F1 on {restaurants.title}").goal == restaurants.before


def test_a_matcher_that_failed_is_not_compared_with() -> None:
    broken = Outcome(SPLINK, replace(QUICK, failed="out of memory"))
    found = results(outcome(OURS, GOOD), broken, cards=f"100,000 cards, {FIRST}")
    assert named(found, "100,000 cards, Splink EM").reached is None
    assert "failed: out of memory" in document(found, figures(found), load=0.0)


def test_the_table_says_what_was_short_what_was_left_out_and_that_others_used_the_machine() -> None:
    found = results(outcome(OURS, replace(GOOD, right=10_000)), outcome(CAREFUL, GOOD))
    found.leave_out("1,000,000 cards")
    text = document(found, figures(found), load=11.0)
    assert "| **short** |" in text
    assert "Not measured in this run: 1,000,000 cards." in text
    assert "provisional" in text
    assert "provisional" not in document(found, figures(found), load=0.1)
