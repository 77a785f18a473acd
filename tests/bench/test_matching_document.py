"""docs/matching.md says every rule and weight as it is."""

import numpy as np

from bench.contacts import World
from bench.matching import shipped
from bench.matching.table import replaced
from overstap.coupling.matching import explain, match
from overstap.coupling.matching.levels import LADDERS

TEXT = shipped.DOCUMENT.read_text(encoding="utf-8")


def test_the_weights_in_it_are_those_that_ship() -> None:
    """After a change of weights: python -m bench.matching.shipped."""
    assert replaced(TEXT, "weights", shipped.document()) == TEXT


def test_it_names_every_step_of_every_ladder() -> None:
    codes = [shipped.code(field, step) for field, steps in LADDERS.items() for step in steps[1:]]
    assert [code for code in codes if f"`{code}`" not in TEXT] == []


def test_it_names_every_rule_that_a_decision_can_give_as_a_reason() -> None:
    """Each decision is explained by rules that can be looked up (R202)."""
    found = match(World(4, hardness=1.5).cards(1500))
    pairs = np.column_stack([found.pairs.one, found.pairs.other])
    told = {reason.code for reasons in found.whys(pairs) for reason in reasons}
    special = {reason.code for _, reason in explain._special(found.pairs)}
    assert special & told
    assert {code for code in told | special if f"`{code}`" not in TEXT} == set()
