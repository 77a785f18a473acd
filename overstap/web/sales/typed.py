"""What people type about quotations and invoices, as values; numbers as the language of the page writes them."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from overstap.books.ledger.queries import Administration
from overstap.books.sales import queries
from overstap.books.sales.errors import SalesRefused
from overstap.books.sales.values import Customer, Draft, Product, SalesLine, Vat

MOST_ROWS = 500
SPARE = 3  # empty rows offered below those that are filled
CUSTOMER = ("name", "attention", "street", "postal_code", "city", "country", "email", "tax_number", "commerce_number")
_LONGEST_NUMBER = 30
_THOUSANDS = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+")
_NUMBER = re.compile(r"-?[0-9]*\.?[0-9]+")


@dataclass(frozen=True, slots=True)
class LineTyped:
    """A row of the form, as it was typed."""

    product: str = ""
    description: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""
    discount: str = ""
    vat: str = Vat.HIGH

    @property
    def is_empty(self) -> bool:
        """Whether nobody filled it in."""
        return not any((self.product, self.description, self.quantity, self.price))


def rows(sent: QueryDict) -> list[LineTyped]:
    """The rows of the form that somebody filled in, in order."""
    columns = {name: sent.getlist(f"line_{name}") for name in LineTyped.__dataclass_fields__}
    count = min(max((len(column) for column in columns.values()), default=0), MOST_ROWS + 1)
    typed = [
        LineTyped(**{name: column[at].strip() if at < len(column) else "" for name, column in columns.items()})
        for at in range(count)
    ]
    return [row for row in typed if not row.is_empty]


def as_typed(line: SalesLine) -> LineTyped:
    """A line as somebody might have typed it."""
    return LineTyped(
        product=line.product_code,
        description=line.description,
        quantity=written(line.quantity),
        unit=line.unit,
        price=written(line.price),
        discount=written(line.discount) if line.discount else "",
        vat=line.vat,
    )


def filled(administration: Administration, typed: list[LineTyped]) -> list[LineTyped]:
    """The same rows; where a product was named, what was left empty comes from the product."""
    if not any(row.product for row in typed):
        return typed
    known = {one.code.lower(): one for one in queries.products_to_choose(administration)}
    return [_from_product(row, known.get(row.product.lower())) for row in typed]


def _from_product(row: LineTyped, product: Product | None) -> LineTyped:
    if product is None or row.description or row.price:
        return row
    return replace(
        row,
        product=product.code,
        description=product.name,
        quantity=row.quantity or "1",
        unit=row.unit or product.unit,
        price=written(product.price),
        vat=product.vat,
    )


def lines(administration: Administration, typed: list[LineTyped]) -> list[SalesLine]:
    """The rows as lines. Raises SalesRefused, naming the row."""
    known = {one.code: one for one in queries.products_to_choose(administration)} if typed else {}
    return [_line(number, row, known.get(row.product)) for number, row in enumerate(typed, start=1)]


def plain_lines(typed: list[LineTyped]) -> list[SalesLine]:
    """The rows as lines, where there are no products. Raises SalesRefused, naming the row."""
    return [_line(number, row, None) for number, row in enumerate(typed, start=1)]


def _line(number: int, row: LineTyped, product: Product | None) -> SalesLine:
    place = _("line %(number)d") % {"number": number}
    if row.vat not in set(Vat):
        raise SalesRefused(_("There is no such VAT."), code="SALES-VAT", facts={"place": place})
    return SalesLine(
        description=row.description,
        quantity=number_of(row.quantity or "1", place),
        price=number_of(row.price or "0", place),
        vat=Vat(row.vat),
        unit=row.unit,
        discount=number_of(row.discount or "0", place),
        product_code=row.product,
        vat_code=product.vat_code if product else "",
        account_code=product.account_code if product else "",
    )


def draft(administration: Administration, sent: QueryDict) -> Draft:
    """All of the form. Raises SalesRefused."""
    return Draft(
        customer=customer(administration, sent),
        lines=lines(administration, filled(administration, rows(sent))),
        subject=sent.get("subject", "").strip(),
        reference=sent.get("reference", "").strip(),
        text=sent.get("text", "").strip().replace("\r\n", "\n"),
        language=sent.get("language", "nl"),
        valid_until=day_of(sent.get("valid_until", "")),
        supplied_on=day_of(sent.get("supplied_on", "")),
        payment_days=whole(sent.get("payment_days", "")),
    )


def customer(administration: Administration, sent: QueryDict) -> Customer:
    """Who buys: the chosen relation, and whatever was typed instead of what the books know of it."""
    code = sent.get("relation", "").strip()
    known = queries.customer(administration, code) or Customer()
    typed = {name: sent.get(name, "").strip() for name in CUSTOMER}
    if not typed["name"]:
        return known
    return Customer(code=known.code, **typed)


def number_of(text: str, place: str = "") -> Decimal:
    """A number: 1.234,50 on a Dutch page, 1,234.50 on an English one. Raises SalesRefused."""
    plain = "".join(text.split()).replace("\u2212", "-").removeprefix("\u20ac")
    if (get_language() or "nl").startswith("nl"):
        plain = plain.replace(".", "").replace(",", ".") if "," in plain or _THOUSANDS.fullmatch(plain) else plain
    else:
        plain = plain.replace(",", "")
    try:
        if len(plain) <= _LONGEST_NUMBER and _NUMBER.fullmatch(plain):
            return Decimal(plain)
    except InvalidOperation:
        pass
    raise SalesRefused(
        _("“%(text)s” is not a number.") % {"text": text[:40]},
        code="SALES-NUMBER",
        remedy=_("Write it in digits."),
        facts={"place": place},
    )


def whole(text: str) -> int | None:
    """A whole number of at most nine digits; None for nothing. Raises SalesRefused."""
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 9):
        raise SalesRefused(
            _("“%(text)s” is not a whole number.") % {"text": text[:40]},
            code="SALES-NUMBER",
            remedy=_("Write it in digits."),
        )
    return int(plain)


def day_of(text: str) -> date | None:
    """A day as the browser sends it; None for nothing. Raises SalesRefused."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise SalesRefused(
            _("“%(text)s” is not a day.") % {"text": text[:40]}, code="SALES-DAY", remedy=_("Choose a day.")
        ) from None


def written(value: Decimal) -> str:
    """A number as people type it in the language of the page, with every decimal that it has."""
    text = f"{value:f}"
    return text.replace(".", ",") if (get_language() or "nl").startswith("nl") else text
