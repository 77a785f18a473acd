"""Fixed assets as Assets of the XML interface. Names and order are those of eExact-XML.xsd."""

from overstap.books.assets.values import AssetCard
from overstap.connectors.exact_online.xml import building
from overstap.connectors.exact_online.xml.building import Element

_ACTIVE = "A"


def asset(card: AssetCard, method: str) -> Element:
    """An active Asset; ``method`` is the code of its depreciation method at Exact."""
    made = building.element("Asset", code=card.code, status=_ACTIVE)
    building.put(made, "Description", card.name or card.code)
    building.put_coded(made, "AssetGroup", card.group)
    building.put_coded(made, "DepreciationMethod", method)
    building.put_amount(made, "InvestmentAmount", card.purchase)
    building.put_date(made, "InvestmentDate", card.purchased_on)
    building.put(made, "Note", card.note)
    building.put_date(made, "DepreciationStartDate", card.start)
    building.put_amount(made, "ResidualAmount", card.residual)
    return made


def group(card: AssetCard) -> Element:
    """The AssetGroup of a card, with its accounts; it is called by its code, since our values have no name for it."""
    made = building.element("AssetGroup", code=card.group)
    building.put(made, "Description", card.group)
    building.put_coded(made, "GLAssets", card.asset_account)
    building.put_coded(made, "GLDepreciationBS", card.depreciation_account)
    building.put_coded(made, "GLDepreciationPL", card.cost_account)
    return made
