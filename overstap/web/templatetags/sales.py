"""How pages of sales write numbers and VAT."""

from decimal import Decimal

from django import template

from overstap.books.sales import printing
from overstap.books.sales.values import Vat
from overstap.web.sales.words import VAT
from overstap.web.words import language

register = template.Library()


@register.filter
def sales_number(value: Decimal, decimals: int = 0) -> str:
    """A quantity or a price without zeros that say nothing; with at least ``decimals``."""
    least = value.quantize(Decimal(1).scaleb(-decimals))
    return printing.amount(value, language()) if decimals and least == value else printing.number(value, language())


@register.filter
def sales_vat(value: str) -> str:
    """A kind of VAT in words."""
    return str(VAT[Vat(value)])
