"""Purchase invoices and credit notes, the fixed monthly ones included."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from overstap.books.ledger.values import LineVat
from overstap.books.sample import chart
from overstap.books.sample.chart import Rate
from overstap.books.sample.currency import Rates
from overstap.books.sample.relations import EU, EXPORT, REVERSE, Party
from overstap.books.sample.running import ALL, INVOICE, Desk, Draft, OpenItem, Posted, money, rounded
from overstap.books.sample.sales import vat_totals, working_day
from overstap.books.sample.trades import INVESTMENTS, OVERHEADS, Purchase


class Row(NamedTuple):
    """A line of a purchase invoice: net amount in cents, the same in the invoice's currency, VAT in cents per rate."""

    what: Purchase
    net: int
    foreign: int
    vat: tuple[tuple[Rate, int], ...]


def invoice(desk: Desk, rates: Rates, day: date) -> Posted:
    """One purchase invoice, or now and then a credit note, of 1 to 3 rows from a supplier."""
    supplier = desk.cast.suppliers[desk.below(len(desk.cast.suppliers))]
    sign = -1 if desk.chance(3) else 1
    rows = [_row(desk, rates, supplier, day, sign) for _ in range(1 + desk.below(4) // 2)]
    return _posted(desk, supplier, day, rows, fixed_sides=sign < 0 and desk.chance(50))


def fixed_costs(desk: Desk, day: date, turnover: int) -> Iterator[Posted]:
    """Rent, energy, telephone and accountant, on the first of a month; ``turnover`` is a month's, in cents."""
    shares = ((chart.RENT, "Huur", 40), (chart.ENERGY, "Energie", 8), (chart.TELECOM, "Telefoon & internet", 3),
              (chart.ACCOUNTANT, "Administratie", 10))  # fmt: skip
    for supplier, (account, text, per_mille) in zip(desk.cast.fixed, shares, strict=True):
        net = max(turnover * per_mille // 1000, 5_000) + desk.below(500)
        what = Purchase(account, f"{text} {day:%m-%Y}", net, net)
        yield _posted(desk, supplier, day, [Row(what, net, 0, _vat(desk, supplier, what, net))], fixed_sides=False)


def _row(desk: Desk, rates: Rates, supplier: Party, day: date, sign: int) -> Row:
    pool = _pool(desk, supplier)
    what = pool[desk.below(len(pool))]
    chance = desk.rng.random()
    foreign = sign * (what.lowest + int((what.highest - what.lowest) * chance * chance))
    net = rates.own(foreign, supplier.currency, day.month) if supplier.currency else foreign
    return Row(what, net, foreign if supplier.currency else 0, _vat(desk, supplier, what, net))


def _pool(desk: Desk, supplier: Party) -> tuple[Purchase, ...]:
    if supplier.treatment in (REVERSE, EU) or not desk.chance(35):
        return desk.trade.bought
    return INVESTMENTS if desk.chance(1) else OVERHEADS


def _vat(desk: Desk, supplier: Party, what: Purchase, net: int) -> tuple[tuple[Rate, int], ...]:
    """VAT of a row: what is claimed back positive, what is due because it is shifted to us negative."""
    high = rounded(net * 21, 100)
    if supplier.treatment == REVERSE:
        return (chart.REVERSED_DUE, -high), (chart.REVERSED_BACK, high)
    if supplier.treatment == EU:
        return (chart.EU_DUE, -high), (chart.EU_BACK, high)
    if supplier.treatment == EXPORT:
        return ((chart.INPUT_NONE, 0),)
    if what.account == chart.CANTEEN and desk.chance(20):
        drinks = rounded(net, 3)
        low = rounded((net - drinks) * 9, 100)
        return (chart.INPUT_HIGH, rounded(drinks * 21, 100)), (chart.INPUT_LOW, low)
    if what.low_vat:
        return ((chart.INPUT_LOW, rounded(net * 9, 100)),)
    return ((chart.INPUT_HIGH, high),)


def _posted(desk: Desk, supplier: Party, day: date, rows: list[Row], *, fixed_sides: bool) -> Posted:
    number = desk.numbers[chart.PURCHASE_JOURNAL] + 1
    total = sum(row.net for row in rows) + sum(cents for row in rows for _, cents in row.vat)
    invoice_day = day - timedelta(days=desk.below(7))
    ref = f"{supplier.relation.code[-3:]}/{invoice_day:%y%m}-{number}"
    kind = "Inkoopfactuur" if total >= 0 else "Creditnota inkoop"
    draft = Draft(desk, chart.PURCHASE_JOURNAL, day, f"{kind} {ref}", user="JOSE")
    item = _item(desk, supplier, invoice_day, draft, ref, -total)
    item.currency_amount = -sum(row.foreign for row in rows)
    desk.keep(item)
    draft.add(
        chart.CREDITORS,
        -total,
        "C" if fixed_sides else "",
        item.currency_amount,
        doc_ref=ref,
        description=supplier.relation.name[:50],
        relation=item.relation,
        invoice_ref=ref,
        match_key=item.key,
        currency=item.currency,
    )
    draft.touch(item, INVOICE)
    for row in rows:
        _cost_line(desk, draft, item, row, "D" if fixed_sides or row.net >= 0 else "C")
    for rate, cents in vat_totals(block for row in rows for block in row.vat):
        side = ("D" if rate.claims else "C") if fixed_sides else ""
        draft.add(rate.account, cents, side, doc_ref=ref, description=rate.name, invoice_ref=ref)
    return draft.posted()


def _cost_line(desk: Desk, draft: Draft, item: OpenItem, row: Row, side: str) -> None:
    projects = desk.cast.projects if row.what.account >= chart.COST_OF_SALES else ()
    draft.add(
        row.what.account,
        row.net,
        side,
        row.foreign,
        doc_ref=item.invoice_ref,
        description=row.what.name,
        relation=item.relation,
        invoice_ref=item.invoice_ref,
        cost_centre=chart.COST_CENTRES[desk.below(4)][0],
        project=projects[desk.below(len(projects))][0] if projects else "",
        currency=item.currency,
        vat=_blocks(row.vat, side),
    )


def _blocks(vat: tuple[tuple[Rate, int], ...], side: str) -> tuple[LineVat, ...]:
    """VAT blocks of a cost line; VAT that is due stands on the other side than the cost it belongs to."""
    other = "C" if side == "D" else "D"
    blocks = []
    for rate, cents in vat:
        due = rate in (chart.REVERSED_DUE, chart.EU_DUE)
        blocks.append(LineVat(rate.code, rate.percentage, money(cents), other if due else side))
    return tuple(blocks)


def _item(desk: Desk, supplier: Party, invoice_day: date, draft: Draft, ref: str, amount: int) -> OpenItem:
    due = invoice_day + timedelta(days=supplier.terms)
    pay_day = working_day(max(due.toordinal() - desk.below(4), draft.day.toordinal() + 1))
    return OpenItem(
        key=f"P{draft.number}",
        kind="SU",
        relation=supplier.relation.code,
        iban=supplier.iban,
        invoice_ref=ref,
        invoice_side="C" if amount <= 0 else "D",
        invoice_date=invoice_day,
        due_date=due,
        amount=amount,
        currency=supplier.currency,
        bank=chart.BANK_TWO if supplier.currency else chart.BANK_ONE,
        agenda=() if desk.chance(0.5) else ((pay_day, ALL),),
    )
