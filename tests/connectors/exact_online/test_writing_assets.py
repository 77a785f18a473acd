"""Writing fixed assets to Exact Online: with their group and method, once, and told where that cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from overstap.books.assets.values import AssetCard, Method
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, Kind
from tests.connectors.driven import Driven
from tests.connectors.exact_online.written_books import calls, desk, read, write

CARD = AssetCard(
    "MIXER", "Deegmixer", "KNEED", date(2025, 4, 1), Decimal("6000.00"), Decimal("600.00"), Method.LINEAR, 60,
    Decimal(0), date(2025, 4, 1), "0200", "0210", "4600",
)  # fmt: skip


@pytest.fixture
def at() -> Iterator[Driven]:
    """A connector with the division 100002, which has neither assets nor groups."""
    with desk() as made:
        yield made


def test_an_asset_comes_back_as_it_was(at: Driven) -> None:
    [told] = write(at, CARD)
    assert (told.became, told.finding) == (Became.MADE, None)
    assert read(at, Kind.ASSETS) == [CARD]


def test_what_several_assets_need_is_made_once(at: Driven) -> None:
    more = [replace(CARD, code=f"MIXER{nr}") for nr in range(5)]
    assert {one.became for one in write(at, *more)} == {Became.MADE}
    assert at.world.calls["POST /docs/XMLUpload.aspx"] == 2  # groups, assets
    assert calls(at, "POST /api/v1/100002/assets/DepreciationMethods") == 1


def test_an_asset_that_is_there_is_not_made_again(at: Driven) -> None:
    write(at, CARD)
    at.world.calls.clear()
    assert [one.became for one in write(at, CARD)] == [Became.THERE]
    assert calls(at, "POST") == 0


def test_an_asset_that_is_not_depreciated_gets_a_method_that_says_so(at: Driven) -> None:
    land = replace(CARD, code="GROND", method=Method.NONE, months=0)
    assert [one.became for one in write(at, land)] == [Became.MADE]
    assert [getattr(one, "method", "") for one in read(at, Kind.ASSETS)] == [Method.NONE]


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, method=Method.DEGRESSIVE, rate=Decimal(20)),
        replace(CARD, group=""),
        replace(CARD, asset_account="1300"),
        replace(CARD, asset_account="0299"),
    ],
    ids=["degressive", "no group", "account of another type", "no such account"],
)
def test_what_cannot_be_made_is_told_and_the_rest_goes_on(at: Driven, card: AssetCard) -> None:
    written = write(at, card, replace(CARD, code="GOED", group="GOED"))
    assert {one.key: one.became for one in written} == {"MIXER": Became.REFUSED, "GOED": Became.MADE}
    [finding] = [one.finding for one in written if one.finding]
    assert (finding.code, finding.place) == ("EXACT-ASSET", "assets MIXER")
    assert finding.message
    assert finding.remedy


def test_an_asset_with_another_value_is_told(at: Driven) -> None:
    write(at, CARD)
    [told] = write(at, replace(CARD, purchase=Decimal("7000.00")))
    assert told.finding is not None
    assert told.finding.code == "EXACT-ASSET-DIFFERS"


@pytest.mark.parametrize("where", ["XMLUpload", "DepreciationMethods"])
def test_an_answer_that_gets_lost_leaves_no_double(at: Driven, where: str) -> None:
    at.world.switch_on(Fault("drop-after", f"POST .*{where}"))
    assert [one.became for one in write(at, CARD)] == [Became.MADE]
    assert read(at, Kind.ASSETS) == [CARD]
