"""The verbs of sales: products, settings, and drafts of quotations and invoices."""

from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.sales import checks, store
from overstap.books.sales.errors import AlreadySent, NotReady, not_found, require_none
from overstap.books.sales.models import Invoice, Line, Quotation
from overstap.books.sales.models import Product as ProductRow
from overstap.books.sales.values import (
    Draft,
    InvoiceState,
    Product,
    QuotationState,
    Rounding,
    SalesLine,
    Settings,
    customer_of,
)
from overstap.tenancy import audit
from overstap.tenancy.access import Actor, administration_for_writing
from overstap.tenancy.models import Administration


def save_product(*, actor: Actor, code: str, product: Product) -> None:
    """Add a product, or change the one with its code. Raises NotAllowed, NotFound, Frozen, SalesRefused."""
    one = administration_for_writing(actor, code)
    product = replace(product, code=product.code.strip(), name=product.name.strip())
    require_none(checks.product(product))
    columns = {name: getattr(product, name) for name in ("name", "unit", "price", "vat", "vat_code", "account_code")}
    _row, made = ProductRow.objects.update_or_create(
        administration=one, code=product.code, defaults={**columns, "active": product.active}
    )
    facts = {"administration": code, "product": product.code, "outcome": "added" if made else "changed"}
    audit.record(actor, "sales.product", facts)


def save_settings(*, actor: Actor, code: str, settings: Settings) -> None:
    """Choose how the administration sells. Raises NotAllowed, NotFound, Frozen, SalesRefused."""
    one = administration_for_writing(actor, code)
    require_none(checks.settings(settings))
    store.save_settings(one, settings)
    audit.record(actor, "sales.settings", {"administration": code})


def save_quotation(*, actor: Actor, code: str, draft: Draft, uid: UUID | None = None) -> UUID:
    """Write a quotation down; with ``uid`` change that draft. Gives its uid.

    Raises NotAllowed, NotFound, Frozen, SalesRefused, AlreadySent.
    """
    one = administration_for_writing(actor, code)
    row = Quotation(administration=one) if uid is None else locked_quotation(one, uid)
    if row.state != QuotationState.DRAFT:
        raise _sent()
    _keep(one, row, draft)
    audit.record(actor, "quotation.save", {"administration": code, "quotation": str(row.uid)})
    return row.uid


def save_invoice(*, actor: Actor, code: str, draft: Draft, uid: UUID | None = None) -> UUID:
    """Write an invoice down; with ``uid`` change that draft. Gives its uid. Raises as ``save_quotation``."""
    one = administration_for_writing(actor, code)
    row = Invoice(administration=one) if uid is None else locked_invoice(one, uid)
    if row.state == InvoiceState.SENT:
        raise _sent()
    _keep(one, row, draft)
    audit.record(actor, "invoice.save", {"administration": code, "invoice": str(row.uid)})
    return row.uid


def set_to_send(*, actor: Actor, code: str, uid: UUID, ready: bool = True) -> None:
    """Put an invoice with those to send, or back with the drafts. Raises NotReady and as ``save_invoice``."""
    one = administration_for_writing(actor, code)
    row = locked_invoice(one, uid)
    if row.state == InvoiceState.SENT:
        raise _sent()
    if ready:
        require_none(checks.before_sending(store.invoice_paper(row, store.settings(one))), NotReady)
    row.state = InvoiceState.TO_SEND if ready else InvoiceState.DRAFT
    row.save(update_fields=["state"])
    audit.record(actor, "invoice.to_send", {"administration": code, "invoice": str(uid), "state": row.state})


