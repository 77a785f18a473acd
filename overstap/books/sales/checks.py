"""What may stand on a quotation or an invoice, and what has to before it is sent."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from schwifty import IBAN

from overstap.books.sales.values import Customer, Draft, Paper, Product, SalesLine, Series, Settings, Vat, plain
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence

LANGUAGES = ("nl", "en")
MOST_LINES = 500
MOST_DAYS = 366
LONGEST_NAME, LONGEST_TEXT, LONGEST_CODE = 200, 4_000, 40
LARGEST = Decimal(10) ** 12  # of a quantity or a price
MOST_DECIMALS = 6
LARGEST_TOTAL = Decimal(10) ** 15
_LINES = re.compile(r"[\n\r\t]")


def product(one: Product) -> list[Finding]:
    """What is wrong with a product."""
    found = [
        *_needed("code", one.code, LONGEST_CODE),
        *_needed("name", one.name, LONGEST_NAME),
        *_short("unit", one.unit, LONGEST_CODE),
        *_short("vat_code", one.vat_code, LONGEST_CODE),
        *_short("account_code", one.account_code, LONGEST_CODE),
    ]
    return [*found, *_number("price", one.price)]


def draft(one: Draft) -> list[Finding]:
    """What is wrong with what was typed; a draft may have gaps, but nothing that could not be kept or printed."""
    found = [*_customer(one.customer), *_short("subject", one.subject, LONGEST_NAME)]
    found += [*_short("reference", one.reference, LONGEST_NAME), *_long("text", one.text)]
    if one.language not in LANGUAGES:
        found.append(_wrong("SALES-LANGUAGE", "language", sentence("The language is not one of ours.")))
    if one.payment_days is not None and not 0 <= one.payment_days <= MOST_DAYS:
        found.append(_days("payment_days"))
    if len(one.lines) > MOST_LINES:
        found.append(_wrong("SALES-LINES-TOO-MANY", "lines", sentence("There are more than 500 lines.")))
    for number, line in enumerate(one.lines, start=1):
        found += _line(f"line {number}", line)
    return found


def settings(one: Settings) -> list[Finding]:
    """What is wrong with what was typed about the seller and the terms."""
    found = [
        finding for name, text in plain(one.seller).items() for finding in _short(f"seller.{name}", text, LONGEST_NAME)
    ]
    found += _long("footer", one.footer)
    found += [_days(name) for name in ("payment_days", "quotation_days") if not 0 <= getattr(one, name) <= MOST_DAYS]
    if one.seller.iban and not _is_iban(one.seller.iban):
        found.append(_wrong("SALES-IBAN", "seller.iban", sentence("The IBAN is not a valid one.")))
    return found


def _is_iban(text: str) -> bool:
    """By its length and check digits (ISO 13616)."""
    return IBAN(text, allow_invalid=True).is_valid


def before_sending(one: Paper) -> list[Finding]:
    """What is missing before it may be sent.

    An invoice has to name what article 35a of the Wet op de omzetbelasting 1968 asks: both parties with their
    addresses, the seller's VAT number, what was supplied, and where VAT is reversed the customer's VAT number.
    """
    found = list(_missing_of_seller(one))
    found += [
        _missing("SALES-CUSTOMER", f"customer.{name}", sentence("The customer's name or address is not complete."))
        for name in ("name", "street", "postal_code", "city")
        if one.kind is Series.INVOICE and not getattr(one.customer, name)
    ][:1]
    if not one.customer.name and one.kind is Series.QUOTATION:
        found.append(_missing("SALES-CUSTOMER", "customer.name", sentence("The customer has no name yet.")))
    if not one.customer.email:
        found.append(_missing("SALES-EMAIL", "customer.email", sentence("The customer has no e-mail address yet.")))
    if not one.lines:
        found.append(_missing("SALES-LINES", "lines", sentence("There is nothing on it yet.")))
    if any(line.vat is Vat.REVERSED for line in one.lines) and not one.customer.tax_number:
        text = sentence("Where VAT is reversed, the customer's VAT number has to be on the invoice.")
        found.append(_missing("SALES-VAT-NUMBER", "customer.tax_number", text))
    if abs(one.totals.gross) >= LARGEST_TOTAL:
        found.append(_wrong("SALES-TOTAL", "lines", sentence("The total is too large.")))
    return found


def _missing_of_seller(one: Paper) -> Iterator[Finding]:
    wanted = ["name", "street", "postal_code", "city"]
    wanted += ["tax_number", "commerce_number", "iban"] if one.kind is Series.INVOICE else []
    if any(not getattr(one.seller, name) for name in wanted):
        text = sentence("Your own name, address, VAT number, trade register number or IBAN is not complete.")
        remedy = sentence("Fill them in under Sales > Settings; they have to be on every invoice.")
        yield Finding("SALES-SELLER", Severity.ERROR, "seller", text, remedy)


def _customer(one: Customer) -> Iterator[Finding]:
    for name, text in plain(one).items():
        yield from _short(f"customer.{name}", text, LONGEST_NAME)


def _line(place: str, one: SalesLine) -> Iterator[Finding]:
    if not one.description.strip():
        yield _wrong("SALES-DESCRIPTION", place, sentence("A line says nothing about what is sold."))
    yield from _long(place, one.description, LONGEST_TEXT)
    for text in (one.unit, one.product_code, one.vat_code, one.account_code):
        yield from _short(place, text, LONGEST_CODE)
    yield from _number(place, one.quantity)
    yield from _number(place, one.price)
    if not one.discount.is_finite() or not 0 <= one.discount <= Decimal(100) or _decimals(one.discount) > MOST_DECIMALS:
        yield _wrong("SALES-DISCOUNT", place, sentence("A discount is a percentage from 0 to 100."))


def _number(place: str, value: Decimal) -> Iterator[Finding]:
    if not value.is_finite() or abs(value) >= LARGEST or _decimals(value) > MOST_DECIMALS:
        yield _wrong("SALES-NUMBER", place, sentence("A number is too large, or has more than six decimals."))


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _needed(place: str, text: str, longest: int) -> Sequence[Finding]:
    if not text.strip():
        return [_wrong("SALES-EMPTY", place, sentence("Something that is needed was left empty."))]
    return _short(place, text, longest)


def _short(place: str, text: str, longest: int) -> Sequence[Finding]:
    if len(text) <= longest and (not text or text.isprintable()):
        return []
    return [_wrong("SALES-TEXT", place, sentence("A text is too long, or has characters that cannot be printed."))]


def _long(place: str, text: str, longest: int = LONGEST_TEXT) -> Sequence[Finding]:
    return _short(place, _LINES.sub(" ", text), longest)


def _days(place: str) -> Finding:
    return _wrong("SALES-DAYS", place, sentence("A number of days is from 0 to 366."))


def _wrong(code: str, place: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, place, message, sentence("Correct it and save again."))


def _missing(code: str, place: str, message: str) -> Finding:
    return Finding(code, Severity.ERROR, place, message, sentence("Fill it in, then send."))
