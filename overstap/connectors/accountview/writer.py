"""Writes what the webservice of AccountView is known to take: customers, suppliers, and pages of general entries.

A page carries our reference as its description, and is looked up by that; AccountView is not known to delete one.
Shapes: omniboost/go-accountview.net (DJ2 with DJ_PAGE and DJ_LINE) and a web shop's client (AR1 with CONTACT).
"""

from datetime import date

from django.utils.translation import gettext as _

from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.values import Relation
from overstap.connectors.accountview.client import AccountView, table
from overstap.connectors.accountview.reader import LINES, entries_of
from overstap.connectors.by_json import fields
from overstap.connectors.by_json.consenting import key_of
from overstap.connectors.by_json.writing import RelationsAndEntries, refused
from overstap.connectors.port import CannotDo, OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, Posted, Posting, Written
from overstap.lib.sentences import sentence

_LONGEST = 40  # of descriptions and references (the import definition in Easyflex's manual)
_OBJECTS = {"C": "AR1", "S": "AP1"}


class Booking:
    """Books in the administration that the client is opened for."""

    def __init__(self, api: AccountView) -> None:
        self._api = api

    def post(self, posting: Posting) -> Posted:
        """Book the entry as a page, unless that was done. Raises CannotDo, PackageRefused, OutcomeUnknown."""
        if posting.documents:
            raise CannotDo(
                _("Documents cannot be put in AccountView through its webservice."),
                remedy=_("Post the entry without its document, and keep the document here."),
            )
        entry, reference = posting.entry, posting.reference
        page = self.page(entry, reference) or self.book(entry, reference)
        return Posted(entry.journal, page, f"{entry.date.isoformat()}/{entry.journal}/{page}", reference)

    def book(self, entry: Entry, reference: str) -> str:
        """The page that an entry was booked on. A lost answer is looked up before it is sent once more."""
        body = _page(entry, reference)
        try:
            self._api.insert(body)
        except OutcomeUnknown:
            page = self.page(entry, reference)
            if page:
                return page
            self._api.insert(body)
        page = self.page(entry, reference)
        if not page:
            raise OutcomeUnknown(_("AccountView accepted the entry, and does not show it."))
        return page

    def page(self, entry: Entry, reference: str) -> str:
        """The page with that reference; empty where there is none."""
        where = [("HDR_DESC", reference), ("DJ_CODE", entry.journal)]
        for row in self._api.records("DJ2", "PAGE_NR", ("DJ_CODE", "PAGE_NR", "HDR_DESC"), entry.date, where):
            if fields.text(row, "HDR_DESC") == reference:
                return fields.text(row, "PAGE_NR")
        return ""

    def read_back(self, posted: Posted) -> Entry | None:
        """The entry on that page, as it is there now."""
        on, journal, page = _place(posted)
        where = [("PAGE_NR", page), ("DJ_CODE", journal)]
        rows = self._api.records("GJ1", "REC_ID", LINES, on, where)
        return next((one for one in entries_of(rows, on.year) if isinstance(one, Entry)), None)

    def take_back(self, posted: Posted) -> bool:
        """Book the opposite, once; always False."""
        entry = self.read_back(posted)
        if entry is not None:
            turned = entry._replace(lines=[_turned(line) for line in entry.lines])
            reference = f"T {posted.reference or posted.number}"[:_LONGEST]
            if not self.page(turned, reference):
                self.book(turned, reference)
        return False


