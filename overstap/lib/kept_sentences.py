"""Sentences (``lib.sentences``) as plain JSON, so that what is stored today is told in any language tomorrow."""

from collections.abc import Mapping
from typing import cast

from overstap.lib.errors import OverstapError
from overstap.lib.sentences import Sentence

Kept = dict[str, object]


def keep(text: str) -> Kept:
    """``text`` as plain data: words and facts of a sentence, or the text alone."""
    if not isinstance(text, Sentence):
        return {"text": storable(text)}
    return {"words": storable(text.words), "facts": {name: _fact(fact) for name, fact in text.facts.items()}}


def restore(kept: Kept) -> str:
    """What ``keep`` was given."""
    if "words" not in kept:
        return str(kept.get("text", ""))
    facts = cast("Mapping[str, object]", kept["facts"])
    return Sentence(str(kept["words"]), {name: _restored(fact) for name, fact in facts.items()})


def keep_error(error: OverstapError) -> Kept:
    """What a person has to know of an error: its code, what happened and what to do, as plain data."""
    return {"code": error.code, "message": keep(error.message), "remedy": keep(error.remedy)}


def keep_unexpected(message: str = "", remedy: str = "") -> Kept:
    """As ``keep_error``, of an error that may say more than a person should read."""
    return {"code": "UNEXPECTED", "message": keep(message), "remedy": keep(remedy)}


def storable(text: str) -> str:
    """What PostgreSQL can hold: NUL and half a surrogate pair, which it cannot, are written out."""
    return text.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _fact(fact: object) -> object:
    if isinstance(fact, Sentence):
        return keep(fact)
    return fact if isinstance(fact, int) else storable(str(fact))


def _restored(fact: object) -> object:
    return restore(cast("Kept", fact)) if isinstance(fact, dict) else fact
