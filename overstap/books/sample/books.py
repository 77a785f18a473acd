"""The books of a sample company, made day by day and given out as a stream."""

from calendar import isleap, monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from overstap.books.ledger.values import (
    Account,
    Dimension,
    Entry,
    EntryKind,
    FiscalYear,
    Journal,
    Period,
    SubledgerLine,
    VatCode,
)
from overstap.books.relations.values import Company, Relation
from overstap.books.sample import bank, cash, chart, memorial, opening, purchases, sales
from overstap.books.sample.currency import Rates
from overstap.books.sample.plan import BadPlan, SamplePlan
from overstap.books.sample.relations import make_cast
from overstap.books.sample.running import Closing, Desk, Posted, Touch, money, start
from overstap.books.sample.trades import TRADES

_LEDGER_NAMES = {"CU": "Debiteuren", "SU": "Crediteuren"}
_FIXED_LINES = 700  # a year's wages, returns, depreciation and regular payments
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


class SampleBooks:
    """The books of one plan. Every call makes its answer anew, so streams may be read side by side and again.

    A year that is asked for before the years ahead of it were read costs making those as well (once). Streams hold
    open items and balances only, never a year of lines. A year outside the plan raises BadPlan.
    """

    def __init__(self, plan: SamplePlan) -> None:
        self.plan = plan
        self._trade = TRADES[plan.trade]
        self._cast = make_cast(plan)
        self._turnover = self._monthly_turnover()
        self._closings: dict[int, Closing] = {}

    @property
    def company(self) -> Company:
        """The company itself."""
        return self._cast.company

    def accounts(self) -> Sequence[Account]:
        """The chart of accounts, by code."""
        return chart.accounts()

    def journals(self) -> Sequence[Journal]:
        """The journals, by code."""
        return chart.journals(self._cast.ibans, with_opening=self.plan.opening == "period0")

    def vat_codes(self) -> Sequence[VatCode]:
        """The VAT codes. All VAT blocks of a code add up to what its entries post on its account."""
        return chart.vat_codes()

    def dimensions(self) -> Sequence[Dimension]:
        """Cost centres (type 03), projects (04) and users (30)."""
        return chart.dimensions(self._cast.projects)

    def relations(self) -> Sequence[Relation]:
        """Customers and suppliers, by code."""
        return self._cast.relations()

    def fiscal_years(self) -> Sequence[FiscalYear]:
        """The plan's years, calendar years all."""
        return tuple(FiscalYear(year, str(year), date(year, 1, 1), date(year, 12, 31)) for year in self.plan.years)

    def periods(self, year: int) -> Sequence[Period]:
        """The twelve months, and period 0 where opening balances are entries of it."""
        self._known(year)
        first = date(year, 1, 1)
        zero = (Period(year, 0, "Beginbalans", first, first),) if self.plan.opening == "period0" else ()
        months = (
            Period(year, month, f"{name} {year}", date(year, month, 1), date(year, month, monthrange(year, month)[1]))
            for month, name in enumerate(_MONTHS, start=1)
        )
        return (*zero, *months)

    def entries(self, year: int) -> Iterator[Entry]:
        """A year's entries, the opening one first, then by day. Entry numbers rise within their journal."""
        for posted in self._posted(year):
            yield posted.entry

    def subledger_lines(self, year: int, kind: str = "") -> Iterator[SubledgerLine]:
        """What the sub-ledgers say about a year's lines on debtors and creditors, in the order of ``entries``.

        With ``kind`` "CU" or "SU" those of one sub-ledger. ``nr`` counts from 1 within a kind, and within the
        opening lines and the other lines apart.
        """
        numbers: Counter[tuple[str, str]] = Counter()
        for posted in self._posted(year):
            for touch in posted.touches:
                if kind in ("", touch.item.kind):
                    numbers[touch.item.kind, posted.entry.kind] += 1
                    yield _subledger_line(posted.entry, touch, numbers[touch.item.kind, posted.entry.kind])

    def _known(self, year: int) -> None:
        if year not in self.plan.years:
            raise BadPlan(f"The year {year} is not in the plan of {self.plan.name}.")

    def _posted(self, year: int) -> Iterator[Posted]:
        self._known(year)
        desk = self._desk(year)
        start(desk, self._begin(year))
        yield from self._work(desk)
        self._closings[year] = _close(desk)

    def _begin(self, year: int) -> Closing:
        """How the year before ended."""
        first = self.plan.years[0]
        for earlier in range(first, year):
            if earlier not in self._closings:
                for _ in self._posted(earlier):
                    pass
        if year > first:
            return self._closings[year - 1]
        if self.plan.opening == "none":
            return Closing({}, ())
        return opening.first(self.plan.seed, year, self._cast, self._turnover)

    def _desk(self, year: int) -> Desk:
        rng = Random(f"{self.plan.seed}:{year}")
        return Desk(self.plan, self._trade, self._cast, year, rng, defaultdict(int), {})

    def _work(self, desk: Desk) -> Iterator[Posted]:
        rates = Rates(desk)
        day = date(desk.year, 1, 1)
        yield from self._beginning(desk, day)
        pace = _Pace(desk, self._budget(desk.year))
        while day.year == desk.year:
            if day.day == 1:
                yield from purchases.fixed_costs(desk, day, self._turnover)
            if day.weekday() < 5:
                yield from _invoices(desk, rates, day, pace)
            yield from cash.entries(desk, day)
            yield from bank.statements(desk, rates, day)
            yield from self._memorial(desk, day)
            day += timedelta(days=1)

    def _beginning(self, desk: Desk, day: date) -> Iterator[Posted]:
        if self.plan.opening != "none":
            yield from opening.stated(desk)
        elif desk.year == self.plan.years[0]:
            yield bank.capital(desk, day, 2 * self._turnover + 1_800_000)

    def _memorial(self, desk: Desk, day: date) -> Iterator[Posted]:
        if day.day == 20:
            yield memorial.wages(desk, day, self._turnover)
        if (day.month, day.day) == (6, 15):
            yield from memorial.appropriation(desk, day)
        if day.day == monthrange(day.year, day.month)[1]:
            yield from memorial.depreciation(desk, day)
            yield from memorial.vat_return(desk, day)
        if (day.month, day.day) == (12, 31):
            yield from memorial.bad_debts(desk, day)
            yield from memorial.stock_count(desk, day)
            yield from memorial.profit_tax(desk, day)

    def _budget(self, year: int) -> int:
        """The number of lines of a year: the plan's, spread evenly."""
        count, place = len(self.plan.years), year - self.plan.years[0]
        return self.plan.lines * (place + 1) // count - self.plan.lines * place // count

    def _monthly_turnover(self) -> int:
        """Sales of a month in cents, as the number of lines promises."""
        trade = self._trade
        lines_per_sale = trade.sale_lines + 1.3 + trade.purchases / 100 * 5
        sales_a_year = max((self.plan.lines / len(self.plan.years) - _FIXED_LINES) / lines_per_sale, 24)
        return int(sales_a_year * trade.average_sale) // 12


