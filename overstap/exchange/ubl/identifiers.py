"""Whether numbers of parties, accounts, countries and currencies can be right at all (check digits: python-stdnum)."""

import re
from collections.abc import Callable, Iterator

from stdnum import iban
from stdnum.eu import vat as eu_vat

from overstap.exchange.ubl import places
from overstap.exchange.ubl.codes import finding
from overstap.exchange.ubl.values import KVK, OIN, Identifier, Invoice, Party
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence

_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LIKE_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{4,30}")
_REGISTERS = {
    KVK: ("UBL-KVK-NUMBER", re.compile(r"[0-9]{8}"), sentence("%(number)r is no number of the Dutch trade register.")),
    OIN: ("UBL-OIN-NUMBER", re.compile(r"[0-9]{20}"), sentence("%(number)r is no number of a Dutch government body.")),
}
# Countries whose VAT numbers begin otherwise than their code (ISO 3166): Greece, and Northern Ireland.
_VAT_PREFIXES = {"EL", "XI"}


def plain(number: str) -> str:
    """A number as it is compared: without spaces, dots and dashes, in capitals."""
    return re.sub(r"[\s.\-]", "", number).upper()


def parties(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Numbers and countries of seller and buyer."""
    for where, one in ((places.SELLER, invoice.seller), (places.BUYER, invoice.buyer)):
        yield from _party(one, f"{root}/{where}", "BR-CO-09")
    if invoice.tax_representative:
        yield from _party(invoice.tax_representative, f"{root}/cac:TaxRepresentativeParty", "BR-CO-09")


def accounts(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Account numbers that look like an IBAN are one (ISO 13616)."""
    for position, one in enumerate(invoice.payments, 1):
        number = plain(one.account)
        must_be = one.code in {"58", "59"} and number
        if (must_be or _LIKE_IBAN.fullmatch(number)) and not iban.is_valid(number, check_country=False):
            said = sentence("%(number)r is no account number (IBAN).", number=one.account[:40])
            yield finding("UBL-IBAN", f"{root}/cac:PaymentMeans[{position}]/cac:PayeeFinancialAccount/cbc:ID", said)


def currencies(invoice: Invoice, root: str) -> Iterator[Finding]:
    """Currencies have the form of ISO 4217."""
    found = (("cbc:DocumentCurrencyCode", "BR-CL-04", invoice.currency),)
    for where, code, currency in (*found, ("cbc:TaxCurrencyCode", "BR-CL-05", invoice.vat_currency)):
        if currency and not _CURRENCY.fullmatch(currency):
            yield finding(code, f"{root}/{where}", sentence("%(text)r is no currency code.", text=currency[:20]))


RULES: tuple[Callable[[Invoice, str], Iterator[Finding]], ...] = (parties, accounts, currencies)


def _party(one: Party, place: str, prefix_rule: str) -> Iterator[Finding]:
    country = one.address.country if one.address else ""
    if country and not _COUNTRY.fullmatch(country):
        where = f"{place}/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
        yield finding("BR-CL-14", where, sentence("%(text)r is no country code.", text=country[:20]))
    number, where = plain(one.vat_number), f"{place}/cac:PartyTaxScheme/cbc:CompanyID"
    if number and not _has_prefix(number):
        said = sentence("The VAT number %(number)r does not begin with its country.", number=one.vat_number[:40])
        yield finding(prefix_rule, where, said)
    elif number and not _is_vat_number(number):
        said = sentence("%(number)r is no VAT number.", number=one.vat_number[:40])
        yield finding("UBL-VAT-NUMBER", where, said)
    yield from _register(one.legal_id, f"{place}/cac:PartyLegalEntity/cbc:CompanyID")


def _register(one: Identifier | None, place: str) -> Iterator[Finding]:
    if one is None or one.scheme not in _REGISTERS:
        return
    code, form, said = _REGISTERS[one.scheme]
    if not form.fullmatch(plain(one.value)):
        yield finding(code, place, sentence(said.words, number=one.value[:40]))


def _has_prefix(number: str) -> bool:
    return number[:2] in _VAT_PREFIXES or bool(_COUNTRY.fullmatch(number[:2]))


def _is_vat_number(number: str) -> bool:
    """Whether the check digits are right; numbers from outside the European Union are taken as they are."""
    if number[:2].lower() not in eu_vat.MEMBER_STATES | {"el"}:
        return True
    return bool(eu_vat.is_valid(number))
