"""Fixed assets that an administration of a test holds."""

from datetime import date
from decimal import Decimal

from overstap.books.assets.models import Asset, Depreciation
from overstap.tenancy.models import Administration


def first(one: Administration) -> None:
    """An oven, with a month of depreciation that was booked."""
    Asset.objects.create(
        administration=one, code="A001", name="Oven", group="Inventaris", purchased_on=date(2024, 1, 15),
        purchase=Decimal("10000.00"), residual=Decimal("1000.00"), method="linear", months=60, start=date(2024, 2, 1),
        asset_account="0100", depreciation_account="0110", cost_account="4300",
    )  # fmt: skip
    Depreciation.objects.create(
        administration=one, asset_code="A001", year=2024, month=2, amount=Decimal("150.00"), journal_code="ME",
        entry_number="AFS-2024-02",
    )  # fmt: skip


def second(one: Administration) -> None:
    """A van that was sold, with difficult letters."""
    Asset.objects.create(
        administration=one, code="b/2 é", name="Bestelbus caf\u00e9 cafe\u0301", purchased_on=date(2020, 6, 1),
        purchase=Decimal("25000.10"), residual=Decimal("0.00"), method="degressive", months=48, rate=Decimal("30.50"),
        start=date(2020, 6, 1), asset_account="0200", depreciation_account="0210", cost_account="4310", note="a\n\\b",
        disposed_on=date(2024, 3, 3), proceeds=Decimal("-0.00"), disposal_journal="VK", disposal_entry="2024-1",
    )  # fmt: skip
    Depreciation.objects.create(
        administration=one, asset_code="b/2 é", year=2020, month=6, amount=Decimal("0.01")
    )  # fmt: skip
