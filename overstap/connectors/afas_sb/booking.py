"""Booking in AFAS so that nothing is booked twice: every entry has a voucher number of ours, and is looked up by it.

AFAS deletes no entry; what was posted is taken back by its opposite.
"""

import hashlib
from collections.abc import Mapping

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry, Line
from overstap.connectors.afas_sb import bodies, mutations
from overstap.connectors.afas_sb.client import EQUAL, Afas
from overstap.connectors.afas_sb.getconnectors import DOCUMENTS
from overstap.connectors.afas_sb.parties import Parties, Party
from overstap.connectors.by_json import fields
from overstap.connectors.port import CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.values import DocumentFile, Posted, Posting

_LONGEST_VOUCHER = 32  # VoucherNo NVARCHAR(32) (user report: a data warehouse filled from Profit)


class Booking:
    """Books in one administration."""

    def __init__(self, afas: Afas, unit: str) -> None:
        self._afas, self._unit = afas, unit
        self.parties = Parties(afas)

    def post(self, posting: Posting) -> Posted:
        """Book the entry with its documents, unless that was done. Raises CannotDo, PackageRefused, OutcomeUnknown."""
        invoice = _invoice(posting, self.parties)
        voucher = posting.reference
        there = mutations.by_voucher(self._afas, self._unit, voucher)
        number = there.number if there else self.book(posting.entry, voucher)
        if invoice is not None:
            for document in posting.documents:
                self.attach(document, *invoice)
        return Posted(posting.entry.journal, number, number, voucher)

    def book(self, entry: Entry, voucher: str) -> str:
        """Book an entry that is not there yet; its number. A lost answer is looked up before it is sent once more."""
        try:
            return self._insert(entry, voucher)
        except OutcomeUnknown:
            there = mutations.by_voucher(self._afas, self._unit, voucher)
            return there.number if there else self._insert(entry, voucher)

    def _insert(self, entry: Entry, voucher: str) -> str:
        homeless = self.parties.homeless(entry)
        if homeless:
            raise PackageRefused(
                _("AFAS knows no debtor or creditor %(numbers)s.") % {"numbers": ", ".join(homeless[:5])},
                remedy=_("Write the relations first."),
            )
        whose = [self.parties.whose(line) for line in entry.lines]
        made = self._afas.insert("FiEntries", bodies.entry(self._unit, entry, voucher, whose))
        found = made.get("FiEntryPar")
        number = fields.text(found, "EnNo") if isinstance(found, Mapping) else ""
        if number:
            return number
        there = mutations.by_voucher(self._afas, self._unit, voucher)
        if there is None:
            raise OutcomeUnknown(_("AFAS accepted the entry, and does not show it."))
        return there.number

    def attach(self, document: DocumentFile, invoice: str, kind: str) -> bool:
        """Put a document in the dossier of an invoice; False where one of that name is there already."""
        if self._has(document, invoice):
            return False
        body = bodies.document(self._unit, document, invoice, kind)
        try:
            self._afas.insert("KnSubject", body)
        except OutcomeUnknown:
            if not self._has(document, invoice):
                self._afas.insert("KnSubject", body)
        return True

    def _has(self, document: DocumentFile, invoice: str) -> bool:
        filters = [("UnitId", EQUAL, self._unit), ("InvoiceId", EQUAL, invoice)]
        return any(fields.text(row, "FileName") == document.name for row in self._afas.all(DOCUMENTS, filters))

    def take_back(self, posted: Posted) -> bool:
        """Book the opposite of what was posted, once. Always False: AFAS deletes nothing."""
        entry = mutations.entry(self._afas, self._unit, posted.foreign)
        if entry is not None:
            voucher = voucher_of("T", posted.reference or posted.foreign)
            if mutations.by_voucher(self._afas, self._unit, voucher) is None:
                self.book(opposite(entry), voucher)
        return False


def opposite(entry: Entry) -> Entry:
    """The entry with every amount turned around, so that together they are zero."""
    return entry._replace(lines=[_turned(line) for line in entry.lines])


def _turned(line: Line) -> Line:
    other = "C" if line.side == "D" else "D"
    vat = tuple(one._replace(amount=-one.amount, side="C" if one.side == "D" else "D") for one in line.vat)
    return line._replace(amount=-line.amount, side=other, vat=vat)


def voucher_of(*parts: str) -> str:
    """A voucher number that is short enough, and as unique as what it is made of."""
    whole = "-".join(parts)
    if len(whole) <= _LONGEST_VOUCHER:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return f"{whole[: _LONGEST_VOUCHER - 13]}-{digest}"


def _invoice(posting: Posting, parties: Parties) -> tuple[str, str] | None:
    """The invoice that documents go with: its number, and whether it is a debtor's or creditor's."""
    if not posting.documents:
        return None
    for line in posting.entry.lines:
        party: Party | None = parties.whose(line)
        if party is not None and line.invoice_ref:
            return line.invoice_ref, party.kind
    raise CannotDo(
        _("AFAS keeps documents with invoices; this entry has none."),
        remedy=_("Post the entry without its document, and keep the document here."),
    )
