"""Everything of an office, in the order of Kind."""

from collections.abc import Callable, Iterator, Mapping

from overstap.books.relations.values import Relation
from overstap.connectors.twinfield import assets, documents, masters, relations
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.documents import Fetch
from overstap.connectors.twinfield.entries import Ledger
from overstap.connectors.twinfield.items import Items
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.values import Kind, Record, Wanted


class Reading:
    """One reading of an office. ``fetch`` gives the bytes of a document, later and anew at each call."""

    def __init__(self, desk: Desk, wanted: Wanted, fetch: Fetch) -> None:
        self._desk = desk
        self._wanted = wanted
        self._fetch = fetch
        naming = Naming(desk)
        self._items = Items(desk, naming)
        self._ledger = Ledger(desk, naming, self._items)
        self._naming = naming
        self._relations: list[Relation] | None = None

    def records(self) -> Iterator[Record]:
        """What is wanted. Raises what the client raises."""
        for kind in Kind:
            if kind in self._wanted.kinds:
                yield from self._readers[kind](self)

    def _company(self) -> Iterator[Record]:
        yield masters.company(self._desk)

    def _periods(self) -> Iterator[Record]:
        return masters.periods(self._desk, self._wanted.years)

    def _conditions(self) -> Iterator[Record]:
        """They stand with the relations, which are therefore read first, and kept until it is their turn."""
        self._relations = list(relations.read(self._desk, self._naming))
        yield from relations.conditions(self._relations)

    def _all_relations(self) -> Iterator[Record]:
        if self._relations is None:
            yield from relations.read(self._desk, self._naming)
            return
        yield from self._relations
        self._relations = None

    def _documents(self) -> Iterator[Record]:
        return documents.read(self._desk, self._fetch)

    _readers: Mapping[Kind, Callable[["Reading"], Iterator[Record]]] = {
        Kind.COMPANY: _company,
        Kind.PERIODS: _periods,
        Kind.ACCOUNTS: lambda self: masters.accounts(self._desk),
        Kind.VAT_CODES: lambda self: masters.vat_codes(self._desk),
        Kind.DIMENSIONS: lambda self: masters.dimensions(self._desk),
        Kind.PAYMENT_CONDITIONS: _conditions,
        Kind.JOURNALS: lambda self: masters.journals(self._desk),
        Kind.RELATIONS: _all_relations,
        Kind.OPENING: lambda self: self._ledger.opening(self._wanted.years),
        Kind.ENTRIES: lambda self: self._ledger.entries(self._wanted.years),
        Kind.OPEN_ITEMS: lambda self: self._items.open(self._wanted.years),
        Kind.ASSETS: lambda self: assets.read(self._desk),
        Kind.DOCUMENTS: _documents,
    }
