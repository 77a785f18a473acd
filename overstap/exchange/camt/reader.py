"""Reads CAMT.053 (versions 2 to 13) as a stream of statements with findings; DTD, entities and network are off."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import _Element

from overstap.books.bank.checks import DOWNLOAD_AGAIN, error, info, warning
from overstap.books.bank.values import BankLine, BankStatement
from overstap.exchange.bank_errors import (
    MOST_LINES,
    BrokenBankFile,
    ForbiddenInBankFile,
    NotABankFile,
    too_many_lines,
)
from overstap.exchange.camt.elements import BadValue, Entries, Names
from overstap.exchange.camt.feed import Feed
from overstap.exchange.camt.plain import Plain
from overstap.lib.findings import Finding
from overstap.lib.sentences import Sentence, sentence

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(\d\d)")
OLDEST, NEWEST = 2, 13
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)  # PRCD: the closing balance of the statement before
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD = 1 << 16


class CamtFile:
    """A file in CAMT.053. ``findings`` is complete when ``statements`` is exhausted.

    Raises UnreadableBankFile where it cannot be read any further; statements may have been given before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.findings: list[Finding] = []
        self.version = _version(path)
        self._names = Names(f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{self.version:02d}")
        self._entries = Entries(self._names)
        self._count = self._line_count = 0

    @property
    def format(self) -> str:
        """What it is, with its version."""
        return f"camt.053.001.{self.version:02d}"

    def statements(self) -> Iterator[BankStatement]:
        """The statements in the order of the file; one that cannot be used gives an error among the findings."""
        try:
            yield from self._read()
        except etree.XMLSyntaxError as problem:
            raise BrokenBankFile(
                sentence("line %(line)d: this is not well-formed XML.", line=problem.lineno or 0),
                remedy=DOWNLOAD_AGAIN,
            ) from problem

    def _read(self) -> Iterator[BankStatement]:
        names = self._names
        feed = Feed(self._path, names, Plain(self.version, self._entries.days))
        lines: list[BankLine] = []
        bad: list[str] = []
        pending, currency = 0, ""
        for element in feed.pieces():
            if isinstance(element, list):
                self._add(element, lines)
                continue
            self._refuse_document_type(element)
            if element.tag == names.stmt:
                yield from self._statement(element, lines, bad, pending)
                lines, bad, pending, currency = [], [], 0, ""
                element.clear()
                continue
            currency = currency or self._currency(element.getparent())
            pending += not self._take(element, currency, lines, bad)
            element.clear()
            feed.expect(currency)

    def _refuse_document_type(self, element: _Element) -> None:
        document: Any = element.getroottree().docinfo  # its type does not know the document type
        if not self._count and document.doctype:
            raise _forbidden()

    def _take(self, entry: _Element, currency: str, lines: list[BankLine], bad: list[str]) -> bool:
        """Add the lines of an entry; False for one that is pending."""
        try:
            found = self._entries.lines(entry, currency)
        except BadValue as problem:
            bad.append(f"line {entry.sourceline}, {problem.args[0]}")
            return True
        self._add(found, lines)
        return bool(found)

    def _add(self, found: list[BankLine], lines: list[BankLine]) -> None:
        lines.extend(found)
        self._line_count += len(found)
        if self._line_count > MOST_LINES:
            raise too_many_lines()

    def _statement(
        self, element: _Element, lines: list[BankLine], bad: list[str], pending: int
    ) -> Iterator[BankStatement]:
        self._count += 1
        place = f"statement {self._count}"
        try:
            one = self._head(element, lines, place)
        except BadValue as problem:
            self._refuse("BANK-FIELD", f"{place}, {problem.args[0]}", _is_wrong(problem.args[1]))
            return
        if bad:
            more = sentence("%(count)d entries cannot be read; the statement is left out.", count=len(bad))
            self._refuse("BANK-ENTRY", f"{place}, {bad[0]}", more)
            return
        if pending:
            self.findings.append(
                info("BANK-PENDING", place, sentence("%(count)d entries are pending and left out.", count=pending))
            )
        if not one.account:
            self._refuse("BANK-NO-ACCOUNT", place, sentence("The statement names no account."))
            return
        yield one

    def _head(self, element: _Element, lines: list[BankLine], place: str) -> BankStatement:
        """The statement, from what stands before its entries. Raises BadValue."""
        path = self._names.path
        account = element.findtext(path("Acct", "Id", "IBAN")) or element.findtext(path("Acct", "Id", "Othr", "Id"))
        currency = self._currency(element)
        opening, closing = self._balance(element, _OPENING), self._balance(element, _CLOSING)
        if opening is None or closing is None:
            raise BadValue("Bal", "")
        reference = element.findtext(path("ElctrncSeqNb")) or element.findtext(path("LglSeqNb"))
        if not reference:
            self.findings.append(
                warning(
                    "BANK-NO-NUMBER",
                    place,
                    sentence("The statement has no number."),
                    sentence("Look whether it goes on where the one before it ended."),
                )
            )
        of, day = self._entries.amount, self._entries.day
        side = path("CdtDbtInd")
        return BankStatement(
            account=(account or "").replace(" ", "").upper()[:40],
            currency=currency,
            reference=(reference or "").strip()[:40],
            opened_on=min([day(opening.find(path("Dt"))), *(line.booked_on for line in lines[:1])]),
            opening=of(opening.find(path("Amt")), opening.findtext(side, ""), currency),
            closed_on=day(closing.find(path("Dt"))),
            closing=of(closing.find(path("Amt")), closing.findtext(side, ""), currency),
            lines=lines,
            place=place,
        )

    def _balance(self, element: _Element, wanted: tuple[str, ...]) -> _Element | None:
        """The balance of the first of these kinds that there is."""
        kind = self._names.path("Tp", "CdOrPrtry", "Cd")
        found = {(one.findtext(kind) or "").strip(): one for one in element.findall(self._names.of("Bal"))}
        return next((found[code] for code in wanted if code in found), None)

    def _currency(self, statement: _Element | None) -> str:
        """Of the account, or else of its balances. Raises BadValue."""
        if statement is None:
            return ""
        told = statement.findtext(self._names.path("Acct", "Ccy"))
        amount = statement.find(self._names.path("Bal", "Amt"))
        found = told or ("" if amount is None else amount.get("Ccy", ""))
        return (found or "").strip().upper()

    def _refuse(self, code: str, place: str, message: Sentence) -> None:
        self.findings.append(error(code, place, message, DOWNLOAD_AGAIN))


def _forbidden() -> ForbiddenInBankFile:
    return ForbiddenInBankFile(sentence("The file declares a document type; no bank does."))


def _is_wrong(text: str) -> Sentence:
    if not text:
        return sentence("This is missing.")
    return sentence("%(text)r cannot stand here.", text=text[:40])


def _version(path: Path) -> int:
    """The version that the file says it is. Raises NotABankFile, ForbiddenInBankFile."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if _DOCTYPE.search(head.replace(b"\0", b"")):
        raise _forbidden()
    found = NAMESPACE.search(head.replace(b"\0", b"").decode("latin-1"))
    if found is None:
        raise NotABankFile(sentence("This is not CAMT.053."))
    version = int(found.group(1))
    if not OLDEST <= version <= NEWEST:
        raise NotABankFile(sentence("Version %(version)d of CAMT.053 is not known.", version=version))
    return version
