"""The vocabulary of each version as data: which element holds which of our fields, in the order of its schema.

Source: the XSDs of CLAIR2 (SRA, 2003), XAF 3.1, 3.2, 3.2.1 (auditfiles.nl, Belastingdienst) and 4.0 (Belastingdienst
ODB, 2025). 3.0 is read with the vocabulary of 3.1. Reading uses the tables to find fields and to see what is too
long or out of order, writing uses them for order and for what the version cannot carry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

from overstap.exchange.xaf.values import Version


class Kind(Enum):
    """What the text of an element must look like."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"  # a decimal number that is no amount
    COUNT = "count"  # a whole number, zero or more
    GROUP = "group"  # has children


@dataclass(frozen=True, slots=True)
class Element:
    """One child element of a record.

    ``field`` is the field of our value that holds it; an empty one means that it is kept in ``extra`` under its own
    ``name``. ``limit`` is the greatest length, 0 for none.
    """

    name: str
    field: str = ""
    limit: int = 0
    required: bool = False
    kind: Kind = Kind.TEXT
    allowed: frozenset[str] = frozenset()


Table = tuple[Element, ...]


def _e(name: str, field: str = "", limit: int = 0, allowed: str = "", *, required: bool = False) -> Element:
    return Element(name, field, limit, required, Kind.TEXT, frozenset(allowed.split()))


def _date(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.DATE)


def _amount(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.AMOUNT)


def _number(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.NUMBER)


def _count(name: str, field: str = "", *, required: bool = False) -> Element:
    return Element(name, field, 0, required, Kind.COUNT)


def _group(name: str, field: str = "") -> Element:
    return Element(name, field, 0, required=False, kind=Kind.GROUP)


_SIDES = "C D"
_JOURNAL_TYPES = "B C G M O P S T Y Z"
_BASIC_TYPES = "02 03 04 05 12 14 23 29 30"

_TOTALS: Table = (
    _count("linesCount", "lines", required=True),
    _amount("totalDebit", "debit", required=True),
    _amount("totalCredit", "credit", required=True),
)
_VAT: Table = (
    _e("vatID", "code", 35, required=True),
    _number("vatPerc", "percentage", required=True),
    _amount("vatAmnt", "amount", required=True),
    _e("vatAmntTp", "side", 1, _SIDES, required=True),
)
_CURRENCY: Table = (
    _e("curCode", "currency", 3, required=True),
    _amount("curAmnt", "currency_amount", required=True),
)
_OPENING_LINE: Table = (
    _e("nr", "nr", 35, required=True),
    _e("accID", "account", 35, required=True),
    _amount("amnt", "amount", required=True),
    _e("amntTp", "side", 1, _SIDES, required=True),
)
_SUBLEDGER: Table = (
    _e("sbType", "kind", 2, "CS CU SU ZZ", required=True),
    _e("sbDesc", "ledger_name"),
    *_TOTALS,
)
_SUBLEDGER_FIELDS: Table = (
    _e("desc", "description"),
    _amount("amnt", "amount", required=True),
    _e("amntTp", "side", 1, _SIDES, required=True),
    _e("docRef", "doc_ref", 999),
    _e("recRef", "record_ref", 999),
    _e("matchKeyID", "match_key", 35),
    _e("custSupID", "relation", 35),
    _e("invRef", "invoice_ref", 999),
    _e("invPurSalTp", "purchase_or_sales", 1, "P S"),
    _e("invTp", "invoice_side", 1, _SIDES),
    _date("invDt", "invoice_date"),
    _date("invDueDt", "due_date"),
    _e("mutTp", "mutation", 1, "I P Z"),
    _e("costID", "cost_centre", 35),
    _e("prodID", "product", 35),
    _e("projID", "project", 35),
    _e("artGrpID", "", 35),
    _e("qntityID", "", 35),
    _number("qntity", "quantity"),
)
_CHANGE: Table = (_group("changeInfo"),)

