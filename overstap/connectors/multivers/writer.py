"""Writes what Multivers allows through its API: relations and entries. The rest goes by files, or by hand."""

from overstap.books.ledger.values import Entry
from overstap.books.relations.values import Relation
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.consenting import key_of
from overstap.connectors.by_json.writing import RelationsAndEntries, refused
from overstap.connectors.multivers import bodies
from overstap.connectors.multivers.booking import Booking
from overstap.connectors.multivers.client import Multivers, database
from overstap.connectors.port import CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.sentences import sentence

_LISTS = {
    "C": ("CustomerInfoList", "customerId", "CustomerInfo"),
    "S": ("SupplierInfoList", "supplierId", "SupplierInfo"),
}


class Writer(RelationsAndEntries):
    """One writing into one administration."""

    by_file = (
        sentence("Multivers takes this by file only."),
        sentence("Use the import files, or make it in Multivers by hand."),
    )

    def __init__(self, api: Multivers, code: str) -> None:
        self._api, self._at = api, database(code)
        self._booking = Booking(api, code)
        self._relations: dict[str, set[str]] = {}

    def party(self, relation: Relation, side: str) -> Written:
        """Write it, unless it is there."""
        if relation.code in self._known(side):
            return Written(Kind.RELATIONS, relation.code, Became.THERE, relation.code)
        name, body = bodies.relation(relation, side)
        try:
            self._insert(name, body, (_LISTS[side][2], relation.code))
        except PackageRefused as error:
            return refused(Kind.RELATIONS, relation.code, error.message, error.remedy)
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

    def entry(self, entry: Entry) -> Written:
        """Book it, unless that was done."""
        key = key_of(entry)
        reference = f"{entry.year}-{entry.journal}-{entry.number}"
        try:
            invoice = bodies.invoice_of(entry, self._booking.journal(entry))
            there = self._booking.there(entry, invoice, reference)
            if there is not None:
                return Written(Kind.ENTRIES, key, Became.THERE, there.text)
            made = self._booking.book(entry, invoice, reference)
        except (CannotDo, PackageRefused) as error:
            return refused(Kind.ENTRIES, key, error.message, error.remedy)
        return Written(Kind.ENTRIES, key, Became.MADE, made.text)
