"""Reads of fixed assets, for pages, command line and moves. Right to read is asked by who calls."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from overstap.books.assets.models import Asset, Depreciation
from overstap.books.assets.planning import plan
from overstap.books.assets.values import (
    AccountDifference,
    AssetCard,
    AssetFile,
    AssetRow,
    BookedRow,
    Disposal,
    Planned,
)
from overstap.books.ledger import queries as ledger
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.money import ZERO
from overstap.tenancy.models import Administration

PAGE = 50


class AssetNotFound(Refused):
    """There is no such asset in this administration."""

    code = "ASSET-NOT-FOUND"


def today() -> date:
    """The day in the Netherlands."""
    return clock.now().astimezone(clock.AMSTERDAM).date()


def assets(administration: Administration, on: date, *, after: str = "", limit: int | None = None) -> list[AssetRow]:
    """Assets by code with their book value on a day; ``after``: the code at which the last page ended."""
    found = Asset.objects.filter(administration=administration).order_by("code")
    if after:
        found = found.filter(code__gt=after if after.isprintable() else "")
    rows = list(found[:limit] if limit else found)
    if not rows:
        return []
    depreciated = _depreciated(administration, on, [row.code for row in rows] if limit else None)
    return [row_of(row, depreciated.get(row.code, ZERO), on) for row in rows]


def totals(administration: Administration, on: date) -> tuple[Decimal, Decimal, Decimal]:
    """What all assets that are there on a day cost, what was depreciated of them, and their book value."""
    rows = [row for row in assets(administration, on) if row.disposal is None and row.card.purchased_on <= on]
    cost = sum((row.card.purchase for row in rows), ZERO)
    gone = sum((row.depreciated for row in rows), ZERO)
    return cost, gone, cost - gone


def asset(administration: Administration, code: str, on: date) -> AssetFile:
    """One asset with its plan and what was booked. Raises AssetNotFound."""
    row = Asset.objects.filter(administration=administration, code=code if code.isprintable() else "").first()
    if row is None:
        raise AssetNotFound(
            _("There is no fixed asset “%(code)s” here.") % {"code": code[:60]}, remedy=_("Look in the list.")
        )
    booked = Depreciation.objects.filter(administration=administration, asset_code=row.code).order_by("year", "month")
    rows = [BookedRow(*one) for one in booked.values_list(*BookedRow.__slots__)]
    upto = sum((one.amount for one in rows if one.key <= (on.year, on.month)), ZERO)
    shown = row_of(row, upto, on)
    return AssetFile(shown, tuple(plan(shown.card)), tuple(rows))


def due(administration: Administration, year: int, month: int) -> list[tuple[AssetCard, Planned]]:
    """What is planned up to and including a month, and was not booked: of each asset every month by itself."""
    booked = _booked_months(administration)
    found = []
    for row in Asset.objects.filter(administration=administration).order_by("code"):
        card = card_of(row)
        last = min((year, month), (row.disposed_on.year, row.disposed_on.month)) if row.disposed_on else (year, month)
        found += [(card, one) for one in plan(card) if one.key <= last and one.key not in booked[row.code]]
    return found


def differences(administration: Administration, on: date | None = None) -> list[AccountDifference]:
    """Per ledger account of the register: what the assets add up to, and the balance of the ledger; of the newest year.

    The cost of what was not disposed of stands on the asset account, what was depreciated of it on the other.
    """
    day = on or today()
    register: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for row in assets(administration, day):
        register[row.card.asset_account] += ZERO if row.disposal else row.card.purchase
        if row.card.depreciation_account:
            register[row.card.depreciation_account] -= ZERO if row.disposal else row.depreciated
    if not register:
        return []
    balances = {row.account: row for row in ledger.trial_balance(administration)}
    names = ledger.account_names(administration, register)
    return [
        AccountDifference(
            account, names.get(account, ""), amount, balances[account].closing if account in balances else ZERO
        )
        for account, amount in sorted(register.items())
    ]


def card_of(row: Asset) -> AssetCard:
    """The card of a row."""
    return AssetCard(*(getattr(row, name) for name in AssetCard.__slots__))


def row_of(row: Asset, depreciated: Decimal, on: date) -> AssetRow:
    """An asset at a day: after its disposal it has no book value."""
    gone = None
    if row.disposed_on is not None and row.disposed_on <= on:
        gone = Disposal(row.disposed_on, row.proceeds, row.disposal_journal, row.disposal_entry)
    there = row.purchased_on <= on and gone is None
    return AssetRow(card_of(row), gone, depreciated, row.purchase - depreciated if there else ZERO)


def _depreciated(administration: Administration, on: date, codes: Sequence[str] | None) -> dict[str, Decimal]:
    """What was booked of each asset up to the month of a day."""
    found = Depreciation.objects.filter(administration=administration)
    if codes is not None:
        found = found.filter(asset_code__in=codes)
    upto = found.filter(year__lt=on.year) | found.filter(year=on.year, month__lte=on.month)
    sums: Iterable[tuple[str, Decimal]] = upto.values_list("asset_code").annotate(total=Sum("amount"))
    return dict(sums)


def _booked_months(administration: Administration) -> dict[str, set[tuple[int, int]]]:
    months: dict[str, set[tuple[int, int]]] = defaultdict(set)
    rows = Depreciation.objects.filter(administration=administration)
    for code, year, month in rows.values_list("asset_code", "year", "month"):
        months[code].add((year, month))
    return months
