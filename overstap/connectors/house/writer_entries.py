"""Entries and open items into the house's ledger. One with a journal and number that are there is not booked twice."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.db.models import Max

from overstap.books.ledger import queries, reading, store
from overstap.books.ledger.models import Entry as EntryRow
from overstap.books.ledger.models import SubledgerLine as SubledgerRow
from overstap.books.ledger.values import Entry, EntryKind, SubledgerLine
from overstap.connectors.values import Became, Kind, OpenItem, Record, Written, kind_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence
from overstap.tenancy.models import Administration

_Key = tuple[int, str, str, str]


def entries(one: Administration, person: int, batch: Sequence[Record]) -> list[Written]:
    """Book what is new and balances; told in the order of ``batch``."""
    wanted = [record for record in batch if isinstance(record, Entry)]
    known = _known(one, wanted)
    told = [_judged(entry, known.get(_key(entry))) for entry in wanted]
    seen: set[_Key] = set()
    new: list[Entry] = []
    for place, (entry, written) in enumerate(zip(wanted, told, strict=True)):
        if written.became is not Became.MADE:
            continue
        if _key(entry) in seen:
            told[place] = _refused(entry, "HOUSE-ENTRY-TWICE", sentence("The same number comes twice in this journal."))
            continue
        seen.add(_key(entry))
        new.append(entry)
    if new:
        with store.LedgerWriter(one, person) as writer:
            writer.add(new)
    return told


def open_items(one: Administration, person: int, batch: Sequence[Record]) -> list[Written]:
    """Say of each invoice what it was and what is open of it, in the newest book year."""
    wanted = [record for record in batch if isinstance(record, OpenItem)]
    year = queries.latest_year(one) or max((item.on.year for item in wanted), default=0)
    rows = SubledgerRow.objects.filter(ledger_id=one.ledger_id, relation_code__in={item.relation for item in wanted})
    known = set(rows.values_list("kind", "relation_code", "invoice_ref"))
    last = SubledgerRow.objects.filter(ledger_id=one.ledger_id).aggregate(last=Max("position"))["last"] or 0
    new = [item for item in wanted if (item.side, item.relation, item.invoice) not in known]
    if new:
        with store.LedgerWriter(one, person) as writer:
            writer.add_subledger(
                [line for nr, item in enumerate(new, last + 1) for line in _subledger_lines(item, year, nr)]
            )
    made = {id(item) for item in new}
    return [_item_written(item, Became.MADE if id(item) in made else Became.THERE) for item in wanted]


def _item_written(item: OpenItem, became: Became) -> Written:
    key = f"{item.relation} {item.invoice}".strip()
    return Written(Kind.OPEN_ITEMS, key, became, key)


def _subledger_lines(item: OpenItem, year: int, nr: int) -> Iterator[SubledgerLine]:
    yield _subledger_line(item, year, str(nr), item.amount, "I")
    paid = item.open - item.amount
    if paid != ZERO:
        yield _subledger_line(item, year, f"{nr}p", paid, "P")


def _subledger_line(item: OpenItem, year: int, nr: str, amount: Decimal, mutation: str) -> SubledgerLine:
    return SubledgerLine(
        year=year,
        kind=item.side,
        nr=nr,
        journal=item.journal,
        entry_number=item.entry,
        line_nr="",
        amount=amount,
        side="C" if amount < ZERO else "D",
        description=item.description,
        relation=item.relation,
        invoice_ref=item.invoice,
        purchase_or_sales="P" if item.side == "SU" else "S",
        invoice_date=item.on,
        due_date=item.due,
        mutation=mutation,
        currency=item.currency,
        currency_amount=item.currency_amount if mutation == "I" else None,
    )


def _known(one: Administration, wanted: Sequence[Entry]) -> dict[_Key, Entry]:
    """Those that are booked already under the numbers of ``wanted``."""
    found = EntryRow.objects.filter(
        ledger_id=one.ledger_id,
        journal_code__in={entry.journal for entry in wanted},
        year__in={entry.year for entry in wanted},
        number__in={entry.number for entry in wanted},
    )
    seqs = list(found.values_list("seq", flat=True))
    return {_key(entry): entry for entry in reading.numbered(one.ledger_id, seqs)}


def _key(entry: Entry) -> _Key:
    if entry.kind == EntryKind.OPENING:
        return entry.year, "", "", EntryKind.OPENING
    return entry.year, entry.journal, entry.number, EntryKind.TRANSACTION


def _judged(entry: Entry, known: Entry | None) -> Written:
    if known is not None:
        if _sense(known) == _sense(entry):
            return _written(entry, Became.THERE)
        return _refused(entry, "HOUSE-ENTRY-DIFFERS", sentence("Another entry has this number in this journal."))
    if sum((line.amount for line in entry.lines), ZERO) != ZERO:
        return _refused(entry, "ENTRY-UNBALANCED", sentence("The debit and credit of this entry differ."))
    return _written(entry, Became.MADE)


def _sense(entry: Entry) -> object:
    return entry.date, sorted((line.account, line.amount) for line in entry.lines)


def _refused(entry: Entry, code: str, message: str) -> Written:
    place = f"journal {entry.journal}, entry {entry.number}"
    remedy = sentence("Book it by hand where it has to be.")
    return _written(entry, Became.REFUSED, Finding(code, Severity.ERROR, place, message, remedy))


def _written(entry: Entry, became: Became, finding: Finding | None = None) -> Written:
    key = f"{entry.journal} {entry.number}".strip()
    return Written(kind_of(entry) or Kind.ENTRIES, key, became, key, finding)
