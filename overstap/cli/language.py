"""The language of the command line, without Django: help and verify-proof need neither settings nor a database.

Reads the same catalogue as Django does. The modules in ``commands`` take their help texts from here when they are
imported, so ``use`` comes first.
"""

import gettext as catalogues
from functools import cache
from pathlib import Path

LANGUAGES = ("nl", "en")
_LOCALE = Path(__file__).resolve().parent.parent / "locale"
_chosen = ["nl"]


def use(language: str) -> None:
    """Speak ``language`` ("nl" or "en") from here on."""
    _chosen[0] = language


def chosen() -> str:
    """The language that is spoken: "nl" or "en"."""
    return _chosen[0]


def gettext(text: str) -> str:
    """``text`` in the chosen language."""
    return _catalogue(chosen()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """``one`` or ``many``, as ``count`` asks, in the chosen language."""
    return _catalogue(chosen()).ngettext(one, many, count)


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("django", _LOCALE, languages=[language], fallback=True)
