"""Rules of our own for what is uploaded to Exact Online: which children an element has, in which order, and its values.

Written from eExact-XML.xsd (names, order, what is required) for the elements that we send, so that they are checked
where that schema is not at hand.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lxml import etree

Element = etree._Element


@dataclass(frozen=True)
class Rule:
    """Children in their order ("!" behind a name: required; "*": more than one), and attributes ("!": required)."""

    children: str = ""
    attributes: str = ""


RULES: Mapping[str, Rule] = {
    "eExact": Rule("GLTransactions MatchSets Assets AssetGroups"),
    "GLTransactions": Rule("GLTransaction!*"),
    "GLTransaction": Rule(
        "TransactionType Journal Date FinYear FinPeriod Description Account GLTransactionLine!*", "entry"
    ),
    "GLTransactionLine": Rule(
        "Date! VATType FinYear FinPeriod GLAccount! Description DueDate Account Costcenter Costunit Quantity Amount "
        "ForeignAmount References Project",
        "type linetype line status",
    ),
    "Amount": Rule("Currency! Value VAT VATPercentage VATBaseAmount"),
    "ForeignAmount": Rule("Currency! Value Rate VAT VATPercentage VATBaseAmount VATAmount"),
    "References": Rule("InvoiceNumber PaymentReference YourRef"),
    "MatchSets": Rule("MatchSet!*"),
    "MatchSet": Rule("GLAccount! Account MatchLines! WriteOff"),
    "MatchLines": Rule("MatchLine!*"),
    "MatchLine": Rule("", "finyear! finperiod! journal! entry! amountdc!"),
    "WriteOff": Rule("", "type"),
    "AssetGroups": Rule("AssetGroup!*"),
    "AssetGroup": Rule("Description GLAssets GLDepreciationBS GLDepreciationPL", "code!"),
    "Assets": Rule("Asset!*"),
    "Asset": Rule(
        "Description AssetGroup! DepreciationMethod InvestmentAmount InvestmentDate Note DepreciationStartDate "
        "ResidualAmount",
        "code! status",
    ),
    **dict.fromkeys(("TransactionType", "FinYear", "FinPeriod"), Rule("", "number!")),
    **dict.fromkeys(
        ("Journal", "GLAccount", "Account", "Currency", "VAT", "Costcenter", "Costunit", "Project"), Rule("", "code!")
    ),
    **dict.fromkeys(("DepreciationMethod", "GLAssets", "GLDepreciationBS", "GLDepreciationPL"), Rule("", "code!")),
}


def _number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _day(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


def _short(text: str) -> bool:
    return 0 < len(text) <= 255


_TEXTS: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(("Value", "Rate", "VATPercentage", "VATBaseAmount", "VATAmount", "Quantity"), _number),
    **dict.fromkeys(("InvestmentAmount", "ResidualAmount"), _number),
    **dict.fromkeys(("Date", "DueDate", "InvestmentDate", "DepreciationStartDate"), _day),
    **dict.fromkeys(("Description", "InvoiceNumber", "PaymentReference", "YourRef", "Note"), _short),
    "VATType": lambda text: text in set("VXIWAZOYS"),
}


def problems(content: bytes) -> list[str]:
    """What breaks a rule, with the place of it."""
    root = etree.fromstring(content)
    return [problem for element in root.iter() for problem in _problems(element)]


def _problems(element: Element) -> Iterator[str]:
    if element.tag in _TEXTS:
        if len(element) or element.attrib or not _TEXTS[element.tag](element.text or ""):
            yield f"{element.tag} says {element.text!r}"
        return
    rule = RULES.get(element.tag)
    if rule is None:
        yield f"{element.tag} has no rule"
        return
    yield from _of_children(element, rule.children.split())
    yield from _of_attributes(element, rule.attributes.split())


def _of_children(element: Element, known: list[str]) -> Iterator[str]:
    names = [child.tag for child in element]
    order = [name.rstrip("!*") for name in known]
    if any(name not in order for name in names):
        yield f"{element.tag} has {names}"
        return
    if names != sorted(names, key=order.index):
        yield f"{element.tag} has its children in the order {names}"
    for name in known:
        times = names.count(name.rstrip("!*"))
        if ("!" in name and not times) or ("*" not in name and times > 1):
            yield f"{element.tag} has {times} of {name.rstrip('!*')}"


def _of_attributes(element: Element, known: list[str]) -> Iterator[str]:
    names = {name.rstrip("!") for name in known}
    if set(element.attrib) - names or any(not value for value in element.attrib.values()):
        yield f"{element.tag} has attributes {list(element.attrib)}"
    for name in known:
        if "!" in name and name.rstrip("!") not in element.attrib:
            yield f"{element.tag} has no {name.rstrip('!')}"
