"""Control totals: what the file states beside what its lines add up to. Both are reported, neither is adjusted."""

from collections.abc import Mapping
from decimal import Decimal

from overstap.books.ledger.values import Totals
from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.elements import Fields, split
from overstap.exchange.xaf.reading import Reading
from overstap.exchange.xaf.texts import Texts, to_amount, to_count
from overstap.exchange.xaf.values import OPENING, TRANSACTIONS
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence


def declared_totals(fields: Fields, section: str, reading: Reading) -> None:
    """Remember the totals that the fields of a section state; parts of a split export add up unless they repeat."""
    table = reading.tables["totals"]
    stated = {element.name: fields[element.name] for element in table if element.name in fields}
    if not stated:
        return
    found = split(stated, table, section, reading.findings)
    texts = Texts(section, reading.findings)
    totals = Totals(_count(found["lines"], texts), _sum(found["debit"], texts), _sum(found["credit"], texts))
    reading.declare(section, totals)


def _count(text: str, texts: Texts) -> int:
    try:
        return to_count(text)
    except ValueError:
        texts.note("XAF-BAD-NUMBER", "linesCount", sentence("%(text)r is not a number of lines.", text=text[:20]))
        return 0


def _sum(text: str, texts: Texts) -> Decimal:
    if not text.strip():
        texts.note("XAF-MISSING", "totalDebit, totalCredit", sentence("A total is not stated."))
        return ZERO
    try:
        return to_amount(text)
    except ValueError:
        texts.note("XAF-BAD-NUMBER", "totalDebit, totalCredit", sentence("%(text)r is not an amount.", text=text[:40]))
        return ZERO


def compare(declared: Mapping[str, Totals], computed: Mapping[str, Totals], findings: Findings) -> None:
    """A finding for every section whose two totals differ, and for transactions without totals."""
    if TRANSACTIONS not in declared:
        findings.add("XAF-NO-TOTALS", TRANSACTIONS, sentence("The file states no control totals for its transactions."))
    for section, stated in declared.items():
        counted = computed.get(section, Totals(0, ZERO, ZERO))
        _compare(section, stated, counted, findings)


def _compare(section: str, stated: Totals, counted: Totals, findings: Findings) -> None:
    parts = (
        ("linesCount", str(stated.lines), str(counted.lines), stated.lines == counted.lines),
        ("totalDebit", str(stated.debit), str(counted.debit), stated.debit == counted.debit),
        ("totalCredit", str(stated.credit), str(counted.credit), stated.credit == counted.credit),
    )
    for name, says, is_, equal in parts:
        if not equal:
            where = "opening balance" if section == OPENING else section
            findings.add(
                "XAF-TOTALS-DIFFER",
                f"{where}, {name}",
                sentence("The file states %(stated)s; its lines give %(counted)s.", stated=says, counted=is_),
            )
