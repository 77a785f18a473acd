"""Invoices that exist already, made elsewhere: bringing them in, and the list of them (G12)."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from overstap.coupling.projects import bringing, queries
from overstap.coupling.projects.errors import InvoiceRefused
from overstap.coupling.projects.outside_file import MOST_BYTES
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told, told_place
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.asked import Asked

_MOST_SHOWN = 50


def _page(request: HttpRequest, actor: Actor, problem: OverstapError | None = None) -> HttpResponse:
    asked = Asked(request.GET)
    before = asked.number("before") or 0
    found = queries.outside(actor, before=before)
    return doors.show(
        request,
        "projects/outside.html",
        rows=found.rows,
        next=found.next,
        before=before,
        administrations=[name for _number, name in queries.administrations_to_choose(actor)],
        writes=may(actor.role, Right.WRITE_BOOKS),
        problem=problem,
        findings=_findings(problem),
        complaints=asked.complaints,
    )


@doors.page("project-invoice.bring_in", again=_page)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """See them, and bring in a file."""
    if request.method != "POST":
        return _page(request, actor)
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > MOST_BYTES:
        raise InvoiceRefused(
            _("Choose a file of at most 20 MB."),
            code="OUTSIDE-FILE",
            remedy=_("A CSV file, as a spreadsheet saves it."),
        )
    count = bringing.bring_in_file(actor=actor, content=file.read())
    return doors.done(
        request, bringing.told(count), reverse("project-outside", kwargs={"environment": actor.environment.slug})
    )


def _findings(problem: OverstapError | None) -> list[tuple[str, str]]:
    """Where, and what: of each that cannot be kept, the first fifty."""
    found = problem.facts.get("findings", []) if problem else []
    if not isinstance(found, list):
        return []
    return [(told_place(one["place"], _), told(one["message"], _)) for one in found[:_MOST_SHOWN]]
