"""The VAT categories (UNCL 5305) and what each asks for (EN 16931-1, rules BR-S, BR-Z, BR-E and on)."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from overstap.exchange.ubl import places
from overstap.exchange.ubl.calculation import ONE
from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.values import Invoice, Vat, VatTotal
from overstap.lib.findings import Finding
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_Group = tuple[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Category:
    """What a category asks for. ``rules`` is how its rules begin."""

    rules: str
    taxed: bool = False  # with a rate above zero, or zero for the Spanish islands
    by_rate: bool = False  # several rates stand apart
    reason: bool = False  # why there is no VAT must be told
    seller_has: str = "any"  # number of the seller: any for the tax, vat, or none


CATEGORIES = {
    "S": Category("BR-S", taxed=True, by_rate=True),
    "Z": Category("BR-Z"),
    "E": Category("BR-E", reason=True),
    "AE": Category("BR-AE", reason=True),
    "K": Category("BR-IC", reason=True, seller_has="vat"),
    "G": Category("BR-G", reason=True, seller_has="vat"),
    "O": Category("BR-O", reason=True, seller_has="none"),
    "L": Category("BR-AF", taxed=True, by_rate=True),
    "M": Category("BR-AG", taxed=True, by_rate=True),
}


def known(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Only categories that there are."""
    for place, vat in _used(invoice, root):
        if vat.category and vat.category not in CATEGORIES:
            said = sentence("%(category)r is no VAT category.", category=vat.category[:20])
            yield finding("BR-CL-18" if "Line[" in place else "BR-CL-17", f"{place}/cbc:ID", said)


def rates(invoice: Invoice, root: str) -> Iterator[Finding]:
    """The rate of each line, allowance and charge is one that its category has."""
    for place, vat in _used(invoice, root):
        category = CATEGORIES.get(vat.category)
        if category is None or _has_right_rate(vat, category):
            continue
        code = f"{category.rules}-05" if "Line[" in place else f"{category.rules}-06"
        said = sentence("Category %(category)s has no rate like this.", category=vat.category)
        yield finding(code, f"{place}/cbc:Percent", said)


def told(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Every category that is used has its VAT total, with the right taxable amount."""
    expected, place = _taxable(invoice), f"{root}/cac:TaxTotal"
    totals = {_group(one.vat): one for one in invoice.vat if one.vat}
    for group, amount in expected.items():
        category, total = CATEGORIES[group[0]], totals.get(group)
        if total is None:
            said = sentence("Category %(category)s is used, but its VAT is not told.", category=group[0])
            yield finding(f"{category.rules}-01", place, said)
        elif amount is not None and total.taxable is not None and abs(total.taxable - amount) >= ONE:
            said = sentence(
                "It says %(stands)s, but %(follows)s follows from the rest.", stands=total.taxable, follows=amount
            )
            yield finding(f"{category.rules}-08", f"{place}/cac:TaxSubtotal/cbc:TaxableAmount", said)


def reasons(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Where no VAT is due, there is none, and it is told why."""
    for position, one in enumerate(invoice.vat, 1):
        category = CATEGORIES.get(one.vat.category) if one.vat else None
        if category is not None:
            yield from _of_total(one, category, f"{root}/cac:TaxTotal/cac:TaxSubtotal[{position}]")


def numbers(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Seller and buyer have the numbers that the categories ask for."""
    used = {vat.category for _place, vat in _used(invoice, root)} & set(CATEGORIES)
    seller, buyer = invoice.seller, invoice.buyer
    vat_number = seller.vat_number or (invoice.tax_representative and invoice.tax_representative.vat_number)
    place = f"{root}/{places.SELLER}/cac:PartyTaxScheme/cbc:CompanyID"
    for name in sorted(used):
        category = CATEGORIES[name]
        enough = vat_number if category.seller_has == "vat" else vat_number or seller.tax_number
        if category.seller_has != "none" and not enough:
            said = sentence("Category %(category)s asks for the VAT number of the seller.", category=name)
            yield finding(f"{category.rules}-02", place, said)
    has_buyer = {"AE": bool(buyer.vat_number or buyer.legal_id), "K": bool(buyer.vat_number)}
    for name in sorted(used & {"AE", "K"}):
        if not has_buyer[name]:
            said = sentence("Category %(category)s asks for the VAT number of the buyer.", category=name)
            where = f"{root}/{places.BUYER}/cac:PartyTaxScheme/cbc:CompanyID"
            yield finding(f"{CATEGORIES[name].rules}-02", where, said)
    if "K" in used and not (invoice.delivered or invoice.period):
        said = sentence("A supply within the European Union asks for the day of delivery, or the period.")
        yield finding("BR-IC-11", f"{root}/cac:Delivery/cbc:ActualDeliveryDate", said)
    if "O" in used and len(used) > 1:
        said = sentence("What is outside the scope of VAT cannot stand beside what is inside it.")
        yield finding("BR-O-11", f"{root}/cac:TaxTotal", said)


RULES: tuple[Callable[[Invoice, str], Iterator[Finding]], ...] = (known, rates, told, reasons, numbers)


def _used(invoice: Invoice, root: str) -> Iterator[tuple[str, Vat]]:
    for place, line in places.lines(invoice, root):
        if line.vat:
            yield f"{place}/cac:Item/cac:ClassifiedTaxCategory", line.vat
    for place, one in places.adjustments(root, invoice.adjustments):
        if one.vat:
            yield f"{place}/cac:TaxCategory", one.vat


def _has_right_rate(vat: Vat, category: Category) -> bool:
    if category.rules == "BR-O":
        return vat.rate is None
    if category.taxed:
        lowest_is_zero = category.rules != "BR-S"
        return vat.rate is not None and (vat.rate > 0 or (lowest_is_zero and vat.rate == 0))
    return vat.rate == 0


def _taxable(invoice: Invoice) -> dict[_Group, Decimal | None]:
    found: dict[_Group, Decimal | None] = defaultdict(lambda: ZERO)
    parts = [(line.vat, line.amount) for line in invoice.lines]
    parts += [(one.vat, _signed(one.amount, charge=one.is_charge)) for one in invoice.adjustments]
    for vat, amount in parts:
        if vat is None or vat.category not in CATEGORIES:
            continue
        group, before = _group(vat), found[_group(vat)]
        found[group] = None if amount is None or before is None else before + amount
    return dict(found)


def _signed(amount: Decimal | None, *, charge: bool) -> Decimal | None:
    return amount if charge or amount is None else -amount


def _group(vat: Vat) -> _Group:
    category = CATEGORIES.get(vat.category)
    return (vat.category, vat.rate if category is None or category.by_rate else None)


def _of_total(one: VatTotal, category: Category, place: str) -> Iterator[Finding]:
    if not category.taxed and one.tax:
        yield finding(f"{category.rules}-09", f"{place}/cbc:TaxAmount", sentence("There is VAT where none is due."))
    has_reason = bool(one.exemption or one.exemption_code)
    if has_reason is category.reason:
        return
    where = f"{place}/cac:TaxCategory/cbc:TaxExemptionReason"
    said = _NO_REASON if category.reason else _NEEDLESS_REASON
    yield finding(f"{category.rules}-10", where, said)


_NO_REASON = sentence("It is not told why there is no VAT.")
_NEEDLESS_REASON = sentence("A reason for leaving VAT out does not belong here.")
