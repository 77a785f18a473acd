"""The transfer code: 135 random bits and a check character, in Crockford's base 32, stored only as a hash.

Crockford's alphabet leaves out I, L, O and U; what people type for those is read as 1, 1, 0 and nothing else.
Source: Douglas Crockford, "Base 32", crockford.com/base32.html. Contract of transfer codes: RFC 9154 (short lived,
strong random, stored hashed).
"""

import secrets

from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.lib.secrets import token_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 27  # characters of five bits
GROUP = 4
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


class CodeMistyped(Refused):
    """It cannot be a transfer code."""

    code = "CODE-MISTYPED"


def make_code() -> str:
    """A new code in groups of four: ``7K2M-9QXD-…`` (28 characters)."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    whole = body + _check_character(body)
    return "-".join(whole[i : i + GROUP] for i in range(0, len(whole), GROUP))


def hash_of(typed: str) -> str:
    """The hash under which a code is kept, of what a person typed. Raises CodeMistyped when it cannot be a code."""
    text = typed.strip().upper().translate(_LOOKALIKES)
    known = all(character in ALPHABET for character in text)
    if len(text) != LENGTH + 1 or not known or _check_character(text[:-1]) != text[-1]:
        raise CodeMistyped(
            _("This is not a transfer code: a character is wrong or missing."),
            remedy=_("Copy the code from the e-mail; it has seven groups of four characters."),
        )
    return token_hash(text)


def _check_character(body: str) -> str:
    """Weighted sum modulo 31: tells one wrong character or two neighbours swapped."""
    total = sum(place * ALPHABET.index(character) for place, character in enumerate(body, start=1))
    return ALPHABET[total % 31]
