"""Invoices of projects: the list, one of them, writing it down, making it definitive, trying again."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.books.sales import printing
from overstap.coupling.projects import invoices as deeds
from overstap.coupling.projects import paying, queries
from overstap.coupling.projects.values import STUCK, TO_BOOK, InvoiceFile, InvoiceState, ProjectRow
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.projects import typed
from overstap.web.projects.forms import InvoiceForm
from overstap.web.projects.projects import DeedUnknown
from overstap.web.projects.words import INVOICE_STATES, differing
from overstap.web.sales.parts import download
from overstap.web.sales.words import VAT


@doors.page("project-invoice.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Invoices of all projects, the newest first; of one state where one was chosen."""
    asked = Asked(request.GET)
    state, before = asked.choice("state", ("", *map(str, InvoiceState)), ""), asked.number("before") or 0
    found = queries.invoices(actor, state=state, before=before)
    return doors.show(
        request,
        "projects/invoices.html",
        rows=[(row, *INVOICE_STATES[row.state]) for row in found.rows],
        next=found.next,
        before=before,
        state=state,
        states=[(str(one), text) for one, (text, _tone) in INVOICE_STATES.items()],
        complaints=asked.complaints,
    )


def _form_page(
    request: HttpRequest,
    actor: Actor,
    project: ProjectRow,
    file: InvoiceFile | None = None,
    problem: OverstapError | None = None,
) -> HttpResponse:
    access.require(actor, Right.WRITE_BOOKS)
    if request.method == "POST":
        rows, form = typed.left(request.POST), InvoiceForm(request.POST)
        form.is_valid()
    else:
        rows = typed.rows_of(file)
        form = InvoiceForm(initial=typed.initial(file))
    return doors.show(
        request,
        "projects/invoice_edit.html#totals",
        form=form,
        project=project,
        file=file,
        rows=typed.numbered(rows),
        totals=typed.come_to(actor, project, rows),
        vat=[(str(kind), text) for kind, text in VAT.items()],
        problem=problem,
        where=problem.facts.get("place", "") if problem else "",
    )


def _new_page(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    return _form_page(request, actor, queries.project(actor, number), None, problem)


@doors.page("project-invoice.save", again=_new_page)
def new(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Write an invoice of a project down."""
    if request.method != "POST" or typed.is_shown_again(request.POST):
        return _new_page(request, actor, number)
    uid = deeds.save(actor=actor, project=number, draft=typed.draft(request.POST))
    return doors.done(request, _("Saved as a draft."), _place(actor, "project-invoice", uid=uid))


def _edit_page(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    file = queries.invoice(actor, uid)
    return _form_page(request, actor, file.project, file, problem)


@doors.page("project-invoice.save", again=_edit_page)
def edit(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """Change a draft."""
    if request.method != "POST" or typed.is_shown_again(request.POST):
        return _edit_page(request, actor, uid)
    deeds.save(actor=actor, draft=typed.draft(request.POST), uid=uid)
    return doors.done(request, _("Saved."), _place(actor, "project-invoice", uid=uid))


def _one_page(request: HttpRequest, actor: Actor, uid: UUID, problem: OverstapError | None = None) -> HttpResponse:
    file = queries.invoice(actor, uid)
    if request.GET.get("seen") == file.state and file.state in TO_BOOK and problem is None:
        return HttpResponse(status=204)  # nothing new to show
    text, tone = INVOICE_STATES[file.state]
    return doors.show(
        request,
        "projects/invoice.html#live",
        file=file,
        paper=file.paper,
        lines=list(zip(file.paper.lines, file.paper.totals.of_lines, strict=True)),
        state=text,
        tone=tone,
        at_work=file.state in TO_BOOK,
        is_stuck=file.state in STUCK,
        differences=list(differing(file.differences)),
        writes=may(actor.role, Right.WRITE_BOOKS),
        problem=problem,
    )


@doors.page("project-invoice.show", again=_one_page)
def one(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """An invoice, where it stands, and what can be done with it."""
    if request.method != "POST":
        return _one_page(request, actor, uid)
    deed = _DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise DeedUnknown(_("There is no such button."), remedy=_("Load the page again."))
    told, where = deed(actor, uid)
    return doors.done(request, told, where)


@doors.page("project-invoice.pdf")
def pdf(request: HttpRequest, actor: Actor, uid: UUID) -> HttpResponse:
    """The PDF; of a draft as it would be."""
    paper = queries.invoice(actor, uid).paper
    name = f"{printing.file_name(paper)}.pdf"
    return download(name, "application/pdf", printing.pdf(paper), inline=request.GET.get("as") != "file")


def _definitive(actor: Actor, uid: UUID) -> tuple[str, str]:
    number = deeds.make_definitive(actor=actor, uid=uid)
    told = _("Invoice %(number)s is definitive; it is being booked.") % {"number": number}
    return told, _place(actor, "project-invoice", uid=uid)


def _credit(actor: Actor, uid: UUID) -> tuple[str, str]:
    made = deeds.credit(actor=actor, uid=uid)
    told = _("This is the draft of the credit invoice; make it definitive when it is right.")
    return told, _place(actor, "project-invoice", uid=made)


def _again(actor: Actor, uid: UUID) -> tuple[str, str]:
    deeds.try_again(actor=actor, uid=uid)
    return _("It is tried again."), _place(actor, "project-invoice", uid=uid)


def _look(actor: Actor, uid: UUID) -> tuple[str, str]:
    paying.look(actor=actor, uid=uid)
    return _("The administration told what is open now."), _place(actor, "project-invoice", uid=uid)


def _remove(actor: Actor, uid: UUID) -> tuple[str, str]:
    number = deeds.remove(actor=actor, uid=uid)
    return _("The draft is thrown away."), _place(actor, "project", number=number)


_DEEDS: Mapping[str, Callable[[Actor, UUID], tuple[str, str]]] = {
    "definitive": _definitive,
    "credit": _credit,
    "again": _again,
    "look": _look,
    "remove": _remove,
}


def _place(actor: Actor, name: str, **parts: object) -> str:
    return reverse(name, kwargs={"environment": actor.environment.slug, **parts})
