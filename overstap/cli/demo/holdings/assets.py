"""Fixed assets of an administration of the demonstration, on the accounts that its books have."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from overstap.books.assets import actions
from overstap.books.assets.accounts import is_fixed_asset
from overstap.books.assets.planning import plan
from overstap.books.assets.values import AssetCard
from overstap.books.ledger import queries as ledger
from overstap.books.ledger.queries import Administration
from overstap.books.ledger.results import TrialBalanceRow
from overstap.books.ledger.values import AccountType
from overstap.lib.money import CENT, ZERO
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

_THINGS = (("Bestelbus", "Vervoer"), ("Werkbank en gereedschap", "Inventaris"), ("Computers en server", "Inventaris"),
           ("Inrichting kantoor", "Inventaris"))  # fmt: skip
_SHARES = (40, 25, 15, 20)  # per cent of what the ledger says
_LIFE = 60  # months


def furnish(actor: Actor, code: str, year: int) -> int:
    """Enter assets that come to what the ledger says at the end of ``year``, with what was depreciated before.

    Gives how many; none where the books have no accounts for them. Nothing is booked in the ledger.
    """
    one = access.administration(actor, code, Right.READ_BOOKS)
    accounts = _accounts(one)
    if accounts is None:
        return 0
    asset, gone, cost = accounts
    for card, depreciated in _cards(year, asset, gone, cost):
        actions.enter(actor, code, card)
        actions.already_booked(actor, code, card.code, _months(card, depreciated))
    return len(_THINGS)


def _cards(
    year: int, asset: TrialBalanceRow, gone: TrialBalanceRow, cost: TrialBalanceRow
) -> Iterator[tuple[AssetCard, Decimal]]:
    passed = max(1, min(_LIFE - 1, round(_LIFE * -gone.closing / asset.closing)))
    month = year * 12 + 12 - passed  # counted from year 0; the month of purchase
    bought = date(month // 12, month % 12 + 1, 1)
    purchases, depreciated = _shared(asset.closing), _shared(-gone.closing)
    for number, ((name, group), purchase, before) in enumerate(zip(_THINGS, purchases, depreciated, strict=True), 1):
        card = AssetCard(
            f"VA{number:03d}", name, group, bought, purchase, ZERO, "linear", _LIFE, Decimal(0), bought,
            asset.account, gone.account, cost.account,
        )  # fmt: skip
        yield card, before


def _shared(total: Decimal) -> list[Decimal]:
    """A total in ``_SHARES``, to the cent."""
    parts = [(total * share / 100).quantize(CENT) for share in _SHARES[:-1]]
    return [*parts, total - sum(parts, ZERO)]


def _months(card: AssetCard, depreciated: Decimal) -> list[tuple[int, int, Decimal]]:
    """What was depreciated before, month by month up to the end of the newest book year."""
    passed = round(_LIFE * depreciated / card.purchase) or 1
    earlier = replace(card, purchase=depreciated, months=passed)
    return [(one.year, one.month, one.amount) for one in plan(earlier)]


def _accounts(one: Administration) -> tuple[TrialBalanceRow, TrialBalanceRow, TrialBalanceRow] | None:
    """An account of assets, the one beside it for depreciation, and one of costs; None where one has no balance."""
    rows = ledger.trial_balance(one)
    references = {row.account: ledger.account(one, row.account) for row in rows if row.closing and row.type != "P"}
    fixed = [
        row for row in rows
        if (found := references.get(row.account)) and is_fixed_asset(found.name, found.type, found.reference)
    ]  # fmt: skip
    costs = [row for row in rows if row.type == AccountType.PROFIT_AND_LOSS and "schrijving" in row.name.lower()]
    gone = next((row for row in fixed if row.closing < 0), None)
    asset = next((row for row in fixed if row.closing > 0), None)
    if gone is None or asset is None or not costs or -gone.closing >= asset.closing:
        return None
    return asset, gone, costs[0]
