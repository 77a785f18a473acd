"""Whether the permanent links of an archive ask who you are."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.documents import actions, queries
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.documents.opening import TAB, archive


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = archive(actor, code)
    access.require(actor, Right.MANAGE_ADMINISTRATIONS)
    return show(
        request,
        "documents/links.html",
        one,
        TAB,
        required=queries.login_required(actor, code),
        problem=told.problem(problem) if problem else None,
    )


@doors.page("document.links", again=_page)
def links(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The choice; a POST makes it."""
    if request.method != "POST":
        return _page(request, actor, code)
    actions.require_login(actor, code, required=request.POST.get("required") != "no")
    return doors.done(request, _("Kept."), "document-links", environment=actor.environment.slug, code=code)
