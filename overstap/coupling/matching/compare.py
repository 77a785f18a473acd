"""What two cards have in common and where they differ, as numbers: one row per pair, one column per FEATURES."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from overstap.coupling.matching.numbering import different, distinct
from overstap.coupling.matching.parallel import at_once, in_parts
from overstap.coupling.matching.standardise import Column, Ints, Standard
from overstap.coupling.matching.surroundings import AROUND, surroundings
from overstap.coupling.matching.words import LONGEST, Floats, Words, words_of

NAME_FEATURES = (
    "name_same", "name_spelling", "name_least", "name_most", "name_left_least", "name_left_most", "name_group",
    "name_left_both", "name_left_any", "name_shared", "name_rarest_both", "name_rarest_any", "name_alike", "name_words",
)  # fmt: skip
# Agreement of one field: 1 equal, 0.5 one typing error, -0.5 two, -1 different, 0 unknown.
FIELDS = (
    "kvk",
    "vat",
    "iban",
    "mail",
    "domain",
    "phone",
    "postcode",
    "area",
    "number",
    "street",
    "city",
    "form",
    "vat_type",
    "sort",
    "named_town",
)
# How many different names share the value that both cards have, as log(1 + names); 0 where they do not agree.
SHARED = ("kvk", "vat", "iban", "mail", "domain", "phone", "address")
FEATURES = (
    *NAME_FEATURES, *FIELDS, *(f"{field}_names" for field in SHARED), "name_towns", "agreeing", "differing", "unknown",
    "registered", "same_administration", "form_one_side", "form_habit",
    *(f"{field}s_around" for field in AROUND), "silence_around",
)  # fmt: skip
_ERRORS = {"kvk": 2, "vat": 2, "iban": 2, "mail": 2, "phone": 1, "street": 2, "postcode": 1, "city": 2}
_PART = 4096  # pairs of names at a time: what is worked on stays in the fastest memory
_ALIGNED = NAME_FEATURES[NAME_FEATURES.index("name_least") :]


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of rows and their features, shape (pairs, len(FEATURES))."""

    one: Ints
    other: Ints
    features: Floats

    def __getitem__(self, feature: str) -> Floats:
        column: Floats = self.features[:, FEATURES.index(feature)]
        return column

    def between(self, start: int, end: int) -> "Compared":
        """The same, of the pairs from ``start`` to ``end``; nothing is copied."""
        return Compared(self.one[start:end], self.other[start:end], self.features[start:end])

    def only(self, chosen: Ints) -> "Compared":
        """The same, of some of the pairs."""
        return Compared(self.one[chosen], self.other[chosen], np.asfortranarray(self.features[chosen]))


def compare(cards: Standard, one: Ints, other: Ints) -> Compared:
    """Features of the pairs of rows (one, other)."""
    found = Compared(one, other, np.zeros((len(one), len(FEATURES)), np.float32, order="F"))
    if len(one):
        by_field = [partial(_compare_field, cards[field], found, field) for field in FIELDS]
        at_once([partial(_compare_names, cards, found), *by_field])
        counting = [partial(_count_names_of, cards, found, field) for field in SHARED]
        others = [partial(step, cards, found) for step in (_count_towns, _compare_habits, _look_around)]
        at_once([*counting, *others, partial(_count_agreement, found)])
    return found


def prepare(cards: Standard) -> None:
    """What comparing needs to know of all cards together, found beforehand; else ``compare`` finds it."""
    surroundings(cards)
    _words(cards)


def agreement(column: Column, one: Ints, other: Ints) -> Floats:
    """1 where equal, -1 where different, 0 where one of the two is unknown."""
    a, b = column.codes[one], column.codes[other]
    known, same = (a >= 0) & (b >= 0), a == b  # one byte per pair: that is what makes it fast
    return np.asarray(known.view(np.int8) * (2 * same.view(np.int8) - 1), np.float32)


def _compare_field(column: Column, found: Compared, field: str) -> None:
    known = found[field]
    known[:] = agreement(column, found.one, found.other)
    if field in _ERRORS:
        _forgive_errors(column, found, known, _ERRORS[field])


