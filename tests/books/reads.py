"""Every read of the ledger that pages make, as one value to compare."""

from collections.abc import Sequence
from datetime import date

from overstap.books.ledger import queries
from overstap.books.ledger.results import CardPage, FoundEntries, JournalPage, OpenItemsPage
from overstap.books.relations import queries as relations
from overstap.books.relations.queries import RelationLinesPage
from overstap.tenancy.models import Administration

LIMIT = 3


def every_read(one: Administration, years: Sequence[int], as_of: int | None) -> dict[str, object]:
    """What each query gives about ``years``."""
    found: dict[str, object] = {
        "open items": queries.open_items(one, as_of=as_of),
        "open items then": queries.open_items(one, as_of=as_of, as_of_date=date(years[-1], 2, 2)),
        "open items now": queries.open_items(one, as_of=as_of, as_of_date=date(2030, 1, 1)),
        "open items page": all_items(one, as_of),
        "open items of a customer": queries.open_items_page(one, relation="C1", as_of=as_of),
        "open items of suppliers": queries.open_items_page(one, kind="SU", as_of=as_of),
        "year": queries.latest_year(one, as_of),
        "years": queries.years(one, as_of=as_of),
        "journals": queries.journals(one, as_of=as_of),
        "number series": queries.number_series(one, as_of=as_of),
        "key figures": queries.key_figures(one, as_of=as_of),
        "found": all_found(one, as_of),
        "lines of a customer": all_lines(one, "C1", as_of),
        "lines of a supplier": all_lines(one, "L1", as_of),
    }
    for year in years:
        found |= _of_year(one, year, as_of)
    return found


def _of_year(one: Administration, year: int, as_of: int | None) -> dict[str, object]:
    return {
        f"trial balance {year}": queries.trial_balance(one, year=year, as_of=as_of),
        f"some periods {year}": queries.trial_balance(one, year=year, from_period=2, to_period=3, as_of=as_of),
        f"card {year}": whole_card(one, "1300", year, as_of),
        f"journal {year}": whole_journal(one, "VRK", year, as_of),
        f"vat {year}": queries.vat_per_code(one, year, as_of=as_of),
        f"periods {year}": queries.periods(one, year, as_of=as_of),
        f"key figures {year}": queries.key_figures_per_period(one, year, as_of=as_of),
    }


def whole_card(one: Administration, account: str, year: int, as_of: int | None) -> list[CardPage]:
    """All pages of a card."""
    pages = [queries.ledger_card(one, account, year=year, limit=LIMIT, as_of=as_of)]
    while (after := pages[-1].next) is not None:
        pages.append(queries.ledger_card(one, account, year=year, limit=LIMIT, as_of=as_of, after=after))
    return pages


def whole_journal(one: Administration, code: str, year: int, as_of: int | None) -> list[JournalPage]:
    """All pages of a journal."""
    pages = [queries.journal(one, code, year=year, limit=LIMIT, as_of=as_of)]
    while (after := pages[-1].next) is not None:
        pages.append(queries.journal(one, code, year=year, limit=LIMIT, as_of=as_of, after=after))
    return pages


def all_items(one: Administration, as_of: int | None) -> list[OpenItemsPage]:
    """All pages of the open items."""
    pages = [queries.open_items_page(one, limit=LIMIT, as_of=as_of)]
    while (after := pages[-1].next) is not None:
        pages.append(queries.open_items_page(one, limit=LIMIT, as_of=as_of, after=after))
    return pages


def all_found(one: Administration, as_of: int | None) -> list[FoundEntries]:
    """All pages of a search."""
    pages = [queries.search_entries(one, "F", limit=LIMIT, as_of=as_of)]
    while (after := pages[-1].next) is not None:
        pages.append(queries.search_entries(one, "F", limit=LIMIT, as_of=as_of, after=after))
    return pages


def all_lines(one: Administration, code: str, as_of: int | None) -> list[RelationLinesPage]:
    """All pages of a relation's lines."""
    pages = [relations.relation_lines(one, code, limit=LIMIT, as_of=as_of)]
    while (after := pages[-1].next) is not None:
        pages.append(relations.relation_lines(one, code, limit=LIMIT, as_of=as_of, after=after))
    return pages
