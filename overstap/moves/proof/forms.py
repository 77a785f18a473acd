"""Between the values of a proof and plain JSON. Strict: nothing missing, nothing more, nothing of another type."""

import re
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Annotated, Union, cast, get_args, get_origin

from overstap.lib.sentences import Sentence, sentence
from overstap.moves.proof.canonical import Json, below
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.values import Manifest

_SHA256 = re.compile(r"[0-9a-f]{64}")


def to_json(manifest: Manifest) -> dict[str, Json]:
    """The manifest as plain JSON; sections are its keys."""
    return cast("dict[str, Json]", asdict(manifest))


def from_json(value: Json) -> Manifest:
    """The manifest in ``value``. Raises ProofRefused PROOF-NOT-A-PROOF naming the place that does not fit."""
    return cast("Manifest", _read(value, Manifest, "manifest"))


def _read(value: object, hint: object, place: str) -> object:
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_fields(value, hint, place)
    origin = get_origin(hint)
    if origin is tuple:
        return _read_list(value, get_args(hint)[0], place)
    if origin in (Union, types.UnionType):
        return None if value is None else _read(value, get_args(hint)[0], place)
    if origin is Annotated:
        return _read_marked(value, get_args(hint)[1], place)
    return _read_plain(value, dict if origin is Mapping else hint, place)


def _read_plain(value: object, kind: object, place: str) -> object:
    if type(value) is not kind:  # isinstance would let True pass for a number
        raise _unfit(
            place, sentence("is not of the type that belongs there (%(type)s)", type=getattr(kind, "__name__", kind))
        )
    return value


def _read_fields(value: object, kind: type, place: str) -> object:
    if not isinstance(value, Mapping):
        raise _unfit(place, sentence("is not an object"))
    hints = {field.name: field.type for field in fields(kind)}
    for name in hints:
        if name not in value:
            raise _unfit(below(place, name), sentence("is missing"))
    for name in value:
        if name not in hints:
            raise _unfit(below(place, str(name)), sentence("does not belong in a proof"))
    return kind(**{name: _read(value[name], hints[name], below(place, name)) for name in hints})


def _read_list(value: object, item: object, place: str) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise _unfit(place, sentence("is not a list"))
    return tuple(_read(each, item, below(place, index)) for index, each in enumerate(value))


def _read_marked(value: object, mark: str, place: str) -> str:
    if not isinstance(value, str):
        raise _unfit(place, sentence("is not text"))
    if mark == "moment" and not _is_moment(value):
        raise _unfit(place, sentence("is not a time with an offset (ISO 8601)"))
    if mark == "sha256" and not _SHA256.fullmatch(value):
        raise _unfit(place, sentence("is not a SHA-256 in hexadecimal"))
    return value


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False


def _unfit(place: str, what: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-NOT-A-PROOF", sentence("%(place)s %(what)s.", place=place, what=what), place=place)
