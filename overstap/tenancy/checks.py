"""What may stand in the words that people type about environments, people and administrations."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.tenancy.roles import Role

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,34}")
_HOUSE_DOMAIN = ".invalid"  # RFC 2606: never a real address; our own named actors live there


class Malformed(Refused):
    """Something typed is not in the form that it needs."""

    code = "MALFORMED"


def slug(text: str) -> str:
    """The URL part of an environment: a to z, digits, hyphens inside; 63 at most. Raises Malformed."""
    if not _SLUG.fullmatch(text):
        raise Malformed(
            _("“%(text)s” cannot be the URL part of an environment.") % {"text": text[:80]},
            code="SLUG-MALFORMED",
            remedy=_("Use small letters, digits and hyphens; at most 63."),
        )
    return text


def administration_code(text: str) -> str:
    """The code of an administration: at most 35 letters, digits and ``. _ / -``. Raises Malformed."""
    if not _CODE.fullmatch(text):
        raise Malformed(
            _("“%(text)s” cannot be the code of an administration.") % {"text": text[:80]},
            code="ADMINISTRATION-CODE-MALFORMED",
            remedy=_("Use letters, digits and . _ / -; at most 35."),
        )
    return text


def name(text: str, longest: int = 200) -> str:
    """A name on one line, without spaces around it. Raises Malformed."""
    trimmed = text.strip()
    if not trimmed or len(trimmed) > longest or not trimmed.isprintable():
        raise Malformed(
            _("A name is missing, too long or has characters that cannot be printed."),
            code="NAME-MALFORMED",
            remedy=_("Give a name of at most %(longest)d characters on one line.") % {"longest": longest},
        )
    return trimmed


def email(text: str) -> str:
    """An e-mail address that somebody may have, its domain in small letters. Raises Malformed."""
    trimmed = text.strip()
    try:
        validate_email(trimmed)
    except ValidationError:
        raise _bad_email(text) from None
    if len(trimmed) > 254 or trimmed.lower().endswith(_HOUSE_DOMAIN):
        raise _bad_email(text)
    local, _at, domain = trimmed.rpartition("@")
    return f"{local}@{domain.lower()}"


def role(text: str) -> Role:
    """One of the seven roles. Raises Malformed."""
    if text not in set(Role):
        raise Malformed(
            _("There is no role “%(role)s”.") % {"role": text[:80]},
            code="ROLE-UNKNOWN",
            remedy=_("Choose one of: %(roles)s.") % {"roles": ", ".join(Role)},
        )
    return Role(text)


def _bad_email(text: str) -> Malformed:
    return Malformed(
        _("“%(text)s” is not an e-mail address.") % {"text": text[:80]},
        code="EMAIL-MALFORMED",
        remedy=_("Check the address."),
    )
