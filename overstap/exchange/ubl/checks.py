"""The rules of an invoice, values to findings; each place is an XPath in the document as it is read or written."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal, localcontext

from overstap.exchange.ubl import calculation, categories, dutch, identifiers, presence
from overstap.exchange.ubl.codes import Findings
from overstap.exchange.ubl.values import Invoice, Kind
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

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
    if not all(number.is_finite() for number in _numbers(invoice)):
        collected.add("UBL-BAD-NUMBER", root, sentence("An amount is not a number."))
        return collected.listed()
    with localcontext(prec=calculation.DIGITS):
        for rule in _RULES:
            for found in rule(invoice, root):
                collected.add(found.code, found.place, found.message)
    return collected.listed()


def _numbers(value: object) -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _numbers(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
