"""Records into the books of the house: what is there already is not made twice.

Within the caller's transaction, who holds the administration for writing. Records come as they do and are taken
together while they are of one kind; a batch that PostgreSQL refuses is cut in half until what it refuses stands alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

import psycopg
from django.db import DatabaseError, transaction

from overstap.books.ledger import store
from overstap.connectors.house import writer_entries, writer_master, writer_papers
from overstap.connectors.values import Became, Kind, Record, Written, kind_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence
from overstap.tenancy.models import Administration

_AT_ONCE = 1_000
_Batch = Sequence[Record]


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose books, and who books."""

    administration: Administration
    person: int


def write(one: Administration, person: int, records: Iterable[Record]) -> Iterator[Written]:
    """Write ``records``; what is no record of books (a finding) is passed over."""
    desk = Desk(one, person)
    for kind, same in groupby(records, kind_of):
        waiting = iter(same)
        while batch := list(islice(waiting, _AT_ONCE)):
            if kind is not None:
                yield from _batch(desk, kind, batch)


def _batch(desk: Desk, kind: Kind, batch: _Batch) -> Iterator[Written]:
    try:
        with transaction.atomic():
            found = list(_WRITERS[kind](desk.administration, desk.person, batch))
    except (psycopg.Error, DatabaseError) as error:
        if store.refusal(error) is None:
            raise
        if len(batch) > 1:
            half = len(batch) // 2
            yield from _batch(desk, kind, batch[:half])
            yield from _batch(desk, kind, batch[half:])
            return
        found = [_refused(kind, batch[0], error)]
    yield from found


def _refused(kind: Kind, record: Record, error: Exception) -> Written:
    known = store.refusal(error)
    key = writer_master.key_of(record)
    message = known.message if known else ""
    remedy = known.remedy if known else ""
    code = known.code if known else ""
    return Written(kind, key, Became.REFUSED, finding=Finding(code, Severity.ERROR, f"{kind} {key}", message, remedy))


def _not_kept(one: Administration, person: int, batch: _Batch) -> Iterator[Written]:
    del one, person
    for record in batch:
        finding = Finding(
            "HOUSE-NO-PAYMENT-CONDITIONS",
            Severity.WARNING,
            f"payment condition {writer_master.key_of(record)}",
            sentence("Overstap keeps no payment conditions."),
            sentence("Due dates stand with each open item."),
        )
        yield Written(Kind.PAYMENT_CONDITIONS, writer_master.key_of(record), Became.REFUSED, finding=finding)


_WRITERS: Mapping[Kind, Callable[[Administration, int, _Batch], Iterable[Written]]] = {
    Kind.COMPANY: writer_master.company,
    Kind.PERIODS: writer_master.master,
    Kind.ACCOUNTS: writer_master.master,
    Kind.VAT_CODES: writer_master.master,
    Kind.DIMENSIONS: writer_master.master,
    Kind.PAYMENT_CONDITIONS: _not_kept,
    Kind.JOURNALS: writer_master.master,
    Kind.RELATIONS: writer_master.relations,
    Kind.OPENING: writer_entries.entries,
    Kind.ENTRIES: writer_entries.entries,
    Kind.OPEN_ITEMS: writer_entries.open_items,
    Kind.ASSETS: writer_papers.assets,
    Kind.DOCUMENTS: writer_papers.documents,
}
