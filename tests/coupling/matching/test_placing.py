"""New cards find the party they belong to among cards that are matched already."""

from dataclasses import replace

import numpy as np

from bench.contacts import World
from overstap.coupling.matching import KnownCards, match
from tests.coupling.matching.test_matching import BAKER


def test_a_new_card_finds_its_party() -> None:
    cards = World(8).cards(1500)
    known = KnownCards(cards, np.arange(1500))
    copy = cards.slice(10, 1).set_column(0, "administration", [["elsewhere"]])
    assert known.place(copy).parties.tolist() == [10]
    known.close()


def test_a_stranger_is_a_party_of_its_own() -> None:
    known = KnownCards(World(8).cards(1500), np.arange(1500))
    found = known.place([BAKER])
    assert found.parties.tolist() == [-1]
    known.close()


def test_what_a_person_decided_is_kept() -> None:
    """Two cards that were split by hand stay split when a third comes."""
    twice = [BAKER, replace(BAKER, administration="south")]
    assert match(twice).labels.tolist() == [0, 0]
    known = KnownCards(twice, np.array([4, 9]))
    found = known.place([replace(BAKER, administration="east")])
    assert found.parties.tolist()[0] in (4, 9)
    known.close()
