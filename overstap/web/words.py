"""Words for codes: states, roles, kinds of record; the same ones as on the proof and the command line."""

from typing import Literal

from django.utils.translation import get_language

from overstap.moves.proof import texts


def language() -> Literal["nl", "en"]:
    """The language of the page: ``nl`` or ``en``."""
    return "en" if get_language() == "en" else "nl"


def word(code: str) -> str:
    """The word for ``code`` in the language of the page; a code without a word stands for itself."""
    return texts.word(code, language())
