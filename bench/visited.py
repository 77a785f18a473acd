"""The pages that the people of the benchmark look at, by name, with the address of each."""

from collections.abc import Mapping
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from bench.books import YEAR, Offices
from bench.pages import DEBTORS, far_down
from overstap.books.ledger import queries
from overstap.books.ledger.results import ItemCursor
from overstap.tenancy import access
from overstap.tenancy.roles import Right
from overstap.web.books.asked import place_text

_AREAS = {
    "home": "home",
    "administrations": "administrations",
    "migrations": "migrations",
    "start a migration": "start-move",
    "receive a migration": "receive-move",
    "import": "import-file",
    "settings": "managing-office",
    "settings: administrations": "managing-administrations",
    "people": "managing-people",
    "licence": "managing-licence",
    "audit log": "managing-audit",
}
_BOOKS = {
    "overview": "administration",
    "trial balance": "administration-trial-balance",
    "journals": "administration-journals",
    "relations": "administration-relations",
    "VAT": "administration-vat",
    "periods": "administration-periods",
    "exports": "administration-exports",
}


def pages(offices: Offices, code: str, move: UUID) -> dict[str, str]:
    """Every kind of page, those of the books about administration ``code``, and the page of ``move``."""
    slug = offices.giver.slug
    areas = {name: reverse(page, args=[slug]) for name, page in _AREAS.items()}
    books = {name: reverse(page, args=[slug, code]) for name, page in _BOOKS.items()}
    one_move = {"move": reverse("move", args=[slug, move])}
    return areas | books | _inside(offices, code) | one_move | {"help": reverse("help:index")}


def _inside(offices: Offices, code: str) -> dict[str, str]:
    """The pages that show a part of the books: one account, journal, entry, relation; lists far down."""
    slug = offices.giver.slug
    with offices.at(offices.giver) as actor:
        one = access.administration(actor, code, Right.READ_BOOKS)
    after, relation = far_down(offices, one)
    with offices.at(offices.giver):
        journal = max(queries.journals(one), key=lambda found: found.entries).code
        place_in_journal = _three_quarters_down(one.ledger_id, journal)
        items = queries.open_items_page(one, kind="CU").next

    def book(page: str, **asked: str) -> str:
        return f"{reverse(page, args=[slug, code])}?{urlencode(asked)}"

    account: Mapping[str, str] = {"account": DEBTORS, "year": str(YEAR)}
    place = place_text(after.date, after.seq, after.position)
    return {
        "ledger card": book("administration-ledger-card", **account),
        "ledger card, far down": book("administration-ledger-card", **account, after=place),
        "journal": book("administration-journal", journal=journal),
        "journal, far down": book("administration-journal", journal=journal, after=str(place_in_journal)),
        "entry": reverse("administration-entry", args=[slug, code, after.seq]),
        "search of entries": book("administration-journals", search=str(YEAR)),
        "open items per relation": book("administration-open-items"),
        "open items per item": book("administration-open-items", per="item"),
        "open items per item, next": book("administration-open-items", per="item", after=_item_place(items)),
        "relation": book("administration-relation", relation=relation),
        "search of relations": book("administration-relations", search="bv"),
    }


def _three_quarters_down(ledger_id: int, journal: str) -> int:
    """The sequence number of an entry in the last quarter of a journal."""
    those = "FROM ledger_entry WHERE ledger_id = %(ledger)s AND journal_code = %(journal)s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq {those} ORDER BY seq OFFSET (SELECT count(*) * 3 / 4 {those}) LIMIT 1",
            {"ledger": ledger_id, "journal": journal},
        )
        return int(cursor.fetchone()[0])


def _item_place(cursor: ItemCursor | None) -> str:
    return f"{cursor.date.isoformat()}\x1f{cursor.relation}\x1f{cursor.key}" if cursor else ""
