"""Splitting a PDF, and putting several together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overstap.books.documents import queries
from overstap.books.documents.pages import actions, choosing
from overstap.books.documents.pages import queries as pages
from overstap.books.documents.pages.actions import Chosen
from overstap.books.documents.values import Row
from overstap.lib.errors import OverstapError
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right
from overstap.web import doors
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.documents.listing import ticked
from overstap.web.documents.opening import TAB, archive

MOST_MERGED = 50
_EACH = "each"


@dataclass(frozen=True, slots=True)
class Wish:
    """A document that is to be part of another: where it stands, and which of its pages (empty: all)."""

    row: Row
    order: str
    pages: str


def _split_page(
    request: HttpRequest, actor: Actor, code: str, uid: UUID, problem: OverstapError | None = None
) -> HttpResponse:
    one = archive(actor, code)
    card = queries.one(actor, code, uid)
    access.require(actor, Right.WRITE_BOOKS)
    count, unreadable = _count(actor, code, uid)
    return show(
        request,
        "documents/split.html",
        one,
        TAB,
        card=card,
        row=card.row,
        count=count,
        unreadable=unreadable,
        typed=request.POST.get("parts", ""),
        way=request.POST.get("way", "parts"),
        problem=told.problem(problem) if problem else None,
    )


@doors.page("document.split", again=_split_page)
def split(request: HttpRequest, actor: Actor, code: str, uid: UUID) -> HttpResponse:
    """Choose pages; each part becomes a document."""
    if request.method != "POST":
        return _split_page(request, actor, code, uid)
    access.administration_for_writing(actor, code)
    count = pages.page_count(actor, code, uid)
    each = request.POST.get("way") == _EACH
    parts = choosing.one_by_one(count) if each else choosing.parts(request.POST.get("parts", ""), count)
    made = actions.split(actor, code, uid, parts)
    text = ngettext(
        "%(count)d document was made; the original is among the deleted.",
        "%(count)d documents were made; the original is among the deleted.",
        len(made),
    )
    return doors.done(request, text % {"count": len(made)}, TAB, environment=actor.environment.slug, code=code)


def _merge_page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = archive(actor, code)
    access.require(actor, Right.WRITE_BOOKS)
    sent = request.POST if request.method == "POST" else request.GET
    uids = ticked(sent.getlist("document"))[:MOST_MERGED]
    wishes = [
        Wish(queries.one(actor, code, uid).row, _order(sent, uid, number), sent.get(f"pages-{uid}", ""))
        for number, uid in enumerate(uids, start=1)
    ]
    return show(
        request,
        "documents/merge.html",
        one,
        TAB,
        wishes=wishes,
        unfit=[one.row.name for one in wishes if not pages.has_pages(one.row.media_type)],
        name=sent.get("name", ""),
        problem=told.problem(problem) if problem else None,
    )


@doors.page("document.merge", again=_merge_page)
def merge(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Choose the order, and pages of each; together they become one document."""
    if request.method != "POST":
        return _merge_page(request, actor, code)
    access.administration_for_writing(actor, code)
    chosen = [Chosen(uid, _chosen_pages(actor, code, uid, request.POST)) for uid in _in_order(request.POST)]
    made = actions.merge(actor, code, chosen, request.POST.get("name", "")[:200])
    text = _("The documents are one now; the originals are among the deleted.")
    return doors.done(request, text, "document", environment=actor.environment.slug, code=code, uid=made)


def _in_order(sent: Mapping[str, str]) -> Sequence[UUID]:
    """As numbered by whoever sent it; those with one number in the order in which they stood."""
    uids = ticked(sent.getlist("document"))  # type: ignore[attr-defined] # a QueryDict
    places = {uid: _order(sent, uid, number) for number, uid in enumerate(uids, start=1)}
    return sorted(uids, key=lambda uid: int(places[uid]))


def _order(sent: Mapping[str, str], uid: UUID, usual: int) -> str:
    text = sent.get(f"order-{uid}", "").strip()
    return text if text.isascii() and text.isdigit() and len(text) < 4 else str(usual)


def _chosen_pages(actor: Actor, code: str, uid: UUID, sent: Mapping[str, str]) -> tuple[int, ...]:
    text = sent.get(f"pages-{uid}", "")
    if not text.strip():
        return ()
    parts = choosing.parts(text, pages.page_count(actor, code, uid))
    return tuple(page for part in parts for page in part)


def _count(actor: Actor, code: str, uid: UUID) -> tuple[int, told.Problem | None]:
    try:
        return pages.page_count(actor, code, uid), None
    except OverstapError as error:
        return 0, told.problem(error)
