"""Writing relations: crm/Accounts with their addresses, bank accounts and contact.

Codes of relations are numbers at Exact (18 characters, padded). One that is none, or begins with a zero, gets a number
from Exact and keeps its own code in SearchCode, by which it is found again.
"""

from overstap.books.relations.values import Address, Relation
from overstap.connectors.exact_online.directory import Directory, Row, text
from overstap.connectors.exact_online.written import Body, Making, differences, noted, told
from overstap.connectors.values import Became, Kind, Written
from overstap.lib.sentences import sentence

CODE = 18  # characters
VISIT, _POSTAL = 1, 2  # types of an address
# Fields that only a relation from Exact has: name in ``extra`` -> field.
EXTRA = {
    "trade_name": "TradeName",
    "rsin": "RSIN",
    "oin": "OINNumber",
    "gln": "GlnNumber",
    "duns": "DunsNumber",
    "eori": "EORINumber",
    "language": "Language",
    "remarks": "Remarks",
    "search_code": "SearchCode",
    "currency_sales": "SalesCurrency",
    "currency_purchase": "PurchaseCurrency",
}
CODED = {
    "payment_condition_sales": ("PaymentConditionSales", "conditions"),
    "payment_condition_purchase": ("PaymentConditionPurchase", "conditions"),
    "vat_code_sales": ("SalesVATCode", "vat_codes"),
    "vat_code_purchase": ("PurchaseVATCode", "vat_codes"),
}


class RelationWriter:
    """Writes one relation at a time, with what belongs to it."""

    def __init__(self, making: Making, directory: Directory) -> None:
        self._making = making
        self._directory = directory

    def find(self, code: str) -> Row | None:
        """The relation of the division that stands for ours with that code."""
        if numeric(code):
            return self._directory.one("relations", code)
        found = self._directory.by("relations", "SearchCode", code)
        return found[0] if found else None

    def relation(self, relation: Relation) -> Written:
        """Made with all that belongs to it, or changed and completed."""
        row = self.find(relation.code)
        wanted = relation_body(relation) | self.coded(relation)
        if row is None:
            made = self._made(relation, wanted)
            self._belongings(relation, made, fresh=True)
            return self._told(relation, Became.MADE, made)
        changes = differences(row, wanted)
        if changes:
            self._making.change("relations", "crm/Accounts", row, changes)
        added = self._belongings(relation, row, fresh=False)
        became = Became.CHANGED if changes or added else Became.THERE
        return self._told(relation, became, row)

    def _made(self, relation: Relation, wanted: Body) -> Row:
        code = relation.code
        # The search code goes before any other one: it is how the relation is found again.
        named = {"Code": code.rjust(CODE)} if numeric(code) else {"SearchCode": code}
        return self._making.listed("relations", "crm/Accounts", {**wanted, **named}, lambda: self.find(code))

    def coded(self, relation: Relation) -> dict[str, object]:
        """Payment conditions and VAT codes of a relation, those that the division has."""
        told_codes = {name: str(relation.extra.get(name, "")) for name in CODED}
        return {
            CODED[name][0]: code
            for name, code in told_codes.items()
            if code and self._directory.one(CODED[name][1], code) is not None
        }

    def _told(self, relation: Relation, became: Became, row: Row) -> Written:
        foreign, finding = text(row, "Code"), None
        if not numeric(relation.code):
            message = sentence(
                "Relation %(code)s is number %(foreign)s in Exact Online, which allows digits only.",
                code=relation.code,
                foreign=foreign,
            )
            remedy = sentence("Its own code stands in its search code there.")
            finding = noted(Kind.RELATIONS, relation.code, "RELATION-NUMBER", message, remedy)
        return told(Kind.RELATIONS, relation.code, became, foreign, finding)

    def _belongings(self, relation: Relation, row: Row, *, fresh: bool) -> int:
        """Add the other addresses, bank accounts and contact that are not there; how many were added.

        Of a relation that was made just now nothing has to be looked up.
        """
        key = text(row, "ID")
        return (
            self._further(relation, key, fresh=fresh)
            + self._banks(relation, key, fresh=fresh)
            + self._contact(relation, key, fresh=fresh)
        )

    def _further(self, relation: Relation, key: str, *, fresh: bool) -> int:
        """All addresses but the first visiting address, which is the relation's own."""
        own = own_address(relation)
        others = [address for address in relation.addresses if address is not own]
        kinds = [address_type(address) for address in others]
        wanted = [
            {"Account": key, "Type": kind, "Main": kind not in kinds[:place]} | address_body(address)
            for place, (kind, address) in enumerate(zip(kinds, others, strict=True))
        ]
        there = [] if fresh else self._directory.several("addresses", key)
        return self._add(
            "addresses", "crm/Addresses", [one for one in wanted if not _known(one, there, "AddressLine1")]
        )

    def _banks(self, relation: Relation, key: str, *, fresh: bool) -> int:
        wanted = [
            {
                "Account": key,
                "BankAccount": account.number.replace(" ", ""),
                "BICCode": account.bank_code,
                "Main": place == 0,
                "Type": "A",
            }
            for place, account in enumerate(relation.bank_accounts)
        ]
        there = [] if fresh else self._directory.several("bank_accounts", key)
        return self._add(
            "bank_accounts", "crm/BankAccounts", [one for one in wanted if not _known(one, there, "BankAccount")]
        )

    def _contact(self, relation: Relation, key: str, *, fresh: bool) -> int:
        if not relation.contact:
            return 0
        there = [] if fresh else self._directory.several("contacts", key)
        if any(text(row, "FullName") == relation.contact for row in there):
            return 0
        first, _space, last = relation.contact.rpartition(" ")
        wanted = {"Account": key, "FirstName": first, "LastName": last, "IsMainContact": not there}
        return self._add("contacts", "crm/Contacts", [{field: value for field, value in wanted.items() if value != ""}])

    def _add(self, listing: str, path: str, bodies: list[dict[str, object]]) -> int:
        for body in bodies:
            sent = {field: value for field, value in body.items() if value != ""}
            self._making.once(path, sent, lambda body=sent: self._look(listing, body))  # type: ignore[misc]
        return len(bodies)

    def _look(self, listing: str, body: Body) -> Row | None:
        """What may have been made although no answer came."""
        self._directory.again(listing)
        field = {"addresses": "AddressLine1", "bank_accounts": "BankAccount"}.get(listing, "")
        for row in self._directory.several(listing, str(body["Account"])):
            if not field or text(row, field) == str(body.get(field, "")):
                return row
        return None


