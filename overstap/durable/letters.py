"""What a mail says, as a value; its plain text and its HTML are made from it here, so that wording has one source.

Names in a mail were typed by people whom nobody vouches for. Every text becomes one line without control or direction
characters before it is used, so that a name cannot pose as another paragraph, and is escaped in HTML.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.lib.errors import Refused

_TEMPLATE = Path(__file__).parent / "letter" / "letter.html"
_SUBJECT_LENGTH = 150
_SCHEMES = ("https://", "http://")


class BadLetter(Refused):
    """What was to be written is no proper letter."""

    code = "LETTER-MALFORMED"


@dataclass(frozen=True, slots=True)
class Link:
    """A button: what it says, and the whole address it opens."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to a person, in that person's language.

    The parts are shown in this order; what is empty is left out. ``subject`` is the heading as well. ``code`` is shown
    large, under ``code_label``. ``facts`` are pairs of a label and a value. ``notes`` come last, in smaller print.
    """

    subject: str
    paragraphs: tuple[str, ...]
    code_label: str = ""
    code: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    action: Link | None = None
    notes: tuple[str, ...] = ()


def page(path: str) -> str:
    """The whole address of a page of this installation; ``path`` begins with a slash."""
    return f"{settings.SITE_URL}{path}"


def subject_line(letter: Letter) -> str:
    """The subject as it may stand in a header: one line of at most 150 characters."""
    clean = _one_line(letter.subject)
    return clean if len(clean) <= _SUBJECT_LENGTH else clean[: _SUBJECT_LENGTH - 1] + "…"


def render(letter: Letter, language: str) -> tuple[str, str]:
    """The letter as plain text and as HTML, its fixed words in ``language`` ("nl" or "en").

    Raises BadLetter when the button leads to anything but a web page.
    """
    clean = _cleaned(letter)
    with override(language):
        words = _fixed_words(clean)
    return _as_text(clean, words), _as_html(clean, words, language)


def _one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


def _cleaned(letter: Letter) -> Letter:
    return Letter(
        subject=subject_line(letter),
        paragraphs=tuple(_one_line(text) for text in letter.paragraphs),
        code_label=_one_line(letter.code_label),
        code=_one_line(letter.code),
        facts=tuple((_one_line(label), _one_line(value)) for label, value in letter.facts),
        action=_checked(letter.action) if letter.action else None,
        notes=tuple(_one_line(text) for text in letter.notes),
    )


def _checked(link: Link) -> Link:
    is_one_word = link.url.isprintable() and " " not in link.url
    if not (is_one_word and link.url.startswith(_SCHEMES)):
        raise BadLetter(
            _("A button in a mail must lead to a web page."), code="LETTER-LINK", facts={"url": link.url[:200]}
        )
    return Link(_one_line(link.label), link.url)


def _fixed_words(letter: Letter) -> dict[str, str]:
    sender = {"name": settings.INSTALLATION_NAME, "address": settings.SITE_URL}
    return {
        "copy": _("If the button does not work, copy this address into your browser:") if letter.action else "",
        "sender": _("Sent by %(name)s, %(address)s.") % sender,
        "warning": _("We never ask for your password by mail."),
    }


def _as_text(letter: Letter, words: dict[str, str]) -> str:
    blocks = [letter.subject, *letter.paragraphs]
    if letter.code:
        blocks.append(f"{letter.code_label}:\n\n    {letter.code}" if letter.code_label else f"    {letter.code}")
    blocks.append("\n".join(f"{label}: {value}" for label, value in letter.facts))
    if letter.action:
        blocks.append(f"{letter.action.label}:\n{letter.action.url}")
    # “-- ” begins a signature (RFC 3676, 4.3); mail programs fold it away.
    blocks += [*letter.notes, f"-- \n{words['sender']}\n{words['warning']}"]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _as_html(letter: Letter, words: dict[str, str], language: str) -> str:
    return _template().render(Context({"letter": letter, "words": words, "language": language}))


@cache
def _template() -> Template:
    # An engine of its own: a mail looks the same in the worker, on the command line and on the pages.
    return Engine(autoescape=True).from_string(_TEMPLATE.read_text(encoding="utf-8"))
