"""What matching found, held against what it may not do by itself. Pure.

Two cards of one administration never come together in silence (R216); nor do cards of which a person said that they
differ, of two contacts that stand already, or with two different valid Chamber of Commerce numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one card. ``contact``: of a card about which it is decided, else None."""

    administration: int
    contact: int | None = None
    number: str = ""  # a valid Chamber of Commerce number


@dataclass(slots=True)
class Grouped:
    """Groups of rows, one for each party, largest kept whole; and pairs that a person has to say something about.

    ``doubles``: rows of one administration that seem one party, the one that stays with the others first.
    """

    groups: list[list[int]] = field(default_factory=list)
    doubles: list[Pair] = field(default_factory=list)
    doubtful: list[Pair] = field(default_factory=list)


@dataclass(slots=True)
class _Party:
    """Rows that are together so far, with what they have between them."""

    rows: list[int]
    administrations: set[int]
    contacts: set[int]
    numbers: set[str]

    def take(self, other: "_Party") -> None:
        self.rows += other.rows
        self.administrations |= other.administrations
        self.contacts |= other.contacts
        self.numbers |= other.numbers


def grouped(
    labels: Sequence[int],
    facts: Sequence[Facts],
    inside: Mapping[int, Sequence[Pair]],
    vetoes: Mapping[int, AbstractSet[int]],
) -> Grouped:
    """Groups that keep the rules.

    ``labels``: matching's party per row; ``inside``: per label its pairs of rows, most alike first; ``vetoes``: per
    row the rows with which a person said it has nothing to do.
    """
    found = Grouped()
    for label, rows in _by_party(labels, facts).items():
        if _keeps_the_rules(rows, facts, vetoes):
            found.groups.append(rows)
            continue
        pairs = [pair for one in label for pair in inside.get(one, ())]
        parties = _apart(rows, facts, pairs, vetoes)
        found.groups.extend(sorted(one.rows) for one in parties)
        _ask(parties, facts, vetoes, found)
    return found


def edges(group: Sequence[int], base: Iterable[int], pairs: Sequence[Pair]) -> list[Pair]:
    """How the rows of a group hang together: (row that is there, row that comes), each row beyond ``base`` once.

    ``pairs``: of the group, most alike first. Without a base the first row is there.
    """
    there = list(base) or [group[0]]
    inside, waiting = set(there), [row for row in group if row not in set(there)]
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    found: list[Pair] = []
    queue = list(there)
    for row in queue:
        for other in near[row]:
            if other not in inside:
                inside.add(other)
                found.append((row, other))
                queue.append(other)
    return [*found, *((there[0], row) for row in waiting if row not in inside)]


def _by_party(labels: Sequence[int], facts: Sequence[Facts]) -> dict[tuple[int, ...], list[int]]:
    """Rows by label; labels that share a contact which stands are one."""
    above: dict[int, int] = {}

    def root(label: int) -> int:
        while (higher := above.get(label, label)) != label:
            label = higher
        return label

    held: dict[int, int] = {}
    for label, fact in zip(labels, facts, strict=True):
        if fact.contact is not None:
            first = root(held.setdefault(fact.contact, label))
            above[max(first, root(label))] = min(first, root(label))
    members: dict[int, list[int]] = defaultdict(list)
    merged: dict[int, set[int]] = defaultdict(set)
    for row, label in enumerate(labels):
        members[root(label)].append(row)
        merged[root(label)].add(label)
    return {tuple(sorted(merged[label])): rows for label, rows in members.items()}


def _keeps_the_rules(rows: Sequence[int], facts: Sequence[Facts], vetoes: Mapping[int, AbstractSet[int]]) -> bool:
    if len(rows) == 1:
        return True
    contacts = {facts[row].contact for row in rows} - {None}
    numbers = {facts[row].number for row in rows} - {""}
    together = set(rows)
    vetoed = any(vetoes.get(row, frozenset()) & together for row in rows)
    free = Counter(facts[row].administration for row in rows)
    twice = any(count > 1 for count in free.values())
    if contacts and twice:  # a person may have put two of one administration in one contact
        twice = _twice_by_us(rows, facts)
    return not (twice or vetoed or len(contacts) > 1 or len(numbers) > 1)


def _twice_by_us(rows: Sequence[int], facts: Sequence[Facts]) -> bool:
    standing = {facts[row].administration for row in rows if facts[row].contact is not None}
    coming = [facts[row].administration for row in rows if facts[row].contact is None]
    return len(coming) != len(set(coming)) or bool(standing & set(coming))


def _apart(
    rows: Sequence[int], facts: Sequence[Facts], pairs: Sequence[Pair], vetoes: Mapping[int, AbstractSet[int]]
) -> list[_Party]:
    """The rows brought together again, most alike first, as far as the rules allow."""
    party: dict[int, _Party] = {}
    standing: dict[int, _Party] = {}
    for row in rows:
        fact = facts[row]
        made = _Party([row], {fact.administration}, set(), {fact.number} - {""})
        if fact.contact is not None:
            made.contacts.add(fact.contact)
            if fact.contact in standing:
                standing[fact.contact].take(made)
                made = standing[fact.contact]
            standing[fact.contact] = made
        party[row] = made
    for one, other in pairs:
        mine, theirs = party[one], party[other]
        if mine is not theirs and _may_join(mine, theirs, vetoes):
            mine.take(theirs)
            for row in theirs.rows:
                party[row] = mine
    unique = {id(one): one for one in party.values()}
    return sorted(unique.values(), key=lambda one: (-len(one.rows), min(one.rows)))


def _may_join(mine: _Party, theirs: _Party, vetoes: Mapping[int, AbstractSet[int]]) -> bool:
    if mine.administrations & theirs.administrations or len(mine.contacts | theirs.contacts) > 1:
        return False
    if len(mine.numbers | theirs.numbers) > 1:
        return False
    return not _vetoed(mine, theirs, vetoes)


def _vetoed(mine: _Party, theirs: _Party, vetoes: Mapping[int, AbstractSet[int]]) -> bool:
    their_rows = set(theirs.rows)
    return any(vetoes.get(row, frozenset()) & their_rows for row in mine.rows)


def _ask(
    parties: Sequence[_Party], facts: Sequence[Facts], vetoes: Mapping[int, AbstractSet[int]], found: Grouped
) -> None:
    """What is left apart is asked: one pair for each party beside the first that it could have come to."""
    first = parties[0]
    for one in parties[1:]:
        if _vetoed(first, one, vetoes) or len(first.contacts | one.contacts) > 1:
            continue
        shared = sorted(first.administrations & one.administrations)
        if shared:
            mine = next(row for row in first.rows if facts[row].administration == shared[0])
            theirs = next(row for row in one.rows if facts[row].administration == shared[0])
            found.doubles.append((mine, theirs))
        else:
            found.doubtful.append((first.rows[0], one.rows[0]))