def address_body(address: Address) -> dict[str, object]:
    """The fields of an address, as crm/Accounts and crm/Addresses both name them."""
    numbered = " ".join(filter(None, (address.number, address.addition)))
    return {
        "AddressLine1": " ".join(filter(None, (address.street, numbered))),
        "AddressLine2": address.property,
        "Postcode": address.postal_code,
        "City": address.city,
        "State": address.region,
        "Country": address.country,
    }


def relation_body(relation: Relation) -> dict[str, object]:
    """What a relation is at Exact; empty fields are left out."""
    body: dict[str, object] = {
        "Name": relation.name or relation.code,
        "Status": "C" if relation.type in ("C", "B") else relation.extra.get("status", "A"),
        "IsSupplier": relation.type in ("S", "B"),
        "Phone": relation.phone,
        "Fax": relation.fax,
        "Email": relation.email,
        "Website": relation.website,
        "ChamberOfCommerce": relation.commerce_number,
        "VATNumber": relation.tax_number,
        "CreditLineSales": relation.customer_limit,
        "CreditLinePurchase": relation.supplier_limit,
    }
    own = own_address(relation)
    if own is not None:
        body |= address_body(own)
    body |= {field: relation.extra.get(name, "") for name, field in EXTRA.items()}
    if relation.extra.get("blocked"):
        body["Blocked"] = True
    return {field: value for field, value in body.items() if value not in (None, "")}


def own_address(relation: Relation) -> Address | None:
    """The address that is the relation's own at Exact: the first visiting address."""
    return next((address for address in relation.addresses if address.kind == "street"), None)


def address_type(address: Address) -> int:
    """Type of an address: as Exact told it, else visiting or postal."""
    told_type = str(address.extra.get("type", ""))
    if told_type in ("1", "2", "3", "4"):
        return int(told_type)
    return _POSTAL if address.kind == "postal" else VISIT


def _known(wanted: Body, there: list[Row], field: str) -> bool:
    return any(text(row, field) == str(wanted.get(field, "")) for row in there)


def numeric(code: str) -> bool:
    """Whether Exact takes a code as it is; a zero in front could get lost there."""
    return code.isascii() and code.isdigit() and len(code) <= CODE and not code.startswith("0")
