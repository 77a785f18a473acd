"""A sales invoice in the terms of EN 16931, for the software of whoever gets it."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from overstap.books.sales.totals import of_line
from overstap.books.sales.values import PERCENTAGES, Customer, Paper, Rounding, SalesLine, Seller
from overstap.books.sales.values import Vat as Taxed
from overstap.exchange import ubl
from overstap.exchange.ubl import Invoice, Kind
from overstap.exchange.ubl.values import (
    KVK,
    Address,
    Contact,
    Identifier,
    Line,
    Party,
    Payment,
    Reference,
    Vat,
    VatTotal,
)

_INVOICE, _CREDIT_NOTE = "380", "381"  # UNCL 1001
_TRANSFER = "30"  # UNCL 4461: credit transfer
_CATEGORIES = {Taxed.HIGH: "S", Taxed.LOW: "S", Taxed.ZERO: "Z", Taxed.REVERSED: "AE", Taxed.EXEMPT: "E"}  # UNCL 5305
_ONE = "C62"  # UN/ECE recommendation 20: one, where nothing closer is known
_UNITS = {
    "stuk": "H87", "stuks": "H87", "piece": "H87", "pieces": "H87", "uur": "HUR", "uren": "HUR", "hour": "HUR",
    "hours": "HUR", "dag": "DAY", "dagen": "DAY", "day": "DAY", "days": "DAY", "maand": "MON", "maanden": "MON",
    "month": "MON", "months": "MON", "jaar": "ANN", "year": "ANN", "years": "ANN", "kg": "KGM", "m": "MTR",
    "m2": "MTK", "m\u00b2": "MTK", "km": "KMT", "l": "LTR", "liter": "LTR",
}  # fmt: skip
_HUNDRED = Decimal(100)
_FINE = Decimal("0.000001")
_LONGEST_NAME = 100


def as_ubl(paper: Paper) -> bytes | None:
    """The invoice as UBL 2.1 (NLCIUS); None for a customer who has no use for it. Raises InvoiceBreaksRules.

    In the Netherlands the customer has to be in the trade register (BR-NL-10); a consumer is not, and gets the PDF.
    """
    if not paper.customer.commerce_number and _country(paper.customer.country) == "NL":
        return None
    return ubl.write(as_invoice(paper))


def as_invoice(paper: Paper) -> Invoice:
    """The invoice as a value; what gives money back becomes a credit note with positive amounts."""
    back = paper.totals.gross < 0 or bool(paper.credits)
    sign = -1 if back else 1
    bare = Invoice(
        kind=Kind.CREDIT_NOTE if back else Kind.INVOICE,
        number=paper.number,
        issued=paper.day,
        type_code=_CREDIT_NOTE if back else _INVOICE,
        currency="EUR",
        seller=_seller(paper.seller),
        buyer=_buyer(paper.customer),
        totals=ubl.nothing_yet(),
        lines=tuple(_line(number, line, sign) for number, line in enumerate(paper.lines, start=1)),
        due=None if back else paper.until,
        notes=tuple(filter(None, [" ".join(paper.text.split())])),
        buyer_reference=paper.reference or paper.customer.code or paper.number,
        preceding=(Reference(paper.credits),) if paper.credits else (),
        delivered=paper.supplied_on,
        payments=(_payment(paper),) if paper.seller.iban else (),
    )
    made = ubl.totalled(bare)
    return made if paper.rounding is Rounding.TOTAL else _as_printed(made, paper, sign)


def _as_printed(made: Invoice, paper: Paper, sign: int) -> Invoice:
    """With VAT as it was rounded by line."""
    printed = {_vat(rate.vat, rate.percentage): rate.amount * sign for rate in paper.totals.rates}
    vat = tuple(replace(one, tax=_tax(one, printed)) for one in made.vat)
    gross = paper.totals.gross * sign
    totals = replace(made.totals, vat=paper.totals.vat * sign, inclusive=gross, payable=gross)
    return replace(made, vat=vat, totals=totals)


def _tax(one: VatTotal, printed: dict[Vat, Decimal]) -> Decimal | None:
    return printed.get(one.vat) if one.vat else one.tax


def _seller(one: Seller) -> Party:
    return Party(
        name=one.name,
        address=Address(street=one.street, city=one.city, postal_code=one.postal_code, country=_country(one.country)),
        vat_number=_plain(one.tax_number),
        legal_id=Identifier(_plain(one.commerce_number), KVK) if one.commerce_number else None,
        contact=Contact(name=one.name, phone=one.phone, email=one.email),
        endpoint=_endpoint(one.commerce_number, one.email),
    )


def _buyer(one: Customer) -> Party:
    return Party(
        name=one.name,
        address=Address(street=one.street, city=one.city, postal_code=one.postal_code, country=_country(one.country)),
        vat_number=_plain(one.tax_number),
        legal_id=Identifier(_plain(one.commerce_number), KVK) if one.commerce_number else None,
        contact=Contact(name=one.attention, email=one.email) if one.attention or one.email else None,
        endpoint=_endpoint(one.commerce_number, one.email),
    )


def _endpoint(commerce_number: str, email: str) -> Identifier | None:
    """Where it is delivered electronically: by trade register number, else by mail (ISO 6523 and EAS lists)."""
    if commerce_number:
        return Identifier(_plain(commerce_number), KVK)
    return Identifier(email, "EM") if email else None


def _line(number: int, line: SalesLine, sign: int) -> Line:
    quantity, price = line.quantity * sign, _after_discount(line)
    if price < 0:  # EN 16931 knows no negative price (BR-27)
        quantity, price = -quantity, -price
    name, _break, more = line.description.strip().partition("\n")
    return Line(
        number=str(number),
        quantity=quantity,
        unit=_UNITS.get(line.unit.strip().lower(), _ONE),
        amount=of_line(line) * sign,
        name=name[:_LONGEST_NAME],
        price=price,
        vat=_vat_of(line.vat),
        description=" ".join((name[_LONGEST_NAME:] + " " + more).split()),
        seller_item=line.product_code,
    )


def _after_discount(line: SalesLine) -> Decimal:
    """The price of one; with a discount to six decimals, which is as many as software reads."""
    if not line.discount:
        return line.price
    return (line.price * (_HUNDRED - line.discount) / _HUNDRED).quantize(_FINE, ROUND_HALF_UP)


def _vat_of(vat: Taxed) -> Vat:
    return _vat(vat, PERCENTAGES[vat])


def _vat(vat: Taxed, percentage: Decimal) -> Vat:
    return Vat(_CATEGORIES[vat], percentage)


def _payment(paper: Paper) -> Payment:
    return Payment(
        code=_TRANSFER,
        account=_plain(paper.seller.iban),
        account_name=paper.seller.name,
        bank_code=_plain(paper.seller.bic),
        reference=paper.number,
    )


def _country(code: str) -> str:
    return code.strip().upper() or "NL"


def _plain(text: str) -> str:
    """A number without what people write in it."""
    return "".join(letter for letter in text if letter.isalnum())
