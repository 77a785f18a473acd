"""Whatever matching says of a pair has words for people, in both languages."""

import pytest

from overstap.coupling import words
from overstap.coupling.matching.explain import _FIELDS
from overstap.coupling.matching.levels import LADDERS
from overstap.coupling.values import FIELDS, Answer, Deed, Why
from overstap.lib.sentences import Sentence, told


def dutch(text: str) -> str:
    """As a catalogue does: something else for every text."""
    return f"«{text}»"


@pytest.mark.parametrize("field", LADDERS)
def test_every_level_of_every_ladder_is_told_in_the_readers_language(field: str) -> None:
    for level in LADDERS[field][1:]:
        found = words.reason(Why("ANY", f"{_FIELDS[field]}: {level}", 1.0))
        assert isinstance(found, Sentence), level
        assert f"«{_FIELDS[field]}»: «{level}»" in told(found, dutch)


def test_a_reason_without_words_stands_as_matching_wrote_it() -> None:
    assert words.reason(Why("NEW-RULE", "something new", 0.0)) == "something new"


def test_every_field_deed_and_answer_has_a_name() -> None:
    assert set(words.FIELD_NAMES) == set(FIELDS)
    assert set(words.DEEDS) == set(Deed)
    assert set(words.ANSWERS) == set(Answer)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "almost certainly the same"),
        (0.8, "probably the same"),
        (0.5, "perhaps the same"),
        (0.0, "rather not the same"),
    ],
)
def test_a_chance_is_told_in_words(value: float, text: str) -> None:
    assert words.chance(value) == text
