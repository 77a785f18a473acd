"""All cards of an environment compared with each other (R201, R202): contacts, decisions of the rules, questions.

Cards that were compared before and did not change since, and those that a person decided about, stay where they are;
what is new or changed finds its place beside them. Imported by the worker's step alone: matching brings large
libraries along.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.conf import settings
from django.db import connection
from django.db.models import Q

from overstap.coupling import findings, likeness
from overstap.coupling.changing import DOUBLE, new_contacts
from overstap.coupling.checks import valid_commerce_number
from overstap.coupling.grouping import Facts, Grouped, Pair, edges, grouped
from overstap.coupling.matching import CAREFUL, Matched, Settings, match
from overstap.coupling.matching.values import Where
from overstap.coupling.models import Card, Contact, Coupling, CouplingFinding, Decision, Question
from overstap.coupling.values import Answer, Deed, Fields, Standing, Treatment
from overstap.lib import clock
from overstap.lib.errors import NeedsSetting
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import keep
from overstap.lib.sentences import sentence

_AT_ONCE = 1_000
# One statement for thousands of rows.
_MOVE = (
    "UPDATE coupling_card AS card SET contact_id = told.contact"
    " FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, contact) WHERE card.id = told.id"
)
_BY_PEOPLE = (Deed.JOIN, Deed.SPLIT, Deed.UNDO)
CHANGED = sentence("it changed at the package, and is no longer like the others")


@dataclass(frozen=True, slots=True)
class Row:
    """A card as it is compared."""

    card: int
    coupled: int
    contact: int | None
    to_match: bool
    fields: Fields


@dataclass(frozen=True)
class Compared:
    """The cards, and what matching made of them. ``fixed``: per row the contact that it keeps, or None."""

    rows: Sequence[Row]
    fixed: Sequence[int | None]
    found: Matched

    @cached_property
    def place(self) -> dict[int, int]:
        """The row of each card."""
        return {row.card: at for at, row in enumerate(self.rows)}

    @cached_property
    def inside(self) -> dict[int, list[Pair]]:
        """Per label its pairs, most alike first; of labels with two rows or more."""
        pairs, labels = self.found.pairs, self.found.labels
        same = np.flatnonzero(labels[pairs.one] == labels[pairs.other])
        ordered = same[np.argsort(-self.found.chance[same], kind="stable")]
        told: dict[int, list[Pair]] = defaultdict(list)
        owners = labels[pairs.one[ordered]].tolist()
        for label, one, other in zip(owners, pairs.one[ordered].tolist(), pairs.other[ordered].tolist(), strict=True):
            told[label].append((one, other))
        return told

    @cached_property
    def asked(self) -> dict[Pair, float]:
        """The pairs that matching asks about, with the chance that the contacts they stand for are one."""
        pairs = ((int(one), int(other)) for one, other in self.found.asked.tolist())
        return dict(zip(pairs, map(float, self.found.chances.tolist()), strict=True))

    def chances(self, pairs: Sequence[Pair]) -> list[float | None]:
        """The chance of each pair, None where it was never compared."""
        if not pairs or not len(self.found.pairs.one):
            return [None] * len(pairs)
        known = (self.found.pairs.one << 32) + self.found.pairs.other
        asked = np.array([(min(pair) << 32) + max(pair) for pair in pairs], np.int64)
        at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
        there = (known[at] == asked).tolist()
        return [float(one) if ok else None for one, ok in zip(self.found.chance[at].tolist(), there, strict=True)]

    def reasons(self, pairs: Sequence[Pair]) -> list[list[list[object]]]:
        """What speaks for and against each pair, as it is kept."""
        if not pairs:
            return []
        told = self.found.whys(np.array(pairs, np.int64).reshape(-1, 2))
        return [[[one.code, keep(one.text), one.weight] for one in several] for several in told]


def compare(coupling: Coupling) -> int:
    """Give every card that is new or changed its contact, and ask what is unclear. Gives how many were compared.

    The caller has the coupling locked. Cards keep ``to_match`` until their contacts are settled.
    """
    rows = _rows(coupling)
    fresh = [row for row in rows if row.to_match]
    _drop_questions(coupling)
    if fresh:
        _compare(coupling, rows)
    _solve_doubles(coupling)
    return len(fresh)


def _compare(coupling: Coupling, rows: Sequence[Row]) -> None:
    compared = _compared(rows, _decided_by_people(coupling))
    vetoes = _vetoes(coupling, compared)
    groups = _groups(compared, vetoes)
    by_hand = coupling.treatment == Treatment.BY_HAND
    asked = [*groups.doubtful, *groups.doubles]
    if by_hand:
        asked += _tree(groups, compared)
        groups = Grouped([[at] for at in range(len(rows))], groups.doubles, groups.doubtful)
    _give_contacts(coupling, compared, groups)
    _tell_doubles(compared, groups.doubles)
    _ask(coupling, compared, [*asked, *compared.asked], vetoes)


def _rows(coupling: Coupling) -> list[Row]:
    """Cards of parties, of administrations that were not uncoupled; without those that a person removed here."""
    there = Card.objects.filter(environment=coupling.environment_id, left="").exclude(coupled__standing=Standing.ENDED)
    there = there.exclude(contact__ended_at__isnull=False)
    told = there.order_by("pk").values_list("pk", "coupled_id", "contact_id", "to_match", "fields")
    return [Row(*values) for values in told.iterator(10_000)]


def _decided_by_people(coupling: Coupling) -> set[int]:
    """Cards of which a person said where they belong."""
    told = Decision.objects.filter(environment=coupling.environment_id, deed__in=_BY_PEOPLE).exclude(person=None)
    return {card for cards in told.values_list("cards", flat=True) for card in cards}


def _compared(rows: Sequence[Row], decided: set[int]) -> Compared:
    fixed = [row.contact if row.contact and (not row.to_match or row.card in decided) else None for row in rows]
    cards = [likeness.to_match(row.fields, str(row.coupled)) for row in rows]
    given = np.array([-1 if contact is None else contact for contact in fixed], np.int64)
    return Compared(rows, fixed, match(cards, _how(), given if (given >= 0).any() else None))


def _how() -> Settings:
    """As this installation compares: rather ask twice than bring two legal entities together. Raises NeedsSetting."""
    try:
        return replace(CAREFUL, where=Where(settings.MATCHING))
    except ValueError as error:
        raise NeedsSetting(
            "OVERSTAP_MATCHING says where contacts are compared: here, or spark.",
            code="SETTING-MATCHING",
            remedy="Correct it, and start the worker again; see docs/settings.md.",
        ) from error


def _vetoes(coupling: Coupling, compared: Compared) -> dict[int, set[int]]:
    """Rows that a person said to be different: the cards themselves, and those that stand in a contact with them."""
    told = Question.objects.filter(environment=coupling.environment_id, answer=Answer.DIFFERENT)
    together: dict[int, list[int]] = defaultdict(list)
    for at, contact in enumerate(compared.fixed):
        if contact is not None:
            together[contact].append(at)
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in told.values_list("one", "other"):
        if one in compared.place and other in compared.place:
            for a in _with(compared, one, together):
                for b in _with(compared, other, together):
                    found[a].add(b)
                    found[b].add(a)
    return found


def _with(compared: Compared, card: int, together: Mapping[int, list[int]]) -> list[int]:
    at = compared.place[card]
    contact = compared.fixed[at]
    return together[contact] if contact is not None else [at]


def _groups(compared: Compared, vetoes: Mapping[int, set[int]]) -> Grouped:
    facts = [
        Facts(row.coupled, contact, valid_commerce_number(row.fields))
        for row, contact in zip(compared.rows, compared.fixed, strict=True)
    ]
    return grouped(_labels(compared), facts, compared.inside, vetoes)


def _labels(compared: Compared) -> list[int]:
    """Matching's parties; a card that changed and may still be of its contact stays there, as it was (R220)."""
    labels: list[int] = compared.found.labels.tolist()
    standing = {labels[at]: contact for at, contact in enumerate(compared.fixed) if contact is not None}
    stays: dict[int, int] = {}
    for pair in compared.asked:
        for at, beside in (pair, pair[::-1]):
            contact = compared.rows[at].contact
            if contact is not None and labels[at] not in standing and standing.get(labels[beside]) == contact:
                stays[labels[at]] = labels[beside]
    return [stays.get(label, label) for label in labels]


