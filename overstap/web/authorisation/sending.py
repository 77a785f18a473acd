"""A document into a workflow."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.authorisation import deciding, own, queries
from overstap.books.authorisation.queries import Sendable
from overstap.books.authorisation.values import Moment
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.authorisation.forms import SendForm, asked_moments
from overstap.web.authorisation.overview import TAB
from overstap.web.books import opening
from overstap.web.managing.parts import uuid_or_none


def page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    """The form, once more with what was sent where that was refused."""
    if not may(actor.role, Right.MANAGE_WORKFLOWS):
        access.require(actor, Right.WRITE_BOOKS)
    one = opening.books(actor, code)
    sent = request.POST if request.method == "POST" else request.GET
    kept = {name: sent.get(name, "") for name in ("document", "workflow", "moment")}
    rows = queries.workflows(actor, code)
    demands = queries.demands(actor, code)
    form = SendForm(
        documents=_documents(actor, code, kept["document"]),
        workflows=rows,
        asked=asked_moments(demands),
        initial=kept,
    )
    return opening.show(
        request,
        "authorisation/send.html",
        one,
        TAB,
        form=form,
        problem=problem,
        demands=demands,
        ready=any(row.authorisers for row in rows),
    )


@doors.page("authorisation.send", again=page)
def send(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Send a document into a workflow."""
    if request.method != "POST":
        return page(request, actor, code)
    document = uuid_or_none(request.POST.get("document", ""))
    moment = request.POST.get("moment", "")
    if document is None or moment not in set(Moment):
        raise Refused(
            _("Choose a document, a workflow and a moment."), code="NOTHING-CHOSEN", remedy=_("Then send it.")
        )
    turn = deciding.start(actor, code, document, request.POST.get("workflow", ""), Moment(moment))
    text = _("The document waits for its first authoriser.")
    slug = actor.environment.slug
    return doors.done(request, text, "authorisation-document", slug, code, turn.document, turn.round)


def _documents(actor: Actor, code: str, wanted: str) -> list[Sendable]:
    """The newest that were never sent, and the one that was asked for."""
    found = queries.sendable(actor, code)
    uid = uuid_or_none(wanted)
    if uid is None or any(one.uid == uid for one in found):
        return found
    return [Sendable(uid, own.content(actor, code, uid).name), *found]
