"""Cards of another country and another trade are weighed by what they share by chance (row R201)."""

import random

import numpy as np
import pyarrow as pa
import pytest

from bench.contacts import World
from overstap.coupling.matching import match
from overstap.coupling.matching.levels import NAME, NUMBER, levels
from overstap.coupling.matching.strangers import familiarity, weights_of_strangers
from tests.coupling.matching.standards import candidates_of, pair_of, standard

_NAMES = ("amber", "birch", "cedar", "dunes", "ember", "fjord", "grove", "heron", "iris", "juniper", "kestrel", "larch")
_STREETS = ("main st", "oak avenue", "5th ave.", "lake road", "n. clark street", "sunset blvd")


def restaurants(count: int = 300, seed: int = 1) -> pa.Table:
    """Restaurants of two guides: every third stands in both, written differently; column ``truth``."""
    dice = random.Random(seed)
    rows = []
    for truth in range(count):
        name = f"{dice.choice(_NAMES)} {dice.choice(_NAMES)} {dice.choice(('grill', 'cafe', 'house'))}"
        number, street = dice.randint(1, 4000), dice.choice(_STREETS)
        phone = f"{dice.randint(200, 999)}/{dice.randint(200, 999)}-{dice.randint(1000, 9999)}"
        rows.append({"name": name, "address": f"{number} {street}", "phone": phone, "truth": truth})
        if truth % 3 == 0:
            again = {"name": f"the {name}", "address": f"{number} {street.replace('avenue', 'ave')}"}
            rows.append({**again, "phone": phone.replace("/", "-"), "truth": truth})
    return pa.Table.from_pylist(rows)


def test_dutch_contacts_are_familiar() -> None:
    assert familiarity(standard(World(21).cards(400))) == 1.0


def test_dutch_contacts_without_registered_numbers_are_familiar() -> None:
    cards = World(21).cards(400).drop_columns(["kvk", "vat", "iban"])
    assert familiarity(standard(cards)) == 1.0


def test_restaurants_of_another_country_are_not() -> None:
    assert familiarity(standard(restaurants())) == 0.0


def test_what_is_rare_by_chance_weighs_more_than_what_is_not() -> None:
    cards, pairs = candidates_of(restaurants())
    weights = weights_of_strangers(cards, levels(pairs), len(pairs.one))
    same_phone, other_phone = NUMBER.index("the same"), NUMBER.index("different")
    assert weights.of("phone")[same_phone] > weights.of("name")[NAME.index("the same")] > 0
    assert weights.of("phone")[other_phone] < 0


def test_it_finds_restaurants_that_stand_in_two_guides() -> None:
    cards = restaurants()
    found, truth = match(cards), cards["truth"].to_numpy()
    assert sorted(sorted(truth[rows].tolist()) for rows in found.clusters) == [[at, at] for at in range(0, 300, 3)]


def test_restaurants_of_one_hotel_are_asked_about() -> None:
    """Address and telephone agree and the names have nothing in common: nobody but a person can tell."""
    hotel = {"address": "3400 las vegas blvd.", "phone": "702/791-7111", "city": "las vegas", "truth": -1}
    cards = pa.concat_tables(
        [restaurants(), pa.Table.from_pylist([{"name": "bistro", **hotel}, {"name": "mikado", **hotel}])],
        promote_options="default",
    )
    found = match(cards)
    last = cards.num_rows - 1
    assert found.labels[last] != found.labels[last - 1]
    assert [last - 1, last] in found.asked.tolist()


@pytest.mark.parametrize(
    ("written", "street", "number"),
    [
        ("435 s. la cienega blv.", "la cienega", "435"),
        ("744 North Monticello Ave. 1st floor", "monticello", "744"),
        ("518 w 103rd st", "103rd", "518"),
        ("1e Dorpsstraat 5", "1e dorpsstraat", "5"),
    ],
)
def test_a_number_may_come_before_the_street(written: str, street: str, number: str) -> None:
    assert pair_of(written) == (street, number)


def test_nothing_depends_on_chance() -> None:
    cards = restaurants()
    assert np.array_equal(match(cards).labels, match(cards).labels)
