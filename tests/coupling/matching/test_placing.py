"""New cards find the party they belong to among cards that are matched already."""

from dataclasses import replace

import numpy as np

from bench.contacts import World
from overstap.coupling.matching import KnownCards, match
from tests.coupling.matching.test_matching import BAKER


def test_a_new_card_finds_its_party() -> None:
    cards = World(8).cards(1500)
    parties = cards["truth"].to_numpy()
    known = KnownCards(cards, parties)
    copy = cards.slice(10, 1).set_column(0, "administration", [["elsewhere"]])
    assert known.place(copy).parties.tolist() == [parties[10]]
    known.close()


def test_a_new_card_of_a_supplier_of_hundreds_finds_it() -> None:
    suppliers = [replace(BAKER, administration=f"a{number}") for number in range(500)]
    known = KnownCards(
        [*suppliers, replace(BAKER, name="Smit B.V.", vat="", kvk="", email="")], np.array([7] * 500 + [8])
    )
    assert known.place([replace(BAKER, administration="new")]).parties.tolist() == [7]
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


def test_what_is_kept_of_known_cards_places_as_they_do() -> None:
    cards = World(9).cards(1200)
    copies = cards.slice(40, 60).set_column(0, "administration", [["elsewhere"] * 60])
    known = KnownCards(cards, np.arange(1200))
    again = KnownCards(cards, np.arange(1200), known.index)
    assert again.index is known.index
    assert again.place(copies).parties.tolist() == known.place(copies).parties.tolist()
    assert (again.place(copies).parties == np.arange(40, 100)).mean() > 0.5


def test_what_another_version_kept_is_made_anew() -> None:
    cards = World(9).cards(300)
    kept = replace(KnownCards(cards, np.arange(300)).index, made_by="0.0.1")
    known = KnownCards(cards, np.arange(300), kept)
    assert known.index is not kept
    assert known.place(cards.slice(7, 1)).parties.tolist() == [7]
