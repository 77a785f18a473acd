"""XML out, element by element in the order of the tables, and a report of what could not be written well."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sized
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.values import Version
from overstap.exchange.xaf.versions import TABLES
from overstap.exchange.xaf.vocabulary import Element, Kind, Table
from overstap.lib.sentences import Sentence, sentence

_SPECIAL = re.compile("[&<>\r]|[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_PIECES = 4_000  # pieces of text that are written at once
_WHOLE = re.compile("[0-9]{1,10}")

# The order of children in groups that we keep as plain data; a database may give them back in another order.
_GROUP_ORDER: Mapping[str, tuple[str, ...]] = {
    "changeInfo": ("userID", "changeDateTime", "changeDescription"),
    "taxonomy": ("taxoRef", "entryPoint"),
    "entryPoint": ("entryPointRef", "conceptRef", "domainMember"),
    "domainMember": ("domainMemberRef",),
    "customerSupplierHistory": ("customerSupplier",),
    "customerSupplier": tuple(element.name for element in TABLES[Version.V3_2]["relation"]),
    "glAccountHistory": ("glAccount",),
    "glAccount": tuple(element.name for element in TABLES[Version.V3_2]["account"]),
    "streetAddress": tuple(element.name for element in TABLES[Version.V3_2]["address"]),
    "postalAddress": tuple(element.name for element in TABLES[Version.V3_2]["address"]),
    "bankAccount": ("bankAccNr", "bankIdCd"),
}


class Report:
    """What the version cannot carry or allow, counted by kind of value, with the first place of each."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._lost: Counter[str] = Counter()
        self._first: dict[tuple[str, str], Sentence] = {}
        self._count: Counter[tuple[str, str]] = Counter()

    def lost(self, label: str, count: int = 1) -> None:
        """Values that the version has no place for, such as ``relation: phone``."""
        self._lost[label] += count

    def odd(self, code: str, label: str, what: Sentence) -> None:
        """A value that is filled in (XAF-FILLED), not allowed (XAF-INVALID-VALUE) or spoilt (XAF-CHARACTER)."""
        self._count[code, label] += 1
        self._first.setdefault((code, label), what)

    def findings(self) -> Findings:
        """All of it as findings."""
        findings = Findings()
        for label, count in self._lost.items():
            message = sentence(
                "Version %(version)s has no place for it: %(count)d left out.", version=self._version, count=count
            )
            findings.add("XAF-NOT-CARRIED", label, message)
        for (code, label), count in self._count.items():
            message = sentence("%(first)s (%(count)d in all)", first=self._first[code, label], count=count)
            findings.add(code, label, message)
        return findings


class Output:
    """Writes elements to a stream as UTF-8, and reports what the schema would not allow."""

    def __init__(self, stream: BinaryIO, report: Report) -> None:
        self._stream = stream
        self._pieces: list[str] = []
        self.report = report

    def raw(self, text: str) -> None:
        """Markup as it is."""
        self._pieces.append(text)
        if len(self._pieces) >= _PIECES:
            self.flush()

    def start(self, name: str) -> None:
        """A start tag on a line of its own."""
        self.raw(f"<{name}>\n")

    def end(self, name: str) -> None:
        """An end tag."""
        self.raw(f"</{name}>\n")

    def text(self, name: str, value: str, label: str) -> None:
        """An element with text; ``label`` says in a report to which record it belongs."""
        if _SPECIAL.search(value):
            value = self._escaped(value, f"{label}: {name}")
        self.raw(f"<{name}>{value}</{name}>\n")

    def _escaped(self, value: str, label: str) -> str:
        legal = _ILLEGAL.sub("", value)
        if legal != value:
            self.report.odd("XAF-CHARACTER", label, sentence("A control character is left out."))
        return legal.translate(_ESCAPES)

    def flush(self) -> None:
        """Hand on what has been gathered."""
        self._stream.write("".join(self._pieces).encode("utf-8"))
        self._pieces.clear()

    def record(
        self,
        table: Table,
        label: str,
        fields: Mapping[str, object],
        extra: Mapping[str, object] | None,
        groups: Mapping[str, Callable[[], None]],
    ) -> None:
        """The children of a record in the order of its table.

        ``fields`` are our fields by name, ``groups`` write the child elements that have a form of their own. What
        the table has no element for is reported as lost.
        """
        extra = extra or {}
        for element in table:
            if element.name in groups:
                groups[element.name]()
            elif element.field:
                self.element(element, fields.get(element.field), label)
            elif element.name in extra:
                self.plain(element.name, extra[element.name], element, label)
        self._report_lost(table, label, fields, extra)

    def _report_lost(self, table: Table, label: str, fields: Mapping[str, object], extra: Mapping[str, object]) -> None:
        has = {element.field for element in table}
        for name, value in fields.items():
            if name not in has and not is_empty(value):
                self.report.lost(f"{label}: {name}")
        kept = {element.name for element in table if not element.field}
        for name, value in extra.items():
            if name not in kept and not is_empty(value):
                self.report.lost(f"{label}: {name}")

    def element(self, element: Element, value: object, label: str) -> None:
        """One child; an empty one is left out unless the schema asks for it."""
        if not value and is_empty(value):
            if element.required:
                self.text(element.name, "", label)
            return
        text = value if isinstance(value, str) else as_text(value, element.kind)
        if element.limit or element.allowed or element.kind is Kind.NUMBER:
            self._check(element, text, label)
        self.text(element.name, text, label)

    def _check(self, element: Element, text: str, label: str) -> None:
        if element.limit and len(text) > element.limit:
            self._odd(
                element, label, sentence("%(count)d characters, %(most)d allowed", count=len(text), most=element.limit)
            )
        if element.allowed and text not in element.allowed:
            self._odd(
                element,
                label,
                sentence(
                    "%(text)r is not one of %(allowed)s", text=text[:40], allowed=", ".join(sorted(element.allowed))
                ),
            )
        if element.name == "qntity" and not _WHOLE.fullmatch(text):
            self._odd(element, label, sentence("%(text)s is not a whole number of zero or more", text=text))

    def _odd(self, element: Element, label: str, what: Sentence) -> None:
        self.report.odd("XAF-INVALID-VALUE", f"{label}: {element.name}", what)

    def plain(self, name: str, value: object, element: Element | None, label: str) -> None:
        """Plain data that was kept as ``extra``: text, a group of children, or several of either."""
        if isinstance(value, str):
            if element is not None:
                self._check(element, value, label)
            self.text(name, value, label)
        elif isinstance(value, Mapping):
            self.start(name)
            for child in _ordered(name, value):
                self.plain(child, value[child], None, label)
            self.end(name)
        elif isinstance(value, Iterable):
            for one in value:
                self.plain(name, one, element, label)


def _ordered(group: str, children: Mapping[str, object]) -> list[str]:
    order = {name: rank for rank, name in enumerate(_GROUP_ORDER.get(group, ()))}
    return sorted(children, key=lambda name: order.get(name, len(order)))


def is_empty(value: object) -> bool:
    """Whether there is nothing to write; a zero is something."""
    return value is None or value == "" or (isinstance(value, Sized) and not len(value))


def as_text(value: object, kind: Kind) -> str:
    """A value as the format writes it."""
    if isinstance(value, Decimal):
        return f"{value:.2f}" if kind is Kind.AMOUNT else f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def side_amount(amount: Decimal, side: str) -> Decimal:
    """A signed amount as it is written on its side."""
    return Decimal(0) - amount if side == "C" else amount
