"""Invoices and credit notes in UBL 2.1 (NLCIUS, EN 16931): ``read(bytes)`` gives values, ``write(invoice)`` bytes."""

from overstap.exchange.ubl.cards import taken_over
from overstap.exchange.ubl.checks import check
from overstap.exchange.ubl.errors import InvoiceBreaksRules, UnreadableInvoice
from overstap.exchange.ubl.parsing import is_invoice
from overstap.exchange.ubl.reader import Reading, read
from overstap.exchange.ubl.totalling import nothing_yet, totalled
from overstap.exchange.ubl.values import Invoice, Kind
from overstap.exchange.ubl.writer import write

__all__ = [
    "Invoice",
    "InvoiceBreaksRules",
    "Kind",
    "Reading",
    "UnreadableInvoice",
    "check",
    "is_invoice",
    "nothing_yet",
    "read",
    "taken_over",
    "totalled",
    "write",
]
