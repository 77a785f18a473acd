"""Books that lie in memory: what a reader gave, ready to be written again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    Journal,
    Line,
    Period,
    SubledgerLine,
    Totals,
    VatCode,
)
from overstap.books.relations.values import Company, Relation
from overstap.exchange.xaf.reader import AuditFile
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS, Header, Record, Version, subledger_section
from overstap.exchange.xaf.writer import write
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO


@dataclass
class MemoryBooks:
    """All records of one audit file by kind. It is what the writer asks for, and compares by value."""

    headers: list[Header] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    all_accounts: list[Account] = field(default_factory=list)
    all_relations: list[Relation] = field(default_factory=list)
    all_vat_codes: list[VatCode] = field(default_factory=list)
    all_periods: list[Period] = field(default_factory=list)
    all_dimensions: list[Dimension] = field(default_factory=list)
    all_journals: list[Journal] = field(default_factory=list)
    all_entries: list[Entry] = field(default_factory=list)
    openings: list[Entry] = field(default_factory=list)
    all_subledger_lines: list[SubledgerLine] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """One record as the reader gives it."""
        if isinstance(record, list):
            for one in record:
                if isinstance(one, SubledgerLine):
                    self.all_subledger_lines.append(one)
                else:
                    (self.openings if one.kind == OPENING else self.all_entries).append(one)
            return
        self._shelf(record).append(record)

    def _shelf(self, record: Record) -> list[Any]:
        shelves: dict[type, list[Any]] = {
            Header: self.headers,
            Company: self.companies,
            Account: self.all_accounts,
            Relation: self.all_relations,
            VatCode: self.all_vat_codes,
            Period: self.all_periods,
            Dimension: self.all_dimensions,
            Journal: self.all_journals,
        }
        return shelves[type(record)]

    def header(self) -> Header:
        return self.headers[-1]

    def company(self) -> Company:
        return self.companies[-1]

    def accounts(self) -> Iterable[Account]:
        return self.all_accounts

    def relations(self) -> Iterable[Relation]:
        return self.all_relations

    def vat_codes(self) -> Iterable[VatCode]:
        return self.all_vat_codes

    def periods(self) -> Iterable[Period]:
        return self.all_periods

    def dimensions(self) -> Iterable[Dimension]:
        return self.all_dimensions

    def journals(self) -> Iterable[Journal]:
        return self.all_journals

    def entries(self, journal: str) -> Iterable[Entry]:
        return [entry for entry in self.all_entries if entry.journal == journal]

    def opening(self) -> Entry | None:
        return self.openings[0] if self.openings else None

    def subledgers(self, kind_of_entry: str) -> Iterable[tuple[str, str]]:
        found = [(one.kind, one.ledger_name) for one in self.all_subledger_lines if one.kind_of_entry == kind_of_entry]
        return list(dict.fromkeys(found))

    def subledger_lines(self, kind_of_entry: str, kind: str, name: str) -> Iterator[SubledgerLine]:
        wanted = (kind_of_entry, kind, name)
        return (one for one in self.all_subledger_lines if (one.kind_of_entry, one.kind, one.ledger_name) == wanted)

    def totals(self, section: str) -> Totals:
        lines: list[Line] | list[SubledgerLine]
        if section == TRANSACTIONS:
            lines = [line for entry in self.all_entries for line in entry.lines]
        elif section == OPENING:
            lines = [line for entry in self.openings for line in entry.lines]
        else:
            lines = [
                one
                for one in self.all_subledger_lines
                if subledger_section(one.kind_of_entry, one.kind, one.ledger_name) == section
            ]
        debit = sum((line.amount for line in lines if line.side == "D"), ZERO)
        credit = sum((line.amount for line in lines if line.side == "C"), ZERO)
        return Totals(len(lines), debit, -credit)


def read(*paths: Path, encoding: str | None = None) -> tuple[MemoryBooks, AuditFile]:
    """All records of a file, or of its parts."""
    audit_file = AuditFile(paths, encoding=encoding)
    books = MemoryBooks()
    for record in audit_file.records():
        books.add(record)
    return books, audit_file


def written(books: MemoryBooks, version: Version) -> tuple[bytes, list[Finding]]:
    """The books as a file of this version."""
    stream = BytesIO()
    findings = write(stream, version, books, software_version="1.0")
    return stream.getvalue(), findings


def codes(audit_file: AuditFile) -> list[str]:
    """The codes of all findings, in order."""
    return [finding.code for finding in audit_file.findings]
