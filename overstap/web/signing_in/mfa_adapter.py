"""How the second step of signing in behaves here: secrets are kept encrypted, texts are ours."""

import base64
from typing import Any, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from overstap.lib.errors import NeedsPerson


class SecretUnreadable(NeedsPerson):
    """The secret of an authenticator was encrypted with a key that this installation no longer has."""

    code = "MFA-SECRET-UNREADABLE"


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """allauth's questions about second steps, answered."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right, or was used already."),
        "cannot_generate_recovery_codes": gettext_lazy("Add an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """What is stored of a secret: worthless to whoever has a copy of the database and not our key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises SecretUnreadable after the installation's key was changed."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise SecretUnreadable(
                gettext("The key of this installation was changed; your authenticator app can no longer be checked."),
                remedy=gettext("Ask the operator to remove your second step, and set it up anew."),
            ) from None

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's word
        """A name to begin with; people change it to that of their device."""
        del user, type
        return gettext("My passkey")

    def _get_site_name(self) -> str:
        return str(settings.INSTALLATION_NAME)


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    # From 50 random bytes: no slow derivation is needed, only one of its own for this use (RFC 5869).
    made = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"overstap mfa secrets").derive(key.encode())
    return base64.urlsafe_b64encode(made)
