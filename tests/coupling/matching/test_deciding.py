"""What decides between two parties that a card may be of, and that nothing else does (rows R201 and R202)."""

import random
from dataclasses import replace

import numpy as np
import pyarrow as pa

from bench.contacts import World, iban
from overstap.coupling.matching import CAREFUL, Card, Settings, match
from overstap.coupling.matching.cluster import Registered, cluster
from overstap.coupling.matching.surroundings import AROUND, surroundings
from tests.coupling.matching.standards import standard
from tests.coupling.matching.test_matching import BAKER, among_others, together


def test_the_order_of_the_cards_changes_nothing() -> None:
    """The same clusters and questions, whichever card comes first."""
    cards = World(22).cards(1500)
    order = np.random.default_rng(1).permutation(cards.num_rows)
    one, other = match(cards), match(cards.take(pa.array(order)))
    back = np.argsort(order)
    labels = other.labels[back]
    assert np.array_equal(one.labels[:, None] == one.labels, labels[:, None] == labels)
    asked = {frozenset(order[pair].tolist()) for pair in other.asked}
    assert asked == {frozenset(pair.tolist()) for pair in one.asked}


def test_reasons_are_found_whichever_card_comes_first() -> None:
    cards = World(23).cards(500).to_pylist()
    found = match(pa.Table.from_pylist(cards[::-1]))
    assert all(question.reasons for question in found.questions)
    one, other = found.clusters[0][:2]
    assert found.why(one, other) == found.why(other, one) != ()


def test_a_card_without_number_follows_the_number_that_more_cards_have() -> None:
    """Three cards of one baker; one has a typing error in its KvK number, one has no number at all."""
    numbers = np.array([[1], [1], [2], [-1]])
    registered = Registered(numbers, np.array([False, False, True, False]))
    one, other = np.array([0, 0, 1, 2]), np.array([1, 3, 3, 3])
    chance = np.array([0.999, 0.995, 0.995, 0.9999], np.float32)
    assert cluster(registered, one, other, chance, 0.99).tolist() == [0, 0, 1, 0]


def test_a_mistyped_kvk_number_does_not_draw_cards_away() -> None:
    """R202: the card with the error is asked about, the others come together."""
    wrong = replace(BAKER, administration="east", kvk="27316684")
    bare = replace(BAKER, administration="west", kvk="")
    found = among_others(BAKER, replace(BAKER, administration="south"), wrong, bare)
    assert together(found, 0, 3)
    assert not together(found, 0, 2)


def test_around_a_card_stands_what_it_and_its_lookalikes_have() -> None:
    """Abbreviated or not; the same name at another address is no lookalike."""
    rows = [
        {"name": "Bakkerij Quist", "iban": iban("1" * 9), "address": "Vlierlaan 3", "postcode": "8261 XZ"},
        {"name": "Bak. Quist", "iban": iban("2" * 9), "address": "Vlierlaan 3", "postcode": "8261XZ"},
        {"name": "Bakkerij Quist", "iban": iban("3" * 9), "address": "Turfmarkt 8", "postcode": "7201 AB"},
    ]
    known = surroundings(standard(pa.Table.from_pylist(rows)))
    assert known.different[:, AROUND.index("iban")].tolist() == [2, 2, 1]


def test_a_missing_legal_form_tells_most_where_forms_are_always_written() -> None:
    number = "NL820646660B01"
    rows = [{"administration": "writes", "name": f"Bakker {at} B.V.", "vat": number} for at in range(30)]
    rows += [{"administration": "drops", "name": f"Bakker {at}", "vat": number} for at in range(30)]
    bare = [{"administration": books, "name": "Slager", "vat": None} for books in ("writes", "drops")]
    known = surroundings(standard(pa.Table.from_pylist([*rows, *bare])))
    assert known.habit[-2] > 0.9 > 0.1 > known.habit[-1]
    assert known.silence[-2] > 2 > 0.2 > known.silence[-1]
    assert known.silence[0] == 0


def test_careful_merges_less_and_never_more() -> None:
    cards = World(24).cards(2000)
    merged = [sum(len(rows) - 1 for rows in match(cards, settings).clusters) for settings in (CAREFUL, Settings())]
    assert merged[0] < merged[1]


def test_cards_that_are_alike_in_all_ways_are_one_party_however_many() -> None:
    dice = random.Random(1)
    cards = [replace(BAKER, administration=str(dice.randrange(9))) for _ in range(40)]
    assert len(set(match([*cards, Card("x", "Slagerij Quist", city="Borne")]).labels.tolist())) == 2