_XAF3: dict[str, Table] = {
    "header": (
        _e("fiscalYear", "label", 9, required=True),
        _date("startDate", "start", required=True),
        _date("endDate", "end", required=True),
        _e("curCode", "currency", 3, required=True),
        _date("dateCreated", "created", required=True),
        _e("softwareDesc", "software", 50),
        _e("softwareVersion", "software_version", 20),
    ),
    "company": (
        _e("companyIdent", "ident", 35),
        _e("companyName", "name", 999, required=True),
        _e("taxRegistrationCountry", "tax_country", 2, required=True),
        _e("taxRegIdent", "tax_number", 30, required=True),
        _group("streetAddress", "addresses"),
        _group("postalAddress", "addresses"),
    ),
    "address": (
        _e("streetname", "street", 999),
        _e("number", "number", 15),
        _e("numberExtension", "addition", 999),
        _e("property", "property", 50),
        _e("city", "city", 50),
        _e("postalCode", "postal_code", 10),
        _e("region", "region", 50),
        _e("country", "country", 2),
    ),
    "relation": (
        _e("custSupID", "code", 35, required=True),
        _e("custSupName", "name", 50),
        _e("contact", "contact", 50),
        _e("telephone", "phone", 30),
        _e("fax", "fax", 30),
        _e("eMail", "email"),
        _e("website", "website"),
        _e("commerceNr", "commerce_number", 999),
        _e("taxRegistrationCountry", "tax_country", 2),
        _e("taxRegIdent", "tax_number", 30),
        _e("relationshipID", "", 35),
        _e("custSupTp", "type", 1, "B C O S"),
        _e("custSupGrpID", "group", 35),
        _amount("custCreditLimit", "customer_limit"),
        _amount("supplierLimit", "supplier_limit"),
        _group("streetAddress", "addresses"),
        _group("postalAddress", "addresses"),
        _group("bankAccount", "bank_accounts"),
        *_CHANGE,
        _group("customerSupplierHistory"),
    ),
    "bank_account": (_e("bankAccNr", "number", 35, required=True), _e("bankIdCd", "bank_code", 35)),
    "account": (
        _e("accID", "code", 35, required=True),
        _e("accDesc", "name", 999, required=True),
        _e("accTp", "type", 2, "B M P", required=True),
        _e("leadCode", "", 999),
        _e("leadDescription", "", 999),
        _e("leadReference", "reference", 999),
        _e("leadCrossRef", "", 999),
        _group("taxonomy"),
        *_CHANGE,
        _group("glAccountHistory"),
    ),
    "dimension": (
        _e("basicType", "type", 2, _BASIC_TYPES, required=True),
        _e("basicID", "code", 35, required=True),
        _e("basicDesc", "name", required=True),
    ),
    "vat_code": (
        _e("vatID", "code", 35, required=True),
        _e("vatDesc", "name", 999, required=True),
        _e("vatToPayAccID", "to_pay_account", 35),
        _e("vatToClaimAccID", "to_claim_account", 35),
    ),
    "period": (
        _count("periodNumber", "number", required=True),
        _e("periodDesc", "description", 50),
        _date("startDatePeriod", "start", required=True),
        _e("startTimePeriod"),
        _date("endDatePeriod", "end", required=True),
        _e("endTimePeriod"),
    ),
    "opening": (_date("opBalDate", "date", required=True), _e("opBalDesc", "description", 999), *_TOTALS),
    "opening_line": _OPENING_LINE,
    "subledger": _SUBLEDGER,
    "opening_subledger_line": (
        _e("nr", "nr", 35, required=True),
        _e("obLineNr", "line_nr", 35, required=True),
        *_SUBLEDGER_FIELDS,
    ),
    "subledger_line": (
        _e("nr", "nr", 35, required=True),
        _e("jrnID", "journal", 35, required=True),
        _e("trNr", "entry_number", 35, required=True),
        _e("trLineNr", "line_nr", 35, required=True),
        *_SUBLEDGER_FIELDS,
        _group("vat", "vat"),
        _group("currency", "currency"),
    ),
    "totals": _TOTALS,
    "journal": (
        _e("jrnID", "code", 35, required=True),
        _e("desc", "name", required=True),
        _e("jrnTp", "type", 2, _JOURNAL_TYPES),
        _e("offsetAccID", "offset_account", 35),
        _e("bankAccNr", "bank_account", 35),
    ),
    "entry": (
        _e("nr", "number", 35, required=True),
        _e("desc", "description"),
        _count("periodNumber", "period", required=True),
        _date("trDt", "date", required=True),
        _e("amnt"),
        _e("amntTp"),
        _e("sourceID", "source", 35),
        _e("userID", "user", 35),
    ),
    "line": (
        _e("nr", "nr", 35, required=True),
        _e("accID", "account", 35, required=True),
        _e("docRef", "doc_ref", 999, required=True),
        _date("effDate", "effective_date", required=True),
        _e("desc", "description"),
        _amount("amnt", "amount", required=True),
        _e("amntTp", "side", 1, _SIDES, required=True),
        _e("recRef", "record_ref", 999),
        _e("matchKeyID", "match_key", 35),
        _e("custSupID", "relation", 35),
        _e("invRef", "invoice_ref", 999),
        _e("orderRef", "", 999),
        _e("receivingDocRef", "", 999),
        _e("shipDocRef", "", 999),
        _e("costID", "cost_centre", 35),
        _e("prodID", "product", 35),
        _e("projID", "project", 35),
        _e("artGrpID", "", 35),
        _e("workCostArrRef", "", 999),
        _e("qntityID", "", 35),
        _number("qntity", "quantity"),
        _e("bankAccNr", "bank_account", 35),
        _e("bankIdCd", "", 35),
        _group("vat", "vat"),
        _group("currency", "currency"),
    ),
    "line_vat": _VAT,
    "line_currency": _CURRENCY,
}


