"""What our words are called at Exact Online, where the connector writes.

Sources: ../shared/reference/exact-online-and-twinfield.md (1.7), exact-online-fields.txt and the documentation inside
eExact-XML.xsd for the numbers; RGS MKB 3.7 for the codes that accounts refer to.
"""

from collections.abc import Mapping

from overstap.books.ledger.values import Account, Journal
from overstap.connectors.values import Kind, Way
from overstap.lib.sentences import sentence

GENERAL, CASH, BANK, SALES, PURCHASE = 90, 10, 12, 20, 22  # types of journals
OTHER_JOURNALS = frozenset({16, 21, 23})  # payment service, return invoice, received return
RECEIVABLE, PAYABLE, VAT_ACCOUNT = 20, 22, 24  # types of GL accounts
OTHER_COSTS, BALANCE_GENERAL = 120, 90
OPENING_ENTRY = 10  # type of a transaction

_JOURNAL_TYPES: Mapping[str, int] = {"B": BANK, "C": CASH, "S": SALES, "P": PURCHASE}  # jrnTp; all others: general
TRANSACTION_TYPES: Mapping[int, int] = {SALES: 20, PURCHASE: 30, BANK: 40, CASH: 40, 16: 40, GENERAL: 90}

# RGS prefix -> type of GL account; the longest prefix that fits counts.
_RGS_TYPES: Mapping[str, int] = {
    "BIva": 30,
    "BMva": 30,
    "BVas": 30,
    "BFva": 32,
    "BVrd": 40,
    "BPro": 40,
    "BEff": 32,
    "BVor": 90,
    "BVorDeb": RECEIVABLE,
    "BVorVbkTvo": VAT_ACCOUNT,
    "BVorVbkEob": VAT_ACCOUNT,
    "BVorOva": 26,
    "BLim": BANK,
    "BLimKas": CASH,
    "BLimKru": 90,
    "BEiv": 50,
    "BEivOre": 52,
    "BEivOvr": 52,
    "BVrz": 55,
    "BLas": 55,
    "BSch": 90,
    "BSchCre": PAYABLE,
    "BSchBepB": VAT_ACCOUNT,
    "BSchBepE": VAT_ACCOUNT,
    "BSchShb": 29,
    "BSchSal": 25,
    "BSchAos": 60,
    "BSchOpa": 27,
    "WOmz": 110,
    "WOvb": 110,
    "WKpr": 111,
    "WPer": 125,
    "WAfs": 122,
    "WBed": OTHER_COSTS,
    "WBedVkk": 121,
    "WVkf": 121,
    "WAkf": 121,
    "WFbe": 160,
    "WFbeRls": OTHER_COSTS,
    "WBel": 150,
}
_DEPRECIATED = 35  # accumulated depreciation: RGS marks it by "Cae" after the group of assets
_CREDIT_TYPES = frozenset({22, 24, 25, 27, 29, 35, 50, 52, 55, 60, 110, 140, 160})
_NAMES: Mapping[str, int] = {
    "debiteuren": RECEIVABLE,
    "crediteuren": PAYABLE,
    "btw": VAT_ACCOUNT,
    "omzetbelasting": VAT_ACCOUNT,
    "kas": CASH,
    "bank": BANK,
    "afschrijving": 122,
    "omzet": 110,
    "inkoop": 111,
    "lonen": 125,
}

DOCUMENT_TYPES: Mapping[str, int] = {"sales": 10, "purchase": 20}
OTHER_DOCUMENT = 55  # the other types differ by division

WRITING: Mapping[Kind, tuple[Way, str]] = {
    Kind.COMPANY: (
        Way.NO,
        sentence("A division and its company data can only be made and changed in Exact Online itself."),
    ),
    Kind.PERIODS: (Way.NO, sentence("Financial years and periods are opened in Exact Online itself.")),
    Kind.ACCOUNTS: (Way.YES, ""),
    Kind.VAT_CODES: (
        Way.NO,
        sentence("VAT codes are matched by code or percentage, not made: the boxes of the return belong to them."),
    ),
    Kind.DIMENSIONS: (
        Way.PART,
        sentence("Cost centres, cost units and projects are written; other dimensions do not exist."),
    ),
    Kind.PAYMENT_CONDITIONS: (
        Way.PART,
        sentence("Payment conditions are made, but cannot be changed by the interface."),
    ),
    Kind.JOURNALS: (Way.YES, ""),
    Kind.RELATIONS: (
        Way.PART,
        sentence("Groups of relations are not written: classifications differ by licence."),
    ),
    Kind.OPENING: (
        Way.PART,
        sentence("It is written in the first period, and only for the first year: later ones follow from it."),
    ),
    Kind.ENTRIES: (
        Way.PART,
        sentence(
            "Products, match keys and a second VAT code on a line are not written; "
            "an entry whose number is not a whole number gets another one."
        ),
    ),
    Kind.OPEN_ITEMS: (
        Way.PART,
        sentence(
            "Open items follow from the opening balance and the entries; they are matched and compared, not made."
        ),
    ),
    Kind.ASSETS: (
        Way.PART,
        sentence(
            "Assets are written with linear depreciation or none; what was depreciated before stands in the ledger "
            "only."
        ),
    ),
    Kind.DOCUMENTS: (
        Way.PART,
        sentence("Files up to 25 MB are written; what is no sales or purchase invoice gets the general type."),
    ),
}


def journal_type(journal: Journal) -> int:
    """Type of a journal at Exact: the one that it had there before, or what its type of the audit file comes to."""
    told = _told_number(journal.extra, "type")
    if told in {GENERAL, CASH, BANK, SALES, PURCHASE} | OTHER_JOURNALS:
        return int(told or GENERAL)
    return _JOURNAL_TYPES.get(journal.type, GENERAL)


def account_type(account: Account) -> int:
    """Type of a GL account: the one it had at Exact before, or what RGS, else the name, else B or P say."""
    told = _told_number(account.extra, "type")
    if told is not None:
        return told
    return _by_reference(account.reference) or _by_name(account) or _plain(account)


def balance_type(account: Account) -> str:
    """B for the balance sheet, W for profit and loss."""
    if account.type in ("B", "P"):
        return "B" if account.type == "B" else "W"
    return "B" if account.reference.startswith("B") else "W"


def balance_side(account: Account) -> str:
    """D or C: the side on which the account usually stands."""
    told = account.extra.get("balance_side")
    if told in ("D", "C"):
        return str(told)
    return "C" if account_type(account) in _CREDIT_TYPES else "D"


def _by_reference(reference: str) -> int | None:
    if reference.startswith(("BIva", "BMva", "BVas")) and reference[7:10] == "Cae":
        return _DEPRECIATED
    fitting = [prefix for prefix in _RGS_TYPES if reference.startswith(prefix)]
    return _RGS_TYPES[max(fitting, key=len)] if fitting else None


def _by_name(account: Account) -> int | None:
    """By what the name begins with; only where it agrees with the balance sheet or profit and loss."""
    name = account.name.casefold()
    for start, kind in _NAMES.items():
        if name.startswith(start) and (kind < 100) == (balance_type(account) == "B"):
            return kind
    return None


def _plain(account: Account) -> int:
    return BALANCE_GENERAL if balance_type(account) == "B" else OTHER_COSTS


def _told_number(extra: Mapping[str, object], key: str) -> int | None:
    told = str(extra.get(key, ""))
    return int(told) if told.isascii() and told.isdigit() else None
