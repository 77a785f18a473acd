"""One XML element to plain fields: text as it stands, groups as nested plain data, nothing lost."""

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias, Union

from overstap.exchange.xaf.codes import Findings
from overstap.exchange.xaf.vocabulary import Element, Kind, Table
from overstap.lib.sentences import sentence

if TYPE_CHECKING:
    from lxml.etree import _Element as XmlElement

Plain: TypeAlias = Union[str, dict[str, "Plain"], list["Plain"]]  # noqa: UP007, it refers to itself
Fields: TypeAlias = dict[str, Plain]


def children(element: "XmlElement") -> Iterator[tuple[str, "XmlElement"]]:
    """The child elements with their names; a child in another namespace keeps it in its name."""
    prefix = namespace_prefix(element.tag)
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            yield (tag[len(prefix) :] if prefix and tag.startswith(prefix) else tag), child


def namespace_prefix(tag: str) -> str:
    """``{namespace}`` of a tag, or nothing."""
    return tag[: tag.index("}") + 1] if tag.startswith("{") else ""


def local_name(tag: str) -> str:
    """The name of a tag without its namespace."""
    return tag.rpartition("}")[2]


def plain(element: "XmlElement") -> Plain:
    """The element as plain data: its text, or its children by name (a list where a name repeats)."""
    if not len(element):
        return element.text or ""
    return fields_of(element)


def fields_of(element: "XmlElement") -> Fields:
    """The children by name, empty ones left out; those that repeat as a list."""
    return _gathered(children(element))


def fields_before(element: "XmlElement") -> Fields:
    """What stands before an element in its parent.

    The parser reads text in pieces of any length: at an event the tree may already hold what comes after it.
    """
    parent = element.getparent()
    if parent is None:
        return {}
    return _gathered(takewhile(lambda pair: pair[1] is not element, children(parent)))


def _gathered(named: Iterable[tuple[str, "XmlElement"]]) -> Fields:
    found: Fields = {}
    for name, child in named:
        value = plain(child)
        if not value:
            continue
        if name not in found:
            found[name] = value
            continue
        before = found[name]
        found[name] = [*before, value] if isinstance(before, list) else [before, value]
    return found


def as_list(value: Plain | None) -> list[Plain]:
    """A repeatable child as a list, however often it occurs."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def as_fields(value: Plain) -> Fields:
    """A group's children; a group that holds text only keeps it under its own key."""
    if isinstance(value, dict):
        return value
    return {"#text": value} if value else {}


class Split:
    """The fields of one record by our names, and what remains as ``extra``."""

    __slots__ = ("_values", "extra")

    def __init__(self, values: dict[str, str], extra: Fields) -> None:
        self._values = values
        self.extra = extra

    def __getitem__(self, field: str) -> str:
        return self._values.get(field, "")

    def __contains__(self, field: str) -> bool:
        return field in self._values


def split(fields: Fields, table: Table, place: str, findings: Findings) -> Split:
    """Sort the fields of a record by its table, and note what is too long, not allowed, unknown or repeated."""
    values: dict[str, str] = {}
    rest = dict(fields)
    for element in table:
        value = rest.get(element.name)
        if value is None or element.kind is Kind.GROUP:
            continue
        if not isinstance(value, str):
            value = _first(element, value, rest, place, findings)
        elif element.field:
            del rest[element.name]
        if value is None:
            continue
        if element.field:
            values[element.field] = value
        if element.limit and len(value) > element.limit:
            findings.add(
                "XAF-TOO-LONG",
                f"{place}, {element.name}",
                sentence(
                    "%(count)d characters; this version of the format allows %(most)d.",
                    count=len(value),
                    most=element.limit,
                ),
            )
        if element.allowed and value not in element.allowed and element.field != "side":
            findings.add(
                "XAF-NOT-ALLOWED",
                f"{place}, {element.name}",
                sentence(
                    "%(text)r is not one of %(allowed)s.", text=value[:40], allowed=", ".join(sorted(element.allowed))
                ),
            )
    return Split(values, rest)


def _first(element: Element, value: Plain, rest: Fields, place: str, findings: Findings) -> str | None:
    """The first text of a field that occurs more than once or has children; the others stay in the rest."""
    several = as_list(value)
    first = several[0]
    if not isinstance(first, str):
        findings.add("XAF-UNKNOWN-ELEMENT", f"{place}, {element.name}", sentence("Elements stand where a text should."))
        return None
    findings.add(
        "XAF-REPEATED",
        f"{place}, {element.name}",
        sentence("The field stands there %(count)d times.", count=len(several)),
    )
    if element.field:
        rest[element.name] = several[1:]
    return first


def note_unknown(extra: Fields, table: Table, record: str, seen: set[str], findings: Findings) -> None:
    """One finding for each element name that this version does not have in this record."""
    known = {element.name for element in table}
    for name in extra:
        if name not in known and (key := f"{record}/{name}") not in seen:
            seen.add(key)
            findings.add(
                "XAF-UNKNOWN-ELEMENT",
                record,
                sentence("<%(name)s> is no part of this version of the format.", name=name),
            )


def note_order(element: "XmlElement", table: Table, record: str, seen: set[str], findings: Findings) -> None:
    """One finding for each kind of record whose fields are not in the order of the schema."""
    if record in seen:
        return
    ranks = {known.name: rank for rank, known in enumerate(table)}
    last = -1
    for name, _ in children(element):
        rank = ranks.get(name, last)
        if rank < last:
            seen.add(record)
            findings.add(
                "XAF-ORDER", record, sentence("The fields are not in the order of the schema (<%(name)s>).", name=name)
            )
            return
        last = rank


def note_stray(element: "XmlElement", record: str, findings: Findings) -> None:
    """Tell of text between the fields of a record and of attributes, neither of which the format has."""
    texts = [element.text, *(child.tail for child in element)]
    stray = next((text.strip() for text in texts if text and not text.isspace()), "")
    if stray and len(element):
        findings.add("XAF-STRAY-TEXT", record, sentence("Between the fields stands %(text)r.", text=stray[:60]))
    if element.attrib:
        findings.add(
            "XAF-NOT-TAKEN",
            record,
            sentence("The attribute %(name)s has no place.", name=str(next(iter(element.attrib)))[:60]),
        )
