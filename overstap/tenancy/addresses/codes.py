"""How the part before the @ is made: mail-safe (RFC 5321: 64 characters at most), in small letters."""

import re
import secrets
from collections.abc import Iterator
from itertools import count

from overstap.tenancy.addresses.values import Style

LONGEST = 64  # RFC 5321, 4.5.3.1.1
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else: i l o 0 1
RANDOM_CHARACTERS = 6
_OFFICE = 28  # what is left for the office beside the longest code of an administration, 35, and the dot
_UNSAFE = re.compile(r"[^a-z0-9_-]+")
_DASHES = re.compile(r"-{2,}")


def safe(text: str) -> str:
    """``text`` in characters that every mail server takes: a to z, digits, ``-`` and ``_``; never empty, no dots."""
    plain = _DASHES.sub("-", _UNSAFE.sub("-", text.lower())).strip("-_")
    return plain or "x"


def local_parts(style: Style, environment: str, code: str) -> Iterator[str]:
    """What to try for an administration, best first, without end.

    ``environment`` is the URL part of the environment, ``code`` that of the administration.
    """
    if style is Style.RANDOM:
        yield from (random_part(environment) for _try in count())
    office = safe(environment)[:_OFFICE].rstrip("-_") or "x"
    plain = f"{office}.{safe(code)}"
    yield _cut(plain)
    yield from (f"{_cut(plain, LONGEST - len(str(number)) - 1)}-{number}" for number in count(2))


def random_part(environment: str) -> str:
    """``<environment>-<six characters>``, another one each time."""
    characters = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM_CHARACTERS))
    return f"{_cut(safe(environment), LONGEST - RANDOM_CHARACTERS - 1)}-{characters}"


def _cut(text: str, longest: int = LONGEST) -> str:
    return text[:longest].rstrip("-_.")
