"""One well-formed document: what is plain goes to the scanner, all else to the tree."""

import re
from collections.abc import Generator, Iterator

from overstap.exchange.xaf import detect
from overstap.exchange.xaf.batches import MOST_ENTRIES, EntryBatch
from overstap.exchange.xaf.checks import Checks
from overstap.exchange.xaf.errors import CHOOSE_EXPORTED, NOT_LIKE_THIS, NotAnAuditFile, TooMuch
from overstap.exchange.xaf.grammar import grammar_of
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.scan import Scanner
from overstap.exchange.xaf.tree import Tree
from overstap.exchange.xaf.values import Record
from overstap.exchange.xaf.wellformed import WellFormed
from overstap.lib.sentences import sentence

Records = Iterator[Record]

_START = re.compile("<(transaction|sbLine)>")
_LONGEST_TAG = len("</transaction>")
_BEGIN = re.compile("<(?:transactions|journal)>")
# Atomic groups: a hostile prolog of many comments must not be tried in every way.
_FIRST_TAG = re.compile(r"(?>\s+|<\?(?s:.*?)\?>|<!--(?s:.*?)-->)*+<(?:[^\s<>/:]+:)?([^\s<>/!?:]+)(?=[\s/>])")
_END_TAG = re.compile(r"</[^<>]*>[^<]*|<[^<>]*/>[^<]*")
_LONGEST_PROLOG = 1 << 16
_MOST_WAITING = 1 << 26  # characters of one entry
_MOST_SILENT = 1 << 25  # characters without any record


def root_name(text: str) -> str:
    """The local name of the first element in the beginning of a document; empty if there is none."""
    found = _FIRST_TAG.match(text)
    return found.group(1) if found else ""


