"""Relations of a division with their addresses, bank accounts and main contact. Source: exact-online-fields.txt.

The three lists that hang below relations are read first and kept, about a hundred bytes a row; relations are streamed.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.exact_online.client import Row
from overstap.connectors.exact_online.division import Division, converted, some
from overstap.connectors.exact_online.wording import amount, guid, text
from overstap.connectors.values import Record

RELATION = (
    "ID", "Code", "Name", "Status", "IsSupplier", "Type", "Phone", "Fax", "Email", "Website", "ChamberOfCommerce",
    "VATNumber", "AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City", "State", "Country", "MainContact",
    "CreditLineSales", "CreditLinePurchase", "SearchCode", "TradeName", "RSIN", "OINNumber", "GlnNumber", "DunsNumber",
    "EORINumber", "Language", "Blocked", "Parent", "InvoiceAccountCode", "PaymentConditionSales",
    "PaymentConditionPurchase", "SalesVATCode", "PurchaseVATCode", "SalesCurrency", "PurchaseCurrency", "Remarks",
)  # fmt: skip
ADDRESS = (
    "Account",
    "Type",
    "Main",
    "AddressLine1",
    "AddressLine2",
    "AddressLine3",
    "Postcode",
    "City",
    "State",
    "Country",
)
BANK_ACCOUNT = ("Account", "BankAccount", "BICCode", "Main")
CONTACT = ("ID", "Account", "FullName", "IsMainContact")
_KINDS = {"1": "street", "2": "postal", "3": "postal", "4": "street"}  # visit, postal, invoice, delivery
_AT_ONCE = 20  # keys in one filter: an address has to stay short enough for a browser
_ORDINARY = {"1": "", "2": ""}


class Relations:
    """Reads the relations of a division."""

    def __init__(self, division: Division) -> None:
        self._division = division
        self.ids: dict[str, str] = {}  # code to Exact's own key, of those that were read
        self._addresses: dict[str, list[Row]] = {}
        self._banks: dict[str, list[Row]] = {}
        self._contacts: dict[str, str] = {}
        self._listed: list[Row] | None = None

    def read(self, only: Iterable[str] = ()) -> Iterator[Record]:
        """All of them; or those whose ID is in ``only``."""
        wanted, rows = set(only), self._division.rows
        accounts = (row for row in rows("bulk/CRM/Accounts", RELATION) if not wanted or row["ID"] in wanted)
        addresses, contacts = rows("bulk/CRM/Addresses", ADDRESS), rows("bulk/CRM/Contacts", CONTACT)
        yield from self.joined(accounts, addresses, self.bank_accounts(), contacts)

    def some(self, keys: Sequence[str]) -> Iterator[Record]:
        """Those with these keys, asked by key: four calls for every twenty. Raises ValueError for what is no key."""
        for place in range(0, len(keys), _AT_ONCE):
            few = keys[place : place + _AT_ONCE]
            accounts = self._division.rows("bulk/CRM/Accounts", RELATION, filter=any_of("ID", few))
            theirs = any_of("Account", few)
            addresses = self._division.rows("bulk/CRM/Addresses", ADDRESS, filter=theirs)
            banks = self._division.rows("crm/BankAccounts", BANK_ACCOUNT, filter=theirs)
            contacts = self._division.rows("bulk/CRM/Contacts", CONTACT, filter=theirs)
            yield from self.joined(accounts, addresses, banks, contacts)

    def joined(
        self, accounts: Iterable[Row], addresses: Iterable[Row], banks: Iterable[Row], contacts: Iterable[Row]
    ) -> Iterator[Record]:
        """The relations of ``accounts``, with what belongs to them among the other rows."""
        self._addresses = _by_account(addresses)
        self._banks = _by_account(banks)
        main = (row for row in contacts if row.get("IsMainContact"))
        self._contacts = {text(row["Account"]): text(row.get("FullName")) for row in main}
        yield from converted(accounts, self._relation, "relation")

    def bank_accounts(self) -> list[Row]:
        """The bank accounts of all relations; asked once."""
        if self._listed is None:
            rows = self._division.rows("crm/BankAccounts", BANK_ACCOUNT)
            self._listed = [{name: row.get(name) for name in BANK_ACCOUNT} for row in rows]
        return self._listed

    def _relation(self, row: Row) -> Relation:
        key, code = text(row["ID"]), text(row["Code"])
        if not code:
            raise ValueError("there is no code")
        self.ids[code] = key
        return Relation(
            code=code,
            name=text(row.get("Name")),
            type=_type(row),
            contact=self._contacts.get(key, ""),
            phone=text(row.get("Phone")),
            fax=text(row.get("Fax")),
            email=text(row.get("Email")),
            website=text(row.get("Website")),
            commerce_number=text(row.get("ChamberOfCommerce")),
            tax_country=text(row.get("Country")),
            tax_number=text(row.get("VATNumber")),
            customer_limit=_limit(row.get("CreditLineSales")),
            supplier_limit=_limit(row.get("CreditLinePurchase")),
            addresses=self._addresses_of(key, row),
            bank_accounts=tuple(_bank_account(one) for one in _main_first(self._banks.get(key, ()))),
            extra=_extra(row),
        )

    def _addresses_of(self, key: str, row: Row) -> tuple[Address, ...]:
        """Those of the list, the main one of each kind first; the relation's own where the list has none."""
        listed = sorted(_main_first(self._addresses.get(key, ())), key=lambda one: str(one.get("Type")))
        own = [row] if text(row.get("AddressLine1")) or text(row.get("City")) else []
        return tuple(_address(one) for one in listed or own)


