"""Signs a manifest with the installation's key. The form of the document is told in ``document``."""

from collections.abc import Mapping

from overstap.lib.sentences import sentence
from overstap.moves.proof.canonical import Json, below, canonical, sha256_of
from overstap.moves.proof.chain import check_chain
from overstap.moves.proof.document import ALGORITHM, VERSION, leaf_digits, signed_bytes, to_base64
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.forms import from_json, to_json
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.values import Manifest

__all__ = ["SigningKey", "sign"]


def sign(manifest: Manifest, key: SigningKey) -> bytes:
    """The signed proof: canonical JSON in UTF-8.

    Raises ProofRefused when the manifest is not fit to be signed: PROOF-VALUE-UNFIT (a float, half a character),
    PROOF-NOT-A-PROOF (a time without an offset, a wrong type), PROOF-CHAIN-BROKEN.
    """
    sections = to_json(manifest)
    canonical(sections, "manifest")
    from_json(sections)
    broken = check_chain(manifest.events)
    if broken is not None:
        raise ProofRefused(
            "PROOF-CHAIN-BROKEN", sentence("Event %(number)d does not follow from those before it.", number=broken)
        )
    return _signed(sections, key)


def _signed(sections: Mapping[str, Json], key: SigningKey) -> bytes:
    signature: dict[str, Json] = {
        "algorithm": ALGORITHM,
        "fingerprint": key.fingerprint,
        "key": key.public_base64,
    }
    document: dict[str, Json] = {
        "manifest": sections,
        "overstap_proof": VERSION,
        "places": {name: leaf_digits(below("manifest", name), section) for name, section in sections.items()},
        "sections": {name: sha256_of(section) for name, section in sections.items()},
        "signature": signature,
    }
    value = to_base64(key.sign(signed_bytes(document)))
    return canonical({**document, "signature": {**signature, "value": value}})
