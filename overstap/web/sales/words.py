"""Words and tones of sales, in the language of the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from overstap.books.sales.values import InvoiceState, QuotationState, Rounding, Vat

QUOTATION_STATES: dict[QuotationState, tuple[str | Promise, str]] = {
    QuotationState.DRAFT: (_("draft"), "neutral"),
    QuotationState.SENT: (pgettext_lazy("quotation", "sent"), "wait"),
    QuotationState.APPROVED: (pgettext_lazy("quotation", "approved"), "ok"),
    QuotationState.REFUSED: (pgettext_lazy("quotation", "refused"), "bad"),
    QuotationState.EXPIRED: (pgettext_lazy("quotation", "expired"), "warn"),
    QuotationState.LAPSED: (_("lost in a migration"), "warn"),
}
INVOICE_STATES: dict[InvoiceState, tuple[str | Promise, str]] = {
    InvoiceState.DRAFT: (_("draft"), "neutral"),
    InvoiceState.TO_SEND: (_("to send"), "wait"),
    InvoiceState.SENT: (pgettext_lazy("invoice", "sent"), "ok"),
}
VAT: dict[Vat, str | Promise] = {
    Vat.HIGH: "21%",
    Vat.LOW: "9%",
    Vat.ZERO: "0%",
    Vat.REVERSED: _("reversed"),
    Vat.EXEMPT: _("exempt"),
}
ROUNDING: dict[Rounding, str | Promise] = {
    Rounding.TOTAL: _("once, over the total of each rate"),
    Rounding.LINE: _("of every line"),
}
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
