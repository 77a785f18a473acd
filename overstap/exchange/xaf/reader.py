"""Reads an audit file, whole or split, as a stream of records with findings and control totals."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from overstap.books.ledger.values import Totals
from overstap.exchange.xaf import split
from overstap.exchange.xaf.adf import AdfFile
from overstap.exchange.xaf.batches import EntryBatch
from overstap.exchange.xaf.checks import Checks
from overstap.exchange.xaf.document import Document, root_name
from overstap.exchange.xaf.errors import BadSequence, NotAnAuditFile
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.text import ADF_SIGNATURE, TextFile, without_declaration
from overstap.exchange.xaf.values import Header, Record, Version
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence


class AuditFile:
    """One audit file, or the parts of one that was split.

    ``records`` gives the header first, then master data, journals and entries as they come; entries and lines of
    sub-ledgers in lists of some thousands. ``findings``, ``declared`` and ``computed`` are complete when it is
    exhausted. Raises UnreadableAuditFile (see errors.py) for what cannot be read; entries may have been given before.
    """

    def __init__(self, paths: Sequence[Path], *, encoding: str | None = None) -> None:
        self._paths = list(paths)
        self._encoding = encoding
        self._reading = Reading()
        self._checks = Checks(self._reading)
        self._batch = EntryBatch()
        self._begun = False

    @property
    def findings(self) -> list[Finding]:
        """What was found noteworthy or wrong; of one kind a thousand at most, and the number of the others."""
        return self._reading.findings.listed()

    @property
    def declared(self) -> Mapping[str, Totals]:
        """The control totals that the file states, per section: "transactions", "opening", "subledger CU Debtors"."""
        return self._reading.declared

    @property
    def computed(self) -> Mapping[str, Totals]:
        """The totals of the lines that were read, with the same sections."""
        return self._reading.computed

    @property
    def header(self) -> Header:
        """The header, once the first record has been given."""
        if self._reading.header is None:
            raise LookupError("the header is known after the first record")
        return self._reading.header

    @property
    def version(self) -> Version:
        """The version, once the first record has been given."""
        return self.header.version

    def records(self) -> Iterator[Record]:
        """All records, once."""
        if self._begun:
            raise LookupError("the records of an audit file are read once")
        self._begun = True
        paths = split.in_order(self._paths, self._reading.findings)
        files = [TextFile(path, self._encoding) for path in paths]
        if not files:
            raise NotAnAuditFile(sentence("No file was given."), remedy=sentence("Name the .xaf file."))
        with _fewer_collections():
            if files[0].head.startswith(ADF_SIGNATURE):
                yield from self._adf(files)
            else:
                yield from self._xml(files)
        for file in files:
            self._note_encoding(file)
        self._checks.finish()

    def _adf(self, files: list[TextFile]) -> Iterator[Record]:
        if len(files) > 1:
            raise BadSequence(sentence("An audit file of 1999 is never split."), remedy=sentence("Give one file."))
        yield from AdfFile(files[0], self._reading, self._checks, self._batch).records()

    def _xml(self, files: list[TextFile]) -> Iterator[Record]:
        split.check([split.part_of(file.beginning) for file in files], [file.name for file in files])
        document = self._document()
        lines_before = 0
        for number, file in enumerate(files):
            goes_on = number > 0 and root_name(without_declaration(file.beginning)) != "auditfile"
            if number and not goes_on:
                yield from document.close()
                self._reading.part += 1
                document, lines_before = self._document(), 0
            document.wellformed.file(file.name, lines_before)
            for text in _joined(file) if goes_on else file.chunks():
                yield from document.feed(text)
            lines_before += file.lines
        yield from document.close()

    def _document(self) -> Document:
        return Document(self._reading, self._checks, self._batch)

    def _note_encoding(self, file: TextFile) -> None:
        add = self._reading.findings.add
        encoding = file.encoding
        if self._encoding and encoding.declared:
            message = sentence(
                "Read as %(chosen)s; the file says %(declared)s.", chosen=self._encoding, declared=encoding.declared
            )
            add("XAF-ENCODING-OVERRIDDEN", file.name, message)
        elif encoding.marked and encoding.declared and encoding.marked[:6] != encoding.declared.lower()[:6]:
            message = sentence(
                "The byte order mark says %(marked)s, the declaration %(declared)s.",
                marked=encoding.marked,
                declared=encoding.declared,
            )
            add("XAF-ENCODING-CONFLICT", file.name, message)
        if file.c1_line:
            message = sentence("A control character of the range U+0080 to U+009F stands where a letter should.")
            add("XAF-C1-CONTROL", f"{file.name}, line {file.c1_line}", message)


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Let the garbage collector look less often: it costs a sixth of the time, and values have no cycles."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], 50_000), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _joined(file: TextFile) -> Iterator[str]:
    """The text of a part that goes on where the one before stopped."""
    chunks = file.chunks()
    yield split.without_comment(without_declaration(next(chunks, "")))
    yield from chunks
