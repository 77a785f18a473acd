"""An audit file as the records of the port."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from overstap.books.ledger.values import Account, Dimension, Entry, EntryKind, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.values import Kind, Record, kind_of
from overstap.exchange.xaf.reader import AuditFile
from overstap.exchange.xaf.values import Header
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

_SUBLEDGERS = Finding(
    "FILE-NO-OPEN-ITEMS",
    Severity.INFO,
    "sub-ledger",
    sentence("The open items of an audit file are found from its entries; its sub-ledgers are not read here."),
    sentence("Import the file as an audit file to keep them."),
)
_KEPT = (Company, Account, VatCode, Dimension, Journal, Relation, Period)


def records_of(paths: Sequence[Path]) -> Iterator[Record]:
    """All records, in the order of kinds; findings last. Raises UnreadableAuditFile.

    What an audit file gives in another order is held until it may come; entries never are.
    """
    held: dict[Kind, list[Record]] = {}
    file = AuditFile(paths)
    begun = False
    subledgers = False
    for record in file.records():
        if isinstance(record, list):
            entries = [one for one in record if isinstance(one, Entry)]
            subledgers = subledgers or len(entries) < len(record)
            ordinary = [one for one in entries if one.kind != EntryKind.OPENING]
            held.setdefault(Kind.OPENING, []).extend(one for one in entries if one.kind == EntryKind.OPENING)
            if ordinary and not begun:
                begun = True
                yield from _in_order(held)
            yield from ordinary
            continue
        _hold(held, record)
    yield from _in_order(held)
    yield from file.findings
    if subledgers:
        yield _SUBLEDGERS


def _hold(held: dict[Kind, list[Record]], record: object) -> None:
    if isinstance(record, Header):
        year: FiscalYear = record.fiscal_year
        held.setdefault(Kind.PERIODS, []).append(year)
    elif isinstance(record, _KEPT):
        kind = kind_of(record)
        if kind is not None:
            held.setdefault(kind, []).append(record)


def _in_order(held: dict[Kind, list[Record]]) -> Iterator[Record]:
    """What is held, in the order of kinds; it is held no longer."""
    for kind in Kind:
        yield from held.pop(kind, [])
