"""Assets and their groups that are sent as XML: an asset needs a group and a depreciation method that are there."""

from datetime import datetime

from overstap.connectors.exact_online.sandbox.answers import business
from overstap.connectors.exact_online.sandbox.booking import stamped
from overstap.connectors.exact_online.sandbox.tables import Division, Row, day, find, number
from overstap.connectors.exact_online.sandbox.writing import reference
from overstap.connectors.exact_online.sandbox.xml import nodes
from overstap.connectors.exact_online.sandbox.xml.nodes import Node, text

_GROUPS, _METHODS, _ASSETS = "assets/AssetGroups", "assets/DepreciationMethods", "assets/Assets"
_ACCOUNTS = {
    "GLAssets": ("GLAccountAssets", 30),
    "GLDepreciationBS": ("GLAccountDepreciationBS", 35),
    "GLDepreciationPL": ("GLAccountDepreciationPL", 122),
}


def asset_group(division: Division, part: Node, at: datetime) -> str:
    """A group with its three accounts, each of the type that the schema asks for. Raises Refusal."""
    made: Row = {"Description": text(part, "Description") or part.get("code", "")}
    for name, (field, kind) in _ACCOUNTS.items():
        account = reference(division, "financial/GLAccounts", "Code", nodes.code(part, name))
        if account["Type"] != kind:
            raise business(f"Ongeldig: Grootboekrekening {account['Code']}")
        made |= {field: account["ID"], f"{field}Code": account["Code"], f"{field}Description": account["Description"]}
    return _put(division, _GROUPS, part, made, at)


def asset(division: Division, part: Node, at: datetime) -> str:
    """An asset. Raises Refusal, and Unreadable for amounts and days that are none."""
    group = reference(division, _GROUPS, "Code", nodes.code(part, "AssetGroup"))
    method = reference(division, _METHODS, "Code", nodes.code(part, "DepreciationMethod"))
    bought, start = nodes.on(text(part, "InvestmentDate")), nodes.on(text(part, "DepreciationStartDate"))
    if bought is None:
        raise business("Verplicht: Investeringsdatum")
    made: Row = {
        "Description": text(part, "Description"),
        "Status": 1,
        "AssetGroup": group["ID"],
        "AssetGroupCode": group["Code"],
        "InvestmentDate": day(bought),
        "InvestmentAmountDC": number(nodes.decimal(text(part, "InvestmentAmount"))),
        "ResidualValue": number(nodes.decimal(text(part, "ResidualAmount"))),
        "PrimaryMethod": method["ID"],
        "PrimaryMethodCode": method["Code"],
        "PrimaryMethodDescription": method["Description"],
        "StartDate": day(start or bought),
        "InvestmentCurrency": "EUR",
        "Notes": text(part, "Note") or None,
    }
    return _put(division, _ASSETS, part, made, at)


def _put(division: Division, table: str, part: Node, told: Row, at: datetime) -> str:
    code = part.get("code", "").strip()
    known = find(division.table(table).values(), lambda row: row["Code"] == code)
    key = known["ID"] if known else division.new_guid()
    division.put(table, key, (known or stamped(division, at)) | told | {"ID": key, "Code": code})
    return code
