"""Writes what AFAS allows: relations, entries, the opening balance and documents of invoices.

Of the rest it tells whether it is there already, so that somebody can make in AFAS what is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from overstap.books.ledger.values import Account, Dimension, Entry, EntryKind, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.afas_sb import bodies, mutations
from overstap.connectors.afas_sb import getconnectors as asked
from overstap.connectors.afas_sb.booking import Booking, voucher_of
from overstap.connectors.afas_sb.client import EQUAL, Afas
from overstap.connectors.afas_sb.getconnectors import GetConnector
from overstap.connectors.afas_sb.parties import Party
from overstap.connectors.by_json import fields
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, DocumentFile, Kind, PaymentCondition, Record, Written, kind_of
from overstap.lib.errors import OverstapError
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence

_BY_HAND = sentence("Make it in AFAS, and write again.")
_FOLLOWS = sentence("Nothing has to be done: it follows from the entries.")
_NO_WAY = sentence("AFAS lets nobody write this through its interface.")

# Where to see whether a record is there: the GetConnector, and the fields that make up its key.
_SEEN: Mapping[Kind, tuple[GetConnector, tuple[str, ...]]] = {
    Kind.COMPANY: (asked.ADMINISTRATIONS, ("Name",)),
    Kind.PERIODS: (asked.PERIODS, ("Year", "Period")),
    Kind.ACCOUNTS: (asked.ACCOUNTS, ("AccountNo",)),
    Kind.VAT_CODES: (asked.VAT_CODES, ("VatCode",)),
    Kind.DIMENSIONS: (asked.DIMENSIONS, ("Code",)),
    Kind.PAYMENT_CONDITIONS: (asked.CONDITIONS, ("PayCon",)),
    Kind.JOURNALS: (asked.JOURNALS, ("JournalId",)),
}
_OF_ALL = (Kind.VAT_CODES, Kind.DIMENSIONS, Kind.PAYMENT_CONDITIONS)  # of the environment, not of one administration


class Writer:
    """One writing into one administration."""

    def __init__(self, afas: Afas, unit: str) -> None:
        self._afas, self._unit = afas, unit
        self._booking = Booking(afas, unit)
        self._there: dict[Kind, set[str]] = {}
        self._vouchers: dict[int, dict[str, str]] = {}

    def written(self, records: Iterable[Record]) -> Iterator[Written]:
        """What became of each. Findings among them were told already, and are passed over."""
        for record in records:
            kind = kind_of(record)
            if kind is not None:
                yield from self._one(kind, record)

    def _one(self, kind: Kind, record: Record) -> Iterator[Written]:
        if isinstance(record, Relation):
            yield from self._relation(record)
        elif isinstance(record, Entry):
            yield self._entry(kind, record)
        elif isinstance(record, DocumentFile):
            yield self._document(record)
        elif kind in _SEEN:
            yield self._seen(kind, key_of(record))
        else:
            remedy = _FOLLOWS if kind is Kind.OPEN_ITEMS else _BY_HAND
            yield refused(kind, key_of(record), _NO_WAY, remedy)

    def _seen(self, kind: Kind, key: str) -> Written:
        if key in self._existing(kind):
            return Written(kind, key, Became.THERE, key)
        return refused(kind, key, _NO_WAY, _BY_HAND)

    def _existing(self, kind: Kind) -> set[str]:
        if kind not in self._there:
            connector, names = _SEEN[kind]
            filters = [] if kind in _OF_ALL else [("UnitId", EQUAL, self._unit)]
            rows = list(self._afas.all(connector, filters))
            found = {"/".join(fields.text(row, name) for name in names) for row in rows}
            if kind is Kind.PERIODS:
                found |= {fields.text(row, "Year") for row in rows}
            self._there[kind] = found
        return self._there[kind]

    def _relation(self, relation: Relation) -> Iterator[Written]:
        """One that is customer and supplier is written as debtor and as creditor."""
        sides = {"C": "C", "S": "S", "B": "CS"}.get(relation.type, "")
        if not sides:
            message = sentence("It is neither a customer nor a supplier.")
            yield refused(Kind.RELATIONS, relation.code, message, sentence("Say which of the two it is."))
        self._booking.parties.all()
        for side in sides:
            yield self._party(relation, side)

    def _party(self, relation: Relation, side: str) -> Written:
        kind = bodies.DEBTOR if side == "C" else bodies.CREDITOR
        if self._is_there(relation.code, kind):
            return Written(Kind.RELATIONS, relation.code, Became.THERE, relation.code)
        connector, body = bodies.relation(relation, side)

        def insert() -> str:
            self._afas.insert(connector, body)
            return relation.code

        def look() -> str:
            name = "DebtorId" if side == "C" else "CreditorId"
            where = asked.DEBTORS if side == "C" else asked.CREDITORS
            return relation.code if self._afas.page(where, [(name, EQUAL, relation.code)]) else ""

        made = _tried(Kind.RELATIONS, relation.code, insert, look)
        if made.became is Became.MADE:
            self._booking.parties.add(Party(kind, relation.code, relation.group))
        return made

    def _is_there(self, code: str, kind: str) -> bool:
        return any(one.kind == kind for one in self._booking.parties.of(code))

    def _entry(self, kind: Kind, entry: Entry) -> Written:
        key = key_of(entry)
        if entry.kind == EntryKind.OPENING:
            entry = entry._replace(journal=entry.journal or self._opening_journal(), period=0)
        if not entry.journal:
            message = sentence("AFAS has no journal for opening balances or general entries.")
            return refused(kind, key, message, _BY_HAND)
        voucher = voucher_of(str(entry.year), entry.journal, entry.number or "OB")
        known = self._vouchers_of(entry.year)
        if voucher in known:
            return Written(kind, key, Became.THERE, known[voucher])
        self._booking.parties.all()
        try:
            number = self._booking.book(entry, voucher)
        except PackageRefused as error:
            return refused(kind, key, error.message, error.remedy)
        known[voucher] = number
        return Written(kind, key, Became.MADE, number)

    def _vouchers_of(self, year: int) -> dict[str, str]:
        if year not in self._vouchers:
            self._vouchers[year] = mutations.vouchers(self._afas, self._unit, year)
        return self._vouchers[year]

    def _opening_journal(self) -> str:
        """The journal for opening balances, or else one for general entries; empty where there is neither."""
        rows = list(self._afas.all(asked.JOURNALS, [("UnitId", EQUAL, self._unit)]))
        for wanted in ("beginbalans", "memoriaal"):
            for row in rows:
                if fields.text(row, "JournalType").lower() == wanted:
                    return fields.text(row, "JournalId")
        return ""

    def _document(self, document: DocumentFile) -> Written:
        invoice = str(document.extra.get("InvoiceId", ""))
        parties = self._booking.parties.of(document.relation) if document.relation else ()
        if not (invoice and parties):
            message = sentence("AFAS keeps documents with invoices; this one belongs to none.")
            return refused(Kind.DOCUMENTS, document.key, message, sentence("Add it to a dossier in AFAS by hand."))
        try:
            made = self._booking.attach(document, invoice, parties[0].kind)
        except PackageRefused as error:
            return refused(Kind.DOCUMENTS, document.key, error.message, error.remedy)
        return Written(Kind.DOCUMENTS, document.key, Became.MADE if made else Became.THERE)


def key_of(record: Record) -> str:
    """The name of a record among those of its kind, as it was sent."""
    match record:
        case Company():
            return record.name
        case FiscalYear():
            return str(record.year)
        case Period():
            return f"{record.year}/{record.number}"
        case Entry():
            return f"{record.year}/{record.journal}/{record.number}" if record.journal else str(record.year)
        case Account() | Journal() | VatCode() | Dimension() | PaymentCondition() | Relation():
            return record.code
        case DocumentFile():
            return record.key
        case Finding():
            return record.place
        case _:
            return str(getattr(record, "invoice", "") or getattr(record, "code", ""))


def refused(kind: Kind, key: str, message: str | Sentence, remedy: str | Sentence = "") -> Written:
    """That a record was not written, and why."""
    finding = Finding("PACKAGE-NOT-WRITTEN", Severity.WARNING, f"{kind.value} {key}", message, remedy)
    return Written(kind, key, Became.REFUSED, finding=finding)


def _tried(kind: Kind, key: str, insert: Callable[[], str], look: Callable[[], str]) -> Written:
    """Insert; a lost answer is looked up before it is sent once more."""
    try:
        try:
            return Written(kind, key, Became.MADE, insert())
        except OutcomeUnknown:
            return Written(kind, key, Became.MADE, look() or insert())
    except PackageRefused as error:
        return refused(kind, key, error.message, _remedy(error))


def _remedy(error: OverstapError) -> str:
    return error.remedy
