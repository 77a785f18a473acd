"""What the pages of books need in templates: words for one-letter codes, a look-up, signs turned."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.ledger.results import KeyFigures
from overstap.web.managing.texts import PACKAGES

register = template.Library()

# jrnTp, custSupTp and accTp of the audit file (XML Auditfile Financieel 3.2), mutation of its sub-ledgers.
_JOURNALS = {
    "B": _("Bank"), "C": _("Cash"), "G": _("Goods"), "M": _("Memorial"), "O": _("Opening"), "P": _("Purchases"),
    "S": _("Sales"), "T": _("Production"), "Y": _("Payroll"), "Z": _("Other"),
}  # fmt: skip
_RELATIONS = {"C": _("Customer"), "S": _("Supplier"), "B": _("Customer and supplier"), "O": _("Other")}
_ACCOUNTS = {"B": _("Balance sheet"), "P": _("Profit and loss"), "M": _("Mixed")}
_MUTATIONS = {"I": _("Invoice"), "P": _("Payment"), "Z": _("Other")}
_TONES = {"active": "ok", "frozen": "live", "incoming": "live", "read_only": "wait"}


@register.filter
def journal_type(code: str) -> str | Promise:
    """What a journal is for."""
    return _JOURNALS.get(code, code)


@register.filter
def relation_type(code: str) -> str | Promise:
    """Customer, supplier or both."""
    return _RELATIONS.get(code, code)


@register.filter
def account_type(code: str) -> str | Promise:
    """On which side of the annual report an account stands."""
    return _ACCOUNTS.get(code, code)


@register.filter
def mutation(code: str) -> str | Promise:
    """What a line of a sub-ledger is."""
    return _MUTATIONS.get(code, code)


@register.filter
def state_tone(state: str) -> str:
    """The colour of a state of an administration."""
    return _TONES.get(state, "wait")


@register.filter
def package(family: str) -> str | Promise:
    """What an accounting package is called."""
    return {str(known): name for known, name in PACKAGES.items()}.get(family, family)


@register.filter
def named(names: Mapping[str, str], code: str) -> str:
    """The name of a code; empty where it has none."""
    return names.get(code, "")


@register.filter
def times(value: Decimal, sign: int) -> Decimal:
    """An amount, turned where creditors are shown as what is owed."""
    return value * sign


@register.filter
def whole(value: Decimal) -> str:
    """An amount without cents, for the scale of a chart."""
    text = formats.number_format(abs(value), decimal_pos=0, use_l10n=True, force_grouping=True)
    return f"\N{MINUS SIGN}{text}" if value < 0 else text


@register.filter
def percentage(value: Decimal) -> str:
    """A percentage without idle zeros."""
    plain = value.normalize()
    decimals = max(0, -int(plain.as_tuple().exponent))
    return f"{formats.number_format(plain, decimal_pos=decimals, use_l10n=True)}%"


@register.filter
def of_year(figures: Mapping[int, KeyFigures], year: int) -> KeyFigures | None:
    """The figures of one year."""
    return figures.get(year)