class Document:
    """Takes the text of one document in chunks, and gives its records.

    There are three ways for text to go: before the transactions all goes to the tree, piece by piece; then plain
    transactions and lines of sub-ledgers go to the scanner and the rest to the tree; and from the first comment, CDATA
    or instruction behind that point on, all goes to the tree again.
    """

    def __init__(self, reading: Reading, checks: Checks, batch: EntryBatch) -> None:
        self._reading, self._checks, self._batch = reading, checks, batch
        self.wellformed = WellFormed()
        self._tree = Tree(reading, checks, batch, self.wellformed)
        self._scanner: Scanner | None = None
        self._general = False
        self._begun = False
        self._first = ""  # text before the first element
        self._parts: list[str] = []  # text that waits for its end
        self._waiting = 0
        self._tail = ""  # the last characters of what waits
        self._awaited = ""  # the end tag of an entry or line that is not complete
        self._after_end_tag = False
        self._silent = 0

    def feed(self, text: str) -> Records:
        """The records that this text completes. Raises UnreadableAuditFile."""
        if not self._begun:
            text = self._first + text
            if not root_name(text) and len(text) < _LONGEST_PROLOG:
                self._first = text
                return
            self._refuse_other_roots(text)
        if self._scanner is not None and not self._general:
            self.wellformed.feed_beside(text)  # settled before any of it goes to the tree
            yield from self._within_transactions(self._scanner, text)
            return
        self.wellformed.feed(text)
        if self._general:
            yield from self._to_tree(text)
        else:
            yield from self._before_transactions(text)

    def close(self) -> Records:
        """The records at the end. Raises BrokenXml when the document is not complete."""
        if not self._begun:
            self._refuse_other_roots(self._first)
        self.wellformed.close()
        rest = "".join(self._parts)
        self._parts = []
        yield from self._to_tree(rest)
        yield from self._tree.close()
        if self._scanner is not None:
            self._reading.negatives += self._scanner.negatives
        yield from self._batch.take()

    def _refuse_other_roots(self, text: str) -> None:
        self._begun = True
        name = root_name(text)
        file = self.wellformed.name
        if not name:
            if text.lstrip().startswith("<"):
                self.wellformed.feed(text)  # says what is wrong, if it is a document type for one
            raise NotAnAuditFile(sentence("%(file)s is not XML.", file=file), remedy=CHOOSE_EXPORTED)
        detect.refuse_other_kinds(name, "", file)
        detect.refuse_root(name, file)

    def _to_tree(self, text: str) -> Records:
        if not text:
            return
        self.wellformed.settle()
        events = self._tree.events
        yield from self._tree.feed(text)
        self._silent = 0 if self._tree.events > events else self._silent + len(text)
        if self._silent > _MOST_SILENT:
            raise TooMuch(
                sentence(
                    "%(file)s: %(count)d million characters hold no record of an audit file.",
                    file=self.wellformed.name,
                    count=_MOST_SILENT >> 20,
                ),
                remedy=NOT_LIKE_THIS,
            )
        if not text.isspace():
            self._after_end_tag = _END_TAG.fullmatch(text, max(text.rfind("<"), 0)) is not None

    # -- before the transactions

    def _before_transactions(self, text: str) -> Records:
        """Feed up to each start of transactions or a journal, until the tree says that we are inside."""
        text = "".join(self._parts) + text
        self._parts = []
        place = 0
        for found in _BEGIN.finditer(text):
            yield from self._to_tree(text[place : found.end()])
            place = found.end()
            if self._tree.in_transactions:
                yield from self._switch(text[place:])
                return
        safe = _before_open_tag(text, place)
        yield from self._to_tree(text[place:safe])
        self._parts = [text[safe:]]

    def _switch(self, rest: str) -> Records:
        grammar = grammar_of(self._reading.version)
        if grammar is None:
            self._general = True
            yield from self._to_tree(rest)
            return
        self._scanner = Scanner(grammar, self._reading.year.year)
        yield from self._within_transactions(self._scanner, rest)

    # -- within them

    def _within_transactions(self, scanner: Scanner, text: str) -> Records:
        if self._awaited and self._awaited not in self._tail + text:
            self._wait(text)
            return
        buffer = "".join(self._parts) + text
        self._parts, self._waiting, self._awaited = [], 0, ""
        if _holds(buffer, "!") or _holds(buffer, "?"):
            self._general = True
            yield from self._to_tree(buffer)
            return
        yield from self._mixed(scanner, buffer)

    def _wait(self, text: str) -> None:
        """Keep text of an entry that is not complete yet."""
        self._parts.append(text)
        self._waiting += len(text)
        self._tail = (self._tail + text)[-_LONGEST_TAG:]
        if self._waiting > _MOST_WAITING:
            raise TooMuch(
                sentence(
                    "%(file)s: one entry is longer than %(count)d million characters.",
                    file=self.wellformed.name,
                    count=_MOST_WAITING >> 20,
                ),
                remedy=sentence("Export it as several entries."),
            )

    def _mixed(self, scanner: Scanner, buffer: str) -> Records:
        """Plain transactions and sub-ledger lines to the scanner, the rest to the tree; the incomplete end waits."""
        scanner.read(buffer)
        place = 0
        while (found := _START.search(buffer, place)) is not None:
            start, name = found.start(), found.group(1)
            yield from self._to_tree(buffer[place:start])
            if name == "transaction":
                place = yield from self._plain_entries(scanner, start)
            else:
                place = yield from self._plain_subledger_lines(scanner, start)
            if place == start:
                end = buffer.find(f"</{name}>", start)
                if end < 0:
                    self._awaited = f"</{name}>"
                    self._wait(buffer[start:])
                    return
                place = end + len(f"</{name}>")
                yield from self._to_tree(buffer[start:place])
        safe = _before_open_tag(buffer, place)
        yield from self._to_tree(buffer[place:safe])
        self._wait(buffer[safe:])

    def _plain_entries(self, scanner: Scanner, place: int) -> Generator[Record, None, int]:
        """Read the plain transactions from ``place`` on; the place behind the last of them."""
        if not self._tree.plain_journal(after_end_tag=self._after_end_tag):
            return place
        yield from self._tree.journal_records()
        checks, batch = self._checks, self._batch
        code = self._tree.journal_code
        entries, place = scanner.entries(place, code, MOST_ENTRIES)
        while entries:
            self._after_end_tag = True
            checks.entries(entries)
            batch.extend(entries)
            if batch.full:
                yield from batch.take()
            entries, place = scanner.entries(place, code, MOST_ENTRIES)
        return place

    def _plain_subledger_lines(self, scanner: Scanner, place: int) -> Generator[Record, None, int]:
        """Read the plain lines of a sub-ledger from ``place`` on; the place behind the last of them."""
        if not self._tree.plain_subledger(after_end_tag=self._after_end_tag):
            return place
        ledger = self._tree.subledger
        lines, place = scanner.subledger_lines(place, ledger, MOST_ENTRIES)
        while lines:
            self._after_end_tag = True
            yield from self._tree.subledger_lines(lines)
            lines, place = scanner.subledger_lines(place, ledger, MOST_ENTRIES)
        return place


def _holds(text: str, mark: str) -> bool:
    """Whether ``<`` and this mark stand together; the mark alone is rare, and looking for it is ten times as fast."""
    return mark in text and f"<{mark}" in text


def _before_open_tag(text: str, place: int) -> int:
    """The end of the text, or the start of a ``<`` in its last characters that may begin a tag we look for."""
    start = text.rfind("<", max(place, len(text) - _LONGEST_TAG))
    return len(text) if start < 0 else start
