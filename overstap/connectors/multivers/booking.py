"""Booking in Multivers so that nothing is booked twice.

A transaction carries our reference as its description, an invoice has its own number: each is looked up by that.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry, Journal
from overstap.connectors.by_json import fields
from overstap.connectors.multivers import bodies, ledger, masterdata
from overstap.connectors.multivers.bodies import Invoice
from overstap.connectors.multivers.client import Multivers, database
from overstap.connectors.port import CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.values import Posted, Posting

_INVOICES = {"C": "CustomerInvoice", "S": "SupplierInvoice"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands; ``text`` goes through Posted.foreign and comes back by ``of``."""

    year: int
    period: int
    journal: str
    number: str
    side: str = ""  # of an invoice
    invoice: str = ""

    @property
    def text(self) -> str:
        """All of it as one text."""
        return "/".join((str(self.year), str(self.period), self.journal, self.number, self.side, self.invoice))

    @classmethod
    def of(cls, text: str) -> "Place":
        """The place in such a text. Raises PackageRefused."""
        parts = text.split("/", 5)
        if len(parts) != 6 or not (parts[0].isdigit() and parts[1].isdigit()):
            raise PackageRefused(_("It is not known where the entry stands in Multivers."))
        return cls(int(parts[0]), int(parts[1]), *parts[2:])


class Booking:
    """Books in one administration."""

    def __init__(self, api: Multivers, code: str) -> None:
        self._api, self._at = api, database(code)
        self._journals: dict[int, dict[str, Journal]] = {}
        self._types: masterdata.Named | None = None

    def post(self, posting: Posting) -> Posted:
        """Book the entry, unless that was done. Raises CannotDo, PackageRefused, OutcomeUnknown."""
        if posting.documents:
            raise CannotDo(
                _("Documents cannot be put in Multivers through its interface."),
                remedy=_("Post the entry without its document, and keep the document here."),
            )
        entry = posting.entry
        invoice = bodies.invoice_of(entry, self.journal(entry))
        place = self.there(entry, invoice, posting.reference) or self.book(entry, invoice, posting.reference)
        return Posted(entry.journal, place.number, place.text, posting.reference)

    def book(self, entry: Entry, invoice: Invoice | None, reference: str) -> Place:
        """Book an entry that is not there. A lost answer is looked up before it is sent once more."""
        try:
            return self._insert(entry, invoice, reference)
        except OutcomeUnknown:
            return self.there(entry, invoice, reference) or self._insert(entry, invoice, reference)

    def there(self, entry: Entry, invoice: Invoice | None, reference: str) -> Place | None:
        """Where the entry stands, if it is there."""
        if invoice is not None:
            return self._invoice_there(entry, invoice)
        on = entry.date.isoformat()
        rows = self._api.all(self._at, "JournalTransactionInfoList", "Range", entry.journal, on, on)
        for row in rows:
            if fields.text(row, "description") == reference:
                return Place(entry.year, entry.period, entry.journal, fields.text(row, "transactionId"))
        return None

    def _invoice_there(self, entry: Entry, invoice: Invoice) -> Place | None:
        name = _INVOICES[invoice.side]
        found = self._api.maybe(self._at, name, invoice.line.invoice_ref)
        if found is None:
            return None
        number = fields.text(found, "journalTransaction")
        return Place(entry.year, entry.period, entry.journal, number, invoice.side, invoice.line.invoice_ref)

    def _insert(self, entry: Entry, invoice: Invoice | None, reference: str) -> Place:
        if invoice is None:
            name, body = "FinTrans", bodies.transaction(entry, self.journal(entry), reference)
        else:
            name, body = bodies.invoice(entry, invoice, reference)
        made = self._api.insert(body, self._at, name)
        number = fields.text(made, "journalTransaction")
        if not number:
            raise OutcomeUnknown(_("Multivers accepted the entry, and does not tell its number."))
        whose = (invoice.side, invoice.line.invoice_ref) if invoice else ("", "")
        return Place(entry.year, entry.period, entry.journal, number, *whose)

    def read_back(self, posted: Posted) -> Entry | None:
        """The entry as it stands there now."""
        place = Place.of(posted.foreign)
        period = str(place.period)
        rows = self._api.all(self._at, "JournalEntryLineInfoList", "ByPeriod", str(place.year), period, period)
        wanted = [row for row in rows if self._is_at(row, place)]
        return next((one for one in ledger.entries_of(wanted, {}) if isinstance(one, Entry)), None)

    def _is_at(self, row: fields.Row, place: Place) -> bool:
        return (fields.text(row, "journalId"), fields.text(row, "journalTransaction")) == (place.journal, place.number)

    def withdraw(self, posted: Posted) -> bool:
        """Delete what was posted; True too where it is gone already."""
        place = Place.of(posted.foreign)
        if place.invoice:
            self._api.delete(self._at, _INVOICES[place.side], place.invoice)
        else:
            self._api.delete(self._at, "FinTrans", str(place.year), place.journal, place.number)
        return True

    def journal(self, entry: Entry) -> Journal:
        """The journal of an entry, as Multivers has it in that year. Raises PackageRefused."""
        found = self._of_year(entry.year).get(entry.journal)
        if found is None:
            raise PackageRefused(
                _("Multivers has no journal %(code)s in %(year)s.") % {"code": entry.journal[:20], "year": entry.year},
                remedy=_("Make the journal there, or choose another one."),
            )
        return found

    def _of_year(self, year: int) -> dict[str, Journal]:
        if self._types is None:
            self._types = masterdata.named(self._api.all(self._at, "JournalTypeNVL"))
        if year not in self._journals:
            rows = self._api.all(self._at, "JournalInfoList", str(year))
            made = [masterdata.journal(row, self._types) for row in rows]
            self._journals[year] = {one.code: one for one in made}
        return self._journals[year]
