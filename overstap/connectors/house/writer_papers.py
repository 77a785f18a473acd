"""Fixed assets and documents into the house."""

import mimetypes
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

from overstap.books.assets import queries
from overstap.books.assets.models import Asset
from overstap.books.assets.values import AssetCard
from overstap.books.documents import store
from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival, EntryKey, Source, Tag
from overstap.connectors.values import Became, DocumentFile, Kind, Record, Written
from overstap.tenancy.models import Administration

_SEEN_AS = "from"  # in ``extra`` of a document: its identity where it came from


def assets(one: Administration, person: int, batch: Sequence[Record]) -> Iterator[Written]:
    """Cards of assets, by code; one that is there with other figures is left as it is."""
    del person
    cards = [record for record in batch if isinstance(record, AssetCard)]
    rows = Asset.objects.filter(administration=one, code__in=[card.code for card in cards])
    known = {row.code: queries.card_of(row) for row in rows}
    for card in cards:
        if card.code not in known:
            Asset.objects.create(administration=one, **{name: getattr(card, name) for name in AssetCard.__slots__})
        yield Written(Kind.ASSETS, card.code, Became.THERE if card.code in known else Became.MADE, card.code)


def documents(one: Administration, person: int, batch: Sequence[Record]) -> Iterator[Written]:
    """Documents with their content; one that came before (by its key) is not kept twice."""
    del person
    wanted = [record for record in batch if isinstance(record, DocumentFile)]
    keys = [record.key for record in wanted]
    rows = Document.objects.filter(administration=one, extra__from__in=keys)
    known = {str(extra[_SEEN_AS]): str(uid) for extra, uid in rows.values_list("extra", "uid")}
    for record in wanted:
        if record.key in known:
            yield Written(Kind.DOCUMENTS, record.key, Became.THERE, known[record.key])
        else:
            yield _keep(one, record)


def _keep(one: Administration, record: DocumentFile) -> Written:
    kept = store.keep(one, b"".join(record.content()), _arrival(record))
    kept.extra = {**kept.extra, _SEEN_AS: record.key}
    kept.save(update_fields=["extra"])
    return Written(Kind.DOCUMENTS, record.key, Became.MADE, str(kept.uid))


def _arrival(record: DocumentFile) -> Arrival:
    known = str(record.extra.get("media_type", "")) or mimetypes.guess_type(record.name)[0]
    at = datetime.combine(record.on, time(12), UTC) if record.on else None
    return Arrival(
        name=record.name,
        media_type=known or "application/octet-stream",
        source=Source.API,
        tag=Tag(record.tag) if record.tag in set(Tag) else Tag.NONE,
        arrived_at=at,
        note=record.subject,
        relation_code=record.relation,
        entry=EntryKey(record.journal, record.entry) if record.entry else None,
    )
