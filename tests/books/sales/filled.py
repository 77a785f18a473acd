"""What an administration of a test sells."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from overstap.books.sales import store
from overstap.books.sales.models import Invoice, Numbering, Product, Quotation
from overstap.books.sales.values import (
    Customer,
    Draft,
    InvoiceState,
    QuotationState,
    Rounding,
    SalesLine,
    Seller,
    Series,
    Settings,
    Vat,
    plain,
)
from overstap.tenancy.models import Administration

SELLER = Seller(
    name="Bakkerij Jansen B.V.",
    street="Dorpsstraat 12",
    postal_code="1234 AB",
    city="Utrecht",
    tax_number="NL001234567B01",
    commerce_number="12345678",
    iban="NL91ABNA0417164300",
    email="facturen@jansen.example",
)
CUSTOMER = Customer("C1", "Hotel De Zwaan", "", "Markt 3", "3511 AB", "Utrecht", "NL", "inkoop@zwaan.example")
BREAD = SalesLine("Volkorenbrood", Decimal(120), Decimal("2.35"), Vat.LOW, "stuks", product_code="BROOD")
LESSON = SalesLine("Workshop broodbakken", Decimal("1.5"), Decimal("95.00"), Vat.HIGH, "uur", Decimal(10))


def draft(*lines: SalesLine, customer: Customer = CUSTOMER) -> Draft:
    """What somebody types."""
    return Draft(customer=customer, lines=lines or (BREAD, LESSON), subject="Broodleveringen")


def first(one: Administration) -> None:
    """A product, a quotation that was approved, an invoice that was sent."""
    Product.objects.create(
        administration=one, code="BROOD", name="Volkorenbrood", unit="stuks", price=Decimal("2.35"), vat=Vat.LOW
    )
    store.save_settings(one, Settings(seller=SELLER))
    Numbering.objects.create(administration=one, kind=Series.INVOICE, prefix="{year}-", width=4, year=2026, last=1)
    moment = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
    quotation = Quotation(administration=one, number="OF2025-0001", state=QuotationState.APPROVED, sent_at=moment)
    quotation.answered_at, quotation.answered_by, quotation.invoice_uid = moment, "A. de Boer", uuid4()
    quotation.date, quotation.created_at = date(2026, 3, 4), moment
    _keep(quotation, draft())
    invoice = Invoice(administration=one, number="2026-0001", state=InvoiceState.SENT, sent_at=moment)
    invoice.uid, invoice.seller, invoice.quotation_uid = quotation.invoice_uid, plain(SELLER), quotation.uid
    invoice.date, invoice.due, invoice.created_at = date(2026, 3, 5), date(2026, 4, 4), moment
    _keep(invoice, draft())


def second(one: Administration) -> None:
    """Another of each, open and to be sent, with contents that are easily damaged on the way."""
    difficult = "cafe\u0301 caf\u00e9, \u2019t \u2028 'x' \u20ac"
    Product.objects.create(
        administration=one, code="\u00c9/1", name=difficult, price=Decimal("0.330"), vat=Vat.REVERSED, active=False
    )
    Numbering.objects.create(administration=one, kind=Series.QUOTATION, prefix="OF", width=1, year=0, last=41)
    line = SalesLine(f"{difficult}\nregel 2", Decimal("-0.50"), Decimal("0.001"), Vat.EXEMPT, discount=Decimal("0.0"))
    quotation = Quotation(administration=one, number="OF41", state=QuotationState.SENT, reason=difficult)
    quotation.created_at, quotation.valid_until = datetime(2026, 3, 4, 12, 30, 0, 1, tzinfo=UTC), date(2026, 3, 4)
    _keep(quotation, draft(line, customer=Customer(name=difficult)))
    invoice = Invoice(administration=one, state=InvoiceState.TO_SEND, text=difficult, credits="2026-0001")
    invoice.payment_days, invoice.supplied_on = 0, date(2026, 2, 28)
    _keep(invoice, draft(line, BREAD, customer=Customer(name=difficult)))


def _keep(row: Quotation | Invoice, typed: Draft) -> None:
    kept = {
        name: getattr(row, name)
        for name in ("text", "payment_days", "supplied_on", "valid_until")
        if hasattr(row, name)
    }
    store.fill(row, typed, Rounding.LINE)
    for name, value in kept.items():
        setattr(row, name, value)
    row.save()
    store.save_lines(row.administration, row.uid, typed.lines)
