"""The rules of NLCIUS for sellers in the Netherlands (SI-UBL 2.0, rules BR-NL-1 and on)."""

from collections.abc import Callable, Iterator

from overstap.exchange.ubl import places
from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.values import KVK, NLCIUS, OIN, Address, Invoice, Party
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

_TYPES = frozenset({"380", "381", "384", "389"})
_MEANS = frozenset({"30", "48", "49", "57", "58", "59"})
_SEPA = frozenset({"58", "59"})


def applies(invoice: Invoice) -> bool:
    """Whether these rules apply: it says so, and the seller is in the Netherlands."""
    return keeps_to_nlcius(invoice) and _country(invoice.seller) == "NL"


def keeps_to_nlcius(invoice: Invoice) -> bool:
    """Whether an invoice says that it keeps to NLCIUS."""
    return NLCIUS.partition("#")[2] in invoice.customization


def specification(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Which specification it keeps to."""
    if invoice.customization and not keeps_to_nlcius(invoice):
        said = sentence("It keeps to another specification than NLCIUS: %(name)s.", name=invoice.customization[:100])
        yield finding("UBL-OTHER-SPECIFICATION", f"{root}/cbc:CustomizationID", said)


def parties(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Numbers and addresses of seller, buyer and tax representative."""
    seller, buyer = f"{root}/{places.SELLER}", f"{root}/{places.BUYER}"
    if not _is_registered(invoice.seller):
        yield finding("BR-NL-1", f"{seller}/cac:PartyLegalEntity/cbc:CompanyID", _NO_REGISTER)
    if not _is_whole(invoice.seller.address):
        yield finding("BR-NL-3", f"{seller}/cac:PostalAddress", _NO_ADDRESS)
    if _country(invoice.buyer) == "NL" and not _is_whole(invoice.buyer.address):
        yield finding("BR-NL-4", f"{buyer}/cac:PostalAddress", _NO_ADDRESS)
    if _country(invoice.buyer) == "NL" and not _is_registered(invoice.buyer):
        yield finding("BR-NL-10", f"{buyer}/cac:PartyLegalEntity/cbc:CompanyID", _NO_REGISTER)
    other = invoice.tax_representative
    if other and _country(other) == "NL" and not _is_whole(other.address):
        yield finding("BR-NL-5", f"{root}/cac:TaxRepresentativeParty/cac:PostalAddress", _NO_ADDRESS)


def references(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What the buyer knows it by."""
    if not (invoice.buyer_reference or invoice.order):
        said = sentence("There is neither a reference of the buyer nor an order number.")
        yield finding("BR-NL-2", f"{root}/cbc:BuyerReference", said)
    if not invoice.order and any(line.order_line for line in invoice.lines):
        said = sentence("A line refers to a line of an order, but there is no order number.")
        yield finding("BR-NL-13", f"{root}/cac:OrderReference/cbc:ID", said)


def types(invoice: Invoice, root: str) -> Iterator[Finding]:
    """The type code is one that is used here, on the right document."""
    place = f"{root}/cbc:{'CreditNote' if invoice.is_credit_note else 'Invoice'}TypeCode"
    code = invoice.type_code
    if code and code not in _TYPES:
        yield finding("BR-NL-7", place, sentence("Type %(code)r is not used in the Netherlands.", code=code[:20]))
    elif code and (code == "381") is not invoice.is_credit_note:
        said = sentence("Type %(code)s does not belong on this kind of document.", code=code)
        yield finding("BR-NL-8", place, said)
    if code == "384" and not any(one.number for one in invoice.preceding):
        said = sentence("A corrective invoice does not say which invoice it corrects.")
        yield finding("BR-NL-9", f"{root}/cac:BillingReference", said)


def paying(invoice: Invoice, root: str) -> Iterator[Finding]:
    """How to pay."""
    payable = invoice.totals.payable
    if not invoice.is_credit_note and payable is not None and payable > 0 and not invoice.payments:
        said = sentence("There is an amount to pay, but not how to pay it.")
        yield finding("BR-NL-11", f"{root}/cac:PaymentMeans", said)
    for position, one in enumerate(invoice.payments, 1):
        place = f"{root}/cac:PaymentMeans[{position}]"
        if one.code and one.code not in _MEANS:
            said = sentence("Code %(code)r for the way to pay is not used in the Netherlands.", code=one.code[:20])
            yield finding("BR-NL-12", f"{place}/cbc:PaymentMeansCode", said)
        if one.means:
            yield finding("BR-NL-29", f"{place}/cbc:PaymentMeansCode/@name", _ADVISED)
        if one.account_name:
            yield finding("BR-NL-30", f"{place}/cac:PayeeFinancialAccount/cbc:Name", _ADVISED)
        if one.bank_code and one.code in _SEPA:
            yield finding("BR-NL-31", f"{place}/cac:PayeeFinancialAccount/cac:FinancialInstitutionBranch", _ADVISED)


def advice(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What had better be left out."""
    seller, period = invoice.seller, invoice.period
    advised = (
        ("BR-NL-19", "cbc:TaxCurrencyCode", invoice.vat_currency),
        ("BR-NL-20", "cbc:TaxPointDate", invoice.tax_point),
        ("BR-NL-21", "cac:InvoicePeriod/cbc:DescriptionCode", period and period.tax_point_code),
        ("BR-NL-24", "cac:BillingReference", any(one.issued for one in invoice.preceding)),
        ("BR-NL-25", f"{places.SELLER}/cac:PartyTaxScheme", seller.tax_number),
        ("BR-NL-26", f"{places.SELLER}/cac:PartyLegalEntity/cbc:CompanyLegalForm", seller.legal_form),
        ("BR-NL-33", "cac:TaxTotal[2]/cbc:TaxAmount", invoice.totals.vat_in_own_currency is not None),
        ("BR-NL-35", "cac:TaxTotal", any(one.exemption_code for one in invoice.vat)),
    )
    for code, where, used in advised:
        if used:
            yield finding(code, f"{root}/{where}", _ADVISED)
    for where, one in ((places.SELLER, seller), (places.BUYER, invoice.buyer)):
        if one.address and one.address.line:
            yield finding("BR-NL-27", f"{root}/{where}/cac:PostalAddress/cac:AddressLine", _ADVISED)
        if one.address and one.address.region:
            yield finding("BR-NL-28", f"{root}/{where}/cac:PostalAddress/cbc:CountrySubentity", _ADVISED)


def reason_codes(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Codes for the reason of an allowance or charge had better be left out."""
    found = list(places.adjustments(root, invoice.adjustments))
    for place, line in places.lines(invoice, root):
        found += places.adjustments(place, line.adjustments)
    for place, one in found:
        if one.reason_code:
            code = "BR-NL-34" if one.is_charge else "BR-NL-32"
            yield finding(code, f"{place}/cbc:AllowanceChargeReasonCode", _ADVISED)


_NO_REGISTER = sentence("There is no number of the trade register or of a government body.")
_NO_ADDRESS = sentence("The address lacks its street, postal code or city.")
_ADVISED = sentence("NLCIUS advises to leave this out.")
_Rule = Callable[[Invoice, str], Iterator[Finding]]


def _for_dutch_sellers(rule: _Rule) -> _Rule:
    def ruled(invoice: Invoice, root: str) -> Iterator[Finding]:
        if applies(invoice):
            yield from rule(invoice, root)

    return ruled


RULES: tuple[_Rule, ...] = (
    specification,
    *map(_for_dutch_sellers, (parties, references, types, paying, advice, reason_codes)),
)


def _country(one: Party) -> str:
    return one.address.country.upper() if one.address else ""


def _is_registered(one: Party) -> bool:
    return one.legal_id is not None and one.legal_id.scheme in {KVK, OIN}


def _is_whole(one: Address | None) -> bool:
    return one is not None and bool(one.street and one.city and one.postal_code)
