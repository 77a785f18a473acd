"""Opening balances: where the first year begins, and how a year states what it begins with."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from overstap.books.ledger.values import Entry, EntryKind, Line
from overstap.books.sample import chart
from overstap.books.sample.relations import HOME, Cast, Party
from overstap.books.sample.running import ALL, INVOICE, Closing, Desk, OpenItem, Posted, Touch, money
from overstap.books.sample.sales import working_day

CONTROL = {chart.DEBTORS: "CU", chart.CREDITORS: "SU"}


def first(seed: int, year: int, cast: Cast, turnover: int) -> Closing:
    """The end of the year before the first one, of a company with ``turnover`` cents a month."""
    rng = Random(f"{seed}:opening")
    home = [party for party in cast.customers if party.treatment == HOME]
    local = [party for party in cast.suppliers if party.treatment == HOME] or list(cast.fixed)
    claims = [_claim(rng, home, year, nth, turnover // 16) for nth in range(12)]
    debts = [_debt(rng, local, year, nth, turnover // 20) for nth in range(8)]
    balances = {
        chart.INVENTORY: turnover,
        chart.INVENTORY_WORN: -turnover // 3,
        chart.VEHICLES: turnover // 2,
        chart.VEHICLES_WORN: -turnover // 5,
        chart.LOAN: -turnover,
        chart.CAPITAL: -1_800_000,
        chart.CASH: 35_000,
        chart.BANK_ONE: 2 * turnover + 1_234_567,
        chart.BANK_TWO: turnover // 2,
        chart.DEBTORS: sum(item.amount for item in claims),
        chart.CREDITORS: sum(item.amount for item in debts),
        chart.VAT_DUE: -(turnover // 10) // 100 * 100,
        chart.WAGE_TAX: -turnover // 12,
    }
    balances[chart.RESERVES] = -sum(balances.values())
    return Closing(balances, (*claims, *debts))


def _claim(rng: Random, parties: list[Party], year: int, nth: int, size: int) -> OpenItem:
    party = rng.choice(parties)
    ref = f"{year - 1}{90_001 + nth}"
    return _old_item(rng, party, f"S{ref}", ref, year, size + rng.randrange(100, size + 10_000))


def _debt(rng: Random, parties: list[Party], year: int, nth: int, size: int) -> OpenItem:
    party = rng.choice(parties)
    ref = f"OUD/{year - 1}-{nth + 1}"
    return _old_item(rng, party, f"P{year - 1}{90_001 + nth}", ref, year, -size - rng.randrange(100, size + 10_000))


def _old_item(rng: Random, party: Party, key: str, ref: str, year: int, amount: int) -> OpenItem:
    invoiced = date(year, 1, 1) - timedelta(days=rng.randrange(1, 60))
    pay_day = working_day(date(year, 1, 2).toordinal() + rng.randrange(40))
    return OpenItem(
        key, "CU" if amount > 0 else "SU", party.relation.code, party.iban, ref, "D" if amount > 0 else "C",
        invoiced, invoiced + timedelta(days=party.terms), amount, bank=chart.BANK_ONE,
        agenda=((pay_day, ALL),) if rng.random() < 0.9 else (),
    )  # fmt: skip


def stated(desk: Desk) -> Iterator[Posted]:
    """The opening balance in the way the plan asks for; nothing when there is nothing to state."""
    day = date(desk.year, 1, 1)
    lines: list[Line] = []
    touches: list[Touch] = []
    for account in chart.BALANCE_ACCOUNTS:
        if account in CONTROL:
            _control_lines(desk, day, account, lines, touches)
        elif desk.balances[account]:
            lines.append(_line(lines, account, desk.balances[account], day))
    if not lines:
        return
    desk.lines_written += len(lines)
    if desk.plan.opening == "element":
        yield Posted(_entry(desk, "", "", day, lines, EntryKind.OPENING), touches)
        return
    number = desk.next_number(chart.OPENING_JOURNAL)
    yield Posted(_entry(desk, number, chart.OPENING_JOURNAL, day, lines, EntryKind.TRANSACTION), touches)


def _entry(desk: Desk, number: str, journal: str, day: date, lines: list[Line], kind: EntryKind) -> Entry:
    return Entry(number, journal, desk.year, 0, day, lines, description=f"Beginbalans {desk.year}", kind=kind.value)


def _line(lines: list[Line], account: str, cents: int, day: date) -> Line:
    side = "D" if cents >= 0 else "C"
    return Line(str(len(lines) + 1), account, money(cents), side, effective_date=day, description="Beginbalans")


def _control_lines(desk: Desk, day: date, account: str, lines: list[Line], touches: list[Touch]) -> None:
    """Debtors or creditors: one line in an opening statement, one line per open item in period 0."""
    items = [item for item in desk.items.values() if item.kind == CONTROL[account]]
    if desk.plan.opening == "element" and items:
        touches += [Touch(len(lines), item, INVOICE) for item in items]
        lines.append(_line(lines, account, desk.balances[account], day))
        return
    for item in items:
        touches.append(Touch(len(lines), item, INVOICE))
        line = _line(lines, account, item.amount, day)
        lines.append(
            line._replace(
                doc_ref=item.invoice_ref,
                description=f"Openstaand {item.invoice_ref}",
                relation=item.relation,
                invoice_ref=item.invoice_ref,
                match_key=item.key,
                currency=item.currency,
                currency_amount=money(abs(item.currency_amount)) if item.currency else None,
            )
        )
