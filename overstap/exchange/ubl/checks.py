"""The rules of an invoice, values to findings; each place is an XPath in the document as it is read or written."""

from collections.abc import Callable, Iterator

from overstap.exchange.ubl import calculation, categories, dutch, identifiers, presence
from overstap.exchange.ubl.codes import Findings
from overstap.exchange.ubl.values import Invoice, Kind
from overstap.lib.findings import Finding

Rule = Callable[[Invoice, str], Iterator[Finding]]
_RULES: tuple[Rule, ...] = (
    *presence.RULES,
    *calculation.RULES,
    *categories.RULES,
    *dutch.RULES,
    *identifiers.RULES,
)


def check(invoice: Invoice) -> tuple[Finding, ...]:
    """Everything that is wrong with an invoice; of one code at most a hundred times."""
    root = "/Invoice" if invoice.kind is Kind.INVOICE else "/CreditNote"
    collected = Findings()
    for rule in _RULES:
        for found in rule(invoice, root):
            collected.add(found.code, found.place, found.message)
    return collected.listed()
