"""From what was read to what stands in the target: first translated, kind by kind, then written in stretches.

A stretch is one transaction with its outcomes. What was written in one that was cut off is sent again, and the
connector finds it there (port.Books.write).
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from django.db import connection

from overstap.books.ledger import opening
from overstap.books.ledger.open_items import control_kind
from overstap.books.ledger.values import Account, Entry, EntryKind
from overstap.connectors import packing
from overstap.connectors.values import Became, Kind, Record, Written
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence
from overstap.moves.conversions import ends, staging
from overstap.moves.conversions.models import Conversion, Pair, Staged
from overstap.moves.conversions.neutral import Owing, cost_centre_type, neutral
from overstap.moves.conversions.planning import writable
from overstap.moves.conversions.translating import Decisions, Translator
from overstap.moves.conversions.values import MAPPED, Choice, Side
from overstap.tenancy.access import Actor
from overstap.tenancy.values import PackageFamily

MADE_TARGET = "made the target"
COMPARED_ALL_THE_SAME = frozenset({Kind.OPEN_ITEMS})  # they follow from the entries where they cannot be written
_AT_ONCE = 1_000
_AT_ONCE_OF = {Kind.DOCUMENTS: 25}  # each with a file
_PAID = """
SELECT line->>'relation', line->>'invoice_ref'
FROM conversions_staged s, jsonb_array_elements(s.data->'lines') line
WHERE s.conversion_id = %(order)s AND s.side = 'source' AND s.kind IN ('opening', 'entries')
  AND line->>'account' = ANY (%(accounts)s) AND line->>'relation' <> '' AND line->>'invoice_ref' <> ''
