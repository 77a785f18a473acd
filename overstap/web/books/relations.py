"""Relations: a list to search in, and one relation with what is open and what was booked."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from overstap.books.ledger import queries as ledger
from overstap.books.relations import queries
from overstap.books.relations.queries import LineCursor, RelationNotFound
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked, place_text
from overstap.web.books.opening import as_not_found, books, show

ON_ONE_PAGE = 50


@doors.page("administration.relations")
@ledger.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Relations by name, found by name or code."""
    one = books(actor, code)
    asked = Asked(request.GET)
    search = asked.text("search").strip()
    after = (asked.text("after"), asked.text("after_code"))
    page = queries.search(one, search, after if any(after) else None, ON_ONE_PAGE)
    return show(
        request, "books/relations.html", one, "administration-relations", asked,
        search=search, page=page, is_further=any(after),
    )  # fmt: skip


@doors.page("administration.relation")
@ledger.one_look()
def one(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A relation with addresses and bank accounts, open items and lines; ``relation`` in the query string."""
    administration = books(actor, code)
    asked = Asked(request.GET)
    with as_not_found(RelationNotFound):
        found = queries.relation(administration, asked.text("relation"))
    place = asked.place()
    after = LineCursor(*place) if place else None
    lines = queries.relation_lines(administration, found.code, after=after, limit=ON_ONE_PAGE)
    items = ledger.open_items_page(administration, relation=found.code, limit=ON_ONE_PAGE)
    return show(
        request,
        "books/relation.html",
        administration,
        "administration-relations",
        asked,
        relation=found,
        items=items,
        lines=lines,
        accounts=ledger.account_names(administration, (row.account for row in lines.rows)),
        after=after,
        keep=urlencode({"relation": found.code}),
        next=place_text(lines.next.date, lines.next.seq, lines.next.position) if lines.next else "",
    )
