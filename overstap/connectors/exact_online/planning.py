"""What reading a division whole takes: calls, and when it is done with the limits that there are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.limits import DAY, MINUTE
from overstap.connectors.port import Allowance, Plan
from overstap.connectors.values import Kind, Wanted

_LINES = "financialtransaction/TransactionLines"
# Kind -> the entity whose rows are counted, and how many there are in a page where they are read.
_COUNTED = (
    (Kind.ACCOUNTS, "financial/GLAccounts", 1_000),
    (Kind.RELATIONS, "crm/Accounts", 1_000),
    (Kind.RELATIONS, "crm/Addresses", 1_000),
    (Kind.RELATIONS, "crm/BankAccounts", 60),
    (Kind.RELATIONS, "crm/Contacts", 1_000),
    (Kind.ENTRIES, _LINES, 1_000),
    (Kind.DOCUMENTS, "documents/Documents", 1_000),
    (Kind.DOCUMENTS, "documents/DocumentAttachments", 1_000),
)
# Calls for what is small: one for each list.
_SMALL = {
    Kind.COMPANY: 1,
    Kind.PERIODS: 2,
    Kind.VAT_CODES: 1,
    Kind.DIMENSIONS: 3,
    Kind.PAYMENT_CONDITIONS: 1,
    Kind.JOURNALS: 1,
    Kind.OPENING: 1,
    Kind.OPEN_ITEMS: 2,
    Kind.ASSETS: 3,
}


def counted(division: Division, wanted: Wanted) -> Mapping[str, int]:
    """How many rows there are of what is wanted, a call for each list."""
    return {entity: _count(division, entity, wanted) for kind, entity, _page in _COUNTED if kind in wanted.kinds}


def plan(wanted: Wanted, rows: Mapping[str, int], allowances: Sequence[Allowance], now: datetime) -> Plan:
    """What it takes to read ``rows``. The attachments themselves are a call each, and are counted in."""
    calls = sum(_calls(wanted, rows))
    left = {one.window: one for one in allowances}
    done = finished(calls, left[MINUTE.name], left[DAY.name], now)
    share = (Decimal(calls) / left[DAY.name].of).quantize(Decimal("0.001"))
    return Plan(calls, rows.get(_LINES, 0), done, share)


def _count(division: Division, entity: str, wanted: Wanted) -> int:
    years = " or ".join(f"FinancialYear eq {year}" for year in wanted.years) if entity == _LINES else ""
    return division.count(entity, filter=years)


def _calls(wanted: Wanted, rows: Mapping[str, int]) -> Iterator[int]:
    yield from (calls for kind, calls in _SMALL.items() if kind in wanted.kinds)
    for kind, entity, page in _COUNTED:
        if kind in wanted.kinds:
            yield max(1, -(-rows[entity] // page))
    yield rows.get("documents/DocumentAttachments", 0)


def finished(calls: int, minute: Allowance, day: Allowance, now: datetime) -> datetime:
    """When the last of ``calls`` is made: as many a minute as may be, and the rest on the days after this one."""
    begin, days = now, timedelta()
    if calls > day.left:
        calls -= day.left
        begin, days = day.resets_at, timedelta(days=(calls - 1) // day.of)
        calls -= days.days * day.of
        minutes = (calls - 1) // minute.of
    elif calls <= minute.left:
        minutes = 0
    else:
        minutes = 1 + (calls - minute.left - 1) // minute.of
    return begin + days + timedelta(minutes=minutes)
