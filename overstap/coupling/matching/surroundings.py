"""What stands around a card: a lookalike with another number or legal form makes every merge of it doubtful."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from overstap.coupling.matching.numbering import different, distinct
from overstap.coupling.matching.standardise import Column, Ints, Standard
from overstap.coupling.matching.words import Floats

# Of these fields it is counted how many different values lookalikes have.
AROUND = ("kvk", "vat", "iban", "sort")
# Cards whose names begin alike and that have one of these in common are lookalikes.
_NEAR = ("address", "phone", "mail")
# So many letters of each word have to be the same: it sees through abbreviations.
_BEGINNING = 3
# An administration counts as if it had so many more cards with the habit of all.
_HABIT_OF_ALL = 5.0
_ALWAYS = 0.97


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Per card. ``different``: how many values of each field of AROUND it and its lookalikes have.
    Shape (cards, fields).

    ``habit``: how often its administration writes the legal form of a legal person, 0-1. ``silence``: how odd it is
    that it has no legal form, if it is of a legal person, in natural logarithms; 0 where it has one.
    ``silence_around``: the same of its lookalikes and itself together.
    """

    different: Floats
    habit: Floats
    silence: Floats
    silence_around: Floats


_KNOWN: "WeakKeyDictionary[Standard, Surroundings]" = WeakKeyDictionary()


def surroundings(cards: Standard) -> Surroundings:
    """What stands around each of the cards; computed once."""
    if cards not in _KNOWN:
        _KNOWN[cards] = _surroundings(cards)
    return _KNOWN[cards]


def _surroundings(cards: Standard) -> Surroundings:
    habit = _form_habits(cards)
    odd = -np.log(1 - np.minimum(habit, _ALWAYS))
    silence = np.where(cards["form"].codes >= 0, 0, odd).astype(np.float32)
    names = _beginnings(cards["sorted_name"])
    groups = [_lookalikes(names, cards[field]) for field in _NEAR]
    different = [np.max([_different(cards[field], group) for group in groups], axis=0, initial=0) for field in AROUND]
    together = [np.bincount(group, silence, int(group.max(initial=-1)) + 1)[group] for group in groups]
    return Surroundings(
        np.stack(different, axis=1).astype(np.float32), habit, silence, np.max(together, axis=0).astype(np.float32)
    )


def _beginnings(names: Column) -> Ints:
    """A number per card that is the same for names of which all words begin alike; -1 without a name."""
    numbers: dict[str, int] = {}
    number = [numbers.setdefault(_beginning(name), len(numbers)) for name in names.values]
    return np.array([*number, -1], np.int64)[names.codes]


def _beginning(name: str) -> str:
    return " ".join(sorted(word[:_BEGINNING] for word in name.split()))


def _lookalikes(names: Ints, column: Column) -> Ints:
    """A number per group of cards with the same name and value; a card without either is a group of its own."""
    known = (names >= 0) & (column.codes >= 0)
    keys = np.where(known, names * (len(column.values) + 1) + column.codes, -1 - np.arange(len(names)))
    return distinct(keys)[1]


def _different(column: Column, group: Ints) -> Ints:
    """Per card how many different values its group has."""
    known = column.codes >= 0
    width = len(column.values) + 1
    values = different(group[known] * width + column.codes[known])
    return np.bincount(values // width, minlength=int(group.max(initial=-1)) + 1)[group]


def _form_habits(cards: Standard) -> Floats:
    administration, form = cards["administration"], cards["form"].codes >= 0
    sort = cards["vat_type"]
    legal = np.array([*(value == "legal" for value in sort.values), False])[sort.codes]
    overall = (form[legal].sum() + _HABIT_OF_ALL / 2) / (legal.sum() + _HABIT_OF_ALL)
    place = administration.codes + 1
    size = len(administration.values) + 1
    asked = np.bincount(place, weights=legal, minlength=size)
    wrote = np.bincount(place, weights=legal & form, minlength=size)
    habit = (wrote + _HABIT_OF_ALL * overall) / (asked + _HABIT_OF_ALL)
    return np.asarray(habit[place], np.float32)
