"""Who is on an invoice, and how to pay: elements to values."""

from overstap.exchange.ubl.nodes import Node
from overstap.exchange.ubl.values import Address, Contact, Identifier, Party, Payment


def party(node: Node) -> Party:
    """A seller or buyer from its cac:Party."""
    legal = node.one("cac:PartyLegalEntity")
    return Party(
        name=legal.text("cbc:RegistrationName") if legal else "",
        trading_name=node.text("cac:PartyName", "cbc:Name"),
        address=_address(node),
        vat_number=_registered(node, vat=True),
        tax_number=_registered(node, vat=False),
        legal_id=_identifier(legal.one("cbc:CompanyID")) if legal else None,
        legal_form=legal.text("cbc:CompanyLegalForm") if legal else "",
        identifiers=_identifiers(node),
        endpoint=_identifier(node.one("cbc:EndpointID")),
        contact=_contact(node.one("cac:Contact")),
    )


def representative(node: Node) -> Party:
    """Who answers for the seller's VAT, from cac:TaxRepresentativeParty."""
    name = node.text("cac:PartyName", "cbc:Name")
    return Party(name=name, address=_address(node), vat_number=_registered(node, vat=True))


def payment(node: Node) -> Payment:
    """A way to pay, from cac:PaymentMeans."""
    code, account = node.one("cbc:PaymentMeansCode"), node.one("cac:PayeeFinancialAccount")
    mandate = node.one("cac:PaymentMandate")
    return Payment(
        code=code.own_text() if code else "",
        means=code.attribute("name") if code else "",
        reference=node.text("cbc:PaymentID"),
        account=account.text("cbc:ID") if account else "",
        account_name=account.text("cbc:Name") if account else "",
        bank_code=account.text("cac:FinancialInstitutionBranch", "cbc:ID") if account else "",
        mandate=mandate.text("cbc:ID") if mandate else "",
        payer_account=mandate.text("cac:PayerFinancialAccount", "cbc:ID") if mandate else "",
    )


def _registered(node: Node, *, vat: bool) -> str:
    for scheme in node.all("cac:PartyTaxScheme"):
        number, kind = scheme.text("cbc:CompanyID"), scheme.text("cac:TaxScheme", "cbc:ID")
        if number and (kind == "VAT") is vat:
            return number
    return ""


def _identifiers(node: Node) -> tuple[Identifier, ...]:
    found = (_identifier(one.one("cbc:ID")) for one in node.all("cac:PartyIdentification"))
    return tuple(one for one in found if one is not None)


def _identifier(node: Node | None) -> Identifier | None:
    text = node.own_text() if node else ""
    return Identifier(text, node.attribute("schemeID")) if node and text else None


def _address(party_node: Node) -> Address | None:
    node = party_node.one("cac:PostalAddress")
    if node is None:
        return None
    return Address(
        street=node.text("cbc:StreetName"),
        more=node.text("cbc:AdditionalStreetName"),
        line=node.text("cac:AddressLine", "cbc:Line"),
        city=node.text("cbc:CityName"),
        postal_code=node.text("cbc:PostalZone"),
        region=node.text("cbc:CountrySubentity"),
        country=node.text("cac:Country", "cbc:IdentificationCode"),
    )


def _contact(node: Node | None) -> Contact | None:
    if node is None:
        return None
    return Contact(node.text("cbc:Name"), node.text("cbc:Telephone"), node.text("cbc:ElectronicMail"))
