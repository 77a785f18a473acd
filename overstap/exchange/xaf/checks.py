"""Checks over the entries as they pass by: balance, references, duplicates, dates, totals.

Memory does not grow with the file: sums are kept per account, references per code, and keys of entries and lines only
up to a limit, beyond which a finding says that they were not checked here.
"""

from collections.abc import Callable, Container, Sequence
from datetime import date
from decimal import Decimal

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
from overstap.books.relations.values import Relation
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.totals import compare
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS, Record, Version
from overstap.lib.money import ZERO
from overstap.lib.sentences import Sentence, sentence

MOST_KEYS = 100_000  # entries and lines whose keys are remembered
MOST_CODES = 10_000  # unknown codes that are remembered
# Code lists of the format that name something else than a cost centre, product or project.
_OTHER_LISTS = frozenset({"12", "30"})


# Lines are nearly always numbered from one up; entries as long as each other then share one set of numbers.
_COUNTED = [[str(number) for number in range(1, count + 1)] for count in range(101)]
_COUNTED_SETS = [frozenset(numbers) for numbers in _COUNTED]
_NO_VAT_LIST = (Version.CLAIR2, Version.ADF)
_UNKNOWN = {
    "ACCOUNT": sentence("The account %(code)r, first used here, is not in the file's own list."),
    "RELATION": sentence("The relation %(code)r, first used here, is not in the file's own list."),
    "VAT-CODE": sentence("The VAT code %(code)r, first used here, is not in the file's own list."),
    "COST-CODE": sentence("The cost code %(code)r, first used here, is not in the file's own list."),
    "JOURNAL": sentence("The journal %(code)r, first used here, is not in the file's own list."),
    "PERIOD": sentence("The period %(code)r, first used here, is not in the file's own list."),
}


class _Sums(dict[str, Decimal]):
    """Sums per account; an account that is met for the first time begins at zero, and ``new`` is told."""

    def __init__(self, new: Callable[[str], None]) -> None:
        super().__init__()
        self._new = new

    def __missing__(self, account: str) -> Decimal:
        self._new(account)
        return ZERO