class Writer(RelationsAndEntries):
    """One writing into one administration."""

    by_file = (
        sentence("AccountView takes this by file only."),
        sentence("Use the import files, or make it in AccountView by hand."),
    )

    def __init__(self, api: AccountView) -> None:
        self._api = api
        self._booking = Booking(api)
        self._known: dict[str, set[str]] = {}

    def party(self, relation: Relation, side: str) -> Written:
        """Write it, unless it is there."""
        thing = _OBJECTS[side]
        if self._is_there(thing, relation.code):
            return Written(Kind.RELATIONS, relation.code, Became.THERE, relation.code)
        body = table(thing, "CONTACT", _contact(relation), ("", []))
        try:
            self._insert(body, thing, relation.code)
        except PackageRefused as error:
            return refused(Kind.RELATIONS, relation.code, error.message, error.remedy)
        self._known[thing].add(relation.code)
        return Written(Kind.RELATIONS, relation.code, Became.MADE, relation.code)

    def _insert(self, body: fields.Row, thing: str, code: str) -> None:
        try:
            self._api.insert(body)
        except OutcomeUnknown:
            if not list(self._api.records(thing, "SUB_NR", ("SUB_NR",), where=[("SUB_NR", code)])):
                self._api.insert(body)

    def _is_there(self, thing: str, code: str) -> bool:
        if thing not in self._known:
            rows = self._api.records(thing, "SUB_NR", ("SUB_NR",))
            self._known[thing] = {fields.text(row, "SUB_NR") for row in rows}
        return code in self._known[thing]

    def entry(self, entry: Entry) -> Written:
        """Book it, unless that was done."""
        key = key_of(entry)
        reference = key[:_LONGEST]
        try:
            there = self._booking.page(entry, reference)
            made = there or self._booking.book(entry, reference)
        except PackageRefused as error:
            return refused(Kind.ENTRIES, key, error.message, error.remedy)
        return Written(Kind.ENTRIES, key, Became.THERE if there else Became.MADE, made)


def _page(entry: Entry, reference: str) -> fields.Row:
    moment = f"{entry.date.isoformat()}T00:00:00.000Z"
    head = {"DJ_CODE": entry.journal, "PERIOD": entry.period, "HDR_DESC": reference, "TRN_DATE": moment}
    made = table("DJ2", "DJ_PAGE", head, ("DJ_LINE", [_line(line, entry) for line in entry.lines]))
    return {"BookDate": moment, **made}


def _line(line: Line, entry: Entry) -> fields.Row:
    on = line.effective_date or entry.date
    vat = line.vat[0] if line.vat else None
    return {
        "ACCT_NR": line.account,
        "SUB_NR": line.relation,
        "INV_NR": line.invoice_ref,
        "COST_CODE": line.cost_centre,
        "PROJ_CODE": line.project,
        "AMOUNT": str(line.amount),
        "VAT_CODE": vat.code if vat else "",
        "VAT_AMT": str(vat.amount) if vat else "0.00",
        "TRN_DATE": f"{on.isoformat()}T00:00:00.000Z",
        "TRN_DESC": (line.description or entry.description)[:_LONGEST],
    }


def _contact(relation: Relation) -> fields.Row:
    street = next((one for one in relation.addresses if one.kind == "street"), None)
    return {
        "SUB_NR": relation.code,
        "ACCT_NR": relation.group,
        "ACCT_NAME": relation.name,
        "SRC_CODE": relation.name[:10].upper() or "-",
        "ADDRESS1": f"{street.street} {street.number}{street.addition}".strip() if street else "",
        "POST_CODE": street.postal_code if street else "",
        "CITY": street.city if street else "",
        "CNT_CODE": (street.country if street else "") or relation.tax_country or "NL",
        "MAIL_BUS": relation.email,
        "TEL_BUS": relation.phone,
        "VAT_NR": relation.tax_number,
        "COC_CODE": relation.commerce_number,
        "IBAN_NR": relation.bank_accounts[0].number if relation.bank_accounts else "",
    }


def _turned(line: Line) -> Line:
    vat = tuple(one._replace(amount=-one.amount) for one in line.vat)
    return line._replace(amount=-line.amount, side="C" if line.side == "D" else "D", vat=vat)


def _place(posted: Posted) -> tuple[date, str, str]:
    parts = posted.foreign.split("/", 2)
    try:
        return date.fromisoformat(parts[0]), parts[1], parts[2]
    except (ValueError, IndexError) as error:
        raise PackageRefused(_("It is not known where the entry stands in AccountView.")) from error