GROUP BY 1, 2 HAVING sum((line->>'amount')::numeric) = 0
"""


def next_untranslated(order: Conversion) -> Kind | None:
    """The next kind that was not translated yet."""
    return next((kind for kind in Kind if _translated(kind) not in order.done), None)


def translate(order: Conversion, kind: Kind) -> None:
    """Stage what the target has to have of one kind. The caller saves ``order``."""
    translator = Translator(_decisions(order), cost_centre_type(order.target_package))
    rows = _wanted(order, kind, translator)
    while batch := list(islice(rows, _AT_ONCE)):
        Staged.objects.bulk_create(batch)
    order.done.append(_translated(kind))


def make_target(actor: Actor, order: Conversion) -> None:
    """Make the administration of the house that is to be written. Raises Taken, Malformed or NotAllowed."""
    if order.makes_target and order.target_package == PackageFamily.HOUSE and MADE_TARGET not in order.done:
        name = order.target_name or order.source_name or order.target_code
        opening.open_administration(actor=actor, code=order.target_code, name=name)
        order.done.append(MADE_TARGET)


def write_some(actor: Actor, order: Conversion) -> bool:
    """Write the next stretch; False where nothing waits any more. Keeps outcomes also where the connector raises."""
    rows = _waiting(order)
    if not rows:
        return False
    target = ends.reach(actor, ends.target_of(order))
    records = [packing.unpack(row.data) for row in rows if row.data is not None]
    outcomes = Outcomes(order, rows, records)
    try:
        for written in target.books.write(target.connection, target.code, records):
            outcomes.take(written)
        outcomes.close()
    finally:
        outcomes.save()
    return True


class Outcomes:
    """What became of the rows of one stretch, as the connector tells it."""

    def __init__(self, order: Conversion, rows: Sequence[Staged], records: Sequence[Record]) -> None:
        self._order = order
        self._open = {row.pk: (row, _names(row, record)) for row, record in zip(rows, records, strict=True)}
        self._told: list[Staged] = []

    def take(self, written: Written) -> None:
        """Of the row that ``written`` names, or else of the next one: connectors tell in the order of what was sent."""
        named = (pk for pk, (_row, names) in self._open.items() if written.key in names)
        pk = next(named, next(iter(self._open), None))
        if pk is None:
            return
        row, _known = self._open.pop(pk)
        row.became, row.foreign = written.became, written.foreign
        self._told.append(row)
        if written.finding is not None:
            staging.keep_finding(self._order, written.finding)

    def close(self) -> None:
        """The connector has ended: what it said nothing about was not written, as far as anybody knows."""
        for row, _names in self._open.values():
            row.became = Became.REFUSED
            self._told.append(row)
            staging.keep_finding(self._order, _not_told(row))
        self._open = {}

    def save(self) -> None:
        """Keep what is known so far."""
        Staged.objects.bulk_update(self._told, ["became", "foreign"])


def _wanted(order: Conversion, kind: Kind, translator: Translator) -> Iterator[Staged]:
    can_be_written = kind in writable(order.plan) and (kind is not Kind.COMPANY or order.makes_target)
    if not can_be_written and kind not in COMPARED_ALL_THE_SAME:
        return
    owing = None if order.target_package in (PackageFamily.HOUSE, order.source_package) else _owing(order)
    seen: set[str] = set()
    for number, row in enumerate(staging.rows(order, Side.SOURCE, (kind,))):
        record = packing.unpack(row.data or {})
        made = translator.translated(record if owing is None else neutral(record, owing))
        if made is None or _too_early(order, kind, made) or (number and _is_half_an_opening(made)):
            continue
        there = kind in MAPPED and translator.is_there(kind, record)
        wanted = staging.row_of(order, Side.SENT, row.step, made, staging.sha256_of(row))
        if kind in MAPPED and wanted.key in seen:
            continue  # several of the source became one
        seen.add(wanted.key)
        if there:
            wanted.data, wanted.facts, wanted.whole, wanted.became = None, {}, "", Became.THERE
        wanted.sent = can_be_written and not there
        yield wanted


def _owing(order: Conversion) -> Owing:
    """The accounts of debtors and creditors, by their names and by what is open on them; and what was paid in full."""
    items = Staged.objects.filter(conversion=order, side=Side.SOURCE, kind=Kind.OPEN_ITEMS)
    found = set(items.values_list("data__account", flat=True).distinct())
    for record in staging.records(order, Side.SOURCE, Kind.ACCOUNTS):
        if isinstance(record, Account) and control_kind(record.name, record.reference):
            found.add(record.code)
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"order": order.pk, "accounts": list(found)})
        return Owing(frozenset(found), frozenset(cursor.fetchall()))


def _is_half_an_opening(record: Record) -> bool:
    """Of a later year, without the result of the year before: the balances are carried forward without it."""
    if not isinstance(record, Entry) or record.kind != EntryKind.OPENING:
        return False
    return sum((line.amount for line in record.lines), ZERO) != ZERO


def _too_early(order: Conversion, kind: Kind, record: Record) -> bool:
    return kind is Kind.PERIODS and getattr(record, "year", order.first_year) < order.first_year


def _decisions(order: Conversion) -> Decisions:
    decided: dict[Kind, dict[str, tuple[Choice, str]]] = {}
    rows = Pair.objects.filter(conversion=order).values_list("kind", "source", "choice", "target")
    for kind, source, choice, target in rows.iterator():
        decided.setdefault(Kind(kind), {})[source] = (Choice(choice), target)
    return decided


def _waiting(order: Conversion) -> list[Staged]:
    """The next stretch: of one kind, the first in the order of Kind that has any."""
    waiting = Staged.objects.filter(conversion=order, side=Side.SENT, sent=True, became="")
    kinds = set(waiting.order_by().values_list("kind", flat=True).distinct())
    kind = next((one for one in Kind if one in kinds), None)
    if kind is None:
        return []
    return list(waiting.filter(kind=kind).order_by("pk")[: _AT_ONCE_OF.get(kind, _AT_ONCE)])


def _names(row: Staged, record: Record) -> set[str]:
    """By what connectors may name a record."""
    named = [getattr(record, name, "") for name in ("code", "key", "number", "name")]
    both = f"{getattr(record, 'journal', '')} {getattr(record, 'number', '')}".strip()
    return {str(one) for one in (*named, both, row.key) if one}


def _not_told(row: Staged) -> Finding:
    return Finding(
        "CONVERSION-NOT-TOLD",
        Severity.ERROR,
        f"{row.kind} {row.key}",
        sentence("The package did not say what became of this."),
        sentence("Look there whether it was written."),
    )


def _translated(kind: Kind) -> str:
    return f"translated {kind}"
