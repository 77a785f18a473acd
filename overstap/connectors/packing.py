"""Records as plain JSON and back, so that they can lie staged: nothing is lost, amounts stay decimal texts.

A document's content goes to the object store; its SHA-256 stands in its place.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.values import DocumentFile, OpenItem, PaymentCondition, Record
from overstap.lib import objects
from overstap.lib.kept_sentences import storable

Json = dict[str, Any]

_KINDS: Mapping[str, type[Any]] = {
    one.__name__: one
    for one in (
        Company, FiscalYear, Period, Account, VatCode, Dimension, PaymentCondition, Journal, Relation, Entry, OpenItem,
        AssetCard, DocumentFile,
    )
}  # fmt: skip
_CONTENT = "content"


def pack(record: Record, sha256: str = "") -> Json:
    """A record as JSON data; ``sha256`` names the content of a document, which is in the object store already."""
    packed = _packed(record)
    if isinstance(record, DocumentFile):
        packed[_CONTENT] = sha256
    return {"is": type(record).__name__, **packed}


def unpack(data: Json) -> Record:
    """The record that ``pack`` was given. A document's content comes from the object store, anew at each call."""
    kind = _KINDS[data["is"]]
    named = {name: one for name, one in data.items() if name not in {"is", _CONTENT}}
    if kind is DocumentFile:
        digest = data[_CONTENT]
        return DocumentFile(content=lambda: objects.pieces(digest), **_unpacked(DocumentFile, named))
    record: Record = kind(**_unpacked(kind, named))
    return record


def _packed(value: Any) -> Json:
    packed = {}
    for name, default in _defaults(cast("Hashable", type(value))):
        one = getattr(value, name)
        if one != default or default is MISSING:
            packed[name] = _plain(one)
    return packed


def _plain(one: Any) -> Any:
    if one is None or isinstance(one, bool | int):
        return one
    if isinstance(one, str):
        return storable(one)
    if isinstance(one, date):
        return one.isoformat()
    if isinstance(one, Mapping):
        return {storable(str(key)): _plain(each) for key, each in one.items()}
    if _is_value(type(one)):
        return _packed(one)
    if isinstance(one, list | tuple):
        return [_plain(each) for each in one]
    return storable(str(one))  # a Decimal as it is written


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields that are kept, with what they are where nothing is said (MISSING: always said)."""
    if is_dataclass(kind):
        return tuple((one.name, one.default) for one in fields(kind) if one.name != _CONTENT)
    known: Mapping[str, Any] = kind._field_defaults  # a NamedTuple
    return tuple((name, known.get(name, MISSING)) for name in kind._fields)


def _is_value(kind: type[Any]) -> bool:
    return is_dataclass(kind) or hasattr(kind, "_fields")


def _unpacked(kind: type[Any], data: Json) -> Json:
    readers = _readers(cast("Hashable", kind))
    return {name: readers[name](one) for name, one in data.items()}


@cache
def _readers(kind: Any) -> Mapping[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a field of type ``hint`` is read."""
    chosen = next(_candidates(hint), None)
    if chosen is None:
        return _as_it_is
    origin = get_origin(chosen)
    if origin is not None and _is_value(get_args(chosen)[0]):
        inner = get_args(chosen)[0]
        return lambda found: tuple(inner(**_unpacked(inner, one)) for one in found)
    if chosen is Decimal:
        return lambda found: None if found is None else Decimal(found)
    return lambda found: None if found is None else date.fromisoformat(found)


def _candidates(hint: Any) -> Iterator[Any]:
    options = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    for one in options:
        arguments = get_args(one)
        if one in (Decimal, date) or (arguments and isinstance(arguments[0], type) and _is_value(arguments[0])):
            yield one


def _as_it_is(found: Any) -> Any:
    return found
