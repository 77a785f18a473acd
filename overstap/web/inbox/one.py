"""One mail or scan: its text, its files, and what becomes of them. Nothing that a sender wrote runs or is fetched."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from overstap.books.inbox import actions, queries
from overstap.books.inbox.values import ItemState, PartFate, PartRow
from overstap.books.ledger import queries as ledger
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.web import doors
from overstap.web.books.opening import books, show
from overstap.web.documents import sending
from overstap.web.documents import told as documents
from overstap.web.files import told
from overstap.web.inbox import words
from overstap.web.inbox.listing import TAB

_TONES = {PartFate.DOCUMENT: "ok", PartFate.WAITING: "wait", PartFate.INLINE: "neutral", PartFate.UNUSABLE: "warn"}
_HIGHEST = 32_767  # number of a file


def _page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = books(actor, code)
    found = queries.item(actor, code, uid)
    return show(
        request,
        "inbox/one.html",
        one,
        TAB,
        found=found,
        row=found.row,
        kind=words.kind(found.row.kind),
        state=words.state(found.row.state),
        tone=words.TONES[found.row.state],
        is_open=found.row.state is ItemState.OPEN,
        findings=[told.finding(each) for each in found.findings],
        parts=[_shown(part) for part in found.parts],
        tags=documents.tags(),
        can_act=one.state == "active" and may(actor.role, Right.WRITE_BOOKS),
        problem=documents.problem(problem) if problem else None,
    )


def _shown(part: PartRow) -> dict[str, object]:
    return {
        "part": part,
        "icon": documents.icon_of(part.media_type),
        "kind": documents.kind_of(part.media_type) if part.fate is not PartFate.UNUSABLE else "",
        "fate": words.fate(part.fate),
        "tone": _TONES[part.fate],
        "problem": told.finding(part.problem) if part.problem else None,
        "can_become": part.fate in (PartFate.WAITING, PartFate.INLINE),
    }


@doors.page("inbox.show")
@ledger.one_look()
def item(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """The page of an item."""
    return _page(request, actor, code, uid)


@doors.page("inbox.download")
def file(request: HttpRequest, actor: Actor, code: str, uid: UUID, number: int) -> HttpResponseBase:
    """A file that came along, for the disk."""
    del request
    return sending.download(queries.file_of(actor, code, uid, min(number, _HIGHEST)))


@doors.page("inbox.download")
def original(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponseBase:
    """All of it as it came in, for the disk."""
    del request
    return sending.download(queries.original(actor, code, uid))


@require_POST
@doors.page("inbox.make_document", again=_page)
def make_document(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Make a document of one of its files."""
    sent = request.POST.get("number", "")
    number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else 0
    actions.make_document(actor, code, uid, min(number, _HIGHEST), request.POST.get("tag", ""))
    return _done(request, actor, code, uid, _("The document is in the archive."))


@require_POST
@doors.page("inbox.tag", again=_page)
def tag(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Give what was made of it a tag."""
    count = actions.tag_documents(actor, code, uid, request.POST.get("tag", ""))
    text = ngettext("%(count)d document has another tag now.", "%(count)d documents have another tag now.", count)
    return _done(request, actor, code, uid, text % {"count": count})


@require_POST
@doors.page("inbox.put_aside", again=_page)
def put_aside(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Nothing needs to be done with it."""
    actions.put_aside(actor, code, uid)
    return _done(request, actor, code, uid, _("It is put aside. You find it under “Put aside”."))


@require_POST
@doors.page("inbox.restore", again=_page)
def restore(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Open it again."""
    actions.restore(actor, code, uid)
    return _done(request, actor, code, uid, _("It is open again."))


def _done(request: HttpRequest, actor: Actor, code: str, uid: UUID, text: str) -> HttpResponse:
    return doors.done(request, text, "inbox-item", environment=actor.environment.slug, code=code, uid=uid)
