"""What UpdateConnectors of AFAS are sent: pure functions of books values.

Shapes and field names: docs.afas.help, Financial mutations and Sales relation (official examples); AmDc, AmCc and CuId
of amounts in other currencies from the field list of the PracticalAfas package (user report).
"""

import base64
from collections.abc import Mapping, Sequence
from decimal import Decimal

from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.values import Address, Relation
from overstap.connectors.afas_sb.parties import Party
from overstap.connectors.values import DocumentFile

LEDGER, DEBTOR, CREDITOR = "1", "2", "3"  # VaAs, what the number of an account is one of
_ALWAYS_NEW = "6"  # MatchOga: make an organisation, and do not look for one that is like it
_FILE = 5  # StId in the official example: the type of dossier item "file"
_SALES, _PURCHASE = 1, 2  # SiTp; the official page shows 1 for sales, 2 is by analogy (unverified)


def entry(unit: str, made: Entry, voucher: str, parties: Sequence[Party | None]) -> Mapping[str, object]:
    """FiEntries. ``parties`` has for each line the debtor or creditor whose account it is, or None."""
    lines = [_line(line, made, voucher, party) for line, party in zip(made.lines, parties, strict=True)]
    head = {"Year": str(made.year), "Peri": str(made.period), "UnId": unit, "JoCo": made.journal}
    return {"FiEntryPar": {"Element": {"Fields": head, "Objects": [{"FiEntries": {"Element": lines}}]}}}


def _line(line: Line, made: Entry, voucher: str, party: Party | None) -> Mapping[str, object]:
    debit, credit = sides(line)
    fields: dict[str, object] = {
        "VaAs": party.kind if party else LEDGER,
        "AcNr": party.code if party else line.account,
        "EnDa": made.date.isoformat(),
        "BpDa": (line.effective_date or made.date).isoformat(),
        "BpNr": voucher,
        "Ds": line.description or made.description,
        "AmDe": str(debit),
        "AmCr": str(credit),
    }
    if line.invoice_ref and party:
        fields["InId"] = line.invoice_ref
    if line.vat:
        fields["VaId"] = line.vat[0].code
    if line.currency and line.currency != "EUR" and line.currency_amount is not None:
        fields.update({"CuId": line.currency, "AmDc" if debit else "AmCc": str(abs(line.currency_amount))})
    return {"Fields": fields, **_allocation(line, debit, credit)}


def _allocation(line: Line, debit: Decimal, credit: Decimal) -> Mapping[str, object]:
    if not line.cost_centre:
        return {}
    fields = {"DiC1": line.cost_centre, "AmDe": str(debit), "AmCr": str(credit)}
    return {"Objects": [{"FiDimEntries": {"Element": {"Fields": fields}}}]}


def sides(line: Line) -> tuple[Decimal, Decimal]:
    """Debit and credit, as AFAS has them; a negative amount stays on its side."""
    return (line.amount, Decimal(0)) if line.side == "D" else (Decimal(0), -line.amount)


def relation(made: Relation, side: str) -> tuple[str, Mapping[str, object]]:
    """The UpdateConnector for a debtor ("C") or creditor ("S"), and what it is sent."""
    connector, number = ("KnSalesRelationOrg", "@DbId") if side == "C" else ("KnPurchaseRelationOrg", "@CrId")
    fields: dict[str, object] = {"IsDb" if side == "C" else "IsCr": True, "CuId": "EUR"}
    if made.tax_number:
        fields["VaId"] = made.tax_number
    if made.group:
        fields["ColA"] = made.group
    organisation: dict[str, object] = {
        "PadAdr": True, "AutoNum": True, "MatchOga": _ALWAYS_NEW, "Nm": made.name, "CcNr": made.commerce_number,
        "TeNr": made.phone, "EmAd": made.email, "HoPa": made.website,
    }  # fmt: skip
    known = {name: one for name, one in organisation.items() if one not in ("", None)}
    inner: dict[str, object] = {"Fields": known}
    street = next((one for one in made.addresses if one.kind == "street"), None)
    if street is not None:
        inner["Objects"] = [{"KnBasicAddressAdr": {"Element": {"Fields": _address(street)}}}]
    objects = [{"KnOrganisation": {"Element": inner}}]
    return connector, {connector: {"Element": {number: made.code, "Fields": fields, "Objects": objects}}}


def _address(made: Address) -> Mapping[str, object]:
    found = {
        "CoId": made.country or "NL",
        "PbAd": False,
        "Ad": made.street,
        "HmNr": made.number,
        "HmAd": made.addition,
        "ZpCd": made.postal_code,
        "Rs": made.city,
    }
    return {name: one for name, one in found.items() if one != ""}


def document(unit: str, made: DocumentFile, invoice: str, kind: str) -> Mapping[str, object]:
    """KnSubject: a file in the dossier of an invoice of a debtor or creditor (``kind``)."""
    link = {"DoCRM": True, "SiUn": unit, "SiTp": _SALES if kind == DEBTOR else _PURCHASE, "SiId": invoice}
    stream = base64.b64encode(b"".join(made.content())).decode()
    fields: dict[str, object] = {"StId": _FILE, "Ds": (made.subject or made.name)[:80]}
    if made.on:
        fields["Da"] = f"{made.on.isoformat()}T00:00:00"
    objects = [
        {"KnSubjectLink": {"Element": {"Fields": link}}},
        {"KnSubjectAttachment": {"Element": {"Fields": {"FileName": made.name, "FileStream": stream}}}},
    ]
    return {"KnSubject": {"Element": {"Fields": fields, "Objects": objects}}}
