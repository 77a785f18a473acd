"""Sending what waits to go out, one by one, each in a transaction of its own that ends with what became of it.

Whatever is sent can be sent again: at the package a relation is found by its reference, and a change that was made
already is no change. So a worker killed between the package's answer and our commit doubles nothing.
"""

from collections.abc import Callable, Mapping
from typing import cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.relations.values import Relation
from overstap.connectors import connections, packing, registry
from overstap.connectors.port import CannotDo, ChangedThere, Connection, KeepingRelations
from overstap.connectors.values import Change, Kind
from overstap.coupling import cards, fetching, findings
from overstap.coupling.changing import Changes, Line
from overstap.coupling.keeping import following, planning
from overstap.coupling.keeping.models import Outgoing
from overstap.coupling.keeping.values import Sending, Sort
from overstap.coupling.models import Card, Coupled, Coupling, CouplingFinding
from overstap.coupling.values import Deed
from overstap.durable import points
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.lib.findings import Finding, Severity
from overstap.lib.kept_sentences import keep_error
from overstap.lib.sentences import sentence
from overstap.tenancy.values import PackageFamily

REACHED = "coupling.keep:sent"  # the package has answered, and nothing of it is kept yet
NOT_SENT = "CONTACT-NOT-SENT"
_MOST_TRIES = 5  # of a relation that changes there as often as we want to change it
NEW = "C"  # type of a contact that nobody gave one: a customer

Lock = Callable[[], Coupling]
"""Locks the coupling until the transaction ends; asked for once the package has answered."""


def send(row: Outgoing, lock: Lock) -> None:
    """Send one thing, and keep what became of it; what waits still was changed there. Raises what the package says."""
    coupled = row.coupled
    books = registry.books(PackageFamily(coupled.system.package))
    if not isinstance(books, KeepingRelations):
        raise CannotDo(
            _("Contacts of “%(name)s” cannot be changed from here.") % {"name": coupled.name},
            remedy=_("Change them in the package itself."),
        )
    end = _End(books, connections.connection_of(coupled.system), coupled, lock)
    _SENDING[Sort(row.sort)](end, row)


def refuse(row: Outgoing, error: OverstapError) -> None:
    """The package does not accept it: its words are kept, and somebody has to look at it."""
    problem = keep_error(error)
    _still_waiting(row).update(state=Sending.REFUSED, done_at=clock.now(), problem=problem)
    remedy = error.remedy or sentence("Correct it here or in the package, and have it sent again.")
    finding = Finding(NOT_SENT, Severity.ERROR, _place(row), error.message, remedy)
    findings.row(row.coupled, finding, row.card).save(force_insert=True)


class _End:
    """The administration at its package."""

    def __init__(self, books: KeepingRelations, connection: Connection, coupled: Coupled, lock: Lock) -> None:
        self.books = books
        self.connection = connection
        self.coupled = coupled
        self.lock = lock

    def take_in(self, key: str, record: Relation | None) -> Card | None:
        """Keep what the package answered: the card as it is there now."""
        fetching.take_in(self.coupled, [Change(Kind.RELATIONS, key, record)])
        found = Card.objects.filter(coupled=self.coupled, key=key).defer("relation").first()
        if found is not None and found.contact_id is not None:
            Card.objects.filter(pk=found.pk).update(to_match=False)
        return found


def _make(end: _End, row: Outgoing) -> None:
    living = Card.objects.filter(coupled=end.coupled, contact=row.contact, left="")
    if row.contact.ended_at is not None or living.exists():
        _done(row, Sending.OVERTAKEN)
        return
    relation = cards.with_fields(Relation(row.code, "", type=row.contact.fields.get("type", NEW)), row.contact.fields)
    kept = end.books.make_relation(end.connection, end.coupled.foreign, relation, reference(row))
    points.reach(REACHED)
    coupling = end.lock()
    card = end.take_in(kept.key, kept.relation)
    if card is not None and _stands(row):
        _belongs(coupling, card, row)
    _done(row, Sending.SENT)


def _change(end: _End, row: Outgoing) -> None:
    card = cast("Card", row.card)
    if card.left or card.contact_id != row.contact_id or not planning.takes_back(end.coupled):
        _done(row, Sending.OVERTAKEN)
        return
    before = cast("Relation", packing.unpack(card.relation))
    after = cards.with_fields(before, cast("Mapping[str, str]", row.after))
    try:
        kept = end.books.change_relation(end.connection, end.coupled.foreign, card.key, before, after)
    except ChangedThere as error:
        _changed_there(end, row, card, error)
        return
    points.reach(REACHED)
    coupling = end.lock()
    end.take_in(card.key, kept.relation)
    following.know(card.pk, list(row.after))
    if not _stands(row):
        Card.objects.filter(pk=card.pk, left="").update(to_match=True)  # and goes out as somebody wants it by now
        return
    _done(row, Sending.SENT)
    following.settle_sent(coupling, row.contact_id)


def _changed_there(end: _End, row: Outgoing, card: Card, error: ChangedThere) -> None:
    """It is read again, and what waits is planned anew from that: what is a conflict now does not go out."""
    row.tries += 1
    if row.tries > _MOST_TRIES:
        raise error
    kept = end.books.relation(end.connection, end.coupled.foreign, card.key)
    end.lock()
    end.take_in(card.key, kept.relation if kept else None)
    Card.objects.filter(pk=card.pk, left="").update(to_match=True)
    _still_waiting(row).update(tries=row.tries)


def _remove(end: _End, row: Outgoing) -> None:
    card = cast("Card", row.card)
    if row.contact.ended_at is None:
        _done(row, Sending.OVERTAKEN)
        return
    end.books.remove_relation(end.connection, end.coupled.foreign, card.key)
    points.reach(REACHED)
    end.lock()
    end.take_in(card.key, None)
    _done(row, Sending.SENT)


_SENDING: Mapping[Sort, Callable[[_End, Outgoing], None]] = {
    Sort.MAKE: _make,
    Sort.CHANGE: _change,
    Sort.REMOVE: _remove,
}


def reference(row: Outgoing) -> str:
    """Ours at the package: of the contact, so that whoever makes it there makes it once."""
    return f"OV-{row.contact.uid.hex[:24]}"


def _belongs(coupling: Coupling, card: Card, row: Outgoing) -> None:
    """The card that was made is this contact's, whatever it was taken for meanwhile."""
    if card.contact_id == row.contact_id:
        return
    changes = Changes(coupling)
    changes.move([card], row.contact)
    changes.keep(Line(row.person, Deed.JOIN, row.contact, [card.pk]))


def _stands(row: Outgoing) -> bool:
    """Whether it is still what was sent: while the package answered somebody may have changed or dropped it.

    The row is not locked meanwhile, so that nobody has to wait for a package.
    """
    return _still_waiting(row).filter(after=row.after).exists()


def _still_waiting(row: Outgoing) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(pk=row.pk, state=Sending.WAITING)


def _done(row: Outgoing, state: Sending) -> None:
    row.state = state
    _still_waiting(row).update(state=state, done_at=clock.now(), problem=None)
    open_ = CouplingFinding.objects.filter(coupled=row.coupled, code=NOT_SENT, solved_at=None)
    open_.filter(card=row.card, place=_place(row)).update(solved_at=clock.now())


def _place(row: Outgoing) -> str:
    name = str(row.contact.fields.get("name", ""))
    return findings.place(row.card) if row.card else f"relation {name}"[: findings.LONGEST_PLACE]
