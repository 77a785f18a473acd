"""Canonical JSON: one value has exactly one text, so that a hash or a signature means one thing.

The rules, complete:
- UTF-8 without a byte order mark; no white space outside strings; nothing before or after the value.
- Object keys are strings, sorted by Unicode code point, each at most once.
- Numbers are integers between -(2**53 - 1) and 2**53 - 1, in decimal, no leading zeros, no ``-0``. No floats.
- Strings are written as they are; only ``"``, ``\\`` and U+0000 to U+001F are escaped: ``\\b \\t \\n \\f \\r``
  where JSON has a short form, ``\\u00xx`` in lower case elsewhere. Lone surrogates are refused.
- Nested at most MAX_DEPTH deep.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from overstap.lib.sentences import Sentence, sentence
from overstap.moves.proof.errors import ProofRefused

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

MAX_DEPTH = 24
MAX_INTEGER = 2**53 - 1
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def canonical(value: object, place: str = "$") -> bytes:
    """The canonical JSON of ``value``. Raises ProofRefused PROOF-VALUE-UNFIT naming the place."""
    _check(value, place, MAX_DEPTH)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def sha256_of(value: object, place: str = "$") -> str:
    """SHA-256 of the canonical JSON, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(value, place)).hexdigest()


def below(place: str, key: str | int) -> str:
    """The name of what stands at ``key`` in the object or list called ``place``: ``parties[0].name``."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    if _PLAIN_KEY.fullmatch(key) and len(key) <= 60:
        return f"{place}.{key}" if place else key
    return f"{place}[{key[:60]!a}]"


def leaves(value: Json, place: str) -> Iterator[tuple[str, Json]]:
    """Every place that holds a plain value or an empty list or object, in canonical order."""
    if isinstance(value, Mapping) and value:
        for key in sorted(value):
            yield from leaves(value[key], below(place, key))
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for index, item in enumerate(value):
            yield from leaves(item, below(place, index))
    else:
        yield place, value


def _check(value: object, place: str, depth: int) -> None:
    if depth < 0:
        raise _unfit(place, sentence("is nested too deeply"))
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        _check_integer(value, place)
    elif isinstance(value, str):
        _check_text(value, place)
    elif isinstance(value, Mapping):
        _check_object(value, place, depth)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _check(item, below(place, index), depth - 1)
    else:
        raise _unfit(place, sentence("is a %(type)s, which a proof cannot hold", type=type(value).__name__))


def _check_integer(value: int, place: str) -> None:
    if abs(value) > MAX_INTEGER:
        raise _unfit(place, sentence("is a number too large to be read alike everywhere"))


def _check_text(value: str, place: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise _unfit(place, sentence("holds half a character (a lone surrogate)")) from None


def _check_object(value: Mapping[object, object], place: str, depth: int) -> None:
    for key, item in value.items():
        if not isinstance(key, str):
            raise _unfit(place, sentence("has a key that is not text"))
        _check_text(key, place)
        _check(item, below(place, key), depth - 1)


def _unfit(place: str, what: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-VALUE-UNFIT", sentence("%(place)s %(what)s.", place=place, what=what), place=place)
