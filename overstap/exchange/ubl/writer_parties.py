"""Who is on an invoice, and how to pay: values to elements."""

from overstap.exchange.ubl.output import Out
from overstap.exchange.ubl.values import Address, Contact, Identifier, Invoice, Party, Payment


def parties(root: Out, invoice: Invoice) -> None:
    """Seller, buyer, who is paid and who answers for the tax."""
    _party(root.inside("cac:AccountingSupplierParty").inside("cac:Party"), invoice.seller)
    _party(root.inside("cac:AccountingCustomerParty").inside("cac:Party"), invoice.buyer)
    root.deep("cac:PayeeParty/cac:PartyName/cbc:Name", invoice.payee)
    if invoice.tax_representative:
        out = root.inside("cac:TaxRepresentativeParty")
        out.deep("cac:PartyName/cbc:Name", invoice.tax_representative.name)
        _address(out, invoice.tax_representative.address)
        _registered(out, invoice.tax_representative.vat_number, "VAT")


def payments(root: Out, invoice: Invoice) -> None:
    """How and when to pay."""
    for position, one in enumerate(invoice.payments):
        _payment(root.inside("cac:PaymentMeans"), one, invoice if position == 0 else None)
    root.deep("cac:PaymentTerms/cbc:Note", invoice.terms)


def _payment(out: Out, one: Payment, dated: Invoice | None) -> None:
    out.put("cbc:PaymentMeansCode", one.code, {"name": one.means})
    if dated and dated.is_credit_note:  # an invoice has its due date above
        out.put("cbc:PaymentDueDate", dated.due)
    out.put("cbc:PaymentID", one.reference)
    if one.account or one.account_name or one.bank_code:
        account = out.inside("cac:PayeeFinancialAccount")
        account.put("cbc:ID", one.account)
        account.put("cbc:Name", one.account_name)
        account.deep("cac:FinancialInstitutionBranch/cbc:ID", one.bank_code)
    if one.mandate or one.payer_account:
        mandate = out.inside("cac:PaymentMandate")
        mandate.put("cbc:ID", one.mandate)
        mandate.deep("cac:PayerFinancialAccount/cbc:ID", one.payer_account)


def _party(out: Out, one: Party) -> None:
    _identifier(out, "cbc:EndpointID", one.endpoint)
    for identifier in one.identifiers:
        _identifier(out, "cac:PartyIdentification/cbc:ID", identifier)
    out.deep("cac:PartyName/cbc:Name", one.trading_name)
    _address(out, one.address)
    _registered(out, one.vat_number, "VAT")
    _registered(out, one.tax_number, "TAX")
    legal = out.inside("cac:PartyLegalEntity")
    legal.put("cbc:RegistrationName", one.name)
    _identifier(legal, "cbc:CompanyID", one.legal_id)
    legal.put("cbc:CompanyLegalForm", one.legal_form)
    _contact(out, one.contact)


def _identifier(out: Out, path: str, one: Identifier | None) -> None:
    if one is not None:
        out.deep(path, one.value, {"schemeID": one.scheme})


def _registered(out: Out, number: str, scheme: str) -> None:
    if number:
        tax = out.inside("cac:PartyTaxScheme")
        tax.put("cbc:CompanyID", number)
        tax.deep("cac:TaxScheme/cbc:ID", scheme)


def _address(party: Out, one: Address | None) -> None:
    if one is None:
        return
    out = party.inside("cac:PostalAddress")
    out.put("cbc:StreetName", one.street)
    out.put("cbc:AdditionalStreetName", one.more)
    out.put("cbc:CityName", one.city)
    out.put("cbc:PostalZone", one.postal_code)
    out.put("cbc:CountrySubentity", one.region)
    out.deep("cac:AddressLine/cbc:Line", one.line)
    out.deep("cac:Country/cbc:IdentificationCode", one.country)


def _contact(party: Out, one: Contact | None) -> None:
    if one is None:
        return
    out = party.inside("cac:Contact")
    out.put("cbc:Name", one.name)
    out.put("cbc:Telephone", one.phone)
    out.put("cbc:ElectronicMail", one.email)