def _tree(groups: Grouped, compared: Compared) -> list[Pair]:
    """The pairs by which groups hang together: what would be joined, where the rules join nothing."""
    return [pair for group in groups.groups if len(group) > 1 for pair in _edges(group, compared)]


def _edges(group: Sequence[int], compared: Compared, base: Sequence[int] = ()) -> list[Pair]:
    inside, labels = set(group), compared.found.labels
    found = [pair for label in sorted({int(labels[row]) for row in group}) for pair in compared.inside.get(label, ())]
    return edges(group, base, [pair for pair in found if pair[0] in inside and pair[1] in inside])


def _give_contacts(coupling: Coupling, compared: Compared, groups: Grouped) -> None:
    """Every row its contact, with a line of the log for each card that the rules brought somewhere."""
    targets = _targets(coupling, compared, groups.groups)
    moved = [
        (at, contact)
        for group, contact in zip(groups.groups, targets, strict=True)
        for at in group
        if compared.rows[at].contact != contact
    ]
    _log(coupling, compared, groups.groups, targets)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [[compared.rows[at].card for at, _to in moved], [to for _at, to in moved]])
    left = {contact for contact in (compared.rows[at].contact for at, _to in moved) if contact}
    Card.objects.filter(contact__in=left).update(to_match=True)  # what they lost may change what they say
    _end_empty(coupling, left)


