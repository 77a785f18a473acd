"""Invoices: the list, one of them, writing it down, sending it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.sales import actions, printing, queries
from overstap.books.sales.values import InvoiceFile, InvoiceState
from overstap.connectors.invoices import actions as sending
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.sales import parts, typed
from overstap.web.sales.forms import InvoiceForm
from overstap.web.sales.parts import Editing
from overstap.web.sales.words import INVOICE_STATES


class DeedUnknown(Refused):
    """A button that is not ours was pressed."""

    code = "SALES-DEED"


@doors.page("sales.invoices")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Invoices, the newest first; of one state where one was chosen."""
    return _list_page(request, actor, code)


def _list_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = books(actor, code)
    state = request.GET.get("state", "")
    state = state if state in set(InvoiceState) else ""
    after = queries.Place.parse(request.GET.get("after", ""))
    page = queries.invoices(one, state=state, after=after)
    return show(
        request,
        "sales/invoices.html",
        one,
        parts.TAB,
        rows=[(row, *INVOICE_STATES[row.state]) for row in page.rows],
        next=page.next,
        after=after,
        state=state,
        states=[(str(each), text) for each, (text, _tone) in INVOICE_STATES.items()],
        ready=len(queries.to_send(one)),
        writes=may(actor.role, Right.WRITE_BOOKS) and one.state == "active",
        problem=problem,
    )


@doors.page("invoice.send", again=_list_page)
def send_all(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Send everything that stands ready."""
    if request.method != "POST":
        return _list_page(request, actor, code)
    numbers, left = sending.send_all(actor=actor, code=code)
    if not numbers:
        return doors.done(request, _("Nothing stands ready."), parts.place(actor, code, "sales"))
    text = ngettext(
        "%(count)d invoice is sent: %(numbers)s.", "%(count)d invoices are sent: %(numbers)s.", len(numbers)
    )
    told = text % {"count": len(numbers), "numbers": f"{numbers[0]} – {numbers[-1]}" if numbers[1:] else numbers[0]}
    if left:
        told += " " + ngettext("%(left)d is left; send again.", "%(left)d are left; send again.", left) % {"left": left}
    return doors.done(request, told, parts.place(actor, code, "sales"))


def _new_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    editing = Editing(InvoiceForm, _("New invoice"), parts.place(actor, code, "sales"))
    return parts.form_page(request, one, editing, None, problem)


@doors.page("invoice.save", again=_new_page)
def new(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Write an invoice down."""
    if request.method != "POST" or request.POST.get("deed") == "calculate":
        return _new_page(request, actor, code)
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    uid = actions.save_invoice(actor=actor, code=code, draft=typed.draft(one, request.POST))
    return doors.done(request, _("Saved as a draft."), parts.place(actor, code, "sales-invoice", uid=uid))


def _edit_page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    found = queries.invoice(one, uid)
    further = {"supplied_on": None, "payment_days": found.payment_days}
    if found.paper.supplied_on != found.paper.day:
        further["supplied_on"] = found.paper.supplied_on  # type: ignore[assignment] # a day or nothing
    editing = Editing(InvoiceForm, _("Change invoice"), parts.place(actor, code, "sales-invoice", uid=uid))
    return parts.form_page(request, one, editing, (found.paper, further), problem)


@doors.page("invoice.save", again=_edit_page)
def edit(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Change a draft."""
    if request.method != "POST" or request.POST.get("deed") == "calculate":
        return _edit_page(request, actor, code, uid)
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    actions.save_invoice(actor=actor, code=code, draft=typed.draft(one, request.POST), uid=uid)
    return doors.done(request, _("Saved."), parts.place(actor, code, "sales-invoice", uid=uid))


def _one_page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = books(actor, code)
    found: InvoiceFile = queries.invoice(one, uid)
    text, tone = INVOICE_STATES[found.state]
    return parts.paper_page(
        request, one, "sales/invoice.html", found.paper, file=found, state=text, tone=tone, problem=problem
    )


@doors.page("invoice.deed", again=_one_page)
def one(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """An invoice, and what can be done with it."""
    if request.method != "POST":
        return _one_page(request, actor, code, uid)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise DeedUnknown(_("There is no such button."), remedy=_("Load the page again."))
    text, where = deed(actor, code, uid)
    return doors.done(request, text, where)


@doors.page("sales.invoice_pdf")
def pdf(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """The PDF as it was sent, or of a draft as it would be; with ``?as=ubl`` the electronic one."""
    one = books(actor, code)
    found = queries.invoice(one, uid)
    if request.GET.get("as") == "ubl":
        name, content = queries.kept(one, found.electronic)
        return parts.download(name, "application/xml", content, inline=False)
    if found.document is None:
        content, name = printing.pdf(found.paper), f"{printing.file_name(found.paper)}.pdf"
    else:
        name, content = queries.kept(one, found.document)
    return parts.download(name, "application/pdf", content, inline=request.GET.get("as") != "file")


@doors.page("sales.invoice_pdf")
def preview(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Its first page as a picture."""
    del request
    picture = printing.png(queries.invoice(books(actor, code), uid).paper)
    return parts.download("preview.png", "image/png", picture, inline=True)


def _send(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    number = sending.send(actor=actor, code=code, uid=uid)
    text = _("Invoice %(number)s is sent.") % {"number": number}
    return text, parts.place(actor, code, "sales-invoice", uid=uid)


def _ready(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    actions.set_to_send(actor=actor, code=code, uid=uid)
    return _("It stands with the invoices to send."), parts.place(actor, code, "sales-invoice", uid=uid)


def _draft(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    actions.set_to_send(actor=actor, code=code, uid=uid, ready=False)
    return _("It is a draft again."), parts.place(actor, code, "sales-invoice", uid=uid)


def _remove(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    actions.remove_draft(actor=actor, code=code, uid=uid)
    return _("The draft is gone."), parts.place(actor, code, "sales")


def _credit(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    made = actions.credit_invoice(actor=actor, code=code, uid=uid)
    return _("Here is a draft that takes all of it back."), parts.place(actor, code, "sales-invoice", uid=made)


_DEEDS: dict[str, Callable[[Actor, str, UUID], tuple[str, str]]] = {
    "send": _send,
    "ready": _ready,
    "draft": _draft,
    "remove": _remove,
    "credit": _credit,
}
