"""An entry in the words of Exact Online: by REST where that says exactly the same, else as lines of the XML interface.

REST makes the line of the customer or supplier and those of VAT itself. It is used only where what it makes is what the
source has: one relation, VAT on the accounts of its codes and no cent apart, and euros. All else goes by XML, which
takes every line as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import tables, wording
from overstap.connectors.exact_online.booked import whole
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.writer_relations import RelationWriter
from overstap.connectors.exact_online.xml.transactions import EURO, NO_VAT, Setting, Shown
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

PATHS: Mapping[int, str] = {
    tables.SALES: "salesentry/SalesEntries",
    tables.PURCHASE: "purchaseentry/PurchaseEntries",
    tables.GENERAL: "generaljournalentry/GeneralJournalEntries",
}


# Who stands for customers and suppliers whom a line does not name: found again by search code.
COLLECTIVE: Mapping[int, Relation] = {
    tables.RECEIVABLE: Relation("OV-DEB", "Debiteuren zonder relatie", "C"),
    tables.PAYABLE: Relation("OV-CRED", "Crediteuren zonder relatie", "S"),
}


class Unfit(Exception):
    """An entry that cannot be written as it is: a code that the division does not have."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry, ready to go: to ``path`` with ``body``, or (both empty) as XML with ``setting``."""

    entry: Entry
    setting: Setting
    path: str = ""
    body: Mapping[str, Any] | None = None
    collective: tuple[str, ...] = ()  # relations that stand for those that the entry does not name