def _targets(coupling: Coupling, compared: Compared, groups: Sequence[Sequence[int]]) -> list[int]:
    """The contact of each group: the one that stands, else one of its own cards' that nobody else keeps, else new."""
    kept = {contact for contact in compared.fixed if contact is not None}
    targets: list[int | None] = []
    for group in groups:
        standing = {compared.fixed[at] for at in group} - {None}
        own = sorted({compared.rows[at].contact or 0 for at in group} - kept - {0})
        target = next(iter(standing), own[0] if own else None)
        if target is not None:
            kept.add(target)
        targets.append(target)
    fresh = iter(new_contacts(coupling, targets.count(None)))
    return [next(fresh).pk if target is None else target for target in targets]


def _log(coupling: Coupling, compared: Compared, groups: Sequence[Sequence[int]], targets: Sequence[int]) -> None:
    joined: list[tuple[Pair, int]] = []
    lines: list[Decision] = []
    for group, contact in zip(groups, targets, strict=True):
        there = [at for at in group if compared.rows[at].contact == contact]
        if len(group) > 1 and len(there) < len(group):
            joined += [(pair, contact) for pair in _edges(group, compared, there)]
        elif len(group) == 1 and not there and compared.rows[group[0]].contact:
            lines.append(_line(coupling, compared.rows[group[0]], contact, Deed.SPLIT))
            lines[-1].reasons = [["CHANGED", keep(CHANGED), 0.0]]
    pairs = [pair for pair, _contact in joined]
    told = zip(joined, compared.reasons(pairs), compared.chances(pairs), strict=True)
    for ((there_at, at), contact), reasons, chance in told:
        line = _line(coupling, compared.rows[at], contact, Deed.JOIN)
        line.cards = [compared.rows[there_at].card, compared.rows[at].card]
        line.reasons, line.chance = reasons, chance
        lines.append(line)
    Decision.objects.bulk_create(lines, batch_size=_AT_ONCE)


def _line(coupling: Coupling, row: Row, contact: int, deed: Deed) -> Decision:
    key = str(row.card)
    return Decision(
        environment_id=coupling.environment_id,
        deed=deed,
        contact_id=contact,
        cards=[row.card],
        before={"contacts": {key: row.contact}},
        after={"contacts": {key: contact}},
    )


def _end_empty(coupling: Coupling, keys: set[int]) -> None:
    left = Contact.objects.filter(environment=coupling.environment_id, pk__in=keys)
    left.filter(card=None, ended_at=None).update(ended_at=clock.now(), changed_at=clock.now())


def _tell_doubles(compared: Compared, doubles: Sequence[Pair]) -> None:
    """Two cards of one administration that are one party: somebody has to say so (R216)."""
    numbers = {compared.rows[at].card for pair in doubles for at in pair}
    cards = Card.objects.filter(pk__in=numbers).defer("relation").select_related("coupled").in_bulk()
    told = CouplingFinding.objects.filter(card__in=numbers, code=DOUBLE)
    standing = told.filter(Q(solved_at=None) | Q(accepted_by__isnull=False))
    known = set(standing.values_list("card", flat=True))
    rows = []
    for first, second in doubles:
        kept, double = cards[compared.rows[first].card], cards[compared.rows[second].card]
        if double.pk not in known:
            rows.append(findings.row(double.coupled, _double(kept, double), double))
    CouplingFinding.objects.bulk_create(rows, batch_size=_AT_ONCE)


