"""Writing records to a division of Exact Online: each by the writer of its kind, in the order in which they come."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory
from overstap.connectors.exact_online.entries import Entries
from overstap.connectors.exact_online.writer_assets import AssetWriter
from overstap.connectors.exact_online.writer_documents import DocumentWriter
from overstap.connectors.exact_online.writer_entries import EntryWriter
from overstap.connectors.exact_online.writer_items import ItemWriter
from overstap.connectors.exact_online.writer_master import MasterWriter
from overstap.connectors.exact_online.writer_relations import RelationWriter
from overstap.connectors.exact_online.written import Making, refused_there
from overstap.connectors.port import PackageRefused
from overstap.connectors.values import DocumentFile, Kind, OpenItem, PaymentCondition, Record, Written, kind_of


class Writer:
    """Writes to one division. Nothing is asked of Exact that was asked before in the same writing."""

    def __init__(self, client: Client, division: str) -> None:
        directory = Directory(client, division)
        making = Making(client, directory)
        self._master = MasterWriter(making, directory)
        self._relations = RelationWriter(making, directory)
        entries = Entries(directory, self._relations, self._master.vat_codes, collective=True)
        self._entries = EntryWriter(client, division, making, directory, entries)
        self._items = ItemWriter(client, division, directory, self._relations)
        self._assets = AssetWriter(client, division, making, directory)
        self._documents = DocumentWriter(making, directory, self._relations, self._entries.booked)
        self._one: Mapping[type, Callable[[Any], Written]] = {
            Company: self._master.company,
            FiscalYear: self._master.year,
            Period: self._master.period,
            Account: self._master.account,
            VatCode: self._master.vat_code,
            Dimension: self._master.dimension,
            PaymentCondition: self._master.condition,
            Journal: self._master.journal,
            Relation: self._relations.relation,
        }

    def write(self, records: Iterable[Record]) -> Iterator[Written]:
        """Write ``records`` and tell of each what became of it, not always in their order: see its kind and key.

        A Finding among them is passed over. What Exact refuses does not end the writing; what was told is done.
        """
        last: Kind | None = None
        for record in records:
            kind = kind_of(record)
            if kind is None:
                continue
            if kind is not last:
                yield from self._rest()
            last = kind
            yield from self._written(record, kind)
        yield from self._rest()

    def _written(self, record: Record, kind: Kind) -> Iterator[Written]:
        if isinstance(record, Entry):
            yield from self._entries.entry(record)
        elif isinstance(record, OpenItem):
            self._items.item(record)
        elif isinstance(record, AssetCard):
            yield from self._assets.asset(record)
        elif isinstance(record, DocumentFile):
            yield from self._documents.document(record)
        else:
            yield self._single(record, kind)

    def _single(self, record: Record, kind: Kind) -> Written:
        try:
            return self._one[type(record)](record)
        except PackageRefused as error:
            return refused_there(kind, key_of(record), error)

    def _rest(self) -> Iterator[Written]:
        """What was kept to be sent together."""
        yield from self._entries.rest()
        yield from self._items.rest()
        yield from self._assets.rest()
        yield from self._documents.rest()


def key_of(record: Record) -> str:
    """How a record is named in what is told of it."""
    if isinstance(record, Period):
        return f"{record.year} {record.number}"
    if isinstance(record, FiscalYear):
        return str(record.year)
    if isinstance(record, Dimension):
        return f"{record.type} {record.code}"
    return str(getattr(record, "code", "")) or str(getattr(record, "name", ""))
