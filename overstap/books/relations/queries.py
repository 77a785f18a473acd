"""What pages ask about relations: a list to search in, and a card with what was booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext as _

from overstap.books.ledger import snapshots
from overstap.books.ledger.reading import fetch, limited, take_in_hand, until
from overstap.books.relations import models as tables
from overstap.books.relations import store
from overstap.books.relations.values import Company, Relation
from overstap.lib.errors import Refused
from overstap.tenancy.models import Administration


class RelationNotFound(Refused):
    """There is no such relation in this administration."""

    code = "RELATION-NOT-FOUND"


@dataclass(frozen=True, slots=True)
class RelationRow:
    """A relation in a list. ``type`` is custSupTp as written: C, S, B, O or empty."""

    code: str
    name: str
    type: str
    contact: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True)
class RelationsPage:
    """A page of relations by name, and where the next one starts (name, code; None: no more)."""

    rows: Sequence[RelationRow]
    next: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class LineCursor:
    """Where a page of a relation's lines ended."""

    date: date
    seq: int
    position: int


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A ledger line that names the relation; ``amount`` is debit positive."""

    seq: int
    position: int
    date: date
    journal: str
    number: str
    account: str
    description: str
    invoice_ref: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RelationLinesPage:
    """A page of a relation's lines, the newest first, and where the next one starts (None: no more)."""

    rows: Sequence[RelationLine]
    next: LineCursor | None


def search(
    administration: Administration, text: str = "", after: tuple[str, str] | None = None, limit: int = 50
) -> RelationsPage:
    """A page of the relations with ``text`` in their name or code, capitals or not, by name; all for an empty text."""
    wanted = text.strip()
    if not wanted.replace(" ", "a").isprintable():
        return RelationsPage([], None)
    found = tables.Relation.objects.filter(administration=administration)
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(code__icontains=wanted))
    if after is not None:
        name, code = after
        found = found.filter(Q(name__gt=name) | Q(name=name, code__gt=code), name__gte=name)
    columns = ("code", "name", "type", "contact", "email", "phone")
    rows = list(found.order_by(F("name"), F("code")).values_list(*columns)[: limited(limit) + 1])
    page = [RelationRow(*row) for row in rows[: limited(limit)]]
    return RelationsPage(page, (page[-1].name, page[-1].code) if len(rows) > len(page) else None)


def relation(administration: Administration, code: str) -> Relation:
    """A relation with its addresses and bank accounts. Raises RelationNotFound."""
    found = store.relation(administration, code) if code.isprintable() else None
    if found is None:
        raise RelationNotFound(_("There is no relation “%(code)s” here.") % {"code": code}, remedy=_("Check the code."))
    return found


def relation_lines(
    administration: Administration,
    code: str,
    *,
    after: LineCursor | None = None,
    limit: int = 50,
    as_of: int | None = None,
) -> RelationLinesPage:
    """A page of the ledger lines that name a relation, the newest first. ``after`` is the ``next`` before."""
    take_in_hand(administration.ledger_id)
    last = until(administration, as_of)
    snapshot = snapshots.newest(administration.ledger_id, last)
    place = after or LineCursor(date.max, last, 0)
    places = {
        "ledger": administration.ledger_id, "code": code, "upto": snapshot.upto, "last": last, "date": place.date,
        "seq": place.seq, "position": place.position, "limit": limited(limit) + 1,
    }  # fmt: skip
    rows = fetch(_LINES, places) if code and code.isprintable() else []
    page = [RelationLine(*row) for row in rows[: limited(limit)]]
    end = LineCursor(page[-1].date, page[-1].seq, page[-1].position) if len(rows) > len(page) else None
    return RelationLinesPage(page, end)


# Up to the snapshot there is an index by relation; what was booked after it is looked through.
_LINES = """
SELECT l.entry_seq, l.position, l.date, e.journal_code, e.number, l.account_code, l.description, l.invoice_ref, l.amount
FROM (
  SELECT * FROM (
    (SELECT date, entry_seq, position FROM ledger_relation_line
     WHERE ledger_id = %(ledger)s AND hash = overstap_text_hash(%(code)s) AND entry_seq <= %(upto)s
       AND (date, entry_seq, position) < (%(date)s, %(seq)s, %(position)s)
     ORDER BY date DESC, entry_seq DESC, position DESC LIMIT %(limit)s)
    UNION ALL
    SELECT date, entry_seq, position FROM ledger_line
    WHERE ledger_id = %(ledger)s AND entry_seq > %(upto)s AND entry_seq <= %(last)s AND relation_code = %(code)s
      AND (date, entry_seq, position) < (%(date)s, %(seq)s, %(position)s)) AS places
  ORDER BY date DESC, entry_seq DESC, position DESC LIMIT %(limit)s) p
JOIN ledger_line l ON l.ledger_id = %(ledger)s AND l.entry_seq = p.entry_seq AND l.position = p.position
  AND l.relation_code = %(code)s
JOIN ledger_entry e ON e.ledger_id = %(ledger)s AND e.seq = p.entry_seq
ORDER BY l.date DESC, l.entry_seq DESC, l.position DESC
"""


def company(administration: Administration) -> Company:
    """The company whose books these are; one with the administration's name where nothing else is known."""
    return store.company(administration)


def names(administration: Administration, codes: Iterable[str]) -> dict[str, str]:
    """The names of these relations, by code."""
    found = tables.Relation.objects.filter(administration=administration, code__in=set(codes))
    return dict(found.values_list("code", "name"))