class _Pace:
    """Keeps the number of lines in step with the calendar, payments that are sure to come included."""

    def __init__(self, desk: Desk, budget: int) -> None:
        self._desk = desk
        self._at_start = desk.lines_written + desk.payments_to_come
        self._still_to_make = budget - self._at_start
        self._days = 366 if isleap(desk.year) else 365

    def behind(self, day: date) -> bool:
        """Whether more invoices are needed."""
        due = self._at_start + self._still_to_make * day.timetuple().tm_yday // self._days
        return self._desk.lines_written + self._desk.payments_to_come < due


def _invoices(desk: Desk, rates: Rates, day: date, pace: _Pace) -> Iterator[Posted]:
    """The day's invoices: as many as the pace asks for, and a few a month in any case."""
    if day.weekday() == 1 and day.day <= 14:
        yield sales.invoice(desk, rates, day)
    if day.weekday() == 2 and day.day <= 7:
        yield purchases.invoice(desk, rates, day)
    share = 100 * desk.trade.purchases / (100 + desk.trade.purchases)
    while pace.behind(day):
        make = purchases.invoice if desk.chance(share) else sales.invoice
        yield make(desk, rates, day)


def _close(desk: Desk) -> Closing:
    """Balances to carry over: the result goes to equity, except where no opening balance will say so."""
    carried = {code: desk.balances[code] for code in chart.BALANCE_ACCOUNTS}
    if desk.plan.opening != "none":
        carried[chart.RESULT] -= sum(carried.values())
    return Closing(carried, tuple(desk.items.values()))


def _subledger_line(entry: Entry, touch: Touch, nr: int) -> SubledgerLine:
    """The sub-ledger's view of a line; one opening line stands for many items, which have their own amounts."""
    item, line = touch.item, entry.lines[touch.place]
    amount, side, currency_amount = line.amount, line.side, line.currency_amount
    if entry.kind == EntryKind.OPENING:
        amount = money(item.amount)
        side = "D" if item.amount >= 0 else "C"
        currency_amount = money(abs(item.currency_amount)) if item.currency else None
    return SubledgerLine(
        year=entry.year,
        kind=item.kind,
        nr=str(nr),
        journal=entry.journal,
        entry_number=entry.number,
        line_nr=line.nr,
        amount=amount,
        side=side,
        kind_of_entry=entry.kind,
        ledger_name=_LEDGER_NAMES[item.kind],
        description=line.description,
        doc_ref=item.invoice_ref,
        record_ref=line.record_ref,
        match_key=item.key,
        relation=item.relation,
        invoice_ref=item.invoice_ref,
        purchase_or_sales="S" if item.kind == "CU" else "P",
        invoice_side=item.invoice_side,
        invoice_date=item.invoice_date,
        due_date=item.due_date,
        mutation=touch.mutation,
        currency=item.currency,
        currency_amount=currency_amount,
    )


def make(plan: SamplePlan) -> SampleBooks:
    """The books of a plan. Nothing is made until it is asked for, except the relations."""
    return SampleBooks(plan)
