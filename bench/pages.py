"""What pages read, each against the bare SQL over the lines that gives the same figures."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from bench.books import YEAR, Offices
from bench.importing import code_for
from bench.report import Report
from overstap.books.ledger import queries, snapshots
from overstap.books.ledger.results import CardCursor
from overstap.books.relations import queries as relations
from overstap.tenancy import access
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

BOUND = 0.5  # of the bare SQL: a page reads what it shows, not the whole ledger
DEBTORS = "1300"
_LINES = "FROM ledger_line WHERE ledger_id = %(ledger)s AND year = %(year)s"
_ITEM = "relation_code, COALESCE(NULLIF(invoice_ref, ''), match_key)"


@dataclass(frozen=True)
class Read:
    """One read and its peer."""

    name: str
    ours: Callable[[Administration], object]
    bare: str


def _reads(after: CardCursor, relation: str) -> list[Read]:
    place = f"(date, entry_seq, position) <= ('{after.date}', {after.seq}, {after.position})"
    return [
        Read(
            "trial balance",
            queries.trial_balance,
            f"SELECT account_code, side, opening, sum(amount) {_LINES} GROUP BY 1, 2, 3",
        ),
        Read(
            "key figures per period",
            lambda one: queries.key_figures_per_period(one, YEAR),
            f"SELECT period, account_code, sum(amount) {_LINES} GROUP BY 1, 2",
        ),
        Read(
            "ledger card, a page far down",
            lambda one: queries.ledger_card(one, DEBTORS, year=YEAR, after=after),
            f"SELECT sum(amount) {_LINES} AND account_code = '{DEBTORS}' AND {place}",
        ),
        Read(
            "VAT per code",
            lambda one: queries.vat_per_code(one, YEAR),
            "SELECT period, code, sum(v.amount), sum(l.amount) FROM ledger_linevat v"
            " JOIN ledger_line l USING (ledger_id, entry_seq, position)"
            " WHERE ledger_id = %(ledger)s AND year = %(year)s GROUP BY 1, 2",
        ),
        Read(
            "open items with ageing, a page",
            queries.open_items_page,
            f"SELECT kind, {_ITEM}, sum(amount) FROM ledger_subledgerline"
            f" WHERE ledger_id = %(ledger)s GROUP BY kind, {_ITEM} HAVING sum(amount) <> 0",
        ),
        Read(
            "lines of a relation, a page",
            lambda one: relations.relation_lines(one, relation),
            f"SELECT * {_LINES} AND relation_code = '{relation}' ORDER BY date DESC LIMIT 50",
        ),
        Read(
            "search of entries, a page",
            lambda one: queries.search_entries(one, f"{YEAR}"),
            "SELECT * FROM ledger_entry"
            f" WHERE ledger_id = %(ledger)s AND number ILIKE '{YEAR}%%' ORDER BY number LIMIT 50",
        ),
    ]


def measure(report: Report, offices: Offices, lines: int, rounds: int) -> None:
    """Make the snapshot that the worker makes after an import, then each read and its peer by turns."""
    with offices.at(offices.giver) as actor:
        one = access.administration(actor, code_for(lines), Right.READ_BOOKS)
    began = time.perf_counter()
    snapshots.make(one.ledger_id)
    made = time.perf_counter() - began
    report.add(f"snapshot, {lines:,} lines", made, "s", detail="by the worker, after an import or a long tail")
    for read in _reads(*far_down(offices, one)):
        ours, peer = [], []
        for _ in range(max(rounds, 5)):
            peer.append(_bare(offices, one, read))
            ours.append(_timed(offices, lambda read=read: read.ours(one)))  # type: ignore[misc]
        detail = f"{min(ours) * 1000:.1f} ms at best"
        report.ratio(f"{read.name} / bare SQL, {lines:,} lines", ours, peer, bound=BOUND, detail=detail)


def far_down(offices: Offices, one: Administration) -> tuple[CardCursor, str]:
    """A place in the last quarter of the debtors' card, and a relation with open items."""
    with offices.at(offices.giver), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT date, entry_seq, position {_LINES} AND account_code = %(account)s"
            " ORDER BY date, entry_seq, position OFFSET"
            f" (SELECT count(*) * 3 / 4 {_LINES} AND account_code = %(account)s) LIMIT 1",
            {"ledger": one.ledger_id, "year": YEAR, "account": DEBTORS},
        )
        after = CardCursor(*cursor.fetchone())
        return after, queries.open_items_page(one, limit=1).rows[0].relation


def _bare(offices: Offices, one: Administration, read: Read) -> float:
    """The peer passes row-level security as we do: with the ledger in hand."""

    def select() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('overstap.ledger', %s, true)", [str(one.ledger_id)])
            cursor.execute(read.bare, {"ledger": one.ledger_id, "year": YEAR})
            cursor.fetchall()

    return _timed(offices, select)


def _timed(offices: Offices, work: Callable[[], object]) -> float:
    with offices.at(offices.giver):
        began = time.perf_counter()
        work()
        return time.perf_counter() - began
