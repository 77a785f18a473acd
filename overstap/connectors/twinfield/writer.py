"""Writing to an office: whatever of it is there already is not made twice.

Codes are looked up in the office's lists, entries by our reference in their free text. What Twinfield keeps to itself
(the office, its book years, daybooks and VAT codes) is compared, and told where it is not there.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import dimensions, naming, relations, sending, xml
from overstap.connectors.twinfield.capabilities import CAPABILITIES
from overstap.connectors.twinfield.desk import Desk
from overstap.connectors.twinfield.writer_documents import Documents
from overstap.connectors.twinfield.writer_entries import Entries
from overstap.connectors.values import Became, DocumentFile, Kind, OpenItem, PaymentCondition, Record, Written, kind_of
from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import sentence


class Writing:
    """One writing into the office at a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waiting: list[tuple[Written, xml.Element]] = []
        self._entries = Entries(desk)
        self._documents = Documents(desk, self._entries.where)
        self._conditions: dict[str, int] = {}
        self._ended: list[tuple[str, Relation]] = []

    def written(self, records: Iterable[Record]) -> Iterator[Written]:
        """Of each record what became of it; portions are told of when they were sent."""
        kind: Kind | None = None
        for record in records:
            here = kind_of(record)
            if here is None:
                continue
            if here is not kind:
                yield from self._sent()
                yield from self._entries.finished(here)
                kind = here
            yield from self._writers[type(record)](self, record)
        yield from self._sent()
        yield from self._entries.finished(None)
        yield from self._closed()

    def _company(self, company: Company) -> Iterator[Written]:
        there = xml.text(self._desk.office, "name")
        yield self._compared(
            Kind.COMPANY, company.ident or company.name, same=there == company.name, severity=Severity.INFO
        )

    def _year(self, year: FiscalYear) -> Iterator[Written]:
        there = self._desk.years
        if not there or year.year != there[-1] + 1:
            yield self._compared(Kind.PERIODS, str(year.year), same=year.year in there)
            return

        def open_it() -> None:
            if year.year not in self._desk.years:
                self._desk.open_year()

        try:
            sending.surely(open_it, self._desk.look_at_years)
        except PackageRefused as error:
            finding = sending.refusal(f"{Kind.PERIODS} {year.year}", [error.message])
            yield Written(Kind.PERIODS, str(year.year), Became.REFUSED, finding=finding)
            return
        yield Written(Kind.PERIODS, str(year.year), Became.MADE, str(year.year))

    def _period(self, period: Period) -> Iterator[Written]:
        there = period.year in self._desk.years and any(
            one.number == period.number for one in self._desk.periods(period.year)
        )
        yield self._compared(Kind.PERIODS, f"{period.year}/{period.number:02}", same=there)

    def _vat_code(self, vat: VatCode) -> Iterator[Written]:
        yield self._compared(Kind.VAT_CODES, vat.code, same=any(one.code == vat.code for one in self._desk.vat_codes))

    def _journal(self, journal: Journal) -> Iterator[Written]:
        there = any(one.code == journal.code for one in self._desk.daybooks)
        yield self._compared(Kind.JOURNALS, journal.code, same=there)

    def _condition(self, condition: PaymentCondition) -> Iterator[Written]:
        """Kept for the relations that have it."""
        self._conditions[condition.code] = condition.days
        yield self._compared(Kind.PAYMENT_CONDITIONS, condition.code, same=False, severity=Severity.INFO)

    def _asset(self, asset: AssetCard) -> Iterator[Written]:
        there = self._desk.there("AST", asset.code)
        yield self._compared(Kind.ASSETS, asset.code, same=there is not None)

    def _account(self, account: Account) -> Iterator[Written]:
        kind = dimensions.kind_of_account(self._desk, account)
        yield from self._plain(Kind.ACCOUNTS, kind, account)

    def _dimension(self, dimension: Dimension) -> Iterator[Written]:
        kind = dimensions.kind_of_dimension(dimension)
        if not kind:
            yield self._compared(Kind.DIMENSIONS, f"{dimension.type}/{dimension.code}", same=False)
            return
        yield from self._plain(Kind.DIMENSIONS, kind, dimension)

    def _plain(self, what: Kind, kind: str, record: Account | Dimension) -> Iterator[Written]:
        there = self._desk.there(kind, record.code)
        if there is not None and there.name == record.name:
            yield Written(what, record.code, Became.THERE, record.code)
            return
        became = Became.MADE if there is None else Became.CHANGED
        element = dimensions.plain(self._desk, kind, record)
        yield from self._later(Written(what, record.code, became, record.code), element)

    def _relation(self, record: Relation) -> Iterator[Written]:
        record = self._with_days(record)
        for kind in dimensions.kinds_of_relation(record):
            yield from self._one_relation(kind, record)

    def _one_relation(self, kind: str, record: Relation) -> Iterator[Written]:
        code = naming.theirs(record.code)
        element = dimensions.relation(self._desk, kind, record)
        there = self._desk.there(kind, code) is not None
        if there:
            held = relations.relation(self._desk.dimension(kind, code), record.code, record.type)
            if xml.written(dimensions.relation(self._desk, kind, held)) == xml.written(element):
                yield Written(Kind.RELATIONS, record.code, Became.THERE, code)
                return
        if record.extra.get("status") == "inactive":
            self._ended.append((kind, record))
        became = Became.CHANGED if there else Became.MADE
        yield from self._later(Written(Kind.RELATIONS, record.code, became, code), element)

    def _with_days(self, record: Relation) -> Relation:
        """The days until due of its payment condition, where it has one that was told before."""
        named = (str(record.extra.get(name, "")) for name in _CONDITIONS)
        days = next((self._conditions[code] for code in named if code in self._conditions), None)
        if days is None or record.extra.get("duedays"):
            return record
        return _with_extra(record, {"duedays": str(days)})

    def _entry(self, entry: Entry) -> Iterator[Written]:
        yield from self._entries.written(entry)

    def _open_item(self, item: OpenItem) -> Iterator[Written]:
        yield self._entries.open_item(item)

    def _document(self, document: DocumentFile) -> Iterator[Written]:
        yield self._documents.written(document)

    def _closed(self) -> Iterator[Written]:
        """Make inactive what is inactive where it comes from: last of all, for nothing is booked on such a one.

        Each was told of before; now only of those that Twinfield refuses.
        """
        for kind, record in self._ended:
            element = dimensions.inactive(self._desk, kind, record)
            done = self._later(Written(Kind.RELATIONS, record.code, Became.CHANGED, record.code), element)
            yield from filter(_refused, done)
        yield from filter(_refused, self._sent())

    def _later(self, written: Written, element: xml.Element) -> Iterator[Written]:
        self._waiting.append((written, element))
        if len(self._waiting) == sending.PORTION:
            yield from self._sent()

    def _sent(self) -> Iterator[Written]:
        """Send the dimensions that wait. Sent again after an answer was lost, each is the same one: it has a code."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        elements = [element for _written, element in waiting]
        outcomes = sending.surely(lambda: sending.sent(self._desk, "dimensions", elements), lambda: None)
        for (written, element), outcome in zip(waiting, outcomes, strict=True):
            if outcome.accepted:
                self._desk.learned(*(xml.text(element, name) for name in ("type", "code", "name")))
            yield told(written, outcome)

    def _compared(self, kind: Kind, key: str, *, same: bool, severity: Severity = Severity.WARNING) -> Written:
        """What is made in Twinfield itself: there, or a task for somebody."""
        if same:
            return Written(kind, key, Became.THERE, key)
        return Written(kind, key, Became.REFUSED, finding=by_hand(kind, key, severity))

    _writers: Mapping[type, Callable[..., Iterator[Written]]] = {
        Company: _company,
        FiscalYear: _year,
        Period: _period,
        Account: _account,
        VatCode: _vat_code,
        Dimension: _dimension,
        PaymentCondition: _condition,
        Journal: _journal,
        Relation: _relation,
        Entry: _entry,
        OpenItem: _open_item,
        AssetCard: _asset,
        DocumentFile: _document,
    }


_CONDITIONS = ("payment_condition", "payment_condition_sales", "payment_condition_purchase")


def _refused(written: Written) -> bool:
    return written.became is Became.REFUSED


def told(written: Written, outcome: sending.Outcome) -> Written:
    """What became of a record, after what Twinfield answered."""
    if outcome.accepted:
        return written
    finding = sending.refusal(f"{written.kind} {written.key}", outcome.said)
    return Written(written.kind, written.key, Became.REFUSED, finding=finding)


def by_hand(kind: Kind, key: str, severity: Severity) -> Finding:
    """The capability table says why it is not written."""
    return Finding(
        "TWINFIELD-BY-HAND",
        severity,
        f"{kind} {key}",
        sentence(CAPABILITIES[kind].note),
        sentence("Look after it in Twinfield itself."),
    )


def _with_extra(record: Relation, more: Mapping[str, str]) -> Relation:
    fields: dict[str, Any] = {name: getattr(record, name) for name in Relation.__dataclass_fields__}
    return Relation(**(fields | {"extra": {**record.extra, **more}}))
