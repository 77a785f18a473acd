"""Encrypting secrets: with the newest key of settings.TOKEN_KEYS; reading: with any of them."""

import base64
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsPerson


class SecretUnreadable(NeedsPerson):
    """Login data were encrypted with a key that this installation no longer has."""

    code = "PACKAGE-SECRET-UNREADABLE"


def seal(secrets: Mapping[str, str]) -> bytes:
    """What is stored of ``secrets``."""
    return _box().encrypt(json.dumps(dict(secrets), sort_keys=True).encode())


def unseal(sealed: bytes) -> dict[str, str]:
    """The secrets again. Raises SecretUnreadable."""
    if not sealed:
        return {}
    try:
        plain = _box().decrypt(sealed)
    except InvalidToken:
        raise SecretUnreadable(
            _("The key with which the login data of this connection were kept is gone."),
            remedy=_("Connect again; or ask the operator to put the old key back in OVERSTAP_TOKEN_KEYS."),
        ) from None
    return {str(name): str(value) for name, value in json.loads(plain).items()}


def renewed(sealed: bytes) -> bytes:
    """The same under the newest key. Raises SecretUnreadable."""
    return seal(unseal(sealed))


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in settings.TOKEN_KEYS])


def _derived(key: str) -> bytes:
    # From many random bytes: no slow derivation is needed, only one of its own for this use (RFC 5869).
    made = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"overstap connection tokens").derive(
        key.encode()
    )
    return base64.urlsafe_b64encode(made)
