"""Bank statements: payments of open items on the day the agenda says, and the company's regular payments."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from overstap.books.sample import chart
from overstap.books.sample.currency import Rates
from overstap.books.sample.running import ALL, PAYMENT, Desk, Draft, OpenItem, Posted

PER_STATEMENT = 12


class Regular(NamedTuple):
    """Pays the whole balance of a debt on a day of certain months."""

    day: int
    months: tuple[int, ...]
    account: str
    text: str


EVERY_MONTH = tuple(range(1, 13))
REGULAR = (
    Regular(15, EVERY_MONTH, chart.WAGE_TAX, "Loonheffing Belastingdienst"),
    Regular(16, EVERY_MONTH, chart.PENSION, "Pensioenfonds"),
    Regular(25, EVERY_MONTH, chart.NET_WAGES, "Salarissen"),
    Regular(27, (5,), chart.HOLIDAY_DUE, "Vakantiegeld"),
    Regular(28, (1, 4, 7, 10), chart.VAT_DUE, "Omzetbelasting kwartaal"),
    Regular(28, (6,), chart.PROFIT_TAX_DUE, "Vennootschapsbelasting"),
    Regular(10, (7,), chart.DIVIDEND_DUE, "Dividend"),
)


def statements(desk: Desk, rates: Rates, day: date) -> Iterator[Posted]:
    """The statements of a day: for each bank the payments that fall on it, twelve to a statement."""
    due: dict[str, list[OpenItem]] = {chart.BANK_ONE: [], chart.BANK_TWO: []}
    for item in desk.payments_due(day):
        due[item.bank].append(item)
    for bank, items in due.items():
        for first in range(0, len(items), PER_STATEMENT):
            yield _payments(desk, rates, day, bank, items[first : first + PER_STATEMENT])
    yield from _regular(desk, day)


def _payments(desk: Desk, rates: Rates, day: date, bank: str, items: list[OpenItem]) -> Posted:
    draft = _statement(desk, bank, day)
    received = 0
    for item in items:
        received += _payment(desk, rates, draft, item)
    draft.add(bank, received, description="Mutatie bankrekening")
    return draft.posted()


def _statement(desk: Desk, bank: str, day: date) -> Draft:
    return Draft(desk, chart.BANK_JOURNALS[bank], day, f"Afschrift {day:%d-%m-%Y}", user="IMPORT")


def _payment(desk: Desk, rates: Rates, draft: Draft, item: OpenItem) -> int:
    """Writes the lines that settle (a part of) an item; what came in on the bank for it, in cents."""
    (_, part), *later = item.agenda
    item.agenda = tuple(later)
    settled, settled_foreign = desk.take(item, part)
    foreign_received = settled_foreign if item.currency else 0
    received = rates.own(foreign_received, item.currency, draft.day.month) if item.currency else settled
    if item.kind == "CU" and not item.currency and part == ALL and desk.chance(0.5):
        received -= min(1 + desk.below(5), abs(settled))
    draft.add(
        chart.DEBTORS if item.kind == "CU" else chart.CREDITORS,
        -settled,
        "",
        -settled_foreign,
        doc_ref=item.invoice_ref,
        description=f"Betaling {item.invoice_ref}" if part == ALL else f"Deelbetaling {item.invoice_ref}",
        relation=item.relation,
        invoice_ref=item.invoice_ref,
        match_key=item.key,
        record_ref=f"{draft.number}-{item.key}",
        bank_account=item.iban,
        currency=item.currency,
    )
    draft.touch(item, PAYMENT)
    if received != settled:
        account = chart.RATE_DIFFERENCES if item.currency else chart.PAY_DIFFERENCES
        draft.add(account, settled - received, description="Verschil", invoice_ref=item.invoice_ref)
    return received


def _regular(desk: Desk, day: date) -> Iterator[Posted]:
    for rule in REGULAR:
        if rule.day == day.day and day.month in rule.months and desk.balances[rule.account]:
            yield _transfer(desk, chart.BANK_ONE, day, rule.account, -desk.balances[rule.account], rule.text)
    if day.day == 3 and desk.balances[chart.CASH] < 50_000:
        yield _transfer(desk, chart.BANK_ONE, day, chart.TRANSIT, 75_000, "Opname kas")
    if day.day == 28:
        for bank in chart.BANK_JOURNALS:
            yield _transfer(desk, bank, day, chart.BANK_COSTS, 950 + desk.below(2_000), "Bankkosten")
    if day.day == 28 and day.month % 3 == 0 and desk.balances[chart.LOAN] < 0:
        yield _instalment(desk, day)
    if day.day == 12 and desk.balances[chart.BANK_TWO] > 2_500_000:
        surplus = desk.balances[chart.BANK_TWO] - 500_000
        yield _transfer(desk, chart.BANK_TWO, day, chart.TRANSIT, surplus, "Overboeking eigen rekening")
        yield _transfer(desk, chart.BANK_ONE, day, chart.TRANSIT, -surplus, "Overboeking eigen rekening")


def _transfer(desk: Desk, bank: str, day: date, account: str, cents: int, text: str) -> Posted:
    draft = _statement(desk, bank, day)
    draft.add(account, cents, description=text)
    draft.add(bank, -cents, description=text)
    return draft.posted()


def _instalment(desk: Desk, day: date) -> Posted:
    """A quarter's interest at 6 % a year and a fortieth of the loan as it stands."""
    loan = -desk.balances[chart.LOAN]
    draft = _statement(desk, chart.BANK_ONE, day)
    draft.add(chart.INTEREST, loan * 15 // 1000, description="Rente banklening")
    draft.add(chart.LOAN, loan // 40, description="Aflossing banklening")
    draft.add(chart.BANK_ONE, -(loan * 15 // 1000) - loan // 40, description="Rente en aflossing")
    return draft.posted()


def capital(desk: Desk, day: date, cents: int) -> Posted:
    """The owners pay in the share capital of a company that starts with nothing."""
    return _transfer(desk, chart.BANK_ONE, day, chart.CAPITAL, -cents, "Storting aandelenkapitaal")
