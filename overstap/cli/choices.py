"""What can be said with every command, wherever it stands on the line."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from overstap.cli import language
from overstap.cli.language import gettext as _
from overstap.lib.errors import OverstapError


class UsageError(OverstapError):
    """The command line was not understood."""

    next_step = "usage"
    code = "USAGE"


@dataclass(frozen=True, slots=True)
class Choices:
    """Who asks, and how the answer should look. ``person`` empty: the operator of the installation."""

    person: str = ""
    language: str = "nl"
    json: bool = False
    colour: bool = True
    demo: bool = False


def from_environment() -> Choices:
    """The defaults: OVERSTAP_PERSON, OVERSTAP_LANGUAGE, NO_COLOR."""
    wanted = os.environ.get("OVERSTAP_LANGUAGE", "nl")[:2]
    return Choices(
        person=os.environ.get("OVERSTAP_PERSON", ""),
        language=wanted if wanted in language.LANGUAGES else "nl",
        colour=not os.environ.get("NO_COLOR"),
    )


def split(arguments: Sequence[str]) -> tuple[Choices, list[str]]:
    """The choices, and what is left for the command. After ``--`` everything is left as it is.

    Raises UsageError for a choice without its value or a language that is not here.
    """
    choices, rest = from_environment(), list[str]()
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        name, equals, value = word.partition("=")
        if name == "--as":
            choices = replace(choices, person=value if equals else _next(name, words))
        elif name == "--language":
            choices = replace(choices, language=value if equals else _next(name, words))
        elif word == "--json":
            choices = replace(choices, json=True)
        elif word == "--no-color":
            choices = replace(choices, colour=False)
        elif word == "--demo":
            choices = replace(choices, demo=True)
        else:
            rest.append(word)
    _require_language(choices.language)
    return choices, rest


def _next(name: str, words: Iterator[str]) -> str:
    value = next(words, "")
    if not value:
        raise UsageError(_("%(option)s needs a value.") % {"option": name}, code="USAGE-VALUE")
    return value


def _require_language(wanted: str) -> None:
    if wanted not in language.LANGUAGES:
        raise UsageError(
            _("There is no language “%(text)s” here.") % {"text": wanted[:20]}, code="USAGE-LANGUAGE", remedy="nl | en"
        )
