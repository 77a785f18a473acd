"""The fixed words of quotations and invoices, in the language of whoever gets them."""

from collections.abc import Mapping
from decimal import Decimal

from overstap.books.sales.values import Vat

WORDS: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "invoice": "Factuur",
        "credit": "Creditfactuur",
        "quotation": "Offerte",
        "draft": "concept",
        "number": "Factuurnummer",
        "quotation_number": "Offertenummer",
        "day": "Factuurdatum",
        "quotation_day": "Offertedatum",
        "due": "Vervaldatum",
        "valid": "Geldig tot en met",
        "supplied": "Leverdatum",
        "reference": "Uw kenmerk",
        "credits": "Bij factuur",
        "attention": "T.a.v.",
        "description": "Omschrijving",
        "quantity": "Aantal",
        "price": "Prijs",
        "discount": "Korting",
        "vat": "Btw",
        "amount": "Bedrag",
        "net": "Totaal exclusief btw",
        "over": "over",
        "gross": "Totaal",
        "commerce_number": "KvK",
        "tax_number": "Btw-id",
        "customer_tax_number": "Uw btw-id",
        "page": "Pagina {0} van {1}",
        "reversed": "Btw verlegd naar %(number)s.",
        "exempt": "Vrijgesteld van btw.",
        "pay": "Wilt u € %(amount)s uiterlijk op %(day)s overmaken naar %(iban)s ten name van %(name)s, "
        "onder vermelding van %(number)s.",
        "pay_back": "Wij verrekenen € %(amount)s met u, onder vermelding van %(number)s.",
        "approve": "Deze offerte geldt tot en met %(day)s. Met de link in onze e-mail keurt u haar goed.",
    },
    "en": {
        "invoice": "Invoice",
        "credit": "Credit invoice",
        "quotation": "Quotation",
        "draft": "draft",
        "number": "Invoice number",
        "quotation_number": "Quotation number",
        "day": "Invoice date",
        "quotation_day": "Quotation date",
        "due": "Due date",
        "valid": "Valid until",
        "supplied": "Date of supply",
        "reference": "Your reference",
        "credits": "Belongs to invoice",
        "attention": "Attn.",
        "description": "Description",
        "quantity": "Quantity",
        "price": "Price",
        "discount": "Discount",
        "vat": "VAT",
        "amount": "Amount",
        "net": "Total without VAT",
        "over": "on",
        "gross": "Total",
        "commerce_number": "Trade register",
        "tax_number": "VAT number",
        "customer_tax_number": "Your VAT number",
        "page": "Page {0} of {1}",
        "reversed": "VAT reverse-charged to %(number)s.",
        "exempt": "Exempt from VAT.",
        "pay": "Please transfer € %(amount)s by %(day)s to %(iban)s in the name of %(name)s, quoting %(number)s.",
        "pay_back": "We settle € %(amount)s with you, quoting %(number)s.",
        "approve": "This quotation stands until %(day)s. Approve it with the link in our e-mail.",
    },
}
_OF_VAT: Mapping[str, Mapping[Vat, str]] = {
    "nl": {Vat.REVERSED: "verlegd", Vat.EXEMPT: "vrijgesteld"},
    "en": {Vat.REVERSED: "reversed", Vat.EXEMPT: "exempt"},
}
_RATES: Mapping[Vat, str] = {Vat.HIGH: "21%", Vat.LOW: "9%", Vat.ZERO: "0%"}


def vat_words(vat: Vat, percentage: Decimal | None, language: str) -> str:
    """A kind of VAT in words: ``21%`` on a line, ``Btw 21%`` with its ``percentage`` among the totals."""
    short = _RATES.get(vat) or _OF_VAT[language][vat]
    return short if percentage is None else f"{WORDS[language]['vat']} {short}"
