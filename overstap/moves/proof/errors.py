"""What can be wrong with a proof or a signing key. Codes are stable; texts are English until a door tells them.

    Refused
    └── ProofRefused           the document is not a proof that can be believed; ``place`` says where
    NeedsSetting
    └── SigningKeyUnusable     PROOF-KEY-UNUSABLE: the installation's key file cannot be used

Codes of ProofRefused: PROOF-TOO-LARGE, PROOF-NOT-JSON, PROOF-DUPLICATE-KEY, PROOF-NOT-A-PROOF,
PROOF-SECTION-CHANGED, PROOF-NOT-CANONICAL, PROOF-SIGNATURE-WRONG, PROOF-KEY-UNKNOWN, PROOF-TRUSTED-KEY-UNREADABLE,
PROOF-CHAIN-BROKEN, PROOF-VALUE-UNFIT, PROOF-PDF-UNSEALED, PROOF-PDF-CHANGED, PROOF-PDF-MISMATCH.
"""

from overstap.lib.errors import NeedsSetting, Refused
from overstap.lib.sentences import Sentence, sentence

ASK_AGAIN = sentence("Ask the office that sent it for the original file; do not rely on this one.")


class ProofRefused(Refused):
    """This document cannot be believed; ``place`` names where, as precisely as is known."""

    code = "PROOF-REFUSED"

    def __init__(self, code: str, message: Sentence, *, place: str = "", remedy: Sentence = ASK_AGAIN) -> None:
        super().__init__(message, code=code, remedy=remedy, facts={"place": place} if place else {})
        self.place = place


class SigningKeyUnusable(NeedsSetting):
    """The key file exists but cannot be used; it is never replaced silently."""

    code = "PROOF-KEY-UNUSABLE"