def _with_limits(tables: Mapping[str, Table], limits: Mapping[str, Mapping[str, int]]) -> dict[str, Table]:
    """The tables with other lengths: record -> element -> limit."""
    changed = dict(tables)
    for record, per_element in limits.items():
        changed[record] = tuple(
            replace(element, limit=per_element.get(element.name, element.limit)) for element in tables[record]
        )
    return changed


_XAF31 = _with_limits(
    _XAF3,
    {
        "company": {"companyName": 9999},
        "relation": {"eMail": 255, "website": 255},
        "dimension": {"basicDesc": 9999},
        "entry": {"desc": 50},
        "line": {"desc": 999},
        "subledger": {"sbDesc": 9999},
        "journal": {"desc": 9999},
    },
)

_XAF4: dict[str, Table] = {
    "header": (
        *(replace(element, required=True) for element in _XAF3["header"]),
        _e("RGSVersion", "rgs_version", 20),
    ),
    "company": (
        _e("Commercenr", "commerce_number", 100),
        _e("companyName", "name", 255, required=True),
        _e("taxRegistrationCountry", "tax_country", 2, required=True),
        _e("taxRegIdent", "tax_number", 30, required=True),
        _group("streetAddress", "addresses"),
    ),
    "address": (
        _e("streetname", "street", 100),
        _e("number", "number", 15),
        _e("numberExtension", "addition", 999),
        _e("city", "city", 50),
        _e("postalCode", "postal_code", 10),
        _e("country", "country", 2),
    ),
    "relation": (
        _e("custSupID", "code", 35, required=True),
        _e("custSupName", "name", 50),
        _e("eMail", "email"),
        _e("commerceNr", "commerce_number", 100),
        _e("taxRegistrationCountry", "tax_country", 2),
        _e("taxRegIdent", "tax_number", 30),
        _e("custSupTp", "type", 1, "B C S"),
        _amount("opBalDesc"),
        _e("opBalTp", "", 1, _SIDES),
        _amount("clBalDesc"),
        _e("clBalTp", "", 1, _SIDES),
        _group("streetAddress", "addresses"),
    ),
    "account": (
        _e("accID", "code", 35, required=True),
        _e("accDesc", "name", 255, required=True),
        _e("accTp", "type", 2, "B P", required=True),
        _e("RGScode", "reference", 255),
    ),
    "vat_code": (
        _e("vatID", "code", 35, required=True),
        _e("vatDesc", "name", 100, required=True),
        _e("vatToPayAccID", "to_pay_account", 35),
        _e("vatToClaimAccID", "to_claim_account", 35),
    ),
    "period": (
        _count("periodNumber", "number", required=True),
        _date("startDatePeriod", "start", required=True),
        _date("endDatePeriod", "end", required=True),
    ),
    "opening": _TOTALS,
    "opening_line": _OPENING_LINE,
    "totals": _TOTALS,
    "journal": (
        _e("jrnID", "code", 35, required=True),
        _e("desc", "name", required=True),
        _e("jrnTp", "type", 2, _JOURNAL_TYPES),
        _e("offsetAccID", "offset_account", 35),
    ),
    "entry": (
        _e("nr", "number", 35, required=True),
        _e("desc", "description"),
        _count("periodNumber", "period", required=True),
        _date("trDt", "date", required=True),
        _e("Source", "source", 999),
        _e("User", "user", 999),
    ),
    "line": (
        _e("nr", "nr", 35, required=True),
        _e("accID", "account", 35, required=True),
        _e("docRef", "doc_ref", 255, required=True),
        _date("effDate", "effective_date", required=True),
        _e("settDate"),
        _e("desc", "description"),
        _amount("amnt", "amount", required=True),
        _e("amntTp", "side", 1, _SIDES, required=True),
        _e("custSupID", "relation", 35),
        _e("invRef", "invoice_ref", 255),
        _e("receivingDocRef", "", 255),
        _e("shipDocRef", "", 255),
        _e("cost", "cost_centre", 999),
        _e("product", "product", 999),
        _e("project", "project", 999),
        _e("workCostArrRef", "", 255),
        _e("bankAccNr", "bank_account", 35),
        _e("offsetBankAccNr", "", 35),
        _group("vat", "vat"),
        _group("currency", "currency"),
    ),
    "line_vat": _VAT,
    "line_currency": _CURRENCY,
}

