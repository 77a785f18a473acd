"""Regular expressions for a transaction as nearly every package writes it, made from the tables of the version.

They match only what is plain (no attributes, prefixes, comments), in the order of the schema, within its lengths and
valid by itself. So a match needs no further checks, and what does not match is read by the XML parser.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.versions import LINE_TAG, TABLES
from overstap.exchange.xaf.vocabulary import Element, Kind

_SPACE = "[ \t\n]*"
_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_AMOUNT = r"-?[0-9]{1,17}(?:\.[0-9]{2})?"
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_FORM = {Kind.DATE: _DATE, Kind.AMOUNT: _AMOUNT, Kind.NUMBER: _NUMBER, Kind.COUNT: "[0-9]{1,3}"}

_HEAD = ("number", "description", "period", "date", "amnt", "amntTp", "source", "user")
_FIRST = (
    "nr", "account", "doc_ref", "effective_date", "settDate", "description", "amount", "side", "record_ref",
    "match_key", "relation", "invoice_ref",
)  # fmt: skip
_TAIL = (
    "orderRef", "receivingDocRef", "shipDocRef", "cost_centre", "product", "project", "artGrpID", "workCostArrRef",
    "qntityID", "quantity", "bank_account", "bankIdCd", "offsetBankAccNr",
)  # fmt: skip
_NEEDED = frozenset({"number", "period", "date", "nr", "account", "amount", "side", "code", "percentage", "currency"})
_FILLED = frozenset({"number", "account"})


@dataclass(frozen=True, slots=True)
class Grammar:
    """The expressions of one version.

    ``head`` matches from ``<transaction>`` to the first line; its groups are number, description, period, date, amnt,
    amntTp, source and user. ``line`` matches a whole line; its groups are nr, account, document, effective date,
    settlement date, description, amount, side, record reference, match key, relation and invoice, the raw text of the
    rarer fields, code, percentage, amount and side of the first VAT, the raw text of more VAT, currency and its amount.
    ``tail`` and ``vat`` find their parts in those raw texts, ``end`` matches ``</transaction>``, and ``tail_fields``
    names our field for an element of the tail.
    """

    head: re.Pattern[str]
    line: re.Pattern[str]
    tail: re.Pattern[str]
    vat: re.Pattern[str]
    end: re.Pattern[str]
    tail_fields: Mapping[str, str]


def grammar_of(version: Version) -> Grammar | None:
    """The grammar of a version, None for CLAIR2, whose files are small and whose lines have two columns."""
    if version is Version.CLAIR2:
        return None
    tables = TABLES[version]
    line = {_key(element): element for element in tables["line"]}
    entry = {_key(element): element for element in tables["entry"]}
    first_vat = "".join(_required(element) for element in tables["line_vat"])
    vat = "".join(_required(element, "(?:{})") for element in tables["line_vat"])
    currency = "".join(_required(element) for element in tables["line_currency"])
    tail = [line[key] for key in _TAIL if key in line]
    tag = LINE_TAG[version]
    return Grammar(
        head=re.compile(f"<transaction>{_SPACE}" + "".join(_piece(key, entry) for key in _HEAD)),
        line=re.compile(
            f"<{tag}>{_SPACE}"
            + "".join(_piece(key, line) for key in _FIRST)
            + "((?!<vat>|</)" + "".join(_optional(element, "(?:{})") for element in tail) + "|)"
            + f"(?:<vat>{_SPACE}{first_vat}</vat>{_SPACE}|)((?:<vat>{_SPACE}{vat}</vat>{_SPACE})*)"
            + f"(?:<currency>{_SPACE}{currency}</currency>{_SPACE}|)</{tag}>{_SPACE}"
        ),
        tail=re.compile("<([A-Za-z]+)>([^<]+)</"),
        vat=re.compile(_SPACE.join(["<vat>", *(f"<{e.name}>([^<]*)</{e.name}>" for e in tables["line_vat"])])),
        end=re.compile(f"</transaction>{_SPACE}"),
        tail_fields={element.name: element.field for element in tail},
    )  # fmt: skip


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
    if element.kind in _FORM:
        return _FORM[element.kind]
    if element.allowed:
        return "|".join(sorted(element.allowed))
    least = "1" if _key(element) in _FILLED else "0"
    return f"[^<]{{{least},{element.limit or ''}}}"
