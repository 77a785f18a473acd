"""What is not paid yet, by how long it is due: per relation, or item by item."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overstap.books.ledger import queries
from overstap.books.ledger.ageing import RelationAge
from overstap.books.ledger.queries import Administration
from overstap.books.ledger.results import AgeBuckets, ItemCursor
from overstap.tenancy.access import Actor
from overstap.web import doors
from overstap.web.books.asked import Asked
from overstap.web.books.opening import books, show

ON_ONE_PAGE = 100
KINDS = ("CU", "SU")
_SEPARATOR = "\x1f"  # between the parts of a place; no code holds it


@doors.page("administration.open-items")
@queries.one_look()
def listed(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Debtors or creditors, with the sums per age."""
    one = books(actor, code)
    asked = Asked(request.GET)
    kind = asked.choice("kind", KINDS, "CU")
    per = asked.choice("per", ("relation", "item"), "relation")
    day = asked.day("date")
    read = _per_relation if per == "relation" else _per_item
    found = read(one, asked, kind, day)
    keep_date = f"&date={day.isoformat()}" if day else ""
    return show(
        request, "books/open_items.html", one, "administration-open-items", asked,
        kind=kind, per=per, date=day, sign=1 if kind == "CU" else -1, keep_date=keep_date,
        keep=f"kind={kind}&per={per}{keep_date}", **found,
    )  # fmt: skip


def _per_relation(one: Administration, asked: Asked, kind: str, day: date | None) -> dict[str, object]:
    after = asked.text("after")
    page = queries.ageing(one, kind, after=after or None, limit=ON_ONE_PAGE, as_of_date=day)
    return {
        "page": page, "buckets": buckets(page.total), "counted_to": page.counted_to, "after": after,
        "next": page.next or "",
    }  # fmt: skip


def _per_item(one: Administration, asked: Asked, kind: str, day: date | None) -> dict[str, object]:
    after = _cursor(asked, kind)
    page = queries.open_items_page(one, kind=kind, after=after, limit=ON_ONE_PAGE, as_of_date=day)
    return {
        "page": page,
        "buckets": buckets(next((found for found in page.buckets if found.kind == kind), None)),
        "counted_to": page.counted_to,
        "after": after,
        "next": _place(page.next) if page.next else "",
    }


def buckets(total: RelationAge | AgeBuckets | None) -> Sequence[tuple[str, str, object]]:
    """Tone, name and sum of each age; nothing where nothing is open."""
    if total is None:
        return ()
    return (
        ("ok", _("Not due"), total.not_due),
        ("wait", _("1–30 days"), total.to_30),
        ("warn", _("31–60 days"), total.to_60),
        ("warn", _("61–90 days"), total.to_90),
        ("bad", _("Over 90 days"), total.over_90),
        ("info", _("Total"), total.total),
    )


def _place(cursor: ItemCursor) -> str:
    return _SEPARATOR.join((cursor.date.isoformat(), cursor.relation, cursor.key))


def _cursor(asked: Asked, kind: str) -> ItemCursor | None:
    parts = asked.text("after").split(_SEPARATOR)
    if len(parts) != 3:
        return None
    day, relation, key = parts
    try:
        return ItemCursor(kind, relation, date.fromisoformat(day), key)
    except ValueError:
        return None
