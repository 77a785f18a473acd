"""What the parts of the reader share while they read one export, be it in one file or in several."""

from collections.abc import Mapping
from datetime import date
from functools import reduce

from overstap.books.ledger.values import FiscalYear, Totals
from overstap.books.relations.values import Company
from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.values import Header, Version
from overstap.exchange.xaf.versions import TABLES
from overstap.exchange.xaf.vocabulary import Table
from overstap.lib.sentences import Sentence, sentence

_UNREAD = FiscalYear(year=0, label="", start=date.min, end=date.max)
_DIFFERS = {
    "header": sentence("The header of part %(part)d is not that of the first part."),
    "company": sentence("The company of part %(part)d is not that of the first part."),
}


class Reading:
    """The state of one export: its version and year, the findings, what has been met once."""

    def __init__(self) -> None:
        self.findings = Findings()
        self.seen: set[str] = set()  # findings that are told once
        self.version = Version.V3_2
        self.year = _UNREAD
        self.header: Header | None = None
        self.company: Company | None = None
        self.negatives = 0
        self.doubled = 0  # lines of the file that became two of ours, because debit and credit were both filled
        self.part = 1  # of a split export whose parts are whole documents
        self._stated: dict[str, dict[int, Totals]] = {}  # per section and part
        self.computed: dict[str, Totals] = {}

    def declare(self, section: str, totals: Totals) -> None:
        """Totals that a file states; two sub-ledgers of one name in one document add up."""
        parts = self._stated.setdefault(section, {})
        parts[self.part] = added(parts[self.part], totals) if self.part in parts else totals

    @property
    def declared(self) -> dict[str, Totals]:
        """The stated totals per section. Parts of a split export state their own, or all of them those of the whole.

        When all state the same, it is the whole, unless only their sum fits the lines that were read.
        """
        return {section: self._of_parts(section, list(parts.values())) for section, parts in self._stated.items()}

    def _of_parts(self, section: str, parts: list[Totals]) -> Totals:
        total = reduce(added, parts)
        if len(set(parts)) == 1 and total != self.computed.get(section):
            return parts[0]
        return total

    def is_new(self, record: Header | Company) -> bool:
        """Whether a header or company is to be given; a later part of a split export must repeat that of the first."""
        before = self.header if isinstance(record, Header) else self.company
        if isinstance(record, Header) and before is None:
            self.header, self.year = record, record.fiscal_year
        elif isinstance(record, Company) and (before is None or self.part == 1):
            self.company = record
        elif record != before:
            name = type(record).__name__.lower()
            message = Sentence(_DIFFERS[name], {"part": self.part})
            self.findings.add("XAF-SPLIT-DIFFERS", f"part {self.part}, {name}", message)
        return self.part == 1

    def compute(self, section: str, totals: Totals) -> None:
        """Totals of lines that were read."""
        before = self.computed.get(section)
        self.computed[section] = added(before, totals) if before else totals

    @property
    def tables(self) -> Mapping[str, Table]:
        """The vocabulary of the version in hand."""
        return TABLES[self.version]

    @property
    def has_sides(self) -> bool:
        """Whether amounts have a side of their own; CLAIR2 has two columns instead."""
        return self.version is not Version.CLAIR2

    def note_once(self, code: str, place: str, message: Sentence) -> None:
        """A finding that is told for its first place only."""
        if code not in self.seen:
            self.seen.add(code)
            self.findings.add(code, place, message)


def added(one: Totals, other: Totals) -> Totals:
    """Two totals together."""
    return Totals(one.lines + other.lines, one.debit + other.debit, one.credit + other.credit)
