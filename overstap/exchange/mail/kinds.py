"""Files that only mails have, and that are no documents: known by their content, and by what the sender said."""

from overstap.exchange.mail import findings
from overstap.exchange.mail.findings import finding
from overstap.lib.findings import Finding

_TNEF = b"\x78\x9f\x3e\x22"  # MS-OXTNEF, 2.1.3.1
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ENCRYPTED_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})


def known(place: str, content: bytes, declared: str) -> Finding | None:
    """What such a file is, and what to do about it; None for any other file."""
    if content.startswith(_TNEF) or declared in _TNEF_TYPES:
        return finding(findings.TNEF, place)
    return finding(findings.ENCRYPTED, place) if declared in _ENCRYPTED_TYPES else None
