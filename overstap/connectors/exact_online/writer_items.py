"""Open items: they follow from the entries, and are matched until what is open is what the source says.

An invoice and its payment that were both written stand open both. Each relation's items that the source does not know
as open are matched with each other by MatchSets of the XML interface; no entry is made.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from overstap.connectors.exact_online import uploads, wording
from overstap.connectors.exact_online.client import Client
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.writer_relations import RelationWriter
from overstap.connectors.exact_online.written import refused, told
from overstap.connectors.exact_online.xml import matching
from overstap.connectors.exact_online.xml.matching import Matched
from overstap.connectors.port import OutcomeUnknown, PackageRefused
from overstap.connectors.values import Became, Kind, OpenItem, Written
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_FIELDS = (
    "AccountCode,GLAccountCode,InvoiceNumber,YourRef,AmountDC,Journal,EntryNumber,Status,"
    "TransactionReportingYear,TransactionReportingPeriod"
)
_LINE_FIELDS = "AccountCode,InvoiceNumber,YourRef,AmountDC,JournalCode,EntryNumber,FinancialYear,FinancialPeriod"
_SIDES = {"CU": "bulk/Cashflow/Receivables", "SU": "bulk/Cashflow/Payments"}
_SETTLED = 50  # Status: 20 open, 30 selected, 40 in process, 50 processed
_Place = tuple[str, str]  # account, code of the relation at Exact


@dataclass(frozen=True, slots=True)
class _Standing:
    """An item that stands open at Exact."""

    names: frozenset[str]  # by which its invoice is known
    line: Matched

    @property
    def open(self) -> Decimal:
        """What is open of it, debit positive."""
        return self.line.amount


class ItemWriter:
    """Takes all open items, and settles them together in ``rest``."""

    def __init__(self, client: Client, division: str, directory: Directory, relations: RelationWriter) -> None:
        self._client = client
        self._division = division
        self._directory = directory
        self._relations = relations
        self._wanted: list[OpenItem] = []

    def item(self, item: OpenItem) -> None:
        """Keep an item until all are known."""
        self._wanted.append(item)

    def rest(self) -> Iterator[Written]:
        """Compare what is open there with what was wanted, match what is too much, and tell of each item."""
        wanted, self._wanted = self._wanted, []
        if not wanted:
            return
        standing = self._standing(sorted({item.side for item in wanted}))
        missing, spare = _compared(self._placed(wanted), standing)
        for place, payments in self._payments(spare).items():
            spare[place] += [one for one in payments if one not in standing[place]]
        unmet = {id(item) for items in missing.values() for item in items}
        yield from (_there(item) for item in wanted if id(item) not in unmet)
        sets = {place: _sets(missing.get(place, []), spare.get(place, [])) for place in spare}
        trouble = self._matched(sets)
        for place, items in missing.items():
            settled = _settles(items, sets.get(place, ()))
            yield from (_outcome(item, settled=id(item) in settled, trouble=trouble) for item in items)

    def _placed(self, wanted: Iterable[OpenItem]) -> dict[_Place, list[OpenItem]]:
        placed: dict[_Place, list[OpenItem]] = {}
        for item in wanted:
            relation = self._relations.find(item.relation)
            code = text(relation, "Code") if relation else item.relation
            placed.setdefault((item.account, code), []).append(item)
        return placed

    def _standing(self, sides: Sequence[str]) -> dict[_Place, list[_Standing]]:
        """What is open there now. Exact tells what is to be received as negative."""
        found: dict[_Place, list[_Standing]] = {}
        for side in sides:
            for row in self._client.rows(self._directory.address(_SIDES[side]), {"$select": _FIELDS}):
                if wording.number(row["Status"]) < _SETTLED:
                    place = text(row, "GLAccountCode"), text(row, "AccountCode")
                    found.setdefault(place, []).append(_standing_of(row))
        return found

    def _payments(self, spare: Mapping[_Place, Sequence[_Standing]]) -> dict[_Place, list[_Standing]]:
        """What was paid, where too much stands open: lines on the same account and relation, of the other side."""
        places = {place: items[0].open > 0 for place, items in spare.items() if items}
        found: dict[_Place, list[_Standing]] = {}
        for account in sorted({account for account, _relation in places}):
            params = {"$select": _LINE_FIELDS, "$filter": f"GLAccountCode eq {wording.quoted(account)}"}
            for row in self._client.rows(self._directory.address("bulk/Financial/TransactionLines"), params):
                place = account, text(row, "AccountCode")
                if place in places and (wording.amount(row["AmountDC"]) < 0) is places[place]:
                    found.setdefault(place, []).append(_payment_of(row))
        return found

    def _matched(self, sets: Mapping[_Place, Sequence[Sequence[_Standing]]]) -> str:
        """Upload the sets; what Exact says against them, empty where it took them all."""
        made = [
            matching.match_set(account, relation, [one.line for one in group])
            for (account, relation), groups in sets.items()
            for group in groups
        ]
        if not made:
            return ""
        try:
            said = uploads.upload(self._client, self._division, "MatchSets", made)
        except OutcomeUnknown:
            return sentence("The connection broke while invoices and payments were matched; write again to see.")
        except PackageRefused as error:
            return error.message
        return next((message.text for message in said if message.refused), "")


def _standing_of(row: Row) -> _Standing:
    names = frozenset(filter(None, (text(row, "InvoiceNumber"), text(row, "YourRef"))))
    year, period = row["TransactionReportingYear"], row["TransactionReportingPeriod"]
    line = Matched(
        wording.number(year),
        wording.number(period),
        text(row, "Journal"),
        text(row, "EntryNumber"),
        -wording.amount(row["AmountDC"]),
    )
    return _Standing(names, line)


def _payment_of(row: Row) -> _Standing:
    names = frozenset(filter(None, (text(row, "InvoiceNumber"), text(row, "YourRef"))))
    line = Matched(
        wording.number(row["FinancialYear"]),
        wording.number(row["FinancialPeriod"]),
        text(row, "JournalCode"),
        text(row, "EntryNumber"),
        wording.amount(row["AmountDC"]),
    )
    return _Standing(names, line)


def _compared(
    wanted: Mapping[_Place, Sequence[OpenItem]], standing: Mapping[_Place, Sequence[_Standing]]
) -> tuple[dict[_Place, list[OpenItem]], dict[_Place, list[_Standing]]]:
    """The items that do not stand open as wanted, and what stands open that nobody wanted, by account and relation."""
    missing: dict[_Place, list[OpenItem]] = {}
    spare = {place: list(items) for place, items in standing.items()}
    for place, items in wanted.items():
        for item in items:
            same = next((one for one in spare.get(place, ()) if one.open == item.open and _same(item, one)), None)
            if same is None:
                missing.setdefault(place, []).append(item)
            else:
                spare[place].remove(same)
    return missing, spare


def _same(item: OpenItem, standing: _Standing) -> bool:
    """Whether both are the same invoice: by its number, or by its entry."""
    if item.invoice and item.invoice in standing.names:
        return True
    return bool(item.entry) and (item.journal, item.entry) == (standing.line.journal, standing.line.entry)


def _sets(missing: Sequence[OpenItem], spare: Sequence[_Standing]) -> list[list[_Standing]]:
    """What to match: by invoice where that leaves what is wanted, else all that is left where it comes to nothing."""
    left, groups = list(spare), list[list[_Standing]]()
    for item in missing:
        group = [one for one in left if _same(item, one)]
        if len(group) > 1 and _sum(group) == item.open:
            groups.append(group)
            left = [one for one in left if one not in group]
    for names in dict.fromkeys(one.names for one in left):
        group = [one for one in left if one.names & names]
        if len(group) > 1 and not _sum(group):
            groups.append(group)
            left = [one for one in left if one not in group]
    if len(left) > 1 and not _sum(left):
        groups.append(left)
    return groups


def _settles(items: Sequence[OpenItem], groups: Sequence[Sequence[_Standing]]) -> set[int]:
    """Which items are open as wanted once the groups are matched."""
    return {id(item) for item in items if any(_sum(group) == item.open and _same(item, group[0]) for group in groups)}


def _sum(group: Iterable[_Standing]) -> Decimal:
    return sum((one.open for one in group), ZERO)


def _there(item: OpenItem) -> Written:
    return told(Kind.OPEN_ITEMS, _key(item), Became.THERE, _key(item))


def _outcome(item: OpenItem, *, settled: bool, trouble: str) -> Written:
    if settled and not trouble:
        return told(Kind.OPEN_ITEMS, _key(item), Became.MADE, _key(item))
    message = trouble or sentence("What is open of this invoice in Exact Online is not what the source says.")
    return refused(
        Kind.OPEN_ITEMS,
        _key(item),
        "OPEN-ITEM",
        message,
        sentence("Match the invoices and payments of this relation in Exact Online."),
    )


def _key(item: OpenItem) -> str:
    return f"{item.relation} {item.invoice}".strip()