class Entries:
    """Makes entries ready for one division."""

    def __init__(
        self, directory: Directory, relations: RelationWriter, vat_codes: Mapping[str, str], *, collective: bool
    ) -> None:
        """``collective``: whether a line on debtors or creditors that names nobody goes to one relation for all."""
        self._directory = directory
        self._relations = relations
        self._vat_codes = vat_codes
        self._collective = collective

    def ready(self, entry: Entry, reference: str = "") -> Ready:
        """Settle how ``entry`` goes; ``reference`` is its YourRef where the entry has none. Raises Unfit."""
        entry, journal = self._in_journal(entry)
        self._complete(entry)
        entry, added = self._named(entry)
        kind = int(text(journal, "Type") or tables.GENERAL)
        setting = Setting(kind, whole(entry.number), reference, lambda line: self._shown(line, kind))
        body = None if entry.kind == "opening" else self._body(entry, kind, reference)
        return Ready(entry, setting, PATHS.get(kind, "") if body else "", body, added)

    def _in_journal(self, entry: Entry) -> tuple[Entry, Row]:
        """An opening balance that names no journal goes to the first general one."""
        journal = self._directory.one("journals", entry.journal)
        if journal is None and entry.kind == "opening":
            general = self._directory.by("journals", "Type", str(tables.GENERAL))
            journal = min(general, key=lambda row: text(row, "Code"), default=None)
        if journal is None:
            raise Unfit(
                "JOURNAL-MISSING",
                sentence("Exact Online has no journal %(code)s.", code=entry.journal),
                sentence("Write the journals first."),
            )
        period = max(entry.period, 1) if entry.kind == "opening" else entry.period  # there is no period 0
        return entry._replace(journal=text(journal, "Code"), period=period), journal

    def _complete(self, entry: Entry) -> None:
        """Whether the division has what the lines refer to."""
        for line in entry.lines:
            if self._directory.one("accounts", line.account) is None:
                raise Unfit(
                    "ACCOUNT-MISSING",
                    sentence("Exact Online has no account %(code)s.", code=line.account),
                    sentence("Write the accounts first."),
                )
            if line.relation and self._relations.find(line.relation) is None:
                raise Unfit(
                    "RELATION-MISSING",
                    sentence("Exact Online has no relation %(code)s.", code=line.relation),
                    sentence("Write the relations first."),
                )
            for vat in line.vat:
                self._vat(vat.code)
        if len({line.currency for line in entry.lines if line.currency}) > 1:
            raise Unfit(
                "CURRENCIES",
                sentence("One entry has lines in several currencies."),
                sentence("Split the entry by currency."),
            )
        if sum((line.amount for line in entry.lines), ZERO):
            raise Unfit("UNBALANCED", sentence("The entry does not balance."), sentence("Correct it in the source."))

    def _named(self, entry: Entry) -> tuple[Entry, tuple[str, ...]]:
        """``entry`` with a relation on each line of debtors and creditors, as Exact wants it; and those added."""
        unnamed = [line for line in entry.lines if not line.relation and self._type(line) in COLLECTIVE]
        if not unnamed:
            return entry, ()
        if not self._collective:
            raise Unfit(
                "RELATION-NEEDED",
                sentence("A line on account %(code)s has no relation.", code=unnamed[0].account),
                sentence("Name the customer or supplier."),
            )
        added = {self._type(line): COLLECTIVE[self._type(line)] for line in unnamed}
        for relation in added.values():
            if self._relations.find(relation.code) is None:
                self._relations.relation(relation)
        lines = [
            line._replace(relation=COLLECTIVE[self._type(line)].code) if line in unnamed else line
            for line in entry.lines
        ]
        return entry._replace(lines=lines), tuple(relation.name for relation in added.values())

    def _vat(self, code: str) -> Row:
        row = self._directory.one("vat_codes", self._vat_codes.get(code, code))
        if row is None:
            raise Unfit(
                "VAT-CODE",
                sentence("Exact Online has no VAT code %(code)s.", code=code),
                sentence("Somebody has to add it there."),
            )
        return row

    def _body(self, entry: Entry, kind: int, reference: str) -> Mapping[str, Any] | None:
        """What REST is sent; None where it would not come out the same."""
        if kind not in PATHS or any(line.currency not in ("", EURO) for line in entry.lines):
            return None
        if any(len(line.vat) > 1 for line in entry.lines):
            return None
        if kind == tables.GENERAL:
            return self._general(entry)
        return self._invoice(entry, kind, reference)

    def _general(self, entry: Entry) -> Mapping[str, Any] | None:
        if any(line.vat or self._usual_vat(line) for line in entry.lines):
            return None
        lines = [self._line(entry, line, line.amount) for line in entry.lines]
        for made, line in zip(lines, entry.lines, strict=True):
            made["Date"] = wording.sent_day(line.effective_date or entry.date)
            if line.relation:
                made["Account"] = self._relation_id(line.relation)
        body: dict[str, Any] = {
            "JournalCode": entry.journal,
            "FinancialYear": entry.year,
            "FinancialPeriod": entry.period,
            "GeneralJournalEntryLines": lines,
        }
        return body | _numbered(entry)

    def _invoice(self, entry: Entry, kind: int, reference: str) -> Mapping[str, Any] | None:
        """A sales or purchase entry; its own lines have the amounts of Exact: revenue and cost positive."""
        parts = self._split(entry, kind)
        if parts is None:
            return None
        control, own = parts
        sign = -1 if kind == tables.SALES else 1
        names = ("Customer", "SalesEntryLines") if kind == tables.SALES else ("Supplier", "PurchaseEntryLines")
        body: dict[str, Any] = {
            "Journal": entry.journal,
            names[0]: self._relation_id(control.relation),
            "EntryDate": wording.sent_day(entry.date),
            "ReportingYear": entry.year,
            "ReportingPeriod": entry.period,
            "Currency": EURO,
            "Description": entry.description or control.description,
            "YourRef": control.doc_ref or control.invoice_ref or reference,
            "InvoiceNumber": invoice_number(control),
            "PaymentReference": str((control.extra or {}).get("payment_reference", "")),
            "PaymentCondition": str((control.extra or {}).get("payment_condition", "")),
            "DueDate": due_of(control) and f"{due_of(control)}T00:00:00",
            names[1]: [self._vat_line(entry, line, sign) for line in own],
        }
        return {field: value for field, value in body.items() if value != ""} | _numbered(entry)

    def _vat_line(self, entry: Entry, line: Line, sign: int) -> dict[str, Any]:
        made = self._line(entry, line, sign * line.amount)
        for vat in line.vat:
            made["VATCode"] = text(self._vat(vat.code), "Code")
            made["VATAmountFC"] = sign * vat.amount
        return made

    def _line(self, entry: Entry, line: Line, amount: Decimal) -> dict[str, Any]:
        body: dict[str, Any] = {
            "GLAccount": text(self._directory.one("accounts", line.account) or {}, "ID"),
            "AmountFC": amount,
            "Description": line.description or entry.description,
            "CostCenter": line.cost_centre,
            "CostUnit": (line.extra or {}).get("cost_unit", ""),
            "Project": text(self._directory.one("projects", line.project) or {}, "ID") if line.project else "",
            "Quantity": "" if line.quantity is None else line.quantity,
        }
        return {field: value for field, value in body.items() if value != ""}

    def _split(self, entry: Entry, kind: int) -> tuple[Line, Sequence[Line]] | None:
        """The line of the relation, and those that are neither it nor VAT; None where Exact would make others."""
        control_type = tables.RECEIVABLE if kind == tables.SALES else tables.PAYABLE
        control = [line for line in entry.lines if self._type(line) == control_type]
        others = [line for line in entry.lines if self._type(line) != control_type]
        if len(control) != 1 or not control[0].relation or not self._usual_control(control[0], control_type):
            return None
        expected: dict[str, Decimal] = {}
        for vat in (vat for line in others for vat in line.vat):
            account = self._vat_account(vat.code, kind)
            expected[account] = expected.get(account, ZERO) + vat.amount
        made = [line for line in others if not line.vat and line.account in expected]
        own = [line for line in others if line not in made]
        if _sums(made) != {account: amount for account, amount in expected.items() if amount} or not own:
            return None
        if any(not line.vat and self._usual_vat(line) for line in own):
            return None
        return control[0], own

    def _vat_account(self, code: str, kind: int) -> str:
        """Where Exact books the VAT of a code; empty for one that it books twice or counts within the amount."""
        row = self._vat(code)
        if text(row, "Type") == "I":
            return ""
        return text(row, "GLToPayCode" if kind == tables.SALES else "GLToClaimCode")

    def _usual_control(self, line: Line, control_type: int) -> bool:
        """Whether Exact books this relation on this account: its own, or the only one of that type."""
        relation = self._relations.find(line.relation) or {}
        own = text(relation, "GLAR" if control_type == tables.RECEIVABLE else "GLAP")
        if own:
            return own == text(self._directory.one("accounts", line.account) or {}, "ID")
        return len(self._directory.by("accounts", "Type", str(control_type))) == 1

    def _usual_vat(self, line: Line) -> bool:
        """Whether Exact would add the account's own VAT code to a line that has none."""
        return bool(text(self._directory.one("accounts", line.account) or {}, "VATCode"))

    def _type(self, line: Line) -> int:
        return int(text(self._directory.one("accounts", line.account) or {}, "Type") or 0)

    def _relation_id(self, code: str) -> str:
        return text(self._relations.find(code) or {}, "ID")

    def _shown(self, line: Line, kind: int) -> Shown:
        """What XML says of a line beyond our own values."""
        relation = self._relations.find(line.relation) if line.relation else None
        told = line.vat[0].code if line.vat else str((line.extra or {}).get("vat_code", ""))
        code = self._vat(told) if told else None
        return Shown(
            self._type(line),
            text(relation or {}, "Code"),
            text(code or {}, "Code"),
            self._vat_type(line, code, kind),
            due_of(line),
        )

    def _vat_type(self, line: Line, code: Row | None, kind: int) -> str:
        """typeVATType of the schema: whether a line is a base or VAT itself, and of what."""
        if self._type(line) == tables.VAT_ACCOUNT:
            return self._vat_of(line)
        if code is None:
            return NO_VAT
        sales = kind == tables.SALES or (kind != tables.PURCHASE and text(code, "VATTransactionType") == "S")
        if sales:
            return "V" if line.amount <= 0 else "X"
        return "I" if line.amount >= 0 else "W"

    def _vat_of(self, line: Line) -> str:
        """A line on an account of VAT: to claim where it is such an account of some code, else to pay."""
        claims = self._directory.by("vat_codes", "GLToClaimCode", line.account)
        pays = self._directory.by("vat_codes", "GLToPayCode", line.account)
        if not claims and not pays:
            return NO_VAT
        if claims and not pays:
            return "O" if line.amount >= 0 else "Y"
        return "A" if line.amount <= 0 else "Z"


def invoice_number(line: Line) -> int | str:
    """The number of the invoice where it is a whole number, as Exact's field is; else empty."""
    told = line.invoice_ref
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else ""


def due_of(line: Line) -> str:
    """The day on which a line is due, ISO 8601; empty where nothing is told."""
    return str((line.extra or {}).get("due", ""))[:10]


def _numbered(entry: Entry) -> dict[str, Any]:
    number = whole(entry.number)
    return {} if number is None else {"EntryNumber": number}


def _sums(lines: Sequence[Line]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, ZERO) + line.amount
    return {account: amount for account, amount in sums.items() if amount}
