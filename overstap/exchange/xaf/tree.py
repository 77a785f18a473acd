"""The general way: events of lxml's pull parser to records. It reads any file; plain transactions it need not see.

Elements are cleared as soon as they have become values, so memory does not grow with the file.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from lxml import etree

from overstap.books.ledger.values import Journal, SubledgerLine
from overstap.exchange.xaf import detect, master
from overstap.exchange.xaf.batches import EntryBatch
from overstap.exchange.xaf.checks import Checks, key_of
from overstap.exchange.xaf.elements import (
    Fields,
    children,
    fields_before,
    fields_of,
    local_name,
    namespace_prefix,
    note_order,
    note_stray,
)
from overstap.exchange.xaf.entries import entry_of
from overstap.exchange.xaf.errors import NotAnAuditFile
from overstap.exchange.xaf.open_items import OpenItems, entry_kind, ledger_of
from overstap.exchange.xaf.opening import Opening
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.totals import declared_totals
from overstap.exchange.xaf.values import TRANSACTIONS, Record
from overstap.exchange.xaf.versions import LINE_TAG
from overstap.exchange.xaf.wellformed import WellFormed
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import _Element as XmlElement

Records = Iterator[Record]

# Element of a record: the section it must stand in, its table, and what makes the value.
_MASTER: dict[str, tuple[str, str, Callable[..., Record]]] = {
    "customerSupplier": ("customersSuppliers", "relation", master.relation_of),
    "ledgerAccount": ("generalLedger", "account", master.account_of),
    "basic": ("basics", "dimension", master.dimension_of),
    "vatCode": ("vatCodes", "vat_code", master.vat_code_of),
    "period": ("periods", "period", master.period_of),
}
_SECTIONS = frozenset({"customersSuppliers", "generalLedger", "vatCodes", "periods", "openingBalance", "transactions"})
_PARENTS = {"sbLine": "subledger", "obSbLine": "obSubledger", "obLine": "openingBalance", "transaction": "journal"}
_TAGS = (
    {"auditfile", "header", "company", "basics", "obSubledgers", "obSubledger", "journal", "subledger", "subledgers"}
    | set(_MASTER) | _SECTIONS | set(_PARENTS) | detect.CASH_REGISTER_NAMES | detect.SALARY_NAMES
)  # fmt: skip


class Tree:
    """Takes the text of one document and gives its records."""

    def __init__(self, reading: Reading, checks: Checks, batch: EntryBatch, wellformed: WellFormed) -> None:
        self._reading, self._checks, self._batch, self._wellformed = reading, checks, batch, wellformed
        self._parser = etree.XMLPullParser(
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in sorted(_TAGS)],
            encoding="utf-8",
            resolve_entities=False,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            huge_tree=False,
        )
        self._prefix = ""
        self._company: Fields | None = None  # once given
        self._opening = Opening(reading, checks)
        self._open_items = OpenItems(reading, checks)
        self._journal: XmlElement | None = None  # the element we are in
        self._head: Journal | None = None  # its head, once given
        self._head_fields: Fields = {}
        self._open_subledger: XmlElement | None = None  # the one of the transactions that we are in
        self._subledger: XmlElement | None = None  # the sub-ledger of the last line
        self._subledger_fields: Fields = {}
        self.in_transactions = False
        self.events = 0

    def feed(self, text: str) -> Records:
        """The records that this text completes. Raises BrokenXml, TooMuch, OtherAuditFile, NotAnAuditFile."""
        try:
            self._parser.feed(text.encode())
        except etree.XMLSyntaxError as error:
            raise self._wellformed.refusal(error) from None
        yield from self._events()

    def close(self) -> Records:
        """The records that are complete only now that the document has ended."""
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:  # a prefix without a namespace is told at the end only
            raise self._wellformed.refusal(error) from None
        yield from self._events()

    def _events(self) -> Records:
        for event, element in cast("Iterator[tuple[str, XmlElement]]", self._parser.read_events()):
            self.events += 1
            name = local_name(element.tag)
            if event == "start":
                yield from self._starts(name, element)
            elif namespace_prefix(element.tag) == self._prefix:
                yield from self._ends(name, element)

    # -- plain transactions, read elsewhere

    def plain_journal(self, *, after_end_tag: bool) -> bool:
        """Whether we stand directly in a journal whose transactions need no parser; see ``_plain``."""
        return self._plain(self._journal, "journal", "transaction", after_end_tag=after_end_tag)

    def plain_subledger(self, *, after_end_tag: bool) -> bool:
        """Whether we stand directly in a sub-ledger of the transactions whose lines need no parser."""
        return self._plain(self._open_subledger, "subledger", "sbLine", after_end_tag=after_end_tag)

    def _plain(self, parent: "XmlElement | None", name: str, record: str, *, after_end_tag: bool) -> bool:
        """Whether we stand directly in this parent of records, and a tag without prefix is in its namespace.

        ``after_end_tag`` says that the last tag before was an end tag or an empty one: together with a parent that
        has no grandchildren this means that no child of the parent is open.
        """
        if parent is None or parent.tag != self._prefix + name:
            return False
        if f"{{{parent.nsmap.get(None, '')}}}".replace("{}", "") != self._prefix:
            return False
        if not len(parent):
            return not after_end_tag
        known = {element.name for element in self._reading.tables.get(name, ())} | {record}
        return after_end_tag and all(name in known and not len(child) for name, child in children(parent))

    @property
    def subledger(self) -> tuple[str, str]:
        """Type and name of the sub-ledger we are in."""
        return ledger_of(self._open_head())

    def subledger_lines(self, lines: list[SubledgerLine]) -> Records:
        """Take over lines of the sub-ledger we are in."""
        yield from self._open_items.lines(lines, self._open_head())

    def _open_head(self) -> Fields:
        """What stands in the sub-ledger we are in, before its first line."""
        if self._open_subledger is not None and self._subledger is not self._open_subledger:
            self._subledger = self._open_subledger
            self._subledger_fields = fields_of(self._open_subledger)
        return self._subledger_fields

    def journal_records(self) -> Records:
        """The head of the journal we are in, if it has not been given yet: all that stands in it so far."""
        if self._head is None and self._journal is not None:
            yield from self._journal_record(fields_of(self._journal))

    def _journal_record(self, fields: Fields) -> Records:
        self._head_fields = _without(fields, {"transaction"})
        self._head = master.journal_of(self._head_fields, self._reading)
        yield from self._once(self._head, "journal", self._head.code)

    @property
    def journal_code(self) -> str:
        """The code of the journal we are in."""
        return self._head.code if self._head else ""

    # -- starts

    def _starts(self, name: str, element: "XmlElement") -> Records:
        parent = element.getparent()
        if parent is None:
            self._prefix = namespace_prefix(element.tag)
            detect.refuse_other_kinds(name, self._prefix.strip("{}"), self._wellformed.name)
        elif local_name(parent.tag) in ("company", "auditfile"):
            detect.refuse_other_kinds(name, "", self._wellformed.name)
        if name in _SECTIONS:
            yield from self._section_starts(name, element)
        elif name == "journal":
            self._journal, self._head = element, None
        elif name == "subledger":
            self._open_subledger = element
        elif name == "obSubledgers" and parent is not None:
            yield from self._opening.ready(fields_before(element))

    def _section_starts(self, name: str, element: "XmlElement") -> Records:
        if self._reading.header is None:
            raise NotAnAuditFile(
                sentence("%(file)s has no header before <%(name)s>.", file=self._wellformed.name, name=name),
                remedy=sentence("Choose the .xaf file that the package exported, the first part if it was split."),
            )
        if name == "transactions":
            self.in_transactions = True
        parent = element.getparent()
        if parent is not None and local_name(parent.tag) == "company" and self._company is None:
            yield from self._company_records(fields_before(element))

    def _company_records(self, fields: Fields) -> Records:
        fields = _without(fields, _SECTIONS)
        if fields == self._company:
            return
        if self._company is not None:
            message = sentence("Fields of the company stand behind its sections; the company is given again.")
            self._reading.note_once("XAF-ORDER", "company", message)
        self._company = fields
        company = master.company_of(fields, self._reading)
        if self._reading.is_new(company):
            yield company

    # -- ends

    def _ends(self, name: str, element: "XmlElement") -> Records:
        parent = element.getparent()
        above = local_name(parent.tag) if parent is not None else ""
        if name in _MASTER and above == _MASTER[name][0]:
            yield from self._master_record(name, element)
        elif name in _PARENTS and above == _PARENTS[name]:
            yield from self._line_or_entry(name, element)
        elif name in _SECTIONS:
            yield from self._section_ends(name, element)
        elif name == "header" and above == "auditfile":
            yield from self._header(element)
        elif name == "company":
            yield from self._company_records(fields_of(element))
        elif name == "journal" and element is self._journal:
            yield from self._journal_ends(element)
        elif name in ("subledger", "obSubledger"):
            yield from self._open_items.ends(element, entry_kind(name))
            self._open_subledger = None
            _forget(element)

    def _header(self, element: "XmlElement") -> Records:
        reading = self._reading
        if reading.header is None:
            names = [name for name, _ in children(element)]
            reading.version = detect.version_of(self._prefix.strip("{}"), names, reading.findings)
        note_order(element, reading.tables["header"], "header", reading.seen, reading.findings)
        header, company = master.header_of(fields_of(element), reading)
        if reading.is_new(header):
            yield header
        if company is not None and reading.is_new(company):
            yield company

    def _master_record(self, name: str, element: "XmlElement") -> Records:
        _, table, make = _MASTER[name]
        reading = self._reading
        note_stray(element, table, reading.findings)
        note_order(element, reading.tables.get(table, ()), table, reading.seen, reading.findings)
        record = make(fields_of(element), reading)
        _forget(element)
        yield from self._once(record, table, key_of(record))

    def _once(self, record: Record, kind: str, key: str) -> Records:
        """The record, unless one with its key has been given; parts of a split export repeat master data."""
        if not key and kind != "period":
            self._reading.findings.add("XAF-NO-CODE", kind, sentence("A record has no code."))
        if self._checks.knows(record):
            if self._reading.part == 1:
                self._reading.findings.add(
                    "XAF-DUPLICATE-KEY", f"{kind} {key}", sentence("This code stands there twice.")
                )
            return
        yield record

    def _line_or_entry(self, name: str, element: "XmlElement") -> Records:
        if name == "transaction":
            yield from self._transaction(element)
            return
        fields = fields_of(element)
        reading = self._reading
        note_stray(element, name, reading.findings)
        if name == "obLine":
            note_order(element, reading.tables["opening_line"], name, reading.seen, reading.findings)
            self._opening.line(fields)
        else:
            record = "opening_subledger_line" if name == "obSbLine" else "subledger_line"
            note_order(element, reading.tables.get(record, ()), name, reading.seen, reading.findings)
            yield from self._open_items.line(fields, self._subledger_head(element), entry_kind(name))
        _forget(element)

    def _subledger_head(self, line: "XmlElement") -> Fields:
        """What stands before the lines of a sub-ledger; looked up at its first line, because it has thousands."""
        parent = line.getparent()
        if parent is not self._subledger:
            self._subledger = parent
            self._subledger_fields = fields_before(line)
        return self._subledger_fields

    def _transaction(self, element: "XmlElement") -> Records:
        if self._head is None:
            yield from self._journal_record(fields_before(element))
        self._note_order(element)
        entry = entry_of(fields_of(element), self.journal_code, self._reading)
        _forget(element)
        self._checks.entry(entry)
        self._batch.add(entry)
        if self._batch.full:
            yield from self._batch.take()

    def _note_order(self, element: "XmlElement") -> None:
        tag, reading = LINE_TAG[self._reading.version], self._reading
        note_order(element, reading.tables["entry"], "transaction", reading.seen, reading.findings)
        note_stray(element, f"journal {self.journal_code}, transaction", reading.findings)
        for name, child in children(element):
            if name == tag:
                note_stray(child, f"journal {self.journal_code}, {tag}", reading.findings)
                if tag not in reading.seen:
                    note_order(child, reading.tables["line"], tag, reading.seen, reading.findings)

    def _journal_ends(self, element: "XmlElement") -> Records:
        yield from self.journal_records()
        note_order(element, self._reading.tables["journal"], "journal", self._reading.seen, self._reading.findings)
        if self._head_fields != _without(fields_of(element), {"transaction"}):
            message = sentence("Fields of the journal stand behind its transactions and are not taken over.")
            self._reading.findings.add("XAF-NOT-TAKEN", f"journal {self.journal_code}", message)
        self._journal = None
        element.clear()

    def _section_ends(self, name: str, element: "XmlElement") -> Records:
        if name == "openingBalance":
            yield from self._opening.ends(element)
        elif name == "transactions":
            self.in_transactions = False
            fields = _without(fields_of(element), {"journal", "subledgers"})
            declared_totals(fields, TRANSACTIONS, self._reading)
            yield from self._batch.take()
        else:
            self._leftovers(name, element)
        element.clear()

    def _leftovers(self, name: str, element: "XmlElement") -> None:
        """Tell of parts of a section that have no place in our books (a taxonomy over all accounts)."""
        records = {record for record, (section, _, _) in _MASTER.items() if section == name} | {"basics"}
        for child, value in fields_of(element).items():
            if child not in records:
                shown = f" ({value[:60]})" if isinstance(value, str) else ""
                message = sentence("<%(name)s>%(value)s has no place in the books.", name=child, value=shown)
                self._reading.findings.add("XAF-NOT-TAKEN", name, message)


def _without(fields: Fields, names: set[str] | frozenset[str]) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def _forget(element: "XmlElement") -> None:
    """Free an element that has been read: empty it, and remove the one of its kind before it."""
    element.clear()
    before, parent = element.getprevious(), element.getparent()
    if before is not None and parent is not None and before.tag == element.tag:
        parent.remove(before)
