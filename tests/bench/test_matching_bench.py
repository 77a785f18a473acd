"""The bench of contact matching itself: programs are measured from outside, and goals judged on what is written."""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from bench.matching import sets
from bench.matching.goals import Figure
from bench.matching.measuring import SECOND, Results, generators, line, placed
from bench.matching.public import SETS, as_given
from bench.matching.running import measured
from bench.matching.sets import second_world
from bench.matching.table import replaced
from bench.matching.workbench import OURS, Engine, Outcome, Workbench, kvk_numbers


def test_ours_is_run_as_a_program_and_scored(tmp_path: Path) -> None:
    """R201: all cards of all administrations are compared; from cards to figures, on our own generator."""
    bench = Workbench(tmp_path)
    names = [bench.keep("one", second_world(400, 7)), bench.keep("other", second_world(300, 8))]
    bench.clean(names)
    found = bench.run(OURS, names)
    assert [one.cards for one in found.scores] == [400, 300]
    assert found.pooled.cards == 700
    assert found.pooled.recall > 0.8
    assert found.pooled.precision > 0.9
    assert found.pooled_after.f1 >= found.pooled.f1
    assert found.measured.cpu > 0
    assert found.measured.peak > 10
    assert len(found.measured.said) == 2


def test_a_matcher_that_fails_is_told_and_stops_nothing(tmp_path: Path) -> None:
    bench = Workbench(tmp_path)
    bench.clean([bench.keep("one", second_world(60, 7))])
    found = bench.run(Engine("broken", "bench.matching.nowhere", ours=True), ["one"])
    assert "No module named" in found.measured.failed
    results = Results()
    results.keep("60 cards", found)
    assert results.of("60 cards", found.engine) is None
    assert "failed" in line("60 cards", found)


def test_a_program_that_takes_too_long_is_stopped() -> None:
    found = measured([sys.executable, "-c", "while True: pass"], limit=0.3)
    assert found.failed == "stopped after 0.3 s"


def test_memory_is_that_of_the_program_and_not_ours() -> None:
    held = "x = bytearray(300_000_000); print('{\"seconds\": [1]}')"
    assert measured([sys.executable, "-c", held]).peak > 290
    assert measured([sys.executable, "-c", "print('{\"seconds\": [1]}')"]).peak < 60


@pytest.mark.parametrize(
    ("value", "goal", "at_least", "reached"),
    [
        (0.985, 0.985, True, True), (0.98496, 0.985, True, True), (0.9844, 0.985, True, False),
        (7.0, 7, False, True), (7.2, 7, False, False), (None, 7, False, None),
    ],
)  # fmt: skip
def test_a_goal_is_judged_on_what_is_written(
    value: float | None, goal: float, *, at_least: bool, reached: bool | None
) -> None:
    figure = Figure("F1", value, goal, at_least=at_least)
    assert figure.reached is reached
    assert (figure.verdict == "**short**") is (reached is False)


def test_only_the_part_between_the_marks_is_rewritten() -> None:
    text = "before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n"
    new = replaced(text, "figures", "| 1 |")
    assert new == "before\n<!-- figures -->\n\n| 1 |\n\n<!-- /figures -->\nafter\n"
    assert replaced(new, "figures", "| 1 |") == new
    with pytest.raises(ValueError, match="unpack"):
        replaced("no marks", "figures", "")


def test_new_cards_are_right_where_they_belong_or_alone_where_nobody_knows_them() -> None:
    known, new = np.array([1, 1, 2, 3]), np.array([1, 2, 9, 3, 2])
    parties = np.array([1, 3, -1, -1, -1])
    assert placed(parties, np.array([3]), known, new) == {"right": 2, "asked": 1, "wrong": 1, "alone": 1}


def test_only_kvk_numbers_of_eight_digits_count() -> None:
    cards = pa.table({"kvk": ["12345670", "1234567", None, "00112233", "NL123456"]})
    assert kvk_numbers(cards).tolist() == [12345670, -1, -1, 112233, -1]


def test_a_public_set_becomes_cards_with_the_same_truth() -> None:
    (people,) = (one for one in SETS if one.kind == "people")
    table = pa.table({
        "id": ["r0", "r1"], "source": ["a", "a"], "truth": [40, 7], "fname_c1": ["frank", "eva"],
        "fname_c2": [None, "maria"], "lname_c1": ["mueller", "schwarz"], "lname_c2": [None, None],
        "dob": ["1967-09-27", None],
    })  # fmt: skip
    native, cards = as_given(people, table)
    assert cards["name"].to_pylist() == ["frank mueller", "eva maria schwarz"]
    assert cards["truth"].to_pylist() == native["truth"].to_pylist() == [0, 1]
    assert native["year"].to_pylist() == ["1967", None]
    assert "id" not in native.schema.names


def test_without_the_first_generator_our_own_takes_its_place_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sets, "GENERATOR", tmp_path / "absent.py")
    results = Results()
    assert list(generators(results)) == [SECOND]
    assert results.left_out == ["everything on cards of the first generator, which is not there"]


def test_what_was_not_run_is_not_measured() -> None:
    assert Figure("1,000,000 cards", None, 150, " s", 0).said == "not measured"
    assert Outcome(OURS, measured([sys.executable, "-c", "print('{\"seconds\": []}')"])).pooled.f1 == 1
