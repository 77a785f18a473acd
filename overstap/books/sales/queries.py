"""What pages and commands show of sales. The caller holds the administration to read its books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from overstap.books.documents.models import Document
from overstap.books.ledger.models import Account, VatCode
from overstap.books.relations.models import Relation
from overstap.books.sales import models as tables
from overstap.books.sales import numbering, store
from overstap.books.sales.errors import not_found
from overstap.books.sales.values import (
    Customer,
    InvoiceFile,
    InvoiceRow,
    InvoiceState,
    NumberSeries,
    Product,
    QuotationFile,
    QuotationRow,
    QuotationState,
    Series,
    Settings,
    Vat,
)
from overstap.lib import objects
from overstap.tenancy.models import Administration

ON_ONE_PAGE = 50
MOST_CHOICES = 1_000  # products, accounts and codes offered in a form
Row = TypeVar("Row")
_COLUMNS = ("code", "name", "unit", "price", "vat", "vat_code", "account_code", "active")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended."""

    at: datetime
    number: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.number}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """From a query string; None for anything that is no place."""
        moment, _line, number = text.rpartition("_")
        try:
            at = datetime.fromisoformat(moment)
            return cls(at, int(number)) if at.tzinfo and int(number) < 2**63 else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list, the newest first, and where the next one starts (None: no more)."""

    rows: Sequence[Row]
    next: Place | None


def products(
    administration: Administration, *, search: str = "", after: str = "", limit: int = ON_ONE_PAGE
) -> tuple[list[Product], str]:
    """Products by code with ``search`` in code or name, and the code after which the next page starts ("": none)."""
    if not (search + after).isprintable():
        return [], ""
    found = tables.Product.objects.filter(administration=administration)
    if search:
        found = found.filter(Q(code__icontains=search) | Q(name__icontains=search))
    if after:
        found = found.filter(code__gt=after)
    rows = [_product(row) for row in found.order_by("code")[: limit + 1]]
    return rows[:limit], rows[limit - 1].code if len(rows) > limit else ""


def product(administration: Administration, code: str) -> Product:
    """One product. Raises NotFound."""
    row = tables.Product.objects.filter(administration=administration, code=code).first() if _askable(code) else None
    if row is None:
        raise not_found(_("There is no such product here."))
    return _product(row)


def products_to_choose(administration: Administration) -> list[Product]:
    """The products that are sold now, by name."""
    found = tables.Product.objects.filter(administration=administration, active=True)
    return [_product(row) for row in found.order_by("name", "code")[:MOST_CHOICES]]


def customers_to_choose(administration: Administration) -> list[tuple[str, str]]:
    """Relations who may be customers: code and name, by name."""
    found = Relation.objects.filter(administration=administration).exclude(type="S")
    return list(found.order_by("name", "code").values_list("code", "name")[:MOST_CHOICES])


def codes_to_choose(administration: Administration) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """VAT codes and accounts of the books, each as code and name."""
    vat = VatCode.objects.filter(administration=administration).order_by("code")
    accounts = Account.objects.filter(administration=administration).order_by("code")
    return (
        list(vat.values_list("code", "name")[:MOST_CHOICES]),
        list(accounts.values_list("code", "name")[:MOST_CHOICES]),
    )


def quotations(
    administration: Administration, *, state: str = "", after: Place | None = None, limit: int = ON_ONE_PAGE
) -> Page[QuotationRow]:
    """Quotations, the newest first; of one state, or with an empty ``state`` all."""
    found = _after(_of_state(tables.Quotation.objects.filter(administration=administration), state), after)
    rows = list(found[: limit + 1])
    return Page([_quotation_row(row) for row in rows[:limit]], _next(rows, limit))


def invoices(
    administration: Administration, *, state: str = "", after: Place | None = None, limit: int = ON_ONE_PAGE
) -> Page[InvoiceRow]:
    """Invoices, the newest first; of one state, or with an empty ``state`` all."""
    found = tables.Invoice.objects.filter(administration=administration)
    if state:
        found = found.filter(state=state)
    rows = list(_after(found, after)[: limit + 1])
    return Page([_invoice_row(row) for row in rows[:limit]], _next(rows, limit))


def to_send(administration: Administration) -> list[UUID]:
    """The invoices that stand ready, the oldest first."""
    found = tables.Invoice.objects.filter(administration=administration, state=InvoiceState.TO_SEND)
    return list(found.order_by("created_at", "id").values_list("uid", flat=True))


def quotation(administration: Administration, uid: UUID) -> QuotationFile:
    """One quotation in full. Raises NotFound."""
    row = tables.Quotation.objects.filter(administration=administration, uid=uid).first()
    if row is None:
        raise not_found(_("There is no such quotation here."))
    row.administration = administration
    return file_of(row)


def file_of(row: tables.Quotation) -> QuotationFile:
    """A quotation as a value."""
    return QuotationFile(
        paper=store.quotation_paper(row, store.settings(row.administration)),
        state=state_of(row),
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        reason=row.reason,
        invoice=row.invoice_uid,
        document=row.document_uid,
    )


def invoice(administration: Administration, uid: UUID) -> InvoiceFile:
    """One invoice in full. Raises NotFound."""
    row = tables.Invoice.objects.filter(administration=administration, uid=uid).first()
    if row is None:
        raise not_found(_("There is no such invoice here."))
    row.administration = administration
    return InvoiceFile(
        paper=store.invoice_paper(row, store.settings(administration)),
        state=InvoiceState(row.state),
        payment_days=row.payment_days,
        sent_at=row.sent_at,
        quotation=row.quotation_uid,
        document=row.document_uid,
        electronic=row.electronic_uid,
    )


def state_of(row: tables.Quotation) -> QuotationState:
    """Where it stands today: one that was sent and not answered in time has expired."""
    if row.state == QuotationState.SENT and row.valid_until is not None and row.valid_until < store.today():
        return QuotationState.EXPIRED
    return QuotationState(row.state)


def open_quotations(administrations: Sequence[Administration]) -> QuerySet[tables.Quotation]:
    """Drafts, and those that wait for their customer."""
    still = Q(state=QuotationState.DRAFT) | Q(state=QuotationState.SENT, valid_until__gte=store.today())
    return tables.Quotation.objects.filter(still, administration__in=[one.pk for one in administrations])


def unsent_invoices(administrations: Sequence[Administration]) -> QuerySet[tables.Invoice]:
    """Drafts, and those that stand ready."""
    found = tables.Invoice.objects.filter(administration__in=[one.pk for one in administrations])
    return found.exclude(state=InvoiceState.SENT)


def _of_state(found: QuerySet[tables.Quotation], state: str) -> QuerySet[tables.Quotation]:
    if state == QuotationState.EXPIRED:
        return found.filter(state=QuotationState.SENT, valid_until__lt=store.today())
    if state == QuotationState.SENT:
        return found.filter(state=state, valid_until__gte=store.today())
    return found.filter(state=state) if state else found


_Paper = TypeVar("_Paper", tables.Quotation, tables.Invoice)


def _after(found: QuerySet[_Paper], place: Place | None) -> QuerySet[_Paper]:
    if place is not None:
        found = found.filter(Q(created_at__lt=place.at) | Q(created_at=place.at, id__lt=place.number))
    return found.order_by("-created_at", "-id")


def _next(rows: Sequence[tables.Quotation] | Sequence[tables.Invoice], limit: int) -> Place | None:
    return Place(rows[limit - 1].created_at, rows[limit - 1].pk) if len(rows) > limit else None


def _product(row: tables.Product) -> Product:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Product(**{**values, "vat": Vat(row.vat)})


def _quotation_row(row: tables.Quotation) -> QuotationRow:
    return QuotationRow(
        uid=row.uid,
        number=row.number,
        state=state_of(row),
        customer=str(row.customer.get("name", "")),
        subject=row.subject,
        day=row.date,
        valid_until=row.valid_until,
        gross=row.gross,
    )


def _invoice_row(row: tables.Invoice) -> InvoiceRow:
    return InvoiceRow(
        uid=row.uid,
        number=row.number,
        state=InvoiceState(row.state),
        customer=str(row.customer.get("name", "")),
        subject=row.subject,
        day=row.date,
        due=row.due,
        gross=row.gross,
    )


def _askable(text: str) -> bool:
    return bool(text) and text.isprintable()


def customer(administration: Administration, code: str) -> Customer | None:
    """A relation of the books as a customer; None for a code that is not known."""
    return store.customer(administration, code)


def settings(administration: Administration) -> Settings:
    """How an administration sells; where nothing was chosen the seller is the company of the books."""
    return store.settings(administration)


def series(administration: Administration, kind: Series) -> NumberSeries:
    """How its numbers are made, and where they are."""
    return numbering.series(administration, kind)


def kept(administration: Administration, uid: UUID | None) -> tuple[str, bytes]:
    """A PDF or UBL that was sent: its file name and contents. Raises NotFound, and what ``lib.objects`` raises."""
    document = Document.objects.filter(administration=administration, uid=uid).first() if uid else None
    if document is None:
        raise not_found(_("There is no such document here."))
    return document.name, objects.content(document.sha256)


def find_quotation(administration: Administration, text: str) -> UUID | None:
    """The quotation with this number, or of a draft with this identity; None where there is none."""
    if not _askable(text):
        return None
    found = tables.Quotation.objects.filter(administration=administration)
    by_number = found.filter(number=text).values_list("uid", flat=True).first()
    if by_number is not None:
        return by_number
    try:
        return found.filter(uid=UUID(text)).values_list("uid", flat=True).first()
    except ValueError:
        return None
