"""What boxes, ways and kinds are called, for pages, command line and the filed copy."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from overstap.books.tax.values import Box, Channel, ContactType, Granted, PortKind, Span, Status

Words = Mapping[str, str | Promise]

BOXES: Words = {
    Box.HIGH: _("Supplies and services at the high rate"),
    Box.LOW: _("Supplies and services at the low rate"),
    Box.OTHER_RATES: _("Supplies and services at other rates, but 0%"),
    Box.PRIVATE: _("Private use"),
    Box.ZERO: _("Supplies and services at 0%, or not taxed with you"),
    Box.REVERSED: _("Supplies and services on which VAT was reversed to you"),
    Box.EXPORT: _("Supplies to countries outside the EU (export)"),
    Box.TO_EU: _("Supplies to or services in countries within the EU"),
    Box.INSTALLED: _("Installation and distance sales within the EU"),
    Box.IMPORT: _("Supplies and services from countries outside the EU"),
    Box.FROM_EU: _("Supplies and services from countries within the EU"),
    Box.DUE: _("VAT due (boxes 1 to 4)"),
    Box.INPUT: _("Input VAT"),
    Box.BALANCE: _("Subtotal: 5a less 5b"),
    Box.SMALL_BUSINESS: _("Reduction for small businesses (up to 2019)"),
    Box.ESTIMATED_BEFORE: _("Estimate of earlier returns"),
    Box.ESTIMATED_NOW: _("Estimate of this return"),
    Box.TOTAL: _("Total: to pay, or to get back"),
}
CHANNELS: Words = {
    Channel.DIGIPOORT: _("Digipoort"),
    Channel.PORTAL: _("The tax authority’s portal for businesses"),
    Channel.PAPER: _("On paper"),
}
STATES: Words = {
    Status.DRAFT: _("draft"),
    Status.READY: _("ready to file"),
    Status.FILED: _("filed"),
    Status.CORRECTED: _("corrected by a supplement"),
}
SPANS: Words = {Span.MONTH: _("Every month"), Span.QUARTER: _("Every quarter"), Span.YEAR: _("Every year")}
CONTACT_TYPES: Words = {
    ContactType.NONE: _("Not set"),
    ContactType.INTERMEDIARY: _("INT: an office files, with its becon number"),
    ContactType.TAXPAYER: _("BPL: the entrepreneur files, without becon number"),
}
PORTS: Words = {
    PortKind.DIGIPOORT: _("Digipoort"),
    PortKind.PEPPOL: _("Peppol"),
    PortKind.EMAIL: _("E-mail"),
    PortKind.OTHER: _("Something else"),
}
GRANTED: Words = {
    Granted.SILENCE: _("By silence: after 26 days without an objection"),
    Granted.CODE: _("With the code in the letter"),
}


def box(one: Box) -> str:
    """What a box is about."""
    return str(BOXES[one])


def channel(code: str) -> str:
    """The way by which it was filed; empty where it was not."""
    return str(CHANNELS.get(code, ""))
