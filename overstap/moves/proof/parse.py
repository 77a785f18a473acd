"""Reads JSON from a stranger: bounded in size and depth, no floats, no key twice."""

import json
import re
from typing import NoReturn

from overstap.lib.sentences import Sentence, sentence
from overstap.moves.proof.canonical import MAX_DEPTH, Json
from overstap.moves.proof.errors import ProofRefused

MAX_BYTES = 16 * 1024 * 1024
MAX_COMMAS = 500_000
_MAX_DIGITS = 17
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


def parse(data: bytes) -> Json:
    """The value in ``data``.

    Raises ProofRefused: PROOF-TOO-LARGE, PROOF-NOT-JSON (the place is a byte, counted from 0),
    PROOF-DUPLICATE-KEY (the place is the key).
    """
    _check_size(data)
    _check_depth(data)
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError as error:
        raise _not_json(
            error.start, sentence("The file is not UTF-8 text, from byte %(byte)d on.", byte=error.start)
        ) from None
    except json.JSONDecodeError as error:
        offset = len(error.doc[: error.pos].encode("utf-8"))
        raise _not_json(offset, sentence("The file is not JSON, from byte %(byte)d on.", byte=offset)) from None
    return value


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES or data.count(b",") > MAX_COMMAS:
        raise ProofRefused(
            "PROOF-TOO-LARGE", sentence("A proof is at most %(most)d MB; this is more.", most=MAX_BYTES // 1024**2)
        )


def _check_depth(data: bytes) -> None:
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", data)):
        depth += 1 if bracket.group() in b"[{" else -1
        if depth > MAX_DEPTH:
            raise ProofRefused(
                "PROOF-TOO-LARGE", sentence("A proof is nested at most %(most)d deep; this is deeper.", most=MAX_DEPTH)
            )


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for key, value in pairs:
        if key in result:
            name = ascii(key[:60])
            raise ProofRefused(
                "PROOF-DUPLICATE-KEY", sentence("The key %(name)s stands twice in one object.", name=name), place=name
            )
        result[key] = value
    return result


def _no_float(text: str) -> NoReturn:
    shown = ascii(text[:30])
    raise ProofRefused(
        "PROOF-NOT-JSON", sentence("A proof holds no number like %(number)s.", number=shown), place=shown
    )


def _integer(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        _no_float(text)
    return int(text)


def _not_json(offset: int, message: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-NOT-JSON", message, place=f"byte {offset}")
