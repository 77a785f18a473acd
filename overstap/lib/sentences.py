"""Sentences of layers that know no language, told to a person in theirs at a door.

``sentence("%(text)r is not a date.", text=found)`` is that sentence in English: a plain ``str`` for whoever compares,
logs or stores it. It remembers its words and its facts apart, so that a door can tell it in another language:
``told(finding.message, gettext)``. The words stand in the Dutch catalogue like all others (``lib.catalogues``).
"""

import re
from collections.abc import Callable, Mapping
from typing import Self


class Sentence(str):
    """English text that can be told in other languages: ``words`` with named places, and the ``facts`` for them."""

    __slots__ = ("facts", "words")

    words: str
    facts: Mapping[str, object]

    def __new__(cls, words: str, facts: Mapping[str, object] | None = None) -> Self:
        """``words`` with ``facts`` filled in; without facts a percent sign is just that."""
        made = super().__new__(cls, words % facts if facts else words)
        made.words, made.facts = words, facts or {}
        return made


def sentence(words: str, /, **facts: object) -> Sentence:
    """The sentence of these words (a literal, so that the catalogue finds it) and facts; a fact may be one itself."""
    return Sentence(words, facts)


def told(text: str, gettext: Callable[[str], str]) -> str:
    """``text`` in the language of ``gettext``, Django's or that of ``gettext.translation``; plain text as it stands."""
    if not isinstance(text, Sentence):
        return text
    if not text.facts:
        return gettext(text.words)
    return gettext(text.words) % {name: _fact(fact, gettext) for name, fact in text.facts.items()}


def _fact(fact: object, gettext: Callable[[str], str]) -> object:
    return told(fact, gettext) if isinstance(fact, Sentence) else fact


# The words with which the parts of a place begin ("journal 70, entry 12, line 3"); names follow them unchanged. Places
# are plain text, because the reader makes one for every record.
_PLACE_WORDS = (
    sentence("account"),
    sentence("bank account"),
    sentence("code"),
    sentence("company"),
    sentence("credit limit"),
    sentence("currency"),
    sentence("dated"),
    sentence("entry"),
    sentence("file"),
    sentence("header"),
    sentence("journal"),
    sentence("line"),
    sentence("lines of sub-ledgers (open items with their due dates)"),
    sentence("names of cost centres, projects and other codes"),
    sentence("opening balance"),
    sentence("opening line"),
    sentence("opening subledger"),
    sentence("part"),
    sentence("period"),
    sentence("postal address"),
    sentence("relation"),
    sentence("root element"),
    sentence("street address"),
    sentence("sub-ledger line"),
    sentence("sub-ledger"),
    sentence("subledger"),
    sentence("transaction"),
    sentence("transactions"),
    sentence("VAT code"),
    sentence("VAT"),
)
_LONGEST_FIRST = "|".join(re.escape(word) for word in sorted(_PLACE_WORDS, key=len, reverse=True))
_BEGINNING = re.compile(rf"(^|, )({_LONGEST_FIRST})(?=$|[ ,:])")


def told_place(place: str, gettext: Callable[[str], str]) -> str:
    """The place of a finding in the language of ``gettext``. Programs get it as it stands."""
    return _BEGINNING.sub(lambda found: found.group(1) + gettext(found.group(2)), place)
