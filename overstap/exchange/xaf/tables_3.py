"""The vocabulary of XAF 3.0, 3.1, 3.2 and 3.2.1. Source: their XSDs (auditfiles.nl, Belastingdienst)."""

from collections.abc import Mapping
from dataclasses import replace

from overstap.exchange.xaf.vocabulary import Table, amount, count, day, group, number, text

SIDES = "C D"
JOURNAL_TYPES = "B C G M O P S T Y Z"
_BASIC_TYPES = "02 03 04 05 12 14 23 29 30"

TOTALS: Table = (
    count("linesCount", "lines", required=True),
    amount("totalDebit", "debit", required=True),
    amount("totalCredit", "credit", required=True),
)
VAT: Table = (
    text("vatID", "code", 35, required=True),
    number("vatPerc", "percentage", required=True),
    amount("vatAmnt", "amount", required=True),
    text("vatAmntTp", "side", 1, SIDES, required=True),
)
CURRENCY: Table = (
    text("curCode", "currency", 3, required=True),
    amount("curAmnt", "currency_amount", required=True),
)
OPENING_LINE: Table = (
    text("nr", "nr", 35, required=True),
    text("accID", "account", 35, required=True),
    amount("amnt", "amount", required=True),
    text("amntTp", "side", 1, SIDES, required=True),
)
_SUBLEDGER: Table = (
    text("sbType", "kind", 2, "CS CU SU ZZ", required=True),
    text("sbDesc", "ledger_name"),
    *TOTALS,
)
_SUBLEDGER_FIELDS: Table = (
    text("desc", "description"),
    amount("amnt", "amount", required=True),
    text("amntTp", "side", 1, SIDES, required=True),
    text("docRef", "doc_ref", 999),
    text("recRef", "record_ref", 999),
    text("matchKeyID", "match_key", 35),
    text("custSupID", "relation", 35),
    text("invRef", "invoice_ref", 999),
    text("invPurSalTp", "purchase_or_sales", 1, "P S"),
    text("invTp", "invoice_side", 1, SIDES),
    day("invDt", "invoice_date"),
    day("invDueDt", "due_date"),
    text("mutTp", "mutation", 1, "I P Z"),
    text("costID", "cost_centre", 35),
    text("prodID", "product", 35),
    text("projID", "project", 35),
    text("artGrpID", "", 35),
    text("qntityID", "", 35),
    number("qntity", "quantity"),
)
_CHANGE: Table = (group("changeInfo"),)

