"""What a reading takes, told from lists alone."""

from decimal import Decimal

from overstap.connectors.port import Plan
from overstap.connectors.twinfield import masters
from overstap.connectors.twinfield.desk import RELATIONS, Desk
from overstap.connectors.values import Kind, Wanted

_LEDGERS = frozenset({Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS})


def plan(desk: Desk, wanted: Wanted) -> Plan:
    """Calls (a credit each) and when they will have been made. Twinfield counts lines for nobody beforehand: 0.

    There is no limit a day, so that nothing of a day is used up.
    """
    years = len(masters.years(desk, wanted.years))
    calls = 2 + len(wanted.kinds)
    if {Kind.RELATIONS, Kind.PAYMENT_CONDITIONS} & wanted.kinds:
        calls += sum(len(desk.listed(kind)) for kind in RELATIONS)
    if {Kind.VAT_CODES, *_LEDGERS} & wanted.kinds:
        calls += len(desk.vat_codes)
    if Kind.ASSETS in wanted.kinds:
        calls += len(desk.listed("AST")) + 1
    if Kind.PERIODS in wanted.kinds:
        calls += years
    if _LEDGERS & wanted.kinds:
        calls += 3 * years
    return Plan(calls, 0, desk.client.credits.until(calls), Decimal(0))
