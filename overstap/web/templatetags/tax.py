"""How VAT is written on pages."""

from decimal import Decimal

from django import template

from overstap.books.tax import words
from overstap.books.tax.values import ADDED_UP, Box, Status
from overstap.web.templatetags.ui import amount

register = template.Library()
_TONES = {Status.DRAFT: "wait", Status.READY: "live", Status.FILED: "ok", Status.CORRECTED: "info"}


@register.filter
def euros(value: Decimal | None) -> str:
    """Whole euros, in the reader's notation."""
    return "" if value is None else amount(value)[:-3]


@register.filter
def tax_state(status: str) -> str:
    """Where a return stands, in words."""
    return str(words.STATES.get(status, status))


@register.filter
def tax_tone(status: str) -> str:
    """The tone of its badge."""
    return _TONES.get(Status(status), "neutral")


@register.filter
def box_name(box: Box) -> str:
    """What a box is about."""
    return words.box(box)


@register.filter
def adds_up(box: Box) -> bool:
    """Whether a box adds up others."""
    return box in ADDED_UP


@register.filter
def channel(code: str) -> str:
    """The way by which a return was filed."""
    return words.channel(code)


@register.filter
def port_kind(code: str) -> str:
    """What a port carries."""
    return str(words.PORTS.get(code, code))
