"""Quotations: the list, one of them, writing it down, sending it, and what the customer answered."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.sales import actions, answering, printing, queries, sending
from overstap.books.sales.values import Deed, QuotationState
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.sales import parts, typed
from overstap.web.sales.forms import AnswerForm, QuotationForm
from overstap.web.sales.invoices import DeedUnknown
from overstap.web.sales.parts import Editing
from overstap.web.sales.words import QUOTATION_STATES


@doors.page("sales.quotations")
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Quotations, the newest first; of one state where one was chosen."""
    one = books(actor, code)
    state = request.GET.get("state", "")
    state = state if state in set(QuotationState) else ""
    after = queries.Place.parse(request.GET.get("after", ""))
    page = queries.quotations(one, state=state, after=after)
    return show(
        request,
        "sales/quotations.html",
        one,
        parts.TAB,
        rows=[(row, *QUOTATION_STATES[row.state]) for row in page.rows],
        next=page.next,
        after=after,
        state=state,
        states=[(str(each), text) for each, (text, _tone) in QUOTATION_STATES.items()],
        writes=may(actor.role, Right.WRITE_BOOKS) and one.state == "active",
    )


def _new_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    editing = Editing(QuotationForm, _("New quotation"), parts.place(actor, code, "sales-quotations"))
    return parts.form_page(request, one, editing, None, problem)


@doors.page("quotation.save", again=_new_page)
def new(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Write a quotation down."""
    if request.method != "POST" or request.POST.get("deed") == "calculate":
        return _new_page(request, actor, code)
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    uid = actions.save_quotation(actor=actor, code=code, draft=typed.draft(one, request.POST))
    return doors.done(request, _("Saved as a draft."), parts.place(actor, code, "sales-quotation", uid=uid))


def _edit_page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    paper = queries.quotation(one, uid).paper
    editing = Editing(QuotationForm, _("Change quotation"), parts.place(actor, code, "sales-quotation", uid=uid))
    return parts.form_page(request, one, editing, (paper, {"valid_until": paper.until}), problem)


@doors.page("quotation.save", again=_edit_page)
def edit(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Change a draft."""
    if request.method != "POST" or request.POST.get("deed") == "calculate":
        return _edit_page(request, actor, code, uid)
    one = access.administration(actor, code, Right.WRITE_BOOKS)
    actions.save_quotation(actor=actor, code=code, draft=typed.draft(one, request.POST), uid=uid)
    return doors.done(request, _("Saved."), parts.place(actor, code, "sales-quotation", uid=uid))


def _one_page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = books(actor, code)
    found = queries.quotation(one, uid)
    text, tone = QUOTATION_STATES[found.state]
    answers = request.method == "POST" and request.POST.get("deed") in set(Deed)
    return parts.paper_page(
        request, one, "sales/quotation.html", found.paper, file=found, state=text, tone=tone,
        form=AnswerForm(request.POST if answers else None), problem=problem,
    )  # fmt: skip


@doors.page("quotation.deed", again=_one_page)
def one(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """A quotation, and what can be done with it."""
    if request.method != "POST":
        return _one_page(request, actor, code, uid)
    wanted = request.POST.get("deed", "")
    if wanted in set(Deed):
        name, reason = request.POST.get("name", ""), request.POST.get("reason", "")
        answering.settle(actor=actor, code=code, uid=uid, deed=Deed(wanted), name=name, reason=reason)
        return doors.done(request, _("Written down."), parts.place(actor, code, "sales-quotation", uid=uid))
    deed = _DEEDS.get(wanted)
    if deed is None:
        raise DeedUnknown(_("There is no such button."), remedy=_("Load the page again."))
    text, where = deed(actor, code, uid)
    return doors.done(request, text, where)


@doors.page("sales.quotation_pdf")
def pdf(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """The PDF as it was sent, or of a draft as it would be."""
    one = books(actor, code)
    found = queries.quotation(one, uid)
    if found.document is None:
        content, name = printing.pdf(found.paper), f"{printing.file_name(found.paper)}.pdf"
    else:
        name, content = queries.kept(one, found.document)
    return parts.download(name, "application/pdf", content, inline=request.GET.get("as") != "file")


@doors.page("sales.quotation_pdf")
def preview(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Its first page as a picture."""
    del request
    picture = printing.png(queries.quotation(books(actor, code), uid).paper)
    return parts.download("preview.png", "image/png", picture, inline=True)


def _send(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    number = sending.send_quotation(actor=actor, code=code, uid=uid)
    text = _("Quotation %(number)s is sent; the customer can answer it by the link in the e-mail.") % {"number": number}
    return text, parts.place(actor, code, "sales-quotation", uid=uid)


def _copy(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    made = actions.copy_quotation(actor=actor, code=code, uid=uid)
    return _("Here is a draft with the same contents."), parts.place(actor, code, "sales-quotation", uid=made)


def _remove(actor: Actor, code: str, uid: UUID) -> tuple[str, str]:
    actions.remove_draft(actor=actor, code=code, uid=uid)
    return _("The draft is gone."), parts.place(actor, code, "sales-quotations")


_DEEDS: dict[str, Callable[[Actor, str, UUID], tuple[str, str]]] = {"send": _send, "copy": _copy, "remove": _remove}
