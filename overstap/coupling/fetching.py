"""Reading what one coupled administration has of contacts, as cards. What is read twice is there once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from overstap.books.relations.values import Relation
from overstap.connectors import connections, packing, registry
from overstap.connectors.port import Books, Connection, KeepingRelations, StaleCursor
from overstap.connectors.values import Change, Kind, Wanted
from overstap.coupling import cards, findings
from overstap.coupling.models import Card, Coupled, CouplingFinding
from overstap.coupling.values import Left, Standing
from overstap.lib import clock
from overstap.lib.findings import Finding
from overstap.lib.kept_sentences import storable

_AT_ONCE = 500
LONGEST_KEY, LONGEST_CODE, LONGEST_FIELD = 100, 60, 500


@dataclass(slots=True)
class Taken:
    """What was taken in: keys of cards that are there, and of those that changed the numbers of their rows."""

    cursor: str = ""
    seen: set[str] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)


def fetch(coupled: Coupled) -> Taken:
    """Read what changed in an administration since it was last read; all of it the first time.

    Raises what the package answers; what was taken in until then stays, and the reading begins where it began.
    """
    connection = connections.connection_of(coupled.system)
    books = registry.books(connection.package)
    taken = _read(books, connection, coupled)
    coupled.cursor, coupled.read_at = taken.cursor, clock.now()
    if not keep_standing(coupled, Standing.COUPLED):
        let_rest(coupled)  # what was taken in after it was uncoupled
        return taken
    Coupled.objects.filter(pk=coupled.pk).update(cursor=coupled.cursor, read_at=coupled.read_at)
    findings.solve(coupled, (findings.LOST,))
    if taken.changed:
        findings.count_groups(coupled)
    return taken


def keep_standing(coupled: Coupled, standing: Standing, problem: Mapping[str, object] | None = None) -> bool:
    """Keep whether it can be read, and why not; False where a person uncoupled it while it was read."""
    coupled.standing, coupled.problem = standing, problem
    still = Coupled.objects.filter(pk=coupled.pk, ended_at=None)
    return bool(still.update(standing=standing, problem=problem))


def let_rest(coupled: Coupled) -> None:
    """It was uncoupled: nothing of it is compared, and nothing about it is open."""
    Card.objects.filter(coupled=coupled).update(to_match=False)
    CouplingFinding.objects.filter(coupled=coupled, solved_at=None).update(solved_at=clock.now())


def take_in(coupled: Coupled, changes: Iterable[Change], taken: Taken | None = None) -> Taken:
    """Keep what the package told: new and changed cards are marked to be compared, deleted ones as gone."""
    found = taken or Taken()
    stream = iter(changes)
    while batch := list(islice(stream, _AT_ONCE)):
        _take_some(coupled, batch, found)
    return found


def _read(books: Books, connection: Connection, coupled: Coupled) -> Taken:
    if not isinstance(books, KeepingRelations):
        return _whole(coupled, _as_changes(books, connection, coupled.foreign))
    if coupled.cursor:
        try:
            return take_in(coupled, books.relation_changes(connection, coupled.foreign, coupled.cursor))
        except StaleCursor:
            pass  # everything is read again; what is not there any more shows by its absence
    return _whole(coupled, books.relation_changes(connection, coupled.foreign, ""))


def _whole(coupled: Coupled, changes: Iterator[Change]) -> Taken:
    """Everything was read: what was not seen is gone."""
    _forget_unreadable(coupled)
    taken = take_in(coupled, changes)
    there = Card.objects.filter(coupled=coupled).exclude(left=Left.GONE).values_list("pk", "key")
    missing = [number for number, key in there.iterator(10_000) if key not in taken.seen]
    for start in range(0, len(missing), _AT_ONCE):
        _mark_gone(coupled, list(Card.objects.filter(pk__in=missing[start : start + _AT_ONCE])), taken)
    return taken


def _as_changes(books: Books, connection: Connection, code: str) -> Iterator[Change]:
    """Of a package whose relations have no key of their own: all of them, by their code."""
    for record in books.read(connection, code, Wanted(frozenset({Kind.RELATIONS}))):
        yield Change(Kind.RELATIONS, record.code if isinstance(record, Relation) else "", record)


def _take_some(coupled: Coupled, batch: list[Change], taken: Taken) -> None:
    told: dict[str, Relation] = {}
    gone: set[str] = set()
    for change in batch:
        key = storable(change.key)[:LONGEST_KEY]
        taken.cursor = change.cursor or taken.cursor
        if isinstance(change.record, Relation):
            told[key] = change.record
            gone.discard(key)
        elif isinstance(change.record, Finding):
            findings.row(coupled, change.record).save(force_insert=True)
        elif change.record is None and change.kind is Kind.RELATIONS:
            gone.add(key)
            told.pop(key, None)
    taken.seen |= set(told)
    _keep(coupled, told, taken)
    _mark_gone(coupled, list(Card.objects.filter(coupled=coupled, key__in=gone).exclude(left=Left.GONE)), taken)


def _keep(coupled: Coupled, told: dict[str, Relation], taken: Taken) -> None:
    there = {one.key: one for one in Card.objects.filter(coupled=coupled, key__in=told).defer("relation", "settled")}
    new: list[Card] = []
    changed: list[Card] = []
    for key, relation in told.items():
        card = there.get(key) or Card(environment_id=coupled.environment_id, coupled=coupled, key=key)
        if write_on(card, relation):
            (changed if card.pk else new).append(card)
    now = clock.now()
    Card.objects.bulk_create(new, batch_size=_AT_ONCE)
    names = ("relation", "foreign", "fields", "digest", "blocked", "left", "to_match", "changed_at", "read_at")
    Card.objects.bulk_update(changed, names, batch_size=_AT_ONCE)
    Card.objects.filter(pk__in=[one.pk for one in there.values()]).update(read_at=now)
    findings.look_at(coupled, [*new, *changed])
    taken.changed |= {one.pk for one in (*new, *changed)}


def write_on(card: Card, relation: Relation) -> bool:
    """Write on ``card`` what the package tells; whether that is another thing than before. It is not saved."""
    digest = cards.digest_of(relation)
    if card.digest == digest and card.left != Left.GONE:
        return False
    was = (card.fields, card.left)
    card.relation, card.digest = packing.pack(relation), digest
    card.foreign = storable(relation.code)[:LONGEST_CODE]
    card.fields = {name: storable(text)[:LONGEST_FIELD] for name, text in cards.fields_of(relation).items()}
    card.blocked = bool(relation.extra.get("blocked"))
    card.left = Left.DIVISION if cards.is_division(relation) else ""
    card.read_at = clock.now()
    if (card.fields, card.left) != was or card.pk is None:
        card.changed_at = clock.now()
        card.to_match = True
    return True


def _mark_gone(coupled: Coupled, gone: list[Card], taken: Taken) -> None:
    for card in gone:
        card.left, card.to_match, card.changed_at = Left.GONE, True, clock.now()
    Card.objects.bulk_update(gone, ["left", "to_match", "changed_at"], batch_size=_AT_ONCE)
    findings.look_at(coupled, gone)
    taken.changed |= {card.pk for card in gone}


def _forget_unreadable(coupled: Coupled) -> None:
    """Findings of the reading before this one; what still cannot be read is told again."""
    told = CouplingFinding.objects.filter(coupled=coupled, card=None, solved_at=None)
    told.exclude(code__in=findings.OF_ADMINISTRATION).update(solved_at=clock.now())
