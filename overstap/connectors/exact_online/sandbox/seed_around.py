"""What stands around the books of the sandbox: documents with their files, assets, a project and an item."""

from datetime import date
from decimal import Decimal

from overstap.connectors.exact_online.sandbox import booking
from overstap.connectors.exact_online.sandbox.booking import Header
from overstap.connectors.exact_online.sandbox.seed_maker import Maker
from overstap.connectors.exact_online.sandbox.tables import Row, day, number

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def document(maker: Maker, key: str, header: Header, relation: Row) -> None:
    """The invoice of a purchase, with a file of PDF."""
    copies = booking.relation_fields(relation)
    subject = f"Factuur {header.your_ref} {relation['Name']}"
    row = {"ID": key, "HID": maker.division.next("document", 1), "Subject": subject, "Type": 20, "Currency": "EUR"}
    row |= {
        "TypeDescription": "Inkoopfactuur",
        "DocumentDate": day(header.on),
        "FinancialTransactionEntryID": header.id,
    }
    row |= {"Category": maker.guid("category"), "HasEmptyBody": True, "Language": "NL"}
    maker.put("documents/Documents", key, row | copies)
    own = maker.guid("attachment", key)
    content = PDF + f"% {subject}\n".encode()
    maker.division.files[own] = content
    file = {"ID": own, "Document": key, "FileName": f"{header.your_ref}.pdf", "FileSize": len(content)}
    maker.put("documents/DocumentAttachments", own, file)


def assets(maker: Maker) -> None:
    """Two assets of one group."""
    group = maker.guid("asset group")
    accounts = {"GLAccountAssetsCode": "0200", "GLAccountDepreciationBSCode": "0210"}
    accounts |= {"GLAccountDepreciationPLCode": "4600"}
    maker.put("assets/AssetGroups", group, {"ID": group, "Code": "MACH", "Description": "Machines"} | accounts)
    method = maker.guid("method")
    lineair = {"ID": method, "Code": "L10", "Description": "Lineair 10 jaar", "Years": 10, "Type": 1}
    maker.put("assets/DepreciationMethods", method, lineair)
    for place, (code, name, value, rest) in enumerate(
        (("OVEN", "Deckoven", "24000.00", "0.00"), ("BALIE", "Toonbank", "9600.00", "1600.00"))
    ):
        key = maker.guid("asset", code)
        row = {"ID": key, "Code": code, "Description": name, "Status": 1, "AssetGroup": group, "AssetGroupCode": "MACH"}
        row |= {"InvestmentDate": day(date(2021, 7 + place, 1)), "InvestmentAmountDC": number(Decimal(value))}
        row |= {"InvestmentAmountFC": number(Decimal(value)), "ResidualValue": number(Decimal(rest))}
        row |= {"PrimaryMethod": method, "PrimaryMethodCode": "L10", "StartDate": day(date(2021, 7 + place, 1))}
        row |= {"DepreciatedAmount": number(Decimal(value) / 3), "InvestmentCurrency": "EUR", "AlreadyDepreciated": 0}
        maker.put("assets/Assets", key, row | {"PrimaryMethodDescription": "Lineair 10 jaar"})


def others(maker: Maker, customer: Row) -> None:
    """A project and an item."""
    key = maker.guid("project")
    project = {"ID": key, "Code": "FEEST", "Description": "Jubileumfeest", "Type": 3} | booking.relation_fields(
        customer
    )
    maker.put("project/Projects", key, project)
    key = maker.guid("item")
    item = {"ID": key, "Code": "BROOD-WIT", "Description": "Wit brood", "IsSalesItem": True, "StandardSalesPrice": 2.75}
    maker.put("logistics/Items", key, item | {"Unit": "st"})
