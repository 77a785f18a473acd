"""Sending quotations and invoices: number, PDF, mail and state in one transaction, so that all happened or nothing."""

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.books.documents import store as documents
from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.books.sales import actions, checks, letters, numbering, printing, store
from overstap.books.sales.errors import AlreadySent, NotReady, QuotationEnded, require_none
from overstap.books.sales.models import Invoice, PortalLink, Quotation
from overstap.books.sales.values import InvoiceState, Paper, QuotationState, Series, Settings, plain
from overstap.durable.letters import page
from overstap.lib import clock
from overstap.lib.secrets import make_token, token_hash
from overstap.tenancy import audit
from overstap.tenancy import checks as tenancy_checks
from overstap.tenancy.access import Actor, administration_for_writing
from overstap.tenancy.models import Administration, Mandate

TOKEN_BYTES = 32  # 256 bits
Electronic = Callable[[Paper], bytes | None]


def send_invoice(*, actor: Actor, code: str, uid: UUID, electronic: Electronic | None = None) -> str:
    """Send an invoice to its customer; gives its number. ``electronic`` makes the file for the customer's software.

    Raises NotAllowed, NotFound, Frozen, AlreadySent, NotReady (see ``checks.before_sending``), NumberTaken.
    """
    one = administration_for_writing(actor, code)
    row = actions.locked_invoice(one, uid)
    if row.state == InvoiceState.SENT:
        raise AlreadySent(
            _("Invoice %(number)s was sent already.") % {"number": row.number}, remedy=_("Look it up in the list.")
        )
    chosen = store.settings(one)
    _require_ready(store.invoice_paper(row, chosen))
    _stamp(row, chosen, numbering.give(one, Series.INVOICE, store.today()))
    paper = store.invoice_paper(row, chosen)
    row.due = paper.until
    pdf = printing.pdf(paper)
    row.document_uid = _keep(one, f"{printing.file_name(paper)}.pdf", "application/pdf", pdf, row).uid
    attachments = [letters.attached(paper, pdf)]
    xml = electronic(paper) if electronic else None
    if xml:
        row.electronic_uid = _keep(one, f"{printing.file_name(paper)}.xml", "application/xml", xml, row).uid
        attachments.append(letters.attached_xml(paper, xml))
    row.state = InvoiceState.SENT
    row.save()
    letters.invoice(paper, tuple(attachments))
    audit.record(actor, "invoice.send", {"administration": code, "invoice": str(uid), "number": row.number})
    return row.number


def send_quotation(*, actor: Actor, code: str, uid: UUID) -> str:
    """Send a quotation, or one that still stands once more, with a new link; gives its number.

    Raises NotAllowed, NotFound, Frozen, NotReady, QuotationEnded, NumberTaken.
    """
    one = administration_for_writing(actor, code)
    row = actions.locked_quotation(one, uid)
    chosen = store.settings(one)
    if row.state not in (QuotationState.DRAFT, QuotationState.SENT):
        raise _ended()
    first = row.state == QuotationState.DRAFT
    if first:
        _require_ready(store.quotation_paper(row, chosen))
        _stamp(row, chosen, numbering.give(one, Series.QUOTATION, store.today()))
    paper = store.quotation_paper(row, chosen)
    if paper.until < store.today():
        raise _ended()
    pdf = printing.pdf(paper)
    if first:
        row.valid_until, row.state = paper.until, QuotationState.SENT
        row.document_uid = _keep(one, f"{printing.file_name(paper)}.pdf", "application/pdf", pdf, row).uid
        row.save()
    link, address = _make_link(actor, one, paper)
    letters.quotation(paper, link, address, (letters.attached(paper, pdf),))
    audit.record(actor, "quotation.send", {"administration": code, "quotation": str(uid), "number": row.number})
    return row.number


def _require_ready(paper: Paper) -> None:
    require_none(checks.before_sending(paper), NotReady)
    tenancy_checks.email(paper.customer.email)


def _stamp(row: Quotation | Invoice, chosen: Settings, number: str) -> None:
    """What stands on it from now on."""
    row.number, row.date, row.sent_at = number, store.today(), clock.now()
    row.seller, row.footer = plain(chosen.seller), chosen.footer


def _keep(one: Administration, name: str, media_type: str, content: bytes, row: Quotation | Invoice) -> Document:
    kept = documents.keep(one, content, Arrival(name, media_type, Source.MADE, Tag.SALES))
    kept.relation_code = str(row.customer.get("code", ""))
    kept.save(update_fields=["relation_code"])
    return kept


def _make_link(actor: Actor, one: Administration, paper: Paper) -> tuple[PortalLink, str]:
    """A link for the customer, and the leave for the system to act on it here."""
    token = make_token(TOKEN_BYTES)
    link = PortalLink.objects.create(
        token_hash=token_hash(token),
        administration_uid=one.uid,
        quotation_uid=paper.uid,
        email=paper.customer.email,
        seller=paper.seller.name,
        seller_email=paper.seller.email,
        made_by=actor.person,
    )
    Mandate.objects.create(reference=link.uid, environment=actor.environment, granted_by=actor.person)
    return link, page(f"/quotation/{token}/")


def _ended() -> QuotationEnded:
    return QuotationEnded(
        _("This quotation was answered, or its time has ended."),
        remedy=_("Make a new one from it: “Use again”."),
    )
