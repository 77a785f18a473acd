"""Regular expressions for a transaction as nearly every package writes it, made from the tables of the version.

They match only what is plain (no attributes, prefixes, comments), in the order of the schema, within its lengths and
valid by itself. So a match needs no further checks, and what does not match is read by the XML parser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.versions import LINE_TAG, TABLES
from overstap.exchange.xaf.vocabulary import Element, Kind, Table

_SPACE = "[ \t\n]*"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_AMOUNT = r"-?[0-9]{1,17}(?:\.[0-9]{2})?"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_SIGNED = f"-?{_NUMBER}"  # credit notes have negative quantities
_FORM = {Kind.DATE: _DATE, Kind.AMOUNT: _AMOUNT, Kind.NUMBER: _NUMBER, Kind.COUNT: "[0-9]{1,3}"}

_HEAD = ("number", "description", "period", "date", "amnt", "amntTp", "source", "user")
_FIRST = (
    "nr", "account", "doc_ref", "effective_date", "settDate", "description", "amount", "side", "record_ref",
    "match_key", "relation", "invoice_ref",
)  # fmt: skip
# What follows in a line. A tuple within it holds rare elements that stand together: they share one group.
_TAIL = (
    ("orderRef", "receivingDocRef", "shipDocRef"), "cost_centre", "product", "project",
    ("artGrpID", "workCostArrRef", "qntityID"), "quantity", "bank_account", ("bankIdCd", "offsetBankAccNr"),
)  # fmt: skip
_SUBLEDGER = (
    "nr", "journal", "entry_number", "line_nr", "description", "amount", "side", "doc_ref", "record_ref", "match_key",
    "relation", "invoice_ref", "purchase_or_sales", "invoice_side", "invoice_date", "due_date", "mutation",
)  # fmt: skip
_SUBLEDGER_TAIL = ("cost_centre", "product", "project", ("artGrpID", "qntityID"), "quantity")
_NEEDED = frozenset({"number", "period", "date", "nr", "account", "amount", "side", "code", "percentage", "currency"})
_FILLED = frozenset({"number", "account"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions of one version.

    ``head`` matches from ``<transaction>`` to the first line; its groups are number, description, period, date, amnt,
    amntTp, source and user. ``line`` matches a whole line; its groups are nr, account, document, effective date,
    settlement date, description, amount, side, record reference, match key, relation, invoice, rare elements (raw
    text), cost centre, product, project, rare elements, quantity, bank account, rare elements; then those of the
    groups: code, percentage, amount and side of the first VAT, the raw text of more VAT, currency and its amount.
    ``subledger_line`` matches a whole line of a sub-ledger, None when the version has none; its groups are the fields
    from nr to mutation in the order of the schema, cost centre, product, project, rare elements, quantity, and those
    of VAT and currency as before. ``rare`` and ``vat`` find their parts in those raw texts, and ``end`` matches
    ``</transaction>``.
    """

    head: re.Pattern[str]
    line: re.Pattern[str]
    subledger_line: re.Pattern[str] | None
    rare: re.Pattern[str]
    vat: re.Pattern[str]
    end: re.Pattern[str]


def grammar_of(version: Version) -> Grammar | None:
    """The grammar of a version, None for CLAIR2, whose files are small and whose lines have two columns."""
    if version is Version.CLAIR2:
        return None
    tables = TABLES[version]
    entry = {_key(element): element for element in tables["entry"]}
    subledger_line = tables.get("subledger_line")
    return Grammar(
        head=re.compile(f"<transaction>{_SPACE}" + "".join(_piece(key, entry) for key in _HEAD)),
        line=re.compile(_line(LINE_TAG[version], tables["line"], _FIRST, _TAIL) + _groups(tables, LINE_TAG[version])),
        subledger_line=re.compile(
            _line("sbLine", subledger_line, _SUBLEDGER, _SUBLEDGER_TAIL) + _groups(tables, "sbLine")
        )
        if subledger_line
        else None,
        rare=re.compile("<([A-Za-z]+)>([^<]+)</"),
        vat=re.compile(_SPACE.join(["<vat>", *(f"<{e.name}>([^<]*)</{e.name}>" for e in tables["line_vat"])])),
        end=re.compile(f"</transaction>{_SPACE}"),
    )


def _line(tag: str, table: Table, first: tuple[str, ...], tail: tuple[str | tuple[str, ...], ...]) -> str:
    """From the start of a line to its groups; most lines have no tail, and one look ahead tells."""
    elements = {_key(element): element for element in table}
    begin = "".join(_piece(key, elements) for key in first)
    rest = "".join(_piece(key, elements) if isinstance(key, str) else _together(key, elements) for key in tail)
    return f"<{tag}>{_SPACE}{begin}(?:(?!<vat>|</){rest}|)"


def _groups(tables: Mapping[str, Table], tag: str) -> str:
    """VAT and currency of a line, and its end."""
    first_vat = "".join(_required(element) for element in tables["line_vat"])
    vat = "".join(_required(element, "(?:{})") for element in tables["line_vat"])
    currency = "".join(_required(element) for element in tables["line_currency"])
    return (
        f"(?:<vat>{_SPACE}{first_vat}</vat>{_SPACE}|)((?:<vat>{_SPACE}{vat}</vat>{_SPACE})*)"
        f"(?:<currency>{_SPACE}{currency}</currency>{_SPACE}|)</{tag}>{_SPACE}"
    )


def _together(keys: tuple[str, ...], elements: Mapping[str, Element]) -> str:
    return "(" + "".join(_optional(elements[key], "(?:{})") for key in keys if key in elements) + ")"


def _key(element: Element) -> str:
    return element.field or element.name


def _piece(key: str, elements: Mapping[str, Element]) -> str:
    if key not in elements:
        return "()"
    return _required(elements[key]) if key in _NEEDED else _optional(elements[key])


def _required(element: Element, group: str = "({})") -> str:
    return f"<{element.name}>{group.format(_form(element))}</{element.name}>{_SPACE}"


def _optional(element: Element, group: str = "({})") -> str:
    return f"(?:<{element.name}(?:>{group.format(_form(element))}</{element.name}>| ?/>){_SPACE}|)"


def _form(element: Element) -> str:
    if element.field == "quantity":
        return _SIGNED
    if element.kind in _FORM:
        return _FORM[element.kind]
    if element.allowed:
        return "|".join(sorted(element.allowed))
    least = "1" if _key(element) in _FILLED else "0"
    return f"[^<]{{{least},{element.limit or ''}}}"