XAF3: dict[str, Table] = {
    "header": (
        text("fiscalYear", "label", 9, required=True),
        day("startDate", "start", required=True),
        day("endDate", "end", required=True),
        text("curCode", "currency", 3, required=True),
        day("dateCreated", "created", required=True),
        text("softwareDesc", "software", 50),
        text("softwareVersion", "software_version", 20),
    ),
    "company": (
        text("companyIdent", "ident", 35),
        text("companyName", "name", 999, required=True),
        text("taxRegistrationCountry", "tax_country", 2, required=True),
        text("taxRegIdent", "tax_number", 30, required=True),
        group("streetAddress", "addresses"),
        group("postalAddress", "addresses"),
    ),
    "address": (
        text("streetname", "street", 999),
        text("number", "number", 15),
        text("numberExtension", "addition", 999),
        text("property", "property", 50),
        text("city", "city", 50),
        text("postalCode", "postal_code", 10),
        text("region", "region", 50),
        text("country", "country", 2),
    ),
    "relation": (
        text("custSupID", "code", 35, required=True),
        text("custSupName", "name", 50),
        text("contact", "contact", 50),
        text("telephone", "phone", 30),
        text("fax", "fax", 30),
        text("eMail", "email"),
        text("website", "website"),
        text("commerceNr", "commerce_number", 999),
        text("taxRegistrationCountry", "tax_country", 2),
        text("taxRegIdent", "tax_number", 30),
        text("relationshipID", "", 35),
        text("custSupTp", "type", 1, "B C O S"),
        text("custSupGrpID", "group", 35),
        amount("custCreditLimit", "customer_limit"),
        amount("supplierLimit", "supplier_limit"),
        group("streetAddress", "addresses"),
        group("postalAddress", "addresses"),
        group("bankAccount", "bank_accounts"),
        *_CHANGE,
        group("customerSupplierHistory"),
    ),
    "bank_account": (text("bankAccNr", "number", 35, required=True), text("bankIdCd", "bank_code", 35)),
    "account": (
        text("accID", "code", 35, required=True),
        text("accDesc", "name", 999, required=True),
        text("accTp", "type", 2, "B M P", required=True),
        text("leadCode", "", 999),
        text("leadDescription", "", 999),
        text("leadReference", "reference", 999),
        text("leadCrossRef", "", 999),
        group("taxonomy"),
        *_CHANGE,
        group("glAccountHistory"),
    ),
    "dimension": (
        text("basicType", "type", 2, _BASIC_TYPES, required=True),
        text("basicID", "code", 35, required=True),
        text("basicDesc", "name", required=True),
    ),
    "vat_code": (
        text("vatID", "code", 35, required=True),
        text("vatDesc", "name", 999, required=True),
        text("vatToPayAccID", "to_pay_account", 35),
        text("vatToClaimAccID", "to_claim_account", 35),
    ),
    "period": (
        count("periodNumber", "number", required=True),
        text("periodDesc", "description", 50),
        day("startDatePeriod", "start", required=True),
        text("startTimePeriod"),
        day("endDatePeriod", "end", required=True),
        text("endTimePeriod"),
    ),
    "opening": (day("opBalDate", "date", required=True), text("opBalDesc", "description", 999), *TOTALS),
    "opening_line": OPENING_LINE,
    "subledger": _SUBLEDGER,
    "opening_subledger_line": (
        text("nr", "nr", 35, required=True),
        text("obLineNr", "line_nr", 35, required=True),
        *_SUBLEDGER_FIELDS,
    ),
    "subledger_line": (
        text("nr", "nr", 35, required=True),
        text("jrnID", "journal", 35, required=True),
        text("trNr", "entry_number", 35, required=True),
        text("trLineNr", "line_nr", 35, required=True),
        *_SUBLEDGER_FIELDS,
        group("vat", "vat"),
        group("currency", "currency"),
    ),
    "totals": TOTALS,
    "journal": (
        text("jrnID", "code", 35, required=True),
        text("desc", "name", required=True),
        text("jrnTp", "type", 2, JOURNAL_TYPES),
        text("offsetAccID", "offset_account", 35),
        text("bankAccNr", "bank_account", 35),
    ),
    "entry": (
        text("nr", "number", 35, required=True),
        text("desc", "description"),
        count("periodNumber", "period", required=True),
        day("trDt", "date", required=True),
        text("amnt"),
        text("amntTp"),
        text("sourceID", "source", 35),
        text("userID", "user", 35),
    ),
    "line": (
        text("nr", "nr", 35, required=True),
        text("accID", "account", 35, required=True),
        text("docRef", "doc_ref", 999, required=True),
        day("effDate", "effective_date", required=True),
        text("desc", "description"),
        amount("amnt", "amount", required=True),
        text("amntTp", "side", 1, SIDES, required=True),
        text("recRef", "record_ref", 999),
        text("matchKeyID", "match_key", 35),
        text("custSupID", "relation", 35),
        text("invRef", "invoice_ref", 999),
        text("orderRef", "", 999),
        text("receivingDocRef", "", 999),
        text("shipDocRef", "", 999),
        text("costID", "cost_centre", 35),
        text("prodID", "product", 35),
        text("projID", "project", 35),
        text("artGrpID", "", 35),
        text("workCostArrRef", "", 999),
        text("qntityID", "", 35),
        number("qntity", "quantity"),
        text("bankAccNr", "bank_account", 35),
        text("bankIdCd", "", 35),
        group("vat", "vat"),
        group("currency", "currency"),
    ),
    "line_vat": VAT,
    "line_currency": CURRENCY,
}


def _with_limits(tables: Mapping[str, Table], limits: Mapping[str, Mapping[str, int]]) -> dict[str, Table]:
    """The tables with other lengths: record -> element -> limit."""
    changed = dict(tables)
    for record, per_element in limits.items():
        changed[record] = tuple(
            replace(element, limit=per_element.get(element.name, element.limit)) for element in tables[record]
        )
    return changed


XAF31 = _with_limits(
    XAF3,
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
