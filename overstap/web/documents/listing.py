"""The archive: every document, by tag and by what stands in it; and deeds on several at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from overstap.books.documents import actions, entries, queries
from overstap.books.documents.pages import queries as lineage
from overstap.books.documents.values import Place, Row, Tag, Wanted
from overstap.books.ledger import queries as ledger
from overstap.exchange.documents.values import LARGEST
from overstap.lib.errors import OverstapError, Refused
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import show
from overstap.web.documents import told
from overstap.web.documents.opening import TAB, archive, can_add, can_change

ON_ONE_PAGE = 50
WITHOUT = "none"  # in addresses: those without a tag
_CHOICES = ("", WITHOUT, *map(str, told.TAGS))


def _page(request: HttpRequest, actor: Actor, code: str, problem: OverstapError | None = None) -> HttpResponse:
    one = archive(actor, code)
    asked = Asked(QueryDict(_kept(request)) if problem else request.GET)
    chosen = _chosen(asked)
    wanted = _wanted(chosen)
    after = _place(asked)
    page = queries.listing(actor, code, wanted, after=after, limit=ON_ONE_PAGE)
    is_narrowed = any(chosen.values())
    return show(
        request,
        "documents/archive.html",
        one,
        TAB,
        asked,
        chosen=chosen,
        page=page,
        rows=_rows(page.rows, lineage.replaced(actor, code, _deleted(page.rows))),
        places=entries.places(one, [row.entry for row in page.rows if row.entry]),
        filters=_filters(chosen),
        keep=urlencode({name: value for name, value in chosen.items() if value}),
        next=f"{page.next.arrived_at.isoformat()}_{page.next.uid}" if page.next else "",
        is_further=after is not None,
        is_narrowed=is_narrowed,
        is_empty=not (page.rows or is_narrowed or after),
        sees_all=queries.sees_all(actor),
        can_change=can_change(actor, one),
        can_add=can_add(actor, one),
        tags=told.tags(),
        largest=LARGEST,
        problem=told.problem(problem) if problem else None,
    )


@doors.page("document.list")
@ledger.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """The documents, newest first."""
    return _page(request, actor, code)


@require_POST
@doors.page("document.deeds", again=_page)
def deeds(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Tag, delete, restore or merge the documents that were ticked."""
    archive(actor, code)
    uids = ticked(request.POST.getlist("document"))
    deed = request.POST.get("deed", "")
    whose = {"environment": actor.environment.slug, "code": code}
    if deed == "merge":
        pairs = urlencode([("document", str(uid)) for uid in uids])
        return redirect(f"{reverse('document-merge', kwargs=whose)}?{pairs}")
    text = _do(actor, code, deed, uids, request.POST)
    back = _kept(request)
    return doors.done(request, text, f"{reverse(TAB, kwargs=whose)}{'?' if back else ''}{back}")


def _kept(request: HttpRequest) -> str:
    """The part of the list from which somebody sent something."""
    return request.POST.get("keep", "")[:1_000]


def _do(actor: Actor, code: str, deed: str, uids: Sequence[UUID], sent: Mapping[str, str]) -> str:
    if deed == "tag":
        count = actions.tag(actor, code, uids, tag_in(sent.get("tag", "")))
        text = ngettext("%(count)d document has another tag now.", "%(count)d documents have another tag now.", count)
    elif deed == "delete":
        count = actions.delete(actor, code, uids)
        text = ngettext("%(count)d document is deleted.", "%(count)d documents are deleted.", count)
    elif deed == "restore":
        count = actions.restore(actor, code, uids)
        text = ngettext("%(count)d document is back.", "%(count)d documents are back.", count)
    else:
        raise Refused(_("It is not clear what to do."), code="DEED-UNKNOWN", remedy=_("Choose one of the buttons."))
    return text % {"count": count}


def ticked(sent: Sequence[str]) -> list[UUID]:
    """The documents that were ticked, in that order. Raises Refused where there are none."""
    found = [UUID(text) for text in dict.fromkeys(sent) if _is_uuid(text)]
    if not found:
        raise Refused(
            _("No document is ticked."), code="DOCUMENTS-NONE", remedy=_("Tick one or more documents in the list.")
        )
    return found


def tag_in(text: str) -> Tag:
    """A tag that was sent. Raises Refused."""
    if text not in set(Tag):
        raise Refused(_("There is no such tag."), code="TAG-UNKNOWN", remedy=_("Choose one from the list."))
    return Tag(text)


def _chosen(asked: Asked) -> dict[str, str]:
    return {
        "search": asked.text("search").strip(),
        "tag": asked.choice("tag", _CHOICES, ""),
        "deleted": asked.choice("deleted", ("", "1"), ""),
    }


def _wanted(chosen: Mapping[str, str]) -> Wanted:
    tag = {"": None, WITHOUT: Tag.NONE}.get(chosen["tag"]) if chosen["tag"] in ("", WITHOUT) else Tag(chosen["tag"])
    return Wanted(text=chosen["search"], tag=tag, deleted=bool(chosen["deleted"]))


def _filters(chosen: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    """Address, words, and whether it is this one: all, without a tag, each tag, and the deleted."""
    search = {"search": chosen["search"]} if chosen["search"] else {}
    here = chosen["tag"] if not chosen["deleted"] else None
    made = [("", _("All")), (WITHOUT, _("Without tag")), *((tag, word) for tag, word in told.tags() if tag)]
    links = [(urlencode({**search, "tag": tag} if tag else search), word, tag == here) for tag, word in made]
    return [*links, (urlencode({**search, "deleted": "1"}), _("Deleted"), bool(chosen["deleted"]))]


def _rows(rows: Sequence[Row], replaced: set[UUID]) -> list[tuple[Row, str, str, bool]]:
    """Each with its picture, its kind, and whether it was replaced."""
    return [(row, told.icon_of(row.media_type), told.kind_of(row.media_type), row.uid in replaced) for row in rows]


def _deleted(rows: Sequence[Row]) -> list[UUID]:
    return [row.uid for row in rows if row.deleted_at]


def _place(asked: Asked) -> Place | None:
    text = asked.text("after")
    moment, _underscore, number = text.partition("_")
    if not text:
        return None
    try:
        place = Place(datetime.fromisoformat(moment), UUID(number))
    except ValueError:
        place = None
    if place is None or place.arrived_at.tzinfo is None:
        asked.complaints.append(_("That place in the list was not found; this is the beginning."))
        return None
    return place


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
