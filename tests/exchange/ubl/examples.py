"""Invoices of our own to test with; numbers with right check digits that belong to nobody."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from overstap.exchange.ubl import nothing_yet, totalled
from overstap.exchange.ubl.values import (
    KVK,
    Address,
    Contact,
    Identifier,
    Invoice,
    Kind,
    Line,
    Party,
    Payment,
    Vat,
)

IBAN = "NL91ABNA0417164300"
HIGH = Vat("S", Decimal(21))

SELLER = Party(
    name="Bakkerij De Korenaar B.V.",
    address=Address("Molenweg 12", city="Zutphen", postal_code="7201 AB", country="NL"),
    vat_number="NL123456789B13",
    legal_id=Identifier("12345678", KVK),
    endpoint=Identifier("12345678", KVK),
    contact=Contact("Femke Smit", "0575-123456", "femke@korenaar.example"),
)
BUYER = Party(
    name="Lunchroom Het Anker",
    address=Address("Kade 3", city="Deventer", postal_code="7411 AA", country="NL"),
    legal_id=Identifier("87654321", KVK),
)
LINE = Line("1", Decimal(40), "C62", Decimal("100.00"), "Volkorenbrood", Decimal("2.50"), HIGH)


def invoice(**changes: object) -> Invoice:
    """A right invoice, with what a test changes in it; VAT and totals follow unless they are among the changes."""
    made = Invoice(
        kind=Kind.INVOICE,
        number="2026-0117",
        issued=date(2026, 3, 2),
        type_code="380",
        currency="EUR",
        seller=SELLER,
        buyer=BUYER,
        totals=nothing_yet(),
        lines=(LINE,),
        due=date(2026, 3, 16),
        buyer_reference="PO-9",
        payments=(Payment("58", IBAN, reference="2026-0117"),),
    )
    before = {name: value for name, value in changes.items() if name not in {"totals", "vat"}}
    after = {name: value for name, value in changes.items() if name in {"totals", "vat"}}
    whole = totalled(replace(made, **before))  # type: ignore[arg-type] # a test says what it changes
    return replace(whole, **after)  # type: ignore[arg-type]


def credit_note(**changes: object) -> Invoice:
    """A right credit note."""
    return invoice(kind=Kind.CREDIT_NOTE, type_code="381", **changes)
