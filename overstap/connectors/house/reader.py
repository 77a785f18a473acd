"""The books of the house as records, in the order of Kind. Memory does not grow with the ledger."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from overstap.books.assets import queries as assets
from overstap.books.assets.models import Asset
from overstap.books.documents.models import Document
from overstap.books.ledger import masterdata, queries, reading
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.models import SubledgerLine
from overstap.books.ledger.open_items import control_kind
from overstap.books.ledger.results import OpenItem as ItemRow
from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    FiscalYear,
    Journal,
    Line,
    Period,
    VatCode,
)
from overstap.books.relations import store as relations
from overstap.connectors.values import DocumentFile, Kind, OpenItem, Record, Wanted
from overstap.lib import objects
from overstap.tenancy.models import Administration

_AT_ONCE = 500
DUE = "due"  # in ``extra`` of a line, ISO 8601
_NO_DAY = date(1900, 1, 1)  # of an item of which no day is known at all


def read(one: Administration, wanted: Wanted) -> Iterator[Record]:
    """What is wanted of ``one``, by kind. Within a transaction."""
    for kind in Kind:
        if kind in wanted.kinds and kind in _READERS:
            yield from _READERS[kind](one, wanted)


def entries(one: Administration, wanted: Wanted) -> Iterator[Record]:
    """The entries of the years that are wanted, the oldest year first."""
    for year in _years(one, wanted):
        rows = EntryRow.objects.filter(ledger_id=one.ledger_id, year=year, kind=EntryKind.TRANSACTION)
        waiting = rows.filter(seq__lte=reading.until(one, None)).order_by("seq").values_list("seq", flat=True)
        seqs = waiting.iterator(_AT_ONCE)
        while batch := list(islice(seqs, _AT_ONCE)):
            yield from _with_due_days(one, batch)


def _with_due_days(one: Administration, seqs: Sequence[int]) -> Iterator[Entry]:
    """Entries with the day on which a line is due beside it, as the sub-ledger says: other packages keep it there."""
    said = SubledgerLine.objects.filter(ledger_id=one.ledger_id, entry_seq__in=seqs, due_date__isnull=False)
    days = {(seq, place): day for seq, place, day in said.values_list("entry_seq", "line_position", "due_date")}
    for seq, entry in zip(seqs, reading.numbered(one.ledger_id, seqs), strict=True):
        lines = [_due(line, days.get((seq, place))) for place, line in enumerate(entry.lines, 1)]
        yield entry._replace(lines=lines)


def _due(line: Line, day: date | None) -> Line:
    return line if day is None else line._replace(extra={DUE: day.isoformat(), **(line.extra or {})})


def _years(one: Administration, wanted: Wanted) -> list[int]:
    return sorted(known.year for known in queries.years(one) if not wanted.years or known.year in wanted.years)


def _company(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    yield relations.company(one)


def _periods(one: Administration, wanted: Wanted) -> Iterator[Record]:
    years = set(_years(one, wanted))
    yield from (known for known in masterdata.load(one, FiscalYear) if known.year in years)
    yield from (known for known in masterdata.load(one, Period) if known.year in years)


def _accounts(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    yield from masterdata.load(one, Account)


def _vat_codes(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    yield from masterdata.load(one, VatCode)


def _dimensions(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    yield from masterdata.load(one, Dimension)


def _journals(one: Administration, wanted: Wanted) -> Iterator[Record]:
    """Those of the list, and those that only entries know."""
    del wanted
    known = list(masterdata.load(one, Journal))
    yield from known
    codes = {each.code for each in known} | {""}
    yield from (Journal(each.code, "") for each in queries.journals(one) if each.code not in codes)


def _relations(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    yield from relations.relations(one)


def _opening(one: Administration, wanted: Wanted) -> Iterator[Record]:
    years = _years(one, wanted)
    if years:
        yield from reading.entries(one, year=years[0], kind=EntryKind.OPENING)


def _open_items(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    accounts = _control_accounts(one)
    page = queries.open_items_page(one, limit=_AT_ONCE)
    while True:
        yield from (_open_item(row, accounts) for row in page.rows)
        if page.next is None:
            return
        page = queries.open_items_page(one, after=page.next, limit=_AT_ONCE)


def _open_item(row: ItemRow, accounts: Mapping[str, str]) -> OpenItem:
    return OpenItem(
        relation=row.relation,
        side=row.kind,
        account=accounts.get(row.kind, ""),
        invoice=row.invoice_ref,
        on=row.date or row.due or _NO_DAY,
        due=row.due,
        amount=row.amount,
        open=row.open,
    )


def _control_accounts(one: Administration) -> dict[str, str]:
    """The first account that gathers debtors (CU), and the first that gathers creditors (SU)."""
    found: dict[str, str] = {}
    for account in masterdata.load(one, Account):
        found.setdefault(control_kind(account.name, account.reference), account.code)
    return found


def _assets(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    rows = Asset.objects.filter(administration=one).order_by("code")
    yield from (assets.card_of(row) for row in rows.iterator(_AT_ONCE))


def _documents(one: Administration, wanted: Wanted) -> Iterator[Record]:
    del wanted
    rows = Document.objects.filter(administration=one, deleted_at=None).order_by("arrived_at", "uid")
    yield from (_document(row) for row in rows.iterator(_AT_ONCE))


def _document(row: Document) -> DocumentFile:
    digest = row.sha256
    return DocumentFile(
        key=str(row.uid),
        name=row.name,
        subject=row.note,
        on=row.arrived_at.date(),
        tag=row.tag,
        content=lambda: objects.pieces(digest),
        journal=row.journal_code,
        entry=row.entry_number,
        relation=row.relation_code,
        extra={"media_type": row.media_type, "sha256": digest},
    )


_Reader = Callable[[Administration, Wanted], Iterator[Record]]
_READERS: Mapping[Kind, _Reader] = {
    Kind.COMPANY: _company,
    Kind.PERIODS: _periods,
    Kind.ACCOUNTS: _accounts,
    Kind.VAT_CODES: _vat_codes,
    Kind.DIMENSIONS: _dimensions,
    Kind.JOURNALS: _journals,
    Kind.RELATIONS: _relations,
    Kind.OPENING: _opening,
    Kind.ENTRIES: entries,
    Kind.OPEN_ITEMS: _open_items,
    Kind.ASSETS: _assets,
    Kind.DOCUMENTS: _documents,
}