def any_of(field: str, keys: Iterable[str]) -> str:
    """A filter for rows of which ``field`` is one of ``keys``. Raises ValueError for what is no key."""
    return " or ".join(f"{field} eq {guid(key)}" for key in keys)


def _type(row: Row) -> str:
    """custSupTp of the audit file. A relation that stands for a division itself is "other", and says so in extra."""
    customer, supplier = text(row.get("Status")) == "C", bool(row.get("IsSupplier"))
    return "B" if customer and supplier else "C" if customer else "S" if supplier else "O"


def _address(row: Row) -> Address:
    kind = text(row.get("Type"))
    return Address(
        kind=_KINDS.get(kind, "street"),
        street=text(row.get("AddressLine1")),
        property=", ".join(filter(None, (text(row.get("AddressLine2")), text(row.get("AddressLine3"))))),
        city=text(row.get("City")),
        postal_code=text(row.get("Postcode")),
        region=text(row.get("State")),
        country=text(row.get("Country")),
        extra=some(type="" if kind == "A" else _ORDINARY.get(kind, kind)),
    )


def _bank_account(row: Row) -> BankAccount:
    return BankAccount(text(row.get("BankAccount")), text(row.get("BICCode")))


def _extra(row: Row) -> dict[str, object]:
    """What a relation has more; BSN is never asked for."""
    return some(
        division_itself=text(row.get("Type")) == "D",
        status=row.get("Status"),
        search_code=row.get("SearchCode"),
        trade_name=row.get("TradeName"),
        rsin=row.get("RSIN"),
        oin=row.get("OINNumber"),
        gln=row.get("GlnNumber"),
        duns=row.get("DunsNumber"),
        eori=row.get("EORINumber"),
        language=row.get("Language"),
        blocked=bool(row.get("Blocked")),
        invoice_to=row.get("InvoiceAccountCode"),
        payment_condition_sales=row.get("PaymentConditionSales"),
        payment_condition_purchase=row.get("PaymentConditionPurchase"),
        vat_code_sales=row.get("SalesVATCode"),
        vat_code_purchase=row.get("PurchaseVATCode"),
        currency_sales=row.get("SalesCurrency"),
        currency_purchase=row.get("PurchaseCurrency"),
        remarks=row.get("Remarks"),
    )


def _limit(value: object) -> Decimal | None:
    found = amount(value)
    return found if value is not None and found else None


def _by_account(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(text(row.get("Account")), []).append(
            {name: value for name, value in row.items() if name != "__metadata"}
        )
    return found


def _main_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: not row.get("Main"))