def _forgive_errors(column: Column, found: Compared, known: Floats, most: int) -> None:
    """A value that differs by one typing error (street and town: two) is half an agreement."""
    differing = np.flatnonzero(known == -1)
    if not len(differing):
        return
    a, b = column.codes[found.one[differing]], column.codes[found.other[differing]]
    pairs, place = distinct(np.minimum(a, b) * len(column.values) + np.maximum(a, b))
    values = np.array(column.values, object)
    errors = process.cpdist(
        values[pairs // len(column.values)],
        values[pairs % len(column.values)],
        scorer=DamerauLevenshtein.distance,
        score_cutoff=most,
        workers=-1,
        dtype=np.uint8,
    )
    numeric = column.values[0][:1].isdigit() or most == 1
    two = -0.5 if numeric or values[0][:2].isupper() else 0.5
    known[differing] = np.where(errors <= 1, 0.5, np.where(errors <= most, two, -1))[place]


def _compare_names(cards: Standard, found: Compared) -> None:
    names = cards["sorted_name"]
    known = found["name_same"]
    known[:] = agreement(names, found.one, found.other)
    named = np.flatnonzero(known != 0)
    if not len(named):
        return
    a, b = names.codes[found.one[named]], names.codes[found.other[named]]
    pairs, place = distinct(a * len(names.values) + b)
    a, b = pairs // len(names.values), pairs % len(names.values)
    aligned = _aligned(_words(cards), a, b)

    def spread(feature: str, column: Floats) -> None:
        found[feature][named] = column[place]

    at_once(partial(spread, feature, column) for feature, column in zip(_ALIGNED, aligned, strict=True))
    _compare_spelling(cards["name"], found, named)


def _words(cards: Standard) -> Words:
    return cards.once("words", lambda: words_of(cards["sorted_name"], cards["city"]))


def _aligned(words: Words, one: Ints, other: Ints) -> Floats:
    """Features _ALIGNED of pairs of names, shape (len(_ALIGNED), pairs).

    Names of a few words are compared apart from those of many: it is faster.
    """
    found = np.zeros((len(_ALIGNED), len(one)), np.float32)
    length = (words.of_name >= 0).sum(1)
    longest = np.maximum(length[one], length[other])
    for shorter, width in pairwise((0, 2, 3, 4, 5, LONGEST)):
        rows = np.flatnonzero((longest > shorter) & (longest <= width))

        def align(start: int, end: int, rows: Ints = rows, width: int = width) -> None:
            part = rows[start:end]
            found[:, part] = _align(words, one[part], other[part], width)

        in_parts(align, len(rows), _PART)
    return found


def _compare_spelling(names: Column, found: Compared, named: Ints) -> None:
    a, b = names.codes[found.one[named]], names.codes[found.other[named]]
    pairs, place = distinct(a * len(names.values) + b)
    values = np.array(names.values, object)
    likeness = process.cpdist(
        values[pairs // len(values)],
        values[pairs % len(values)],
        scorer=JaroWinkler.normalized_similarity,
        workers=-1,
        dtype=np.float32,
    )
    found["name_spelling"][named] = likeness[place]


def _align(words: Words, one: Ints, other: Ints, width: int) -> Floats:
    """Features _ALIGNED of pairs of names of at most ``width`` words: which words each has that the other lacks."""
    a, b = _first_words(words, one, width), _first_words(words, other, width)
    like = _likeness(words, a, b)
    match_a, match_b = like.max(1), like.max(0)
    weight_a, weight_b = _weights(words, a), _weights(words, b)
    shared_a = (weight_a * match_a).sum(0) / np.maximum(weight_a.sum(0), 1e-6)
    shared_b = (weight_b * match_b).sum(0) / np.maximum(weight_b.sum(0), 1e-6)
    left_a, left_b = (match_a == 0) & (a >= 0), (match_b == 0) & (b >= 0)
    group = _count(left_a & words.group[a]) + _count(left_b & words.group[b])
    left_a, left_b = left_a & ~words.town[a], left_b & ~words.town[b]
    lack_a, lack_b = weight_a * left_a, weight_b * left_b
    sum_a, sum_b = lack_a.sum(0), lack_b.sum(0)
    rare_a, rare_b = lack_a.max(0), lack_b.max(0)
    count_a, count_b = _count(left_a), _count(left_b)
    columns = (
        np.minimum(shared_a, shared_b), np.maximum(shared_a, shared_b), np.minimum(sum_a, sum_b),
        np.maximum(sum_a, sum_b), group, np.minimum(count_a, count_b), np.maximum(count_a, count_b),
        np.maximum((weight_a * (match_a > 0)).max(0), (weight_b * (match_b > 0)).max(0)),
        np.minimum(rare_a, rare_b), np.maximum(rare_a, rare_b),
        np.maximum(_alike(match_a), _alike(match_b)), np.minimum(_count(a >= 0), _count(b >= 0)),
    )  # fmt: skip
    return np.stack(columns).astype(np.float32)


def _first_words(words: Words, names: Ints, width: int) -> Ints:
    """Word numbers of each name, shape (width, names): what is done per name is then done for all names at once."""
    return np.ascontiguousarray(words.of_name[names, :width].T)


def _count(words: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """How many words of each name."""
    return np.asarray(words.sum(0, dtype=np.uint8), np.uint8)


def _alike(match: Floats) -> npt.NDArray[np.uint8]:
    """How many words match but for spelling."""
    return _count((match > 0) & (match < 1))


def _weights(words: Words, name: Ints) -> Floats:
    return np.asarray(np.where(name >= 0, words.weight[name], 0), np.float32)


def _likeness(words: Words, a: Ints, b: Ints) -> Floats:
    """How alike each word of the one is to each of the other, shape (width, width, pairs)."""
    same = (a[:, None] == b[None]) & (a >= 0)[:, None]
    like: Floats = same.astype(np.float32)
    if not len(words.alike):
        return like
    open_a, open_b = ~same.any(1) & (a >= 0), ~same.any(0) & (b >= 0)
    at_a, at_b, pair = np.nonzero(open_a[:, None] & open_b[None])
    keys = a[at_a, pair] * words.count + b[at_b, pair]
    place = np.minimum(np.searchsorted(words.alike, keys), len(words.alike) - 1)
    known = words.alike[place] == keys
    like[at_a[known], at_b[known], pair[known]] = words.likeness[place[known]]
    return like


def names_sharing(column: Column, names: Column) -> Ints:
    """How many different names share each value of the column."""
    known = (column.codes >= 0) & (names.codes >= 0)
    pairs = different(column.codes[known] * max(len(names.values), 1) + names.codes[known])
    return np.bincount(pairs // max(len(names.values), 1), minlength=len(column.values) + 1)


def _count_towns(cards: Standard, found: Compared) -> None:
    names = cards["sorted_name"]
    towns = cards.once("towns", lambda: np.log1p(names_sharing(names, cards["city"])))
    found["name_towns"][:] = np.where(found["name_same"] == 1, towns[names.codes[found.one]], 0)


def _count_names_of(cards: Standard, found: Compared, field: str) -> None:
    column = cards[field]
    sharing = cards.once(f"{field}_names", lambda: np.log1p(names_sharing(column, cards["sorted_name"])))
    same = found[field] == 1 if field in FIELDS else agreement(column, found.one, found.other) == 1
    found[f"{field}_names"][same] = sharing[column.codes[found.one[same]]]


def _count_agreement(found: Compared) -> None:
    counted = [found[field] for field in ("kvk", "vat", "iban", "mail", "phone", "postcode")]
    for feature, value in (("agreeing", 1), ("differing", -1), ("unknown", 0)):
        found[feature][:] = sum((column == value).view(np.uint8) for column in counted)


def _compare_habits(cards: Standard, found: Compared) -> None:
    """Within one administration two cards are seldom one party; some administrations never write legal forms."""
    registered = ((cards["kvk"].codes >= 0) | (cards["vat"].codes >= 0)).astype(np.float32)
    found["registered"][:] = registered[found.one] + registered[found.other]
    administration = cards["administration"]
    if len(administration.values) > 1:
        found["same_administration"][:] = administration.codes[found.one] == administration.codes[found.other]
    form = cards["form"].codes >= 0
    found["form_one_side"][:] = form[found.one] != form[found.other]
    without = np.where(form[found.one], found.other, found.one)
    found["form_habit"][:] = np.where(found["form_one_side"] == 1, surroundings(cards).habit[without], 0)


def _look_around(cards: Standard, found: Compared) -> None:
    """How many numbers and sorts of party there are among cards of much the same name and address."""
    known = surroundings(cards)
    for field, values in zip(AROUND, known.different.T, strict=True):
        found[f"{field}s_around"][:] = np.maximum(values[found.one], values[found.other])
    found["silence_around"][:] = np.maximum(known.silence_around[found.one], known.silence_around[found.other])
