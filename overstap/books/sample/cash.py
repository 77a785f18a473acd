"""The cash book: small purchases every week, and the cash drawn from the bank."""

from collections.abc import Iterator
from datetime import date

from overstap.books.ledger.values import LineVat
from overstap.books.sample import chart
from overstap.books.sample.running import Desk, Draft, Posted, money, rounded


def entries(desk: Desk, day: date) -> Iterator[Posted]:
    """What happens in the cash book on a day: cash drawn is counted the next morning, groceries are for Fridays."""
    drawn = desk.balances[chart.TRANSIT]
    if drawn and day.day > 3:
        draft = Draft(desk, chart.CASH_JOURNAL, day, "Kasopname van bank")
        draft.add(chart.CASH, drawn, description="Ontvangen van bank")
        draft.add(chart.TRANSIT, -drawn, description="Kruispost opname")
        yield draft.posted()
    if day.weekday() == 4 and desk.balances[chart.CASH] > 10_000:
        yield _groceries(desk, day)


def _groceries(desk: Desk, day: date) -> Posted:
    net = 450 + desk.below(4_000)
    vat = rounded(net * chart.INPUT_LOW.percent, 100)
    draft = Draft(desk, chart.CASH_JOURNAL, day, "Kasbon boodschappen")
    block = LineVat(chart.INPUT_LOW.code, chart.INPUT_LOW.percentage, money(vat), "D")
    draft.add(chart.CANTEEN, net, description="Koffie, melk & beschuit", cost_centre="100", vat=(block,))
    draft.add(chart.VAT_INPUT, vat, description=chart.INPUT_LOW.name)
    draft.add(chart.CASH, -net - vat, description="Kas")
    return draft.posted()
