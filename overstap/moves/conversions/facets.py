"""What is compared of a record, as texts: written for the verification, and used by nothing that carries. Pure.

``key`` names a record among those of its kind; ``core`` is what makes it the same record under another number; the
``facts`` are compared one by one, so that a difference can be named.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Line, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.values import DocumentFile, OpenItem, PaymentCondition, Record

# Without these a record is another one; of the rest a target may have no place for it.
ESSENTIAL = frozenset({"lines", "date", "period", "open", "content", "start", "end"})
_HALF = 16  # hexadecimal digits of a hash that is compared within one conversion only


@dataclass(frozen=True, slots=True)
class Facet:
    """A record as it is compared. ``core`` empty: it is found by its key alone."""

    key: str
    core: str
    facts: Mapping[str, str]

    @property
    def whole(self) -> str:
        """A fingerprint of all facts."""
        return _hash(dict(self.facts))


def facet(record: Record, sha256: str = "") -> Facet:
    """What is compared of ``record``; ``sha256`` is that of a document's content."""
    if isinstance(record, DocumentFile):
        facts = {"content": sha256, "name": record.name, "entry": f"{record.journal} {record.entry}".strip()}
        return Facet(f"{sha256[:_HALF]} {record.name}", sha256, facts)
    made: Facet = _FACETS[type(record)](record)
    return made


def _company(one: Company) -> Facet:
    return Facet("", "", {"name": one.name, "trade register": one.commerce_number, "VAT number": one.tax_number})


def _year(one: FiscalYear) -> Facet:
    return Facet(f"{one.year}", "", {"start": str(one.start), "end": str(one.end)})


def _period(one: Period) -> Facet:
    return Facet(f"{one.year}-{one.number}", "", {"start": str(one.start), "end": str(one.end)})


def _account(one: Account) -> Facet:
    return Facet(one.code, "", {"name": one.name, "type": one.type, "RGS": one.reference})


def _journal(one: Journal) -> Facet:
    return Facet(one.code, "", {"name": one.name, "type": one.type})


def _vat_code(one: VatCode) -> Facet:
    return Facet(one.code, "", {"name": one.name})


def _dimension(one: Dimension) -> Facet:
    return Facet(f"{one.type} {one.code}", "", {"name": one.name})


def _condition(one: PaymentCondition) -> Facet:
    return Facet(one.code, "", {"days": str(one.days), "discount": _number(one.discount)})


def _relation(one: Relation) -> Facet:
    street = next((each for each in one.addresses if each.kind == "street"), None)
    city = " ".join(filter(None, (street.postal_code, street.city))) if street else ""
    facts = {
        "name": one.name,
        "VAT number": one.tax_number.replace(" ", ""),
        "trade register": one.commerce_number,
        "e-mail": one.email,
        "city": city,
        "bank accounts": ", ".join(sorted(each.number.replace(" ", "") for each in one.bank_accounts)),
    }
    return Facet(one.code, "", facts)


def _entry(one: Entry) -> Facet:
    lines = sorted(_amount_of(line) for line in one.lines)
    facts = {
        "date": str(one.date),
        "period": f"{one.year}-{one.period}",
        "lines": "; ".join(lines),
        "relations": ", ".join(sorted({line.relation for line in one.lines if line.relation})),
        "invoices": ", ".join(sorted({line.invoice_ref for line in one.lines if line.invoice_ref})),
        "VAT": "; ".join(
            sorted(f"{line.account} {vat.code} {vat.amount}" for line in one.lines for vat in line.vat if vat.amount)
        ),
        "cost centres": "; ".join(sorted(_dimensions(line) for line in one.lines if line.cost_centre or line.project)),
    }
    core = _hash([one.journal, str(one.date), lines])
    return Facet(f"{one.year} {one.journal} {one.number}", core, facts)


def _amount_of(line: Line) -> str:
    return f"{line.account} {line.amount:.2f}"


def _dimensions(line: Line) -> str:
    return f"{_amount_of(line)} {line.cost_centre} {line.project}".rstrip()


def _open_item(one: OpenItem) -> Facet:
    facts = {"open": f"{one.open:.2f}", "due": str(one.due or "")}
    core = _hash([one.side, one.relation, facts["open"]])
    return Facet(f"{one.side} {one.relation} {one.invoice}".rstrip(), core, facts)


def _asset(one: AssetCard) -> Facet:
    names = ("name", "purchased_on", "purchase", "residual", "method", "months", "asset_account")
    return Facet(one.code, "", {name.replace("_", " "): str(getattr(one, name)) for name in names})


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _hash(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[: 2 * _HALF]


_FACETS: Mapping[type, Callable[[Any], Facet]] = {
    Company: _company,
    FiscalYear: _year,
    Period: _period,
    Account: _account,
    Journal: _journal,
    VatCode: _vat_code,
    Dimension: _dimension,
    PaymentCondition: _condition,
    Relation: _relation,
    Entry: _entry,
    OpenItem: _open_item,
    AssetCard: _asset,
}