_CLAIR2: dict[str, Table] = {
    "header": (
        _e("auditfileVersion"),
        _e("companyID", "ident", 20),
        _e("taxRegistrationNr", "tax_number", 15),
        _e("companyName", "name", 50, required=True),
        _e("companyAddress", "street", 50),
        _e("companyCity", "city", 50),
        _e("companyPostalCode", "postal_code", 10),
        _e("fiscalYear", "label", 9, required=True),
        _date("startDate", "start", required=True),
        _date("endDate", "end", required=True),
        _e("currencyCode", "currency", 3),
        _date("dateCreated", "created"),
        _e("productID", "software", 50),
        _e("productVersion", "software_version", 20),
    ),
    "address": (
        _e("address", "whole", 50),
        _e("streetname", "street", 50),
        _e("number", "number", 15),
        _e("numberExtension", "addition", 10),
        _e("property", "property", 50),
        _e("city", "city", 50),
        _e("postalCode", "postal_code", 10),
        _e("region", "region", 50),
        _e("country", "country", 50),
    ),
    "relation": (
        _e("custSupID", "code", 15, required=True),
        _e("type", "type", 50),
        _e("taxRegistrationNr", "tax_number", 15),
        _date("taxVerificationDate"),
        _e("companyName", "name", 50),
        _e("contact", "contact", 50),
        _group("streetAddress", "addresses"),
        _group("postalAddress", "addresses"),
        _e("telephone", "phone", 30),
        _e("fax", "fax", 30),
        _e("eMail", "email"),
        _e("website", "website"),
    ),
    "account": (
        _e("accountID", "code", 15, required=True),
        _e("accountDesc", "name", 50, required=True),
        _e("accountType", "type", 50, required=True),
        _e("leadCode"),
        _e("leadDescription"),
    ),
    "totals": (
        _count("numberEntries", "lines", required=True),
        _amount("totalDebit", "debit", required=True),
        _amount("totalCredit", "credit", required=True),
    ),
    "journal": (
        _e("journalID", "code", 20, required=True),
        _e("description", "name", 50, required=True),
        _e("type", "type"),
    ),
    "entry": (
        _e("transactionID", "number", 20, required=True),
        _e("description", "description", 50),
        _count("period", "period", required=True),
        _date("transactionDate", "date", required=True),
        _e("sourceID", "source", 50),
    ),
    "line": (
        _e("recordID", "nr", 20, required=True),
        _e("accountID", "account", 15, required=True),
        _e("custSupID", "relation", 15),
        _e("documentID", "doc_ref", 15),
        _date("effectiveDate", "effective_date"),
        _e("description", "description", 50),
        _amount("debitAmount", "debit"),
        _amount("creditAmount", "credit"),
        _e("costDesc", "cost_centre", 50),
        _e("productDesc", "product", 50),
        _e("projectDesc", "project", 50),
        _group("vat", "vat"),
        _group("currency", "currency"),
    ),
    "line_vat": (
        _e("vatCode", "code", 15),
        _number("vatPercentage", "percentage", required=True),
        _amount("vatAmount", "amount", required=True),
    ),
    "line_currency": (
        _e("currencyCode", "currency", 3, required=True),
        _amount("currencyDebitAmount", "currency_debit"),
        _amount("currencyCreditAmount", "currency_credit"),
    ),
}

TABLES: Mapping[Version, Mapping[str, Table]] = MappingProxyType(
    {
        Version.CLAIR2: _CLAIR2,
        Version.V3_0: _XAF31,
        Version.V3_1: _XAF31,
        Version.V3_2: _XAF3,
        Version.V3_2_1: _XAF3,
        Version.V4_0: _XAF4,
    }
)

LINE_TAG = MappingProxyType(dict.fromkeys(TABLES, "trLine") | {Version.CLAIR2: "line"})

_ODB = "http://www.odb.belastingdienst.nl/Belastingdienst/BCPP"
NAMESPACES: Mapping[Version, str] = MappingProxyType(
    {
        Version.CLAIR2: "",
        Version.V3_0: "http://www.auditfiles.nl/XAF/3.0",
        Version.V3_1: "http://www.auditfiles.nl/XAF/3.1",
        Version.V3_2: "http://www.auditfiles.nl/XAF/3.2",
        Version.V3_2_1: f"{_ODB}/1.0/structures/XmlAuditfileFinancieel3.2.1",
        Version.V4_0: f"{_ODB}/1.1/structures/XmlauditfileXAF_4.0",
    }
)
