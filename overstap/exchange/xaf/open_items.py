"""Sub-ledgers: their lines in batches, their totals, and whether they tie to an account of the ledger."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from overstap.books.ledger.values import SubledgerLine, Totals
from overstap.exchange.xaf.batches import SubledgerBatch
from overstap.exchange.xaf.checks import Checks
from overstap.exchange.xaf.elements import Fields, fields_of
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.subledgers import subledger_line_of
from overstap.exchange.xaf.totals import declared_totals
from overstap.exchange.xaf.values import OPENING, Record, subledger_section
from overstap.lib.money import ZERO

if TYPE_CHECKING:
    from lxml.etree import _Element as XmlElement


class OpenItems:
    """Gathers the lines of one sub-ledger after the other."""

    def __init__(self, reading: Reading, checks: Checks) -> None:
        self._reading, self._checks = reading, checks
        self._batch = SubledgerBatch()

    def line(self, fields: Fields, head: Fields, kind_of_entry: str) -> Iterator[Record]:
        """One line; ``head`` holds the fields of its sub-ledger that stand before it."""
        kind, name = ledger_of(head)
        line = subledger_line_of(fields, kind_of_entry, (kind, name), self._reading)
        self._checks.subledger_line(line)
        debit = line.amount if line.side == "D" else ZERO
        credit = ZERO if line.side == "D" else ZERO - line.amount
        self._reading.compute(subledger_section(kind_of_entry, kind, name), Totals(1, debit, credit))
        self._batch.add(line)
        if self._batch.full:
            yield from self._batch.take()

    def lines(self, lines: list[SubledgerLine], head: Fields) -> Iterator[Record]:
        """Lines of one sub-ledger of the transactions that have been read elsewhere."""
        self._checks.subledger_lines(lines)
        debit = sum((line.amount for line in lines if line.side == "D"), ZERO)
        credit = sum((line.amount for line in lines if line.side != "D"), ZERO)
        totals = Totals(len(lines), debit, ZERO - credit)
        self._reading.compute(subledger_section("transaction", *ledger_of(head)), totals)
        self._batch.extend(lines)
        if self._batch.full:
            yield from self._batch.take()

    def ends(self, section: "XmlElement", kind_of_entry: str) -> Iterator[Record]:
        """The end of a sub-ledger: its stated totals, and the lines that are left."""
        head = fields_of(section)
        kind, name = ledger_of(head)
        declared_totals(head, subledger_section(kind_of_entry, kind, name), self._reading)
        yield from self._batch.take()


def ledger_of(head: Fields) -> tuple[str, str]:
    """Type and name of a sub-ledger."""
    kind, name = head.get("sbType", ""), head.get("sbDesc", "")
    return (kind if isinstance(kind, str) else "", name if isinstance(name, str) else "")


def entry_kind(line_name: str) -> str:
    """Which kind of entry the lines of this element point to."""
    return OPENING if line_name in ("obSbLine", "obSubledger") else "transaction"