def remove_draft(*, actor: Actor, code: str, uid: UUID) -> None:
    """Throw a quotation or an invoice away that was never sent. Raises NotAllowed, NotFound, Frozen, AlreadySent."""
    one = administration_for_writing(actor, code)
    row = Quotation.objects.select_for_update().filter(administration=one, uid=uid).first()
    found: Quotation | Invoice = row or locked_invoice(one, uid)
    if found.number or found.state not in (QuotationState.DRAFT, InvoiceState.DRAFT, InvoiceState.TO_SEND):
        raise _sent()
    Line.objects.filter(administration=one, paper=uid).delete()
    found.delete()
    audit.record(actor, "sales.remove", {"administration": code, "removed": str(uid)})


def copy_quotation(*, actor: Actor, code: str, uid: UUID) -> UUID:
    """A new draft with the contents of a quotation, whatever became of that. Gives the uid of the draft."""
    one = administration_for_writing(actor, code)
    row = locked_quotation(one, uid)
    made = Quotation(administration=one)
    _keep(one, made, draft_of(row))
    audit.record(actor, "quotation.save", {"administration": code, "quotation": str(made.uid)})
    return made.uid


def credit_invoice(*, actor: Actor, code: str, uid: UUID) -> UUID:
    """A draft that takes back a whole invoice that was sent: the same lines, with their quantities reversed."""
    one = administration_for_writing(actor, code)
    row = locked_invoice(one, uid)
    if row.state != InvoiceState.SENT:
        raise _not_sent()
    draft = draft_of(row)
    made = Invoice(administration=one, credits=row.number)
    lines = [replace(line, quantity=-line.quantity) for line in draft.lines]
    _keep(one, made, replace(draft, lines=lines, supplied_on=None), Rounding(row.rounding))
    audit.record(actor, "invoice.credit", {"administration": code, "invoice": str(made.uid), "number": row.number})
    return made.uid


def invoice_of(quotation: Quotation) -> UUID:
    """The draft of an invoice of what was approved. The caller holds the administration for writing."""
    made = Invoice(administration=quotation.administration, quotation_uid=quotation.uid)
    draft = replace(draft_of(quotation), reference=quotation.reference or quotation.number)
    _keep(quotation.administration, made, draft, Rounding(quotation.rounding))
    return made.uid


def locked_quotation(one: Administration, uid: UUID) -> Quotation:
    """A quotation that nobody else changes until this transaction ends. Raises NotFound."""
    row = Quotation.objects.select_for_update(of=("self",)).select_related("administration")
    found = row.filter(administration=one, uid=uid).first()
    if found is None:
        raise not_found(_("There is no such quotation here."))
    return found


def locked_invoice(one: Administration, uid: UUID) -> Invoice:
    """An invoice that nobody else changes until this transaction ends. Raises NotFound."""
    row = Invoice.objects.select_for_update(of=("self",)).select_related("administration")
    found = row.filter(administration=one, uid=uid).first()
    if found is None:
        raise not_found(_("There is no such invoice here."))
    return found


def draft_of(row: Quotation | Invoice) -> Draft:
    """What was typed of it."""
    lines: list[SalesLine] = store.lines(row.administration, row.uid)
    return Draft(
        customer=customer_of(row.customer),
        lines=lines,
        subject=row.subject,
        reference=row.reference,
        text=row.text,
        language=row.language,
        supplied_on=row.supplied_on if isinstance(row, Invoice) else None,
        payment_days=row.payment_days if isinstance(row, Invoice) else None,
    )


def _keep(one: Administration, row: Quotation | Invoice, draft: Draft, rounding: Rounding | None = None) -> None:
    require_none(checks.draft(draft))
    store.fill(row, draft, rounding or store.settings(one).rounding)
    row.save()
    store.save_lines(one, row.uid, draft.lines)


def _sent() -> AlreadySent:
    return AlreadySent(
        _("This was sent; what was sent does not change."),
        remedy=_("Make a new one; a credit invoice takes back an invoice."),
    )


def _not_sent() -> AlreadySent:
    return AlreadySent(
        _("This invoice was not sent yet."), code="SALES-NOT-SENT", remedy=_("Change or remove the draft itself.")
    )
