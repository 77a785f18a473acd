"""The GetConnectors that have to be in the app connector: whoever manages AFAS makes them, with these names and fields.

A GetConnector is a question that the customer composes: its name and its fields are what we ask for here, so nothing
depends on the ones that AFAS delivers with Profit (docs.afas.help, GetConnector; official). Most fields carry the names
of the standard ones (Profit_Transactions, Profit_Debtor, Profit_Journals …; user reports), so that copying those is
most of the work. docs/afas-sb.md is this table as a page.
"""

from dataclasses import dataclass

from overstap.connectors.values import Kind


@dataclass(frozen=True, slots=True)
class GetConnector:
    """One of them. ``based_on`` is the data collection (gegevensverzameling) to begin with, in Dutch as AFAS shows it.

    ``order`` are fields that together are unique: without a fixed order AFAS may give records twice, and others never
    (docs.afas.help, Skip and take; official).
    """

    name: str
    based_on: str
    kind: Kind
    fields: tuple[str, ...]
    order: tuple[str, ...]


ADMINISTRATIONS = GetConnector(
    "Overstap_Administrations", "Administratie", Kind.COMPANY,
    ("UnitId", "Name", "Blocked", "ChOfCommNr", "VatNr", "Street", "HouseNumber", "ZipCode", "City", "Country"),
    ("UnitId",),
)  # fmt: skip
PERIODS = GetConnector(
    "Overstap_Periods", "Periode per administratie", Kind.PERIODS,
    ("UnitId", "Year", "Period", "Description", "StartDate", "EndDate", "Blocked"), ("UnitId", "Year", "Period"),
)  # fmt: skip
ACCOUNTS = GetConnector(
    "Overstap_Accounts", "Grootboekrekening", Kind.ACCOUNTS,
    ("UnitId", "AccountNo", "Description", "Type", "RGS", "Blocked"), ("UnitId", "AccountNo"),
)  # fmt: skip
VAT_CODES = GetConnector(
    "Overstap_VatCodes", "Btw-code", Kind.VAT_CODES,
    ("VatCode", "Description", "VatPerc", "PayAccountNo", "ClaimAccountNo"), ("VatCode",),
)  # fmt: skip
DIMENSIONS = GetConnector(
    "Overstap_Dimensions", "Verbijzonderingscode", Kind.DIMENSIONS, ("Axis", "Code", "Description", "Blocked"),
    ("Axis", "Code"),
)  # fmt: skip
CONDITIONS = GetConnector(
    "Overstap_PaymentConditions", "Betalingsvoorwaarde", Kind.PAYMENT_CONDITIONS,
    ("PayCon", "Description", "Days", "Discount", "DiscountDays"), ("PayCon",),
)  # fmt: skip
JOURNALS = GetConnector(
    "Overstap_Journals", "Dagboek", Kind.JOURNALS,
    ("UnitId", "JournalId", "Description", "JournalType", "AccountNo", "Iban", "Blocked"), ("UnitId", "JournalId"),
)  # fmt: skip
_PARTY = (
    "BcCo", "ContactName", "TelNr", "Email", "Homepage", "ChOfCommNr", "VatNr", "CollectAccount", "PayCon",
    "CreditLimit", "Street", "HouseNumber", "HouseNumberAdd", "ZipCode", "City", "Country", "Iban", "Bic", "Blocked",
    "ModifiedDate",
)  # fmt: skip
DEBTORS = GetConnector(
    "Overstap_Debtors", "Debiteur", Kind.RELATIONS, ("DebtorId", "DebtorName", *_PARTY), ("DebtorId",)
)
CREDITORS = GetConnector(
    "Overstap_Creditors", "Crediteur", Kind.RELATIONS, ("CreditorId", "CreditorName", *_PARTY), ("CreditorId",)
)
BALANCES = GetConnector(
    "Overstap_Balances", "Periodesaldi", Kind.OPENING,
    ("UnitId", "Year", "Period", "AccountNo", "AmtDebit", "AmtCredit"), ("UnitId", "Year", "Period", "AccountNo"),
)  # fmt: skip
MUTATIONS = GetConnector(
    "Overstap_Mutations", "Financiële mutatie", Kind.ENTRIES,
    ("UnitId", "EntryNo", "SeqNo", "Year", "Period", "JournalId", "AccountNo", "VaAs", "RelationNo", "AmtDebit",
     "AmtCredit", "EntryDate", "VoucherDate", "VoucherNo", "InvoiceId", "Description", "VatCode", "VatPerc", "VatAmt",
     "DimAx1", "DimAx2", "ProjectId", "CurrencyId", "CurAmt", "Modified"),
    ("EntryNo", "SeqNo"),
)  # fmt: skip
_INVOICE = (
    "InvoiceNr", "InvoiceDate", "ExpDate", "AmtInvoice", "Balance", "CurrencyId", "AmtInvoiceCurr", "AccountNo",
    "JournalId", "EntryNo", "Description",
)  # fmt: skip
DEBTOR_INVOICES = GetConnector(
    "Overstap_DebtorInvoices", "Debiteur-factuur", Kind.OPEN_ITEMS, ("UnitId", "DebtorId", *_INVOICE),
    ("DebtorId", "InvoiceNr"),
)  # fmt: skip
CREDITOR_INVOICES = GetConnector(
    "Overstap_CreditorInvoices", "Crediteur-factuur", Kind.OPEN_ITEMS, ("UnitId", "CreditorId", *_INVOICE),
    ("CreditorId", "InvoiceNr"),
)  # fmt: skip
DOCUMENTS = GetConnector(
    "Overstap_Documents", "Dossieritem bijlage", Kind.DOCUMENTS,
    ("UnitId", "SubjectId", "FileId", "FileName", "Subject", "Date", "InvoiceId", "JournalId", "EntryNo",
     "RelationNo"),
    ("SubjectId", "FileId"),
)  # fmt: skip

ALL = (
    ADMINISTRATIONS, PERIODS, ACCOUNTS, VAT_CODES, DIMENSIONS, CONDITIONS, JOURNALS, DEBTORS, CREDITORS, BALANCES,
    MUTATIONS, DEBTOR_INVOICES, CREDITOR_INVOICES, DOCUMENTS,
)  # fmt: skip

# What is written, by the UpdateConnectors of AFAS itself; they have to be in the app connector too.
UPDATE_CONNECTORS = ("FiEntries", "KnSalesRelationOrg", "KnPurchaseRelationOrg", "KnSubject")


def needed(kinds: frozenset[Kind]) -> tuple[GetConnector, ...]:
    """Those that reading these kinds takes. The periods say which book years there are, so they are always needed."""
    return tuple(one for one in ALL if one.kind in kinds or one is PERIODS)
