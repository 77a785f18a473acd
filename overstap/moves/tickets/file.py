"""The ticket file: a JWS in compact serialisation (RFC 7515), signed with the installation's Ed25519 key (RFC 8037).

The algorithm is ours to say and never the file's; ``kid`` is the fingerprint of the key; ``typ`` keeps other things
that this key signs from passing as a ticket. Whatever cannot have been written by ``write`` is refused.
"""

import base64
import binascii
import json
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from overstap.lib.errors import Refused
from overstap.moves.proof.keys import SigningKey
from overstap.moves.tickets.values import LARGEST, Ticket

ALGORITHM = "EdDSA"
TYPE = "overstap-ticket+jwt"
VERSION = 1
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_CLAIMS: Mapping[str, type] = {
    "v": int, "iss": str, "sub": str, "slug": str, "name": str, "administrations": int, "exp": int, "jti": str,
}  # fmt: skip


class TicketRefused(Refused):
    """A ticket that opens nothing (any more); each reason has a code of its own."""

    code = "TICKET-UNREADABLE"


def key() -> SigningKey:
    """The installation's key."""
    return SigningKey.load_or_create(Path(settings.SIGNING_KEY_FILE))


def write(ticket: Ticket, signer: SigningKey) -> bytes:
    """The file of ``ticket``: one line of ASCII."""
    claims = {
        "v": VERSION,
        "iss": ticket.issuer,
        "sub": str(ticket.move_uid),
        "slug": ticket.slug,
        "name": ticket.environment,
        "administrations": ticket.administrations,
        "exp": int(ticket.expires_at.timestamp()),
        "jti": ticket.nonce,
    }
    headers = {"kid": signer.fingerprint, "typ": TYPE}
    return jwt.encode(claims, signer.private, algorithm=ALGORITHM, headers=headers).encode("ascii")


def read(content: bytes, signer: SigningKey) -> Ticket:
    """What the ticket in ``content`` says; whether it still stands is for the database to say.

    Raises TicketRefused: TICKET-UNREADABLE (no ticket at all), TICKET-FOREIGN (of another installation or key),
    TICKET-ALTERED (not as we signed it).
    """
    text = _text(content)
    header = _part(text, 0)
    if set(header) != {"alg", "kid", "typ"} or header["alg"] != ALGORITHM or header["typ"] != TYPE:
        raise _unreadable()
    if header["kid"] != signer.fingerprint:
        raise TicketRefused(
            _("This ticket was made by another installation, or with another key."),
            code="TICKET-FOREIGN",
            remedy=_("Redeem it in the installation that made it; its name and address stand in that office's mail."),
        )
    return _ticket(_verified(text, signer))


def _text(content: bytes) -> str:
    try:
        text = content.decode("ascii").strip() if len(content) <= LARGEST else ""
    except UnicodeDecodeError:
        text = ""
    if not _SHAPE.fullmatch(text):
        raise _unreadable()
    return text


def _part(text: str, place: int) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(text.split(".")[place]))
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(found, dict):
        raise _unreadable()
    return found


def _bytes(part: str) -> bytes:
    """Base64url without slack: other letters that stand for the same bytes are no ticket of ours."""
    try:
        found = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise _unreadable() from None
    if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != part:
        raise _altered()
    return found


def _verified(text: str, signer: SigningKey) -> dict[str, Any]:
    for part in text.split("."):
        _bytes(part)
    try:
        # the moment of expiry is looked at with our own clock, in the database
        checks = {"verify_exp": False, "verify_iss": False, "verify_sub": False, "verify_jti": False}
        public = Ed25519PublicKey.from_public_bytes(signer.public)
        found: dict[str, Any] = jwt.decode(text, public, algorithms=[ALGORITHM], options=checks)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        raise _altered() from None
    return found


def _ticket(claims: Mapping[str, Any]) -> Ticket:
    wrong = set(claims) != set(_CLAIMS) or any(type(claims[name]) is not kind for name, kind in _CLAIMS.items())
    if wrong or claims["v"] != VERSION:
        raise _unreadable()
    return Ticket(
        issuer=claims["iss"],
        slug=claims["slug"],
        environment=claims["name"],
        move_uid=_as(uuid.UUID, claims["sub"]),
        administrations=claims["administrations"],
        expires_at=_as(lambda seconds: datetime.fromtimestamp(seconds, UTC), claims["exp"]),
        nonce=claims["jti"],
    )


def _as(convert: Callable[[Any], Any], value: object) -> Any:
    try:
        return convert(value)
    except (ValueError, OverflowError, OSError):
        raise _unreadable() from None


def _unreadable() -> TicketRefused:
    return TicketRefused(
        _("This file is not a transfer ticket."),
        remedy=_("Choose the file as you received it; its name ends in -overdracht-ticket.avr."),
    )


def _altered() -> TicketRefused:
    return TicketRefused(
        _("This ticket was changed after it was made; it cannot be used."),
        code="TICKET-ALTERED",
        remedy=_("Ask whoever sent it for the file as it was downloaded."),
    )
