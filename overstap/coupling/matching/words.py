"""The words of names: how rare each is, and which are alike (typing errors, abbreviations, initials)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import DamerauLevenshtein

from overstap.coupling.matching.standardise import Column, Ints

Floats = npt.NDArray[np.float32]

# Words that tell companies of one group apart: a holding is not its operating company.
GROUP_WORDS = frozenset(
    [
        "holding",
        "beheer",
        "vastgoed",
        "materieel",
        "projecten",
        "onderhoud",
        "ontwikkeling",
        "groep",
        "service",
        "services",
        "prefab",
        "installaties",
        "infra",
        "invest",
        "investments",
        "participaties",
        "exploitatie",
        "pensioen",
        "management",
        "international",
        "nederland",
        "deelnemingen",
        "monumenten",
        "logistiek",
        "materiaal",
        "i",
        "ii",
        "iii",
        "iv",
    ]
)

# A name of more words than this is compared on its first ones.
LONGEST = 8
_SHARED_BY_MOST = 30  # a spelling shared by more words than this says nothing
_COMPLETIONS = 400  # an initial stands for at most so many given names
_ABBREVIATED = 0.8
_INITIAL = 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """Words of all different names.

    ``of_name``: word numbers per name, -1 beyond the last, shape (names, LONGEST). ``weight``: how rare a word is.
    ``group`` and ``town``: whether it is a word of a group of companies, or of a town. ``alike`` (sorted keys
    one * words + other) and ``likeness`` (0-1): pairs that may mean the same.
    """

    of_name: Ints
    weight: Floats
    group: npt.NDArray[np.bool_]
    town: npt.NDArray[np.bool_]
    alike: Ints
    likeness: Floats

    @property
    def count(self) -> int:
        """How many different words there are."""
        return len(self.weight)


def words_of(names: Column, cities: Column) -> Words:
    """The words of all different names and how they are alike."""
    of_name, vocabulary = _read(names.values)
    numbers = {word: number for number, word in enumerate(vocabulary)}
    times = np.bincount(of_name[of_name >= 0], minlength=len(vocabulary))
    weight = np.maximum(np.log((len(names.values) + 1) / (times + 0.5)), 0.3).astype(np.float32)
    towns = {word for city in cities.values for word in city.split()}
    alike, likeness = _alike(vocabulary, numbers)
    return Words(
        of_name,
        weight,
        np.array([word in GROUP_WORDS or word.isdigit() for word in vocabulary], np.bool_),
        np.array([word in towns for word in vocabulary], np.bool_),
        alike,
        likeness,
    )


def _read(names: list[str]) -> tuple[Ints, list[str]]:
    """Word numbers per name, -1 beyond its last, shape (at least 1, LONGEST); and the words of these numbers."""
    of_name = np.full((max(len(names), 1), LONGEST), -1, np.int64)
    split = pc.list_slice(pc.utf8_split_whitespace(pa.array(names, pa.string())), 0, LONGEST)
    words = split.flatten().dictionary_encode()
    filled = np.arange(LONGEST) < pc.list_value_length(split).to_numpy()[:, None]
    of_name[: len(names)][filled] = words.indices.to_numpy()
    return of_name, words.dictionary.to_pylist()


def _alike(vocabulary: list[str], numbers: dict[str, int]) -> tuple[Ints, Floats]:
    found = [*_typing_errors(vocabulary), *_abbreviations(vocabulary)]
    one = np.array([numbers[word] for word, _, _ in found], np.int64)
    other = np.array([numbers[word] for _, word, _ in found], np.int64)
    keys = np.r_[one * len(vocabulary) + other, other * len(vocabulary) + one]
    likeness = np.tile(np.array([much for _, _, much in found], np.float32), 2)
    order = np.lexsort((-likeness, keys))
    keys, likeness = keys[order], likeness[order]
    best = np.r_[True, keys[1:] != keys[:-1]] if len(keys) else np.zeros(0, np.bool_)
    return keys[best], likeness[best]


def _typing_errors(vocabulary: list[str]) -> Iterator[tuple[str, str, float]]:
    """Words one error apart, found because they become equal when one letter is left out."""
    shortened: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        if len(word) >= 4:
            for spelling in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
                shortened[spelling].append(word)
    seen: set[tuple[str, str]] = set()
    for words in shortened.values():
        if 2 <= len(words) <= _SHARED_BY_MOST:
            seen.update((one, other) for at, one in enumerate(words) for other in words[:at])
    for one, other in seen:
        longest = max(len(one), len(other))
        errors = DamerauLevenshtein.distance(one, other, score_cutoff=2)
        if errors <= (2 if longest >= 9 else 1):
            yield one, other, 1 - errors / longest


def _abbreviations(vocabulary: list[str]) -> Iterator[tuple[str, str, float]]:
    """bouwbedr. for bouwbedrijf, aann.bedr for aannemersbedrijf, j for jan."""
    ordered = sorted(vocabulary)
    for word in vocabulary:
        start, _, rest = word.partition(".")
        if len(start) == 2 and not rest:
            continue
        for longer in _starting_with(ordered, start):
            if longer != word and (not rest or (len(longer) > len(word) - 1 and rest.split(".")[0] in longer[1:])):
                yield word, longer, _INITIAL if len(start) == 1 else _ABBREVIATED


def _starting_with(ordered: list[str], start: str) -> Iterator[str]:
    at = bisect_left(ordered, start)
    for word in ordered[at : at + _COMPLETIONS]:
        if not word.startswith(start):
            return
        yield word
