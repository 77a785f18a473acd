"""What must stand on every invoice (EN 16931-1, rules BR-01 and on), and what hangs together."""

from collections.abc import Callable, Iterator

from overstap.exchange.ubl import places
from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.values import Adjustment, Invoice, Line, Party, Period
from overstap.lib.findings import Finding
from overstap.lib.sentences import Sentence, sentence

_TRANSFERS = frozenset({"30", "58"})  # UNCL 4461: credit transfer, SEPA credit transfer
_Needed = tuple[str, str, Sentence, object]  # rule, where, what, what stands there


def document(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What the document itself must have."""
    name = "CreditNote" if invoice.is_credit_note else "Invoice"
    totals, place = invoice.totals, places.TOTALS
    needed: tuple[_Needed, ...] = (
        ("BR-01", "cbc:CustomizationID", sentence("name of the specification it keeps to"), invoice.customization),
        ("BR-02", "cbc:ID", sentence("number"), invoice.number),
        ("BR-03", "cbc:IssueDate", sentence("date"), invoice.issued),
        ("BR-04", f"cbc:{name}TypeCode", sentence("type code"), invoice.type_code),
        ("BR-05", "cbc:DocumentCurrencyCode", sentence("currency"), invoice.currency),
        ("BR-12", f"{place}/cbc:LineExtensionAmount", sentence("sum of its lines"), totals.lines is not None),
        ("BR-13", f"{place}/cbc:TaxExclusiveAmount", sentence("total without VAT"), totals.exclusive is not None),
        ("BR-14", f"{place}/cbc:TaxInclusiveAmount", sentence("total with VAT"), totals.inclusive is not None),
        ("BR-15", f"{place}/cbc:PayableAmount", sentence("amount to pay"), totals.payable is not None),
        ("BR-16", f"cac:{name}Line", sentence("line"), invoice.lines),
    )
    for code, where, what, found in needed:
        if not found:
            yield finding(code, f"{root}/{where}", sentence("The invoice has no %(what)s.", what=what))
    if invoice.vat_currency and totals.vat_in_own_currency is None:
        yield finding("BR-53", f"{root}/cac:TaxTotal", sentence("The VAT is not given in the currency of its return."))


def seller(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Who sells."""
    place = f"{root}/{places.SELLER}"
    yield from _party(invoice.seller, place, ("BR-06", "BR-08", "BR-09"))
    one = invoice.seller
    if not (one.identifiers or one.legal_id or one.vat_number):
        yield finding("BR-CO-26", place, sentence("The seller has no number by which to tell who it is."))
    if one.endpoint and not one.endpoint.scheme:
        yield finding("BR-62", f"{place}/cbc:EndpointID", _NO_SCHEME)


def buyer(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Who buys."""
    place = f"{root}/{places.BUYER}"
    yield from _party(invoice.buyer, place, ("BR-07", "BR-10", "BR-11"))
    if invoice.buyer.endpoint and not invoice.buyer.endpoint.scheme:
        yield finding("BR-63", f"{place}/cbc:EndpointID", _NO_SCHEME)


def representative(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Who answers for the VAT of a seller from elsewhere."""
    one, place = invoice.tax_representative, f"{root}/cac:TaxRepresentativeParty"
    if one is None:
        return
    yield from _party(one, place, ("BR-18", "BR-19", "BR-20"))
    if not one.vat_number:
        yield finding("BR-56", f"{place}/cac:PartyTaxScheme", _missing(sentence("VAT number")))


def lines(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What each line must have."""
    for place, line in places.lines(invoice, root):
        for code, where, what, found in _of_line(line, credit=invoice.is_credit_note):
            if not found:
                yield finding(code, f"{place}/{where}", sentence("The line has no %(what)s.", what=what))
        if line.price is not None and line.price < 0:
            yield finding("BR-27", f"{place}/cac:Price/cbc:PriceAmount", sentence("The price is negative."))
        if line.standard_item and not line.standard_item.scheme:
            yield finding("BR-64", f"{place}/cac:Item/cac:StandardItemIdentification/cbc:ID", _NO_SCHEME)
        yield from _period(line.period, f"{place}/cac:InvoicePeriod", ("BR-30", "BR-CO-20"))
        for where, one in places.adjustments(place, line.adjustments):
            yield from _adjustment(one, where, ("BR-43", "BR-44") if one.is_charge else ("BR-41", "BR-42"))


def adjustments(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What each allowance or charge on the whole must have."""
    for place, one in places.adjustments(root, invoice.adjustments):
        yield from _adjustment(one, place, ("BR-36", "BR-38") if one.is_charge else ("BR-31", "BR-33"))
        if one.vat is None or not one.vat.category:
            code = "BR-37" if one.is_charge else "BR-32"
            yield finding(code, f"{place}/cac:TaxCategory", _missing(sentence("VAT category")))


def vat(invoice: Invoice, root: str) -> Iterator[Finding]:
    """What each VAT total must have."""
    for position, one in enumerate(invoice.vat, 1):
        place = f"{root}/cac:TaxTotal/cac:TaxSubtotal[{position}]"
        category = one.vat.category if one.vat else ""
        has_rate = category == "O" or (one.vat is not None and one.vat.rate is not None)
        needed: tuple[_Needed, ...] = (
            ("BR-45", "cbc:TaxableAmount", sentence("taxable amount"), one.taxable is not None),
            ("BR-46", "cbc:TaxAmount", sentence("VAT amount"), one.tax is not None),
            ("BR-47", "cac:TaxCategory/cbc:ID", sentence("VAT category"), category),
            ("BR-48", "cac:TaxCategory/cbc:Percent", sentence("VAT rate"), has_rate),
        )
        for code, where, what, found in needed:
            if not found:
                yield finding(code, f"{place}/{where}", _missing(what))
    if not invoice.vat:
        yield finding("BR-CO-18", f"{root}/cac:TaxTotal", sentence("The VAT is not told for each rate."))


def payments(invoice: Invoice, root: str) -> Iterator[Finding]:
    """How and when to pay."""
    for position, one in enumerate(invoice.payments, 1):
        place = f"{root}/cac:PaymentMeans[{position}]"
        if not one.code:
            yield finding("BR-49", f"{place}/cbc:PaymentMeansCode", _missing(sentence("code for the way to pay")))
        if one.code in _TRANSFERS and not one.account:
            yield finding("BR-61", f"{place}/cac:PayeeFinancialAccount/cbc:ID", _missing(sentence("account number")))
    payable = invoice.totals.payable
    if not invoice.is_credit_note and payable is not None and payable > 0 and not (invoice.due or invoice.terms):
        said = sentence("There is an amount to pay, but no due date and no payment terms.")
        yield finding("BR-CO-25", f"{root}/cbc:DueDate", said)
    if invoice.is_credit_note and invoice.due and not invoice.payments:
        said = sentence("The due date of a credit note stands with the way to pay, and there is none.")
        yield finding("UBL-NO-PLACE", f"{root}/cac:PaymentMeans/cbc:PaymentDueDate", said)


def references(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Earlier invoices, attachments and periods."""
    for position, earlier in enumerate(invoice.preceding, 1):
        if not earlier.number:
            place = f"{root}/cac:BillingReference[{position}]/cac:InvoiceDocumentReference/cbc:ID"
            yield finding("BR-55", place, _missing(sentence("number")))
    for position, one in enumerate(invoice.attachments, 1):
        if not one.number:
            place = f"{root}/cac:AdditionalDocumentReference[{position}]/cbc:ID"
            yield finding("BR-52", place, _missing(sentence("number")))
    yield from _period(invoice.period, f"{root}/cac:InvoicePeriod", ("BR-29", "BR-CO-19"))
    if invoice.tax_point and invoice.period and invoice.period.tax_point_code:
        said = sentence("The tax point is given twice: as a date and as a code.")
        yield finding("BR-CO-03", f"{root}/cbc:TaxPointDate", said)


RULES: tuple[Callable[[Invoice, str], Iterator[Finding]], ...] = (
    document,
    seller,
    buyer,
    representative,
    lines,
    adjustments,
    vat,
    payments,
    references,
)
_NO_SCHEME = sentence("It is not said which register the number comes from.")


def _party(one: Party, place: str, codes: tuple[str, str, str]) -> Iterator[Finding]:
    name, address, country = codes
    if not one.name:
        yield finding(name, f"{place}/cac:PartyLegalEntity/cbc:RegistrationName", _missing(sentence("name")))
    if one.address is None:
        yield finding(address, f"{place}/cac:PostalAddress", _missing(sentence("address")))
    elif not one.address.country:
        where = f"{place}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
        yield finding(country, where, _missing(sentence("country code")))


def _of_line(line: Line, *, credit: bool) -> tuple[_Needed, ...]:
    quantity = "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity"
    category = line.vat.category if line.vat else ""
    return (
        ("BR-21", "cbc:ID", sentence("number"), line.number),
        ("BR-22", quantity, sentence("quantity"), line.quantity is not None),
        ("BR-23", f"{quantity}/@unitCode", sentence("unit"), line.unit),
        ("BR-24", "cbc:LineExtensionAmount", sentence("amount"), line.amount is not None),
        ("BR-25", "cac:Item/cbc:Name", sentence("name of what was sold"), line.name),
        ("BR-26", "cac:Price/cbc:PriceAmount", sentence("price"), line.price is not None),
        ("BR-CO-04", "cac:Item/cac:ClassifiedTaxCategory/cbc:ID", sentence("VAT category"), category),
    )


def _adjustment(one: Adjustment, place: str, codes: tuple[str, str]) -> Iterator[Finding]:
    amount, reason = codes
    if one.amount is None:
        yield finding(amount, f"{place}/cbc:Amount", _missing(sentence("amount")))
    if not (one.reason or one.reason_code):
        yield finding(reason, f"{place}/cbc:AllowanceChargeReason", _missing(sentence("reason")))


def _period(one: Period | None, place: str, codes: tuple[str, str]) -> Iterator[Finding]:
    order, empty = codes
    if one is None:
        return
    if one.first and one.last and one.last < one.first:
        yield finding(order, f"{place}/cbc:EndDate", sentence("The period ends before it begins."))
    if not (one.first or one.last or one.tax_point_code):
        yield finding(empty, place, sentence("The period has no first and no last day."))


def _missing(what: Sentence) -> Sentence:
    return sentence("There is no %(what)s.", what=what)
