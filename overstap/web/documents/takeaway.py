"""The whole archive as a ZIP: ordering it, following it, getting it."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overstap.books.documents.transit import takeaways
from overstap.books.documents.transit.takeaways import TakeawayRow
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told as in_words
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.documents.opening import TAB, archive


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = archive(actor, code)
    rows = takeaways.listed(actor, code)
    return show(
        request,
        "documents/takeaway.html#orders",
        one,
        TAB,
        orders=[(row, *told.takeaway_state(row.state), _problem(row)) for row in rows],
        busy=any(not row.ended for row in rows),
        days=takeaways.KEPT.days,
        problem=told.problem(problem) if problem else None,
    )


@doors.page("document.archive", again=_page)
def orders(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """What was ordered; a POST orders the archive."""
    if request.method != "POST":
        return _page(request, actor, code)
    takeaways.order(actor, code, with_deleted=request.POST.get("with_deleted") == "1")
    text = _("The archive is being packed. You may leave this page.")
    return doors.done(request, text, "document-archive", environment=actor.environment.slug, code=code)


@doors.page("document.archive-download")
def file(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponseBase:
    """The ZIP."""
    del request
    path = takeaways.file(actor, code, uid)
    row = takeaways.one(actor, code, uid)
    name = get_valid_filename(f"{_('documents')}-{code.replace('/', '-')}-{row.created_at:%Y-%m-%d}.zip")
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@doors.page("document.archive-remove", again=_page)
def remove(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Let it go, or call it off."""
    takeaways.remove(actor, code, uid)
    return doors.done(
        request, _("The file is deleted."), "document-archive", environment=actor.environment.slug, code=code
    )


def _problem(row: TakeawayRow) -> told.Problem | None:
    if row.problem is None:
        return None
    code, message, remedy = (in_words(text, _) for text in row.problem)
    if row.state == "failed":
        message = _("Something went wrong on our side.")
        remedy = _("Order it once more; if it stays, ask your operator.")
    return told.Problem(code, message, remedy)
