"""Relations that the target numbered itself: what has to stand there names them as the target does.

The connector told each relation's own number there (Written.foreign). It counts where the target has that one, and not
the one that was sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from overstap.books.ledger.values import Entry
from overstap.connectors import packing
from overstap.connectors.values import DocumentFile, Kind, OpenItem, Record
from overstap.moves.conversions import staging
from overstap.moves.conversions.models import Conversion, Staged
from overstap.moves.conversions.values import Side

_NAMING = (Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS, Kind.DOCUMENTS)
_AT_ONCE = 1_000


def rename_relations(order: Conversion) -> None:
    """Put the target's own numbers of relations into what is compared."""
    names = _names(order)
    if not names:
        return
    sent = Staged.objects.filter(conversion=order, side=Side.SENT, kind=Kind.RELATIONS, key__in=names)
    for row in sent:
        row.key = names[row.key]
        row.save(update_fields=["key"])
    rows = _renamed(order, names)
    while batch := list(islice(rows, _AT_ONCE)):
        Staged.objects.bulk_update(batch, ["key", "core", "whole", "facts"])


def _names(order: Conversion) -> dict[str, str]:
    """Code as it was sent -> the target's own."""
    there = Staged.objects.filter(conversion=order, side=Side.TARGET, kind=Kind.RELATIONS)
    known = set(there.values_list("key", flat=True))
    sent = Staged.objects.filter(conversion=order, side=Side.SENT, kind=Kind.RELATIONS).exclude(foreign="")
    rows = sent.values_list("key", "foreign")
    return {key: foreign for key, foreign in rows if foreign != key and foreign in known and key not in known}


def _renamed(order: Conversion, names: Mapping[str, str]) -> Iterator[Staged]:
    for row in staging.rows(order, Side.SENT, _NAMING):
        if row.data is not None:
            record = _with(packing.unpack(row.data), names)
            seen = staging.row_of(order, Side.SENT, row.step, record, staging.sha256_of(row))
            row.key, row.core, row.whole, row.facts = seen.key, seen.core, seen.whole, seen.facts
            yield row


def _with(record: Record, names: Mapping[str, str]) -> Record:
    if isinstance(record, Entry):
        lines = [line._replace(relation=names.get(line.relation, line.relation)) for line in record.lines]
        return record._replace(lines=lines)
    if isinstance(record, OpenItem | DocumentFile):
        return replace(record, relation=names.get(record.relation, record.relation))
    return record
