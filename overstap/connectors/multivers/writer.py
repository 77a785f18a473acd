"""Writes what Multivers allows through its API: relations and entries. The rest goes by files, or by hand."""

from collections.abc import Iterable, Iterator

from overstap.books.ledger.values import Entry, EntryKind
from overstap.books.relations.values import Relation
from overstap.connectors.by_json import fields
from overstap.connectors.multivers import bodies
from overstap.connectors.multivers.booking import Booking
from overstap.connectors.multivers.client import Multivers, database
from overstap.connectors.port import CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Record, Written, kind_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

_BY_FILE = sentence("Use the import files, or make it in Multivers by hand.")
_LISTS = {
    "C": ("CustomerInfoList", "customerId", "CustomerInfo"),
    "S": ("SupplierInfoList", "supplierId", "SupplierInfo"),
}


class Writer:
    """One writing into one administration."""

    def __init__(self, api: Multivers, code: str) -> None:
        self._api, self._at = api, database(code)
        self._booking = Booking(api, code)
        self._relations: dict[str, set[str]] = {}

    def written(self, records: Iterable[Record]) -> Iterator[Written]:
        """What became of each. Findings among them were told already, and are passed over."""
        for record in records:
            kind = kind_of(record)
            if isinstance(record, Relation):
                yield from self._relation(record)
            elif isinstance(record, Entry) and record.kind != EntryKind.OPENING:
                yield self._entry(record)
            elif kind is not None:
                key = str(getattr(record, "code", "") or getattr(record, "name", "") or getattr(record, "year", ""))
                yield _refused(kind, key, sentence("Multivers takes this by file only."), _BY_FILE)

    def _relation(self, relation: Relation) -> Iterator[Written]:
        sides = {"C": "C", "S": "S", "B": "CS"}.get(relation.type, "")
        if not sides:
            message = sentence("It is neither a customer nor a supplier.")
            yield _refused(Kind.RELATIONS, relation.code, message, sentence("Say which of the two it is."))
        for side in sides:
            yield self._party(relation, side)

    def _party(self, relation: Relation, side: str) -> Written:
        if relation.code in self._known(side):
            return Written(Kind.RELATIONS, relation.code, Became.THERE, relation.code)
        name, body = bodies.relation(relation, side)
        try:
            self._insert(name, body, (_LISTS[side][2], relation.code))
        except PackageRefused as error:
            return _refused(Kind.RELATIONS, relation.code, error.message, error.remedy)
        self._known(side).add(relation.code)
        return Written(Kind.RELATIONS, relation.code, Became.MADE, relation.code)

    def _insert(self, name: str, body: bodies.Body, look: tuple[str, str]) -> None:
        """A lost answer is looked up before it is sent once more."""
        try:
            self._api.insert(body, self._at, name)
        except OutcomeUnknown:
            if self._api.maybe(self._at, *look) is None:
                self._api.insert(body, self._at, name)

    def _known(self, side: str) -> set[str]:
        if side not in self._relations:
            listed, name, _one = _LISTS[side]
            self._relations[side] = {fields.text(row, name) for row in self._api.pages(name, self._at, listed)}
        return self._relations[side]

    def _entry(self, entry: Entry) -> Written:
        key = f"{entry.year}/{entry.journal}/{entry.number}"
        reference = f"{entry.year}-{entry.journal}-{entry.number}"
        try:
            invoice = bodies.invoice_of(entry, self._booking.journal(entry))
            there = self._booking.there(entry, invoice, reference)
            if there is not None:
                return Written(Kind.ENTRIES, key, Became.THERE, there.text)
            made = self._booking.book(entry, invoice, reference)
        except (CannotDo, PackageRefused) as error:
            return _refused(Kind.ENTRIES, key, error.message, error.remedy)
        return Written(Kind.ENTRIES, key, Became.MADE, made.text)


def _refused(kind: Kind, key: str, message: str, remedy: str) -> Written:
    finding = Finding("PACKAGE-NOT-WRITTEN", Severity.WARNING, f"{kind.value} {key}", message, remedy)
    return Written(kind, key, Became.REFUSED, finding=finding)
