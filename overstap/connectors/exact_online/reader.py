"""A division as records, in the order of Kind."""

from collections.abc import Callable, Iterator, Mapping

from overstap.connectors.exact_online import divisions, reader_items, reader_master
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.reader_documents import Documents, Opener
from overstap.connectors.exact_online.reader_entries import Entries
from overstap.connectors.exact_online.reader_relations import Relations
from overstap.connectors.values import Kind, Record, Wanted

_Part = Callable[[], Iterator[Record]]


class Reader:
    """Reads one division; ``opener`` makes a client for whoever wants the bytes of a document later."""

    def __init__(self, client: Client, code: str, opener: Opener) -> None:
        self._client = client
        self._code = divisions.valid(code)
        self._division = Division(client, code)
        self._entries = Entries(self._division)
        self._documents = Documents(self._division, opener)

    def read(self, wanted: Wanted) -> Iterator[Record]:
        """What is wanted, each page used before the next one is asked for."""
        parts = self._parts(wanted)
        for kind in Kind:
            if kind in wanted.kinds:
                yield from parts[kind]()

    def _parts(self, wanted: Wanted) -> Mapping[Kind, _Part]:
        years, division = wanted.years, self._division
        return {
            Kind.COMPANY: self._company,
            Kind.PERIODS: lambda: reader_master.periods(division, years),
            Kind.ACCOUNTS: lambda: reader_master.accounts(division),
            Kind.VAT_CODES: lambda: reader_master.vat_codes(division),
            Kind.DIMENSIONS: lambda: reader_master.dimensions(division),
            Kind.PAYMENT_CONDITIONS: lambda: reader_master.conditions(division),
            Kind.JOURNALS: lambda: reader_master.journals(division),
            Kind.RELATIONS: Relations(division).read,
            Kind.OPENING: lambda: self._entries.opening(years),
            Kind.ENTRIES: lambda: self._entries.booked(years),
            Kind.OPEN_ITEMS: lambda: reader_items.open_items(division),
            Kind.ASSETS: lambda: reader_items.assets(division),
            Kind.DOCUMENTS: lambda: self._documents.read(self._entries.documents),
        }

    def _company(self) -> Iterator[Record]:
        yield reader_master.company(divisions.card(self._client, self._code))
