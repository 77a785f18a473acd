"""Release: who may work is switched in one transaction, and the proof is made."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.freeze import position_of
from overstap.moves.manifest import manifest_of
from overstap.moves.models import Move, MoveAdministration, Proof, Verification
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Keeps
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.pdf import sealed_pdf
from overstap.moves.proof.sign import sign
from overstap.moves.state import parts_of
from overstap.moves.values import Outcome
from overstap.tenancy.values import AdministrationState


class VerificationUnclean(Refused):
    """The last verification found differences, or there is none."""

    code = "VERIFICATION-UNCLEAN"


class VerificationStale(Refused):
    """Something changed after the verification."""

    code = "VERIFICATION-STALE"


def switch(move: Move) -> None:
    """From now on the receiver may work and the giver may not. Runs as the system actor, in the release's transaction.

    Raises VerificationUnclean or VerificationStale for the first administration that may not be released.
    """
    for part in parts_of(move, Outcome.DELIVERED):
        _require_clean_verification(move, part)
        _switch(part)


def prove(move: Move) -> Proof:
    """Make, sign and keep the proof; both forms are written to the proof folder too."""
    key = SigningKey.load_or_create(settings.SIGNING_KEY_FILE)
    with override(move.started_by.language):  # what it says in words is signed in one language
        document = sign(manifest_of(move), key)
    pdf = sealed_pdf(document, key, language="nl" if move.started_by.language == "nl" else "en")
    proof = Proof.objects.create(
        move=move, at=clock.now(), document=document, pdf=pdf, sha256=hashlib.sha256(document).hexdigest()
    )
    _write(proof_path(move, "json"), document)
    _write(proof_path(move, "pdf"), pdf)
    return proof


def proof_path(move: Move, suffix: str) -> Path:
    """Where the proof of a move lies as a file."""
    return Path(settings.PROOF_DIR) / f"overstap-proof-{move.uid}.{suffix}"


def _require_clean_verification(move: Move, part: MoveAdministration) -> None:
    last = Verification.objects.filter(part=part, purpose="move").order_by("-id").first()
    if last is None or not last.is_clean:
        raise VerificationUnclean(
            _("“%(name)s” was not verified without differences.") % {"name": part.name},
            remedy=_("Look at the differences; take the move back or resume it."),
        )
    too_old = move.frozen_at is None or last.at < move.frozen_at
    if too_old or part.target is None or position_of(part.target) != last.position:
        raise VerificationStale(
            _("“%(name)s” changed after it was verified.") % {"name": part.name},
            remedy=_("Withdraw the move and start again."),
        )


def _switch(part: MoveAdministration) -> None:
    source, target = part.source, part.target
    if target is None:
        raise VerificationStale(_("“%(name)s” was not carried.") % {"name": part.name})
    target.state = AdministrationState.ACTIVE
    target.save(update_fields=["state"])
    keeps = profile(part.move.profile).giver.keeps
    source.state = AdministrationState.READ_ONLY if keeps is Keeps.READ_ONLY else AdministrationState.MOVED
    source.frozen_until = None
    source.save(update_fields=["state", "frozen_until"])
    part.outcome = Outcome.RELEASED
    part.save(update_fields=["outcome"])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(path.suffix + ".part")
    partial.write_bytes(content)
    partial.replace(path)