def _double(kept: Card, double: Card) -> Finding:
    return Finding(
        DOUBLE,
        Severity.ERROR,
        findings.place(double),
        sentence(
            "This contact is in “%(administration)s” twice, also as %(code)s.",
            administration=double.coupled.name,
            code=kept.foreign,
        ),
        sentence("Make one of the two in the package and have it read again; or answer the question; or keep both."),
    )


def _solve_doubles(coupling: Coupling) -> None:
    """A double of which nothing is asked any more is none: one of the two changed, or went."""
    told = CouplingFinding.objects.filter(environment=coupling.environment_id, code=DOUBLE, solved_at=None)
    still = Question.objects.filter(environment=coupling.environment_id, answer=Answer.OPEN)
    asked = {card for pair in still.values_list("one", "other") for card in pair}
    over = [number for number, card in told.values_list("pk", "card") if card not in asked]
    CouplingFinding.objects.filter(pk__in=over).update(solved_at=clock.now())


def _drop_questions(coupling: Coupling) -> None:
    """What was asked about a card that changed or went is asked anew where it still is a question."""
    waiting = Card.objects.filter(environment=coupling.environment_id, to_match=True)
    changed = set(waiting.values_list("pk", flat=True))
    still = Question.objects.filter(environment=coupling.environment_id, answer=Answer.OPEN)
    told = still.values_list("pk", "one", "other")
    stale = [number for number, one, other in told if one in changed or other in changed]
    Question.objects.filter(pk__in=stale).update(answer=Answer.MOOT)


def _ask(coupling: Coupling, compared: Compared, pairs: Sequence[Pair], vetoes: Mapping[int, set[int]]) -> None:
    """Questions about pairs of contacts, each once, that nobody answered yet."""
    contact = dict(Card.objects.filter(environment=coupling.environment_id, left="").values_list("pk", "contact"))
    party = _party_of(compared, contact)
    still = Question.objects.filter(environment=coupling.environment_id)
    answered = {frozenset(pair): answer for *pair, answer in still.values_list("one", "other", "answer")}
    seen = _asked_already(answered, contact)
    wanted: list[Pair] = []
    for one, other in pairs:
        both = frozenset((party(one), party(other)))
        cards = frozenset((compared.rows[one].card, compared.rows[other].card))
        settled = answered.get(cards, Answer.MOOT) != Answer.MOOT
        if len(both) == 2 and both not in seen and not settled and other not in vetoes.get(one, ()):
            seen.add(both)
            wanted.append((one, other))
    _keep_questions(coupling, compared, wanted)


def _party_of(compared: Compared, contact: Mapping[int, int | None]) -> Callable[[int], int]:
    return lambda at: contact[compared.rows[at].card] or 0


def _asked_already(answered: Mapping[frozenset[int], str], contact: Mapping[int, int | None]) -> set[frozenset[int]]:
    """Pairs of contacts about which something is open, or was answered with "different"."""
    told = [cards for cards, answer in answered.items() if answer in (Answer.OPEN, Answer.DIFFERENT)]
    return {frozenset(contact.get(card) or -card for card in cards) for cards in told}


def _keep_questions(coupling: Coupling, compared: Compared, pairs: Sequence[Pair]) -> None:
    made = []
    chances = [compared.asked.get(pair, chance) for pair, chance in zip(pairs, compared.chances(pairs), strict=True)]
    for (one, other), reasons, chance in zip(pairs, compared.reasons(pairs), chances, strict=True):
        low, high = sorted((compared.rows[one].card, compared.rows[other].card))
        made.append(
            Question(
                environment_id=coupling.environment_id,
                one_id=low,
                other_id=high,
                chance=chance or 0.0,
                reasons=reasons,
            )
        )
    Question.objects.bulk_create(
        made,
        batch_size=_AT_ONCE,
        update_conflicts=True,
        unique_fields=["one", "other"],
        update_fields=["chance", "reasons", "answer", "decision", "asked_at"],
    )
