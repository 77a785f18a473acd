"""What a division has already, by the codes that our values use: listed once each, and only when asked for.

Every lookup of the writer goes through here, so that no record costs a call of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from overstap.connectors.exact_online import wording
from overstap.connectors.exact_online.client import Client

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Listing:
    """Where a listing is, which fields of it are needed, and by which it is looked up."""

    path: str
    fields: str
    key: str = "Code"


# bulk/ gives 1,000 a page where it has the entity; the others 60 (reference 1.4).
_LISTINGS: Mapping[str, _Listing] = {
    "accounts": _Listing(
        "bulk/Financial/GLAccounts",
        "ID,Code,Description,Type,BalanceSide,BalanceType,ReportingCode,SearchCode,VATCode,IsBlocked,Matching,Compress",
    ),
    "vat_codes": _Listing(
        "vat/VATCodes",
        "ID,Code,Description,Percentage,Type,VATTransactionType,GLToPayCode,GLToClaimCode,IsBlocked",
    ),
    "conditions": _Listing(
        "cashflow/PaymentConditions", "ID,Code,Description,PaymentDays,DiscountPaymentDays,DiscountPercentage"
    ),
    "journals": _Listing("financial/Journals", "ID,Code,Description,Type,GLAccountCode,BankAccountIBAN,AllowVAT"),
    "cost_centres": _Listing("hrm/Costcenters", "ID,Code,Description"),
    "cost_units": _Listing("hrm/Costunits", "ID,Code,Description"),
    "projects": _Listing("project/Projects", "ID,Code,Description"),
    "relations": _Listing(
        "bulk/CRM/Accounts",
        "ID,Code,SearchCode,Name,Status,IsSupplier,Phone,Fax,Email,Website,ChamberOfCommerce,VATNumber,AddressLine1,"
        "AddressLine2,Postcode,City,State,Country,CreditLineSales,CreditLinePurchase,GLAR,GLAP,TradeName,RSIN,"
        "OINNumber,GlnNumber,DunsNumber,EORINumber,Language,Blocked,PaymentConditionSales,PaymentConditionPurchase,"
        "SalesVATCode,PurchaseVATCode,SalesCurrency,PurchaseCurrency,Remarks",
    ),
    "addresses": _Listing(
        "bulk/CRM/Addresses", "ID,Account,Type,AddressLine1,AddressLine2,Postcode,City,State,Country", "Account"
    ),
    "bank_accounts": _Listing("crm/BankAccounts", "ID,Account,BankAccount,BICCode", "Account"),
    "contacts": _Listing("bulk/CRM/Contacts", "ID,Account,FullName,IsMainContact", "Account"),
    "documents": _Listing("bulk/Documents/Documents", "ID,HID,Subject,FinancialTransactionEntryID", "Subject"),
    "attachments": _Listing("bulk/Documents/DocumentAttachments", "ID,Document,FileName,FileSize", "Document"),
    "assets": _Listing("assets/Assets", "Code,InvestmentAmountDC"),
    "asset_groups": _Listing("assets/AssetGroups", "Code,Description"),
    "methods": _Listing("assets/DepreciationMethods", "Code,Type,Periods,Years"),
    "periods": _Listing("financial/FinancialPeriods", "FinYear,FinPeriod,StartDate,EndDate", "FinYear"),
}


class Directory:
    """The listings of one division. Rows have text stripped of Exact's padding."""

    def __init__(self, client: Client, division: str) -> None:
        self._client = client
        self._division = division
        self._listed: dict[str, dict[str, list[Row]]] = {}
        self._indexes: dict[tuple[str, str], dict[str, list[Row]]] = {}

    def address(self, path: str) -> str:
        """Where ``path`` of this division is."""
        return f"/api/v1/{self._division}/{path}"

    def one(self, listing: str, code: str) -> Row | None:
        """The record with that code; None where there is none."""
        found = self._all(listing).get(code)
        return found[0] if found else None

    def several(self, listing: str, key: str) -> list[Row]:
        """All records under one key: the addresses of a relation …"""
        return self._all(listing).get(key, [])

    def by(self, listing: str, field: str, value: str) -> list[Row]:
        """All records that have ``value`` in a field other than their key."""
        if (listing, field) not in self._indexes:
            index: dict[str, list[Row]] = {}
            for row in self.where(listing, lambda _row: True):
                index.setdefault(text(row, field), []).append(row)
            self._indexes[listing, field] = index
        return self._indexes[listing, field].get(value, [])

    def where(self, listing: str, fits: Callable[[Row], bool]) -> list[Row]:
        """All records that fit."""
        return [row for rows in self._all(listing).values() for row in rows if fits(row)]

    def add(self, listing: str, row: Row) -> None:
        """Remember what was just made."""
        known = plain(row)
        self._all(listing).setdefault(text(known, _LISTINGS[listing].key), []).append(known)
        for (indexed, field), index in self._indexes.items():
            if indexed == listing:
                index.setdefault(text(known, field), []).append(known)

    def change(self, listing: str, row: Row, changed: Row) -> None:
        """Remember what was just changed of a record that was looked up here."""
        kept = self._all(listing)[text(row, _LISTINGS[listing].key)]
        kept[kept.index(row)] = {**row, **plain(changed)}
        self._forget_indexes(listing)

    def again(self, listing: str) -> None:
        """Forget a listing: something may have been done there whose answer got lost."""
        self._listed.pop(listing, None)
        self._forget_indexes(listing)

    def _forget_indexes(self, listing: str) -> None:
        self._indexes = {key: index for key, index in self._indexes.items() if key[0] != listing}

    def _all(self, listing: str) -> dict[str, list[Row]]:
        if listing not in self._listed:
            self._listed[listing] = self._read(_LISTINGS[listing])
        return self._listed[listing]

    def _read(self, listing: _Listing) -> dict[str, list[Row]]:
        read: dict[str, list[Row]] = {}
        for row in self._client.rows(self.address(listing.path), {"$select": listing.fields}):
            known = plain(row)
            read.setdefault(text(known, listing.key), []).append(known)
        return read


def plain(row: Row) -> Row:
    """A row with the padding of Exact taken off its texts (codes of relations, countries, VAT codes)."""
    return {key: value.strip() if isinstance(value, str) else value for key, value in row.items()}


def text(row: Row, field: str) -> str:
    """A field as text; empty where there is none."""
    return wording.text(row.get(field))
