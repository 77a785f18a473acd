"""Fixed assets: dimensions of type AST, and the asset methods that say on which accounts they are kept.

Source: Twinfield's description of fixed assets and asset methods (``<read><type>assetmethod</type>``).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from overstap.books.assets.values import AssetCard, Method
from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import Desk, amount, day
from overstap.lib.findings import Finding, Severity
from overstap.lib.money import ZERO
from overstap.lib.sentences import sentence

_METHODS = (("linear", Method.LINEAR), ("degressive", Method.DEGRESSIVE), ("none", Method.NONE))


def read(desk: Desk) -> Iterator[AssetCard | Finding]:
    """The cards of an office's assets; a Finding for one that lacks what a card needs."""
    methods: dict[str, xml.Element] = {}
    for one in desk.listed("AST"):
        told = desk.dimension("AST", one.code)
        code = xml.text(told, "fixedassets/method")
        if code and code not in methods:
            methods[code] = _method(desk, code)
        yield _card(told, methods.get(code, xml.make("assetmethod")))


def _method(desk: Desk, code: str) -> xml.Element:
    """An asset method; an empty one where Twinfield does not give it."""
    try:
        return desk.read("assetmethod", xml.make("code", text=code))
    except PackageRefused:
        return xml.make("assetmethod")


def _card(told: xml.Element, method: xml.Element) -> AssetCard | Finding:
    code = xml.text(told, "code")
    purchased = day(xml.text(told, "fixedassets/purchasedate"))
    start = _first_day(xml.text(told, "fixedassets/beginperiod")) or purchased
    said = xml.text(method, "calcmethod").lower()
    calculated = next((one for word, one in _METHODS if said.startswith(word)), None)
    if purchased is None or start is None or calculated is None:
        return Finding(
            "TWINFIELD-ASSET",
            Severity.WARNING,
            f"asset {code}",
            sentence("This asset has no date of purchase, or is depreciated in a way that we do not know."),
            sentence("Enter it by hand in the register of assets."),
        )
    return AssetCard(
        code=code,
        name=xml.text(told, "name"),
        group=xml.text(method, "name"),
        purchased_on=purchased,
        purchase=_purchase(told),
        residual=amount(xml.text(told, "fixedassets/residualvalue")),
        method=calculated,
        months=int(xml.text(told, "fixedassets/nrofperiods") or "0"),
        rate=_rate(xml.text(told, "fixedassets/percentage")),
        start=start,
        asset_account=xml.text(method, "balanceaccounts/purchasevalue"),
        depreciation_account=xml.text(method, "balanceaccounts/depreciation"),
        cost_account=xml.text(method, "profitlossaccounts/depreciation"),
        note=xml.text(told, "fixedassets/freetext1"),
    )


def _purchase(told: xml.Element) -> Decimal:
    lines = told.iterfind("fixedassets/translines/transline")
    paid = (amount(xml.text(one, "amount")) for one in lines if xml.text(one, "code") == "purchasevalue")
    return sum(paid, ZERO)


def _rate(told: str) -> Decimal:
    try:
        return Decimal(told or "0")
    except InvalidOperation:
        raise xml.unreadable() from None


def _first_day(period: str) -> date | None:
    """The first day of a period like 2024/06; a year's periods are its months where assets are concerned."""
    year, _slash, month = period.partition("/")
    if not (year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)
