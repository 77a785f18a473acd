"""Sales invoices and credit notes."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from overstap.books.ledger.values import LineVat
from overstap.books.sample import chart
from overstap.books.sample.chart import Rate
from overstap.books.sample.currency import Rates
from overstap.books.sample.relations import BAD, EU, EXPORT, HOME, LATE, REVERSE, Party
from overstap.books.sample.running import ALL, INVOICE, Desk, Draft, OpenItem, Posted, money, rounded
from overstap.books.sample.trades import Product

_BY_TREATMENT = {
    REVERSE: (chart.SALES_REVERSED, chart.REVERSED),
    EU: (chart.SALES_EU, chart.EU_SUPPLY),
    EXPORT: (chart.SALES_EXPORT, chart.EXPORT),
}


class Row(NamedTuple):
    """A line of an invoice: net amount in cents (own currency and foreign), VAT amounts per rate."""

    account: str
    net: int
    foreign: int
    vat: tuple[tuple[Rate, int], ...]
    product: Product
    quantity: Decimal
    text: str


def invoice(desk: Desk, rates: Rates, day: date) -> Posted:
    """One sales invoice, or now and then a credit note, of 1 to 6 rows to a customer."""
    customer = _customer(desk)
    credit = desk.chance(4)
    sign = -1 if credit else 1
    rows = [_row(desk, rates, customer, day, sign) for _ in range(_row_count(desk))]
    if desk.chance(3):
        rows.append(_free_row(desk, customer))
    # A credit note is turned around by most packages; some keep the sides and write the amounts negative.
    fixed_sides = credit and desk.chance(30)
    ref = f"{desk.year}{desk.numbers[chart.SALES_JOURNAL] + 1:05d}"
    draft = Draft(desk, chart.SALES_JOURNAL, day, f"{'Creditnota' if credit else 'Factuur'} {ref}")
    total = sum(row.net for row in rows) + sum(cents for row in rows for _, cents in row.vat)
    item = _item(desk, draft, customer, ref, total, sum(row.foreign for row in rows))
    _debtor_line(draft, item, total, "D" if fixed_sides else "")
    for row in rows:
        _revenue_line(desk, draft, item, row, fixed_sides=fixed_sides)
    for rate, cents in vat_totals(block for row in rows for block in row.vat):
        draft.add(rate.account, -cents, "C" if fixed_sides else "", doc_ref=ref, description=rate.name, invoice_ref=ref)
    return draft.posted()


def _customer(desk: Desk) -> Party:
    # Squared: the first customers are the big ones.
    chance = desk.rng.random()
    return desk.cast.customers[int(len(desk.cast.customers) * chance * chance)]


def _row_count(desk: Desk) -> int:
    chance = desk.rng.random()
    return 1 + int(desk.trade.most_rows * chance * chance)


def _row(desk: Desk, rates: Rates, customer: Party, day: date, sign: int) -> Row:
    product = desk.trade.products[desk.below(len(desk.trade.products))]
    chance = desk.rng.random()
    hundredths = 100 * (1 + int(product.most * chance * chance))
    if product.quarters:
        hundredths += 25 * desk.below(4)
    price = product.lowest + desk.below(product.highest - product.lowest + 1)
    foreign = sign * rounded(price * hundredths, 100)
    net = rates.own(foreign, customer.currency, day.month) if customer.currency else foreign
    account, vat = _vat(desk, customer, product, net)
    quantity = money(sign * hundredths)
    return Row(account, net, foreign if customer.currency else 0, vat, product, quantity, product.name)


def _free_row(desk: Desk, customer: Party) -> Row:
    product = desk.trade.products[0]
    account, vat = _vat(desk, customer, product, 0)
    return Row(account, 0, 0, vat, product, Decimal("1.00"), "Gratis: onze dank voor uw bestelling")


def _vat(desk: Desk, customer: Party, product: Product, net: int) -> tuple[str, tuple[tuple[Rate, int], ...]]:
    if customer.treatment != HOME:
        account, rate = _BY_TREATMENT[customer.treatment]
        return account, ((rate, 0),)
    if desk.chance(2):
        # One price for a mixed package: half of it at each rate, two VAT blocks on one line.
        half = rounded(net, 2)
        return chart.SALES_HIGH, (
            (chart.HIGH, rounded(half * 21, 100)),
            (chart.LOW, rounded((net - half) * 9, 100)),
        )
    if desk.chance(1):
        return chart.SALES_EXEMPT, ((chart.ZERO_RATED, 0),)
    rate = chart.LOW if product.low_vat else chart.HIGH
    account = chart.SALES_LOW if product.low_vat else chart.SALES_HIGH
    return account, ((rate, rounded(net * rate.percent, 100)),)


def _item(desk: Desk, draft: Draft, customer: Party, ref: str, total: int, foreign: int) -> OpenItem:
    due = draft.day + timedelta(days=customer.terms)
    item = OpenItem(
        key=f"S{ref}",
        kind="CU",
        relation=customer.relation.code,
        iban=customer.iban,
        invoice_ref=ref,
        invoice_side="D" if total >= 0 else "C",
        invoice_date=draft.day,
        due_date=due,
        amount=total,
        currency=customer.currency,
        currency_amount=foreign,
        bank=chart.BANK_TWO if customer.currency or desk.chance(12) else chart.BANK_ONE,
        agenda=_agenda(desk, customer, draft.day, due),
    )
    desk.keep(item)
    return item


def _agenda(desk: Desk, customer: Party, day: date, due: date) -> tuple[tuple[int, int], ...]:
    if (customer.habit == BAD and desk.chance(25)) or desk.chance(0.3):
        return ()
    late = desk.below(45) if customer.habit in (LATE, BAD) else desk.below(9) - 5
    last = working_day(max(due.toordinal() + late, day.toordinal() + 1))
    if desk.chance(4):
        return (last, 400), (working_day(last + 21), ALL) if desk.chance(70) else (last + 1, 500)
    return ((last, ALL),)


def working_day(ordinal: int) -> int:
    """The day itself, or the Monday after it when it falls in a weekend (day 1 of the calendar is a Monday)."""
    return ordinal + (0, 0, 0, 0, 0, 2, 1)[(ordinal - 1) % 7]


def _debtor_line(draft: Draft, item: OpenItem, total: int, side: str) -> None:
    draft.add(
        chart.DEBTORS,
        total,
        side,
        item.currency_amount,
        doc_ref=item.invoice_ref,
        description=draft.description,
        relation=item.relation,
        invoice_ref=item.invoice_ref,
        match_key=item.key,
        currency=item.currency,
    )
    draft.touch(item, INVOICE)


def _revenue_line(desk: Desk, draft: Draft, item: OpenItem, row: Row, *, fixed_sides: bool) -> None:
    side = "C" if fixed_sides or row.net >= 0 else "D"
    projects = desk.cast.projects
    draft.add(
        row.account,
        -row.net,
        side,
        -row.foreign,
        doc_ref=item.invoice_ref,
        description=row.text,
        relation=item.relation,
        invoice_ref=item.invoice_ref,
        cost_centre="200" if desk.chance(60) else "",
        project=projects[desk.below(len(projects))][0] if projects else "",
        product=row.product.code,
        quantity=row.quantity,
        currency=item.currency,
        vat=tuple(LineVat(rate.code, rate.percentage, money(-cents), side) for rate, cents in row.vat),
    )


def vat_totals(blocks: Iterable[tuple[Rate, int]]) -> list[tuple[Rate, int]]:
    """VAT per rate that has an account, where there is any, in the order in which the rates occur."""
    totals: dict[Rate, int] = {}
    for rate, cents in blocks:
        if rate.account:
            totals[rate] = totals.get(rate, 0) + cents
    return [(rate, cents) for rate, cents in totals.items() if cents]
