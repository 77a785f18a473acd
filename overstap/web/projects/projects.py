"""Projects: the list, one of them, making and changing it."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from overstap.coupling.projects import managing, queries
from overstap.coupling.projects.values import ProjectRow, ProjectState
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.projects.forms import ProjectForm
from overstap.web.projects.words import INVOICE_STATES, PROJECT_STATES


class DeedUnknown(Refused):
    """A button that is not ours was pressed."""

    code = "PROJECT-DEED"


@doors.page("project.list")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Projects, the newest first; those that are open, or all."""
    asked = Asked(request.GET)
    state = asked.choice("state", ("", *map(str, ProjectState)), "")
    search, before = asked.text("search").strip(), asked.number("before") or 0
    found = queries.projects(actor, state=state, search=search, before=before)
    return doors.show(
        request,
        "projects/list.html",
        rows=[(row, *PROJECT_STATES[row.state]) for row in found.rows],
        next=found.next,
        before=before,
        state=state,
        search=search,
        query=urlencode({"state": state, "search": search}),
        states=[(str(one), text) for one, (text, _tone) in PROJECT_STATES.items()],
        writes=may(actor.role, Right.WRITE_BOOKS),
        complaints=asked.complaints,
    )


def _form_page(
    request: HttpRequest, actor: Actor, problem: OverstapError | None = None, *, row: ProjectRow | None = None
) -> HttpResponse:
    access.require(actor, Right.WRITE_BOOKS)
    choices = queries.administrations_to_choose(actor)
    initial = _initial(row) if row else {}
    sent = request.POST if request.method == "POST" else None
    return doors.show(
        request,
        "projects/edit.html",
        form=ProjectForm(sent, initial=initial, administrations=choices),
        contacts=queries.contacts_to_choose(actor),
        row=row,
        problem=problem,
    )


def _initial(row: ProjectRow) -> dict[str, object]:
    return {"name": row.name, "administration": row.administration, "contact": f"{row.contact} {row.contact_name}"}


def _new_page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    return _form_page(request, actor, problem)


@doors.page("project.make", again=_new_page)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Make a project."""
    if request.method != "POST":
        return _new_page(request, actor)
    name, administration, contact = _typed(actor, request.POST)
    number = managing.make(actor=actor, name=name, administration=administration, contact=contact)
    return doors.done(request, _("The project is made."), _place(actor, "project", number=number))


def _edit_page(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    return _form_page(request, actor, problem, row=queries.project(actor, number))


@doors.page("project.change", again=_edit_page)
def edit(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """Change a project."""
    if request.method != "POST":
        return _edit_page(request, actor, number)
    name, administration, contact = _typed(actor, request.POST)
    managing.change(actor=actor, number=number, name=name, administration=administration, contact=contact)
    return doors.done(request, _("Saved."), _place(actor, "project", number=number))


def _one_page(request: HttpRequest, actor: Actor, number: int, problem: OverstapError | None = None) -> HttpResponse:
    asked = Asked(request.GET)
    row = queries.project(actor, number)
    before = asked.number("before") or 0
    found = queries.invoices(actor, project=number, before=before)
    return doors.show(
        request,
        "projects/project.html",
        row=row,
        state=PROJECT_STATES[row.state],
        rows=[(each, *INVOICE_STATES[each.state]) for each in found.rows],
        next=found.next,
        before=before,
        writes=may(actor.role, Right.WRITE_BOOKS),
        problem=problem,
        complaints=asked.complaints,
    )


@doors.page("project.show", again=_one_page)
def one(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """A project with its invoices; closing it and opening it again."""
    if request.method != "POST":
        return _one_page(request, actor, number)
    deed = request.POST.get("deed", "")
    if deed not in ("close", "open"):
        raise DeedUnknown(_("There is no such button."), remedy=_("Load the page again."))
    managing.close(actor=actor, number=number, closed=deed == "close")
    told = _("The project is closed.") if deed == "close" else _("The project is open again.")
    return doors.done(request, told, _place(actor, "project", number=number))


def _typed(actor: Actor, sent: QueryDict) -> tuple[str, int, int]:
    administration = sent.get("administration", "")
    chosen = int(administration) if administration.isascii() and administration.isdigit() else 0
    return sent.get("name", ""), min(chosen, 2**62), queries.contact_named(actor, sent.get("contact", ""))


def _place(actor: Actor, name: str, **parts: object) -> str:
    return reverse(name, kwargs={"environment": actor.environment.slug, **parts})