class Checks:
    """Looks at every entry once. ``finish`` tells what can only be known at the end."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.accounts: set[str] = set()
        self.relations: set[str] = set()
        self.vat_codes: set[str] = set()
        self.codes: set[str] = set()  # cost centres, products and projects that have a name
        self._dimensions: set[str] = set()
        self.periods: dict[int, Period] = {}
        self.journals: dict[str, Journal] = {}
        self._current: Entry | None = None
        self.debit, self.credit = _Sums(self._account_is_new), _Sums(self._account_is_new)
        self.lines = 0
        self.count = 0  # entries
        self._unknown: dict[tuple[str, str], str] = {}
        self._settled = {""}  # relations that need no more checks: known, or told
        self._moments: set[tuple[int, date]] = set()
        self._outside_first, self._outside_count = "", 0
        self._opening_numbers: set[str] = set()
        self._settled_vat: set[str] = set()  # VAT codes that need no more checks
        self._settled_codes: set[str] = {""}  # cost centres, products and projects that need no more checks
        self._numbers: dict[int, frozenset[str]] | None = {}  # of the lines, by the hash of journal and entry number
        self._pointers = 0  # lines in it
        self.has_opening = self.has_period_zero = False

    # -- master data

    def knows(self, record: Record) -> bool:
        """Remember the key of a record of master data; whether it was known already."""
        if isinstance(record, Period):
            known = record.number in self.periods
            self.periods.setdefault(record.number, record)
            return known
        if isinstance(record, Journal):
            known = record.code in self.journals
            self.journals.setdefault(record.code, record)
            return known
        keys, key = self._keys_of(record), key_of(record)
        known = key in keys
        keys.add(key)
        if isinstance(record, Dimension) and record.type not in _OTHER_LISTS:
            self.codes.add(record.code)
        return known

    def _keys_of(self, record: Record) -> set[str]:
        if isinstance(record, Account):
            return self.accounts
        if isinstance(record, Relation):
            return self.relations
        return self.vat_codes if isinstance(record, VatCode) else self._dimensions

    # -- entries

    def entry(self, entry: Entry) -> None:
        """Check one entry of the transactions."""
        self.entries((entry,))

    def entries(self, entries: Sequence[Entry]) -> None:
        """Check entries of the transactions; the loop over all lines of a file, hence by position and not by name."""
        debit, credit, settled = self.debit, self.credit, self._settled
        settled_codes, settled_vat, moments = self._settled_codes, self._settled_vat, self._moments
        for entry in entries:
            self._current = entry
            balance = ZERO
            lines = entry[5]
            for line in lines:
                amount = line[2]
                balance += amount
                if line[3] == "D":
                    debit[line[1]] += amount
                else:
                    credit[line[1]] -= amount
                if line[7] not in settled:
                    self._check_relation(line)
                for vat in line[18]:
                    if vat[0] not in settled_vat:
                        self._check_vat_code(vat[0], line)
                if line[9] not in settled_codes or line[10] not in settled_codes or line[11] not in settled_codes:
                    self._check_codes(line)
            self.lines += len(lines)
            if balance or not lines or self._numbers is not None or (entry[3], entry[4]) not in moments:
                self._look_closer(entry, balance)
        self.count += len(entries)

    def _look_closer(self, entry: Entry, balance: Decimal) -> None:
        if balance:
            self._unbalanced(entry, balance)
        if not entry.lines:
            self._find("XAF-EMPTY-ENTRY", entry, sentence("The entry has no lines."))
        numbers = _numbers_of(entry)
        if len(numbers) < len(entry.lines):
            self._find("XAF-DUPLICATE-LINE", entry, sentence("Line numbers occur more than once in the entry."))
        if self._numbers is not None:
            self._check_keys(entry, numbers, self._numbers)
        if (entry.period, entry.date) not in self._moments:
            self._check_moment(entry)

    def _check_relation(self, line: Line) -> None:
        if line.relation not in self.relations:
            self._note_unknown("RELATION", line.relation, self._place(line.nr))
        if len(self._settled) < MOST_CODES:
            self._settled.add(line.relation)

    def _check_vat_code(self, code: str, line: Line) -> None:
        if code not in self.vat_codes:
            self._note_unknown("VAT-CODE", code, self._place(line.nr))
        if len(self._settled_vat) < MOST_CODES:
            self._settled_vat.add(code)

    def _check_codes(self, line: Line) -> None:
        if not self.codes:  # the file has no list of them
            return
        for code in (line.cost_centre, line.project, line.product):
            if code and code not in self.codes:
                self._note_unknown("COST-CODE", code, self._place(line.nr))
            if len(self._settled_codes) < MOST_CODES:
                self._settled_codes.add(code)

    def _place(self, line: str) -> str:
        return f"{place_of(self._current)}, line {line}" if self._current else "opening balance"

    def _account_is_new(self, account: str) -> None:
        """Called for the first line on an account; later ones need no check."""
        if self._current is not None and account not in self.accounts:
            line = next((line.nr for line in self._current.lines if line.account == account), "")
            self._note_unknown("ACCOUNT", account, self._place(line))

    def _note_unknown(self, kind: str, code: str, place: str) -> None:
        """Remember where a code that is not known so far was first used. It may still come."""
        if len(self._unknown) < MOST_CODES:
            self._unknown.setdefault((kind, code), place)

    def _unbalanced(self, entry: Entry, balance: Decimal) -> None:
        if balance > 0:
            message = sentence("The entry does not balance: %(amount)s too much debit.", amount=balance)
        else:
            message = sentence("The entry does not balance: %(amount)s too much credit.", amount=-balance)
        self._reading.findings.add("XAF-UNBALANCED", place_of(entry), message, self._remedy(entry))

    def _remedy(self, entry: Entry) -> Sentence | None:
        """If the journal's counter account has no line, the package may have meant it to be understood."""
        journal = self.journals.get(entry.journal)
        counter = journal.offset_account if journal else ""
        if not counter or any(line.account == counter for line in entry.lines):
            return None
        return sentence(
            "The journal's counter account %(account)s (offsetAccID) has no line in the entry; Exact Globe leaves it"
            " out in version 3.1. Export again as version 3.2 or with the counter entries.",
            account=counter,
        )

    def _check_moment(self, entry: Entry) -> None:
        period, day = entry.period, entry.date
        year = self._reading.year
        if not year.start <= day <= year.end:
            self._outside_first = self._outside_first or f"{place_of(entry)}, dated {day}"
            self._outside_count += 1
            self.has_period_zero = self.has_period_zero or period == 0
            return
        self._moments.add((period, day))
        known = self.periods.get(period)
        if known is None:
            if self.periods and period:
                self._note_unknown("PERIOD", str(period), place_of(entry))
        elif not known.start <= day <= known.end:
            message = sentence(
                "%(day)s is not in period %(period)d (%(start)s to %(end)s).",
                day=day,
                period=period,
                start=known.start,
                end=known.end,
            )
            self._find("XAF-DATE-OUTSIDE-PERIOD", entry, message)
        if period == 0:
            self.has_period_zero = True

    def _check_keys(self, entry: Entry, numbers: frozenset[str], known: dict[int, frozenset[str]]) -> None:
        key = hash((entry.journal, entry.number))
        before = known.get(key)
        if before is not None:
            self._find(
                "XAF-DUPLICATE-ENTRY", entry, sentence("An entry with this number stands in the journal already.")
            )
            self._pointers -= len(before)
            numbers |= before
        known[key] = numbers
        self._pointers += len(numbers)
        if len(known) > MOST_KEYS or self._pointers > MOST_KEYS:
            self._numbers = None
            message = sentence(
                "Beyond %(most)d lines, entry numbers and pointers of open items are not checked while reading.",
                most=MOST_KEYS,
            )
            self._reading.note_once("XAF-NOT-CHECKED", "file", message)

    def opening(self, entry: Entry) -> None:
        """Check the opening balance."""
        self.has_opening = True
        balance = sum((line.amount for line in entry.lines), ZERO)
        if balance:
            message = (
                sentence("The opening balance does not balance: %(amount)s too much debit.", amount=balance)
                if balance > 0
                else sentence("The opening balance does not balance: %(amount)s too much credit.", amount=-balance)
            )
            self._reading.findings.add("XAF-UNBALANCED", "opening balance", message)
        for line in entry.lines:
            if line.account not in self.accounts:
                self._note_unknown("ACCOUNT", line.account, f"opening balance, line {line.nr}")
        self._opening_numbers = {line.nr for line in entry.lines}
        self._reading.compute(OPENING, totals_of(entry))

    # -- sub-ledgers

    def subledger_line(self, line: SubledgerLine) -> None:
        """Check that a line of a sub-ledger points to a line of the ledger, and its codes."""
        place = f"sub-ledger {line.kind} {line.ledger_name}".rstrip() + f", line {line.nr}"
        find = self._reading.findings.add
        if line.kind_of_entry == OPENING:
            if line.line_nr not in self._opening_numbers:
                find(
                    "XAF-POINTS-NOWHERE",
                    place,
                    sentence("The opening balance has no line %(line)s.", line=line.line_nr),
                )
        elif line.journal not in self.journals:
            self._note_unknown("JOURNAL", line.journal, place)
        elif not self._stands(line):
            message = sentence(
                "There is no journal %(journal)s, entry %(entry)s, line %(line)s.",
                journal=line.journal,
                entry=line.entry_number,
                line=line.line_nr,
            )
            find("XAF-POINTS-NOWHERE", place, message)
        if line.relation and line.relation not in self.relations:
            self._note_unknown("RELATION", line.relation, place)

    def subledger_lines(self, lines: Sequence[SubledgerLine]) -> None:
        """Check lines of a sub-ledger of the transactions: the many that are right by position, the others by name."""
        journals, relations = self.journals, self.relations
        for line in lines:
            known = line[3] in journals and (not line[14] or line[14] in relations)
            if not known or not self._stands(line):
                self.subledger_line(line)

    def _stands(self, line: SubledgerLine) -> bool:
        """Whether the ledger has the line, as far as keys are remembered."""
        return self._numbers is None or line[5] in self._numbers.get(hash((line[3], line[4])), ())

    # -- the end

    def finish(self) -> None:
        """Tell what is known now that all has been read."""
        reading = self._reading
        debit, credit = sum(self.debit.values(), ZERO), sum(self.credit.values(), ZERO)
        if self.count or TRANSACTIONS in reading.declared:
            reading.compute(TRANSACTIONS, Totals(self.lines - reading.doubled, debit, credit))
        compare(reading.declared, reading.computed, reading.findings)
        self._tell_unknown()
        self._tell_opening()
        self._tell_subledgers()
        if self._outside_count:
            message = sentence("%(count)d entries are dated outside the book year.", count=self._outside_count)
            reading.findings.add("XAF-DATE-OUTSIDE-YEAR", self._outside_first, message)
        if reading.negatives:
            message = sentence("%(count)d amounts are negative.", count=reading.negatives)
            reading.findings.add("XAF-NEGATIVE", "file", message)

    def _tell_unknown(self) -> None:
        known: dict[str, Container[str]] = {
            "ACCOUNT": self.accounts,
            "RELATION": self.relations,
            "VAT-CODE": self.vat_codes,
            "COST-CODE": self.codes,
            "JOURNAL": self.journals,
            "PERIOD": {str(number) for number in self.periods},
        }
        for (kind, code), place in self._unknown.items():
            if code in known[kind] or (kind == "VAT-CODE" and self._reading.version in _NO_VAT_LIST):
                continue
            self._reading.findings.add(f"XAF-UNKNOWN-{kind}", place, Sentence(_UNKNOWN[kind], {"code": code}))

    def _tell_opening(self) -> None:
        add = self._reading.findings.add
        if self.has_opening and self.has_period_zero:
            message = sentence("There is an opening balance, and entries in period 0 beside it.")
            add("XAF-OPENING-TWICE", "opening balance", message)
        elif self.has_period_zero and self._reading.version is Version.V4_0:
            add(
                "XAF-OPENING-TWICE",
                "opening balance",
                sentence("Version 4.0 has no opening entries in period 0, but they are here."),
            )
        elif not self.has_opening and not self.has_period_zero:
            add("XAF-NO-OPENING", "opening balance", sentence("The file has no opening balance."))

    def _tell_subledgers(self) -> None:
        """A sub-ledger of customers or suppliers must move as one account of the ledger does."""
        movements = {self.debit[account] - self.credit[account] for account in self.debit.keys() | self.credit.keys()}
        for section, totals in self._reading.computed.items():
            if section.startswith("subledger ") and totals.debit - totals.credit not in movements:
                message = sentence(
                    "Its lines add up to %(amount)s; no ledger account moves by that amount.",
                    amount=totals.debit - totals.credit,
                )
                self._reading.findings.add("XAF-SUBLEDGER-DIFFERS", section, message)

    def _find(self, code: str, entry: Entry, message: Sentence) -> None:
        self._reading.findings.add(code, place_of(entry), message)


def key_of(record: Record) -> str:
    """The code of a record of master data."""
    if isinstance(record, Period):
        return str(record.number)
    if isinstance(record, Dimension):
        return f"{record.type} {record.code}" if record.code else ""
    return record.code if isinstance(record, Account | Relation | VatCode | Journal) else ""


def place_of(entry: Entry) -> str:
    """Where an entry stands, in words of the trade."""
    return "opening balance" if entry.kind == OPENING else f"journal {entry.journal}, entry {entry.number}"


def _numbers_of(entry: Entry) -> frozenset[str]:
    """The numbers of its lines, each once."""
    numbers = [line[0] for line in entry[5]]
    if len(numbers) < len(_COUNTED) and numbers == _COUNTED[len(numbers)]:
        return _COUNTED_SETS[len(numbers)]
    return frozenset(numbers)


def totals_of(entry: Entry) -> Totals:
    """Number of lines, debit and credit of one entry, amounts on the side on which they were written."""
    debit = sum((line.amount for line in entry.lines if line.side == "D"), ZERO)
    credit = sum((line.amount for line in entry.lines if line.side == "C"), ZERO)
    return Totals(len(entry.lines), debit, ZERO - credit)
