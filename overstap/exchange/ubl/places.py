"""Where the parts of an invoice stand, as XPaths."""

from collections.abc import Iterator

from overstap.exchange.ubl.values import Adjustment, Invoice, Line

SELLER = "cac:AccountingSupplierParty/cac:Party"
BUYER = "cac:AccountingCustomerParty/cac:Party"
TOTALS = "cac:LegalMonetaryTotal"


def lines(invoice: Invoice, root: str) -> Iterator[tuple[str, Line]]:
    """Each line with its place."""
    name = "CreditNoteLine" if invoice.is_credit_note else "InvoiceLine"
    for position, line in enumerate(invoice.lines, 1):
        yield f"{root}/cac:{name}[{position}]", line


def adjustments(parent: str, found: tuple[Adjustment, ...]) -> Iterator[tuple[str, Adjustment]]:
    """Each allowance or charge with its place below ``parent``."""
    for position, one in enumerate(found, 1):
        yield f"{parent}/cac:AllowanceCharge[{position}]", one
