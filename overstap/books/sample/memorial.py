"""Memorial entries: wages, depreciation, the VAT return, bad debts, and the end of the year."""

from collections.abc import Iterator
from datetime import date

from overstap.books.sample import chart
from overstap.books.sample.running import ALL, OTHER, Desk, Draft, Posted, rounded

_WEAR = (
    (chart.INVENTORY, chart.INVENTORY_WORN, chart.WEAR_INVENTORY, "inventaris"),
    (chart.VEHICLES, chart.VEHICLES_WORN, chart.WEAR_VEHICLES, "auto's"),
)


def wages(desk: Desk, day: date, turnover: int) -> Posted:
    """The wages of a month, per cost centre in larger firms; ``turnover`` is a month's, in cents."""
    departments = chart.COST_CENTRES if desk.plan.lines > 10_000 else chart.COST_CENTRES[:1]
    gross = max(turnover * desk.trade.wage_percent // 100, 300_000)
    draft = Draft(desk, chart.MEMORIAL, day, f"Loonjournaalpost {day:%m-%Y}")
    paid = 0
    for code, name in departments:
        part = gross // len(departments) + desk.below(10_000)
        paid += part
        draft.add(chart.WAGES, part, description=f"Brutolonen {name}", cost_centre=code)
    social, pension, holiday = rounded(paid * 18, 100), rounded(paid * 9, 100), rounded(paid * 8, 100)
    tax = rounded(paid * 31, 100)
    draft.add(chart.SOCIAL_COSTS, social, description="Werkgeverspremies")
    draft.add(chart.PENSION_COSTS, pension, description="Pensioenpremie werkgever")
    draft.add(chart.HOLIDAY_COSTS, holiday, description="Reservering vakantiegeld 8%")
    draft.add(chart.WAGE_TAX, -tax - social, description="Loonheffing en premies")
    draft.add(chart.PENSION, -pension, description="Pensioenpremie")
    draft.add(chart.HOLIDAY_DUE, -holiday, description="Vakantiegeld")
    draft.add(chart.NET_WAGES, tax - paid, description="Netto lonen")
    return draft.posted()


def depreciation(desk: Desk, day: date) -> Iterator[Posted]:
    """A sixtieth of the cost of each kind of asset, until nothing is left to write off."""
    worn = [(row, min(desk.balances[row[0]] // 60, desk.balances[row[0]] + desk.balances[row[1]])) for row in _WEAR]
    if not any(cents > 0 for _, cents in worn):
        return
    draft = Draft(desk, chart.MEMORIAL, day, f"Afschrijvingen {day:%m-%Y}")
    for (_, contra, cost, name), cents in worn:
        if cents > 0:
            draft.add(cost, cents, description=f"Afschrijving {name}")
            draft.add(contra, -cents, description=f"Afschrijving {name}")
    yield draft.posted()


def vat_return(desk: Desk, day: date) -> Iterator[Posted]:
    """Takes a quarter's VAT together; the return is in whole euros, what is rounded off is a difference."""
    if day.month % 3 or not any(desk.balances[account] for account in chart.VAT_ACCOUNTS):
        return
    draft = Draft(desk, chart.VAT_JOURNAL, day, f"Btw-aangifte kwartaal {day.month // 3} {day.year}")
    balance = 0
    for account in chart.VAT_ACCOUNTS:
        cents = desk.balances[account]
        balance += cents
        if cents:
            draft.add(account, -cents, description="Naar aangifte omzetbelasting")
    whole = balance // 100 * 100 if balance >= 0 else -(-balance // 100 * 100)
    draft.add(chart.VAT_DUE, whole, description="Volgens aangifte")
    if whole != balance:
        draft.add(chart.PAY_DIFFERENCES, balance - whole, description="Afronding aangifte")
    yield draft.posted()


def bad_debts(desk: Desk, day: date) -> Iterator[Posted]:
    """At the end of a year gives up at most forty claims that are long due and on nobody's agenda."""
    lost = [item for item in desk.items.values() if _is_lost(item.kind, item.amount, (day - item.due_date).days)]
    lost = [item for item in lost if not item.agenda and not item.currency][:40]
    if not lost:
        return
    draft = Draft(desk, chart.MEMORIAL, day, "Afboeking oninbare vorderingen")
    total = 0
    for item in lost:
        cents, _ = desk.take(item, ALL)
        total += cents
        draft.add(
            chart.DEBTORS, -cents, doc_ref=item.invoice_ref, description=f"Oninbaar {item.invoice_ref}",
            relation=item.relation, invoice_ref=item.invoice_ref, match_key=item.key,
        )  # fmt: skip
        draft.touch(item, OTHER)
    draft.add(chart.BAD_DEBTS, total, description="Afboeking debiteuren")
    yield draft.posted()


def _is_lost(kind: str, cents: int, days_late: int) -> bool:
    return kind == "CU" and cents > 0 and days_late > 300


def stock_count(desk: Desk, day: date) -> Iterator[Posted]:
    """The stock as counted at the end of the year: about a month and a half of what goods cost."""
    if not desk.trade.keeps_stock or not desk.balances[chart.COST_OF_SALES]:
        return
    change = desk.balances[chart.COST_OF_SALES] // 8 - desk.balances[chart.STOCK] - desk.below(100_000)
    draft = Draft(desk, chart.MEMORIAL, day, f"Voorraad per {day:%d-%m-%Y}")
    draft.add(chart.STOCK, change, description="Voorraadmutatie volgens telling")
    draft.add(chart.STOCK_CHANGE, -change, description="Voorraadmutatie volgens telling")
    yield draft.posted()


def profit_tax(desk: Desk, day: date) -> Iterator[Posted]:
    """Corporation tax over the year's profit: 19 % up to 200,000 and 25.8 % above."""
    profit = -sum(cents for account, cents in desk.balances.items() if chart.account_type(account) == "P")
    if profit <= 0:
        return
    tax = rounded(min(profit, 20_000_000) * 190 + max(profit - 20_000_000, 0) * 258, 1000) // 100 * 100
    draft = Draft(desk, chart.MEMORIAL, day, f"Vennootschapsbelasting {day.year}")
    draft.add(chart.PROFIT_TAX, tax, description="Belasting over de winst")
    draft.add(chart.PROFIT_TAX_DUE, -tax, description="Te betalen")
    yield draft.posted()


def appropriation(desk: Desk, day: date) -> Iterator[Posted]:
    """Adds last year's result to the reserves, two fifths of a profit as dividend."""
    result = desk.balances[chart.RESULT]
    if not result:
        return
    dividend = -result * 2 // 5 if result < 0 else 0
    draft = Draft(desk, chart.MEMORIAL, day, f"Resultaatbestemming {day.year - 1}")
    draft.add(chart.RESULT, -result, description="Resultaat vorig boekjaar")
    draft.add(chart.RESERVES, result + dividend, description="Naar algemene reserve")
    if dividend:
        draft.add(chart.DIVIDEND_DUE, -dividend, description="Dividend")
    yield draft.posted()
