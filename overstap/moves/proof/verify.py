"""Checks a proof without the system: no database, no settings, only this folder and an Ed25519 implementation."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from overstap.lib.sentences import Sentence, sentence
from overstap.moves.proof import changes, seal
from overstap.moves.proof.canonical import Json, canonical
from overstap.moves.proof.chain import check_chain
from overstap.moves.proof.document import ALGORITHM, VERSION, fingerprint_of, from_base64, signed_bytes
from overstap.moves.proof.errors import ProofRefused
from overstap.moves.proof.forms import from_json
from overstap.moves.proof.parse import parse
from overstap.moves.proof.values import Manifest

_FORM = ("manifest", "overstap_proof", "places", "sections", "signature")
_SIGNATURE = ("algorithm", "fingerprint", "key", "value")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A proof that is whole. Who made it is only known when ``trusted``: compare ``fingerprint`` otherwise.

    ``document_sha256`` names the JSON document; ``from_pdf`` tells that it came out of a PDF whose pages are sealed
    by the same key.
    """

    manifest: Manifest
    fingerprint: str
    public_key: str  # base64
    trusted: bool
    document_sha256: str
    from_pdf: bool


def verify(data: bytes, *, trusted_key: str | None = None) -> Verdict:
    """Checks ``data``, a proof as JSON or as PDF; ``trusted_key`` is a public key (base64) or its fingerprint.

    Raises nothing but ProofRefused; its codes are listed in ``errors``, its ``place`` says what was changed.
    """
    trusted = None if trusted_key is None else _fingerprint_from(trusted_key)
    if data.startswith(seal.PDF_START):
        document, sealed_by = seal.document_in(data)
        verdict = _verify_document(document, trusted, from_pdf=True)
        if verdict.public_key != sealed_by:
            raise ProofRefused(
                "PROOF-PDF-MISMATCH", sentence("The pages and the proof inside are signed by different keys.")
            )
        return verdict
    return _verify_document(data, trusted, from_pdf=False)


def _verify_document(data: bytes, trusted: str | None, *, from_pdf: bool) -> Verdict:
    document = _form(parse(data))
    changes.refuse_changed(document)
    changes.refuse_other_spelling(data, canonical(document))
    key = _refuse_wrong_signature(document)
    fingerprint = fingerprint_of(key)
    _refuse_unknown_key(fingerprint, trusted)
    manifest = from_json(document["manifest"])
    _refuse_broken_chain(manifest)
    return Verdict(
        manifest=manifest,
        fingerprint=fingerprint,
        public_key=_text(document, "key"),
        trusted=trusted is not None,
        document_sha256=hashlib.sha256(data).hexdigest(),
        from_pdf=from_pdf,
    )


def _form(value: Json) -> Mapping[str, Json]:
    document = _exactly(value, _FORM, sentence("the document"))
    version = document["overstap_proof"]
    if type(version) is not int or version != VERSION:
        raise _no_proof("overstap_proof", sentence("is not %(version)d, the only version known here", version=VERSION))
    signature = _exactly(document["signature"], _SIGNATURE, "signature")
    for name, item in signature.items():
        if not isinstance(item, str):
            raise _no_proof(f"signature.{name}", sentence("is not text"))
    for name in ("manifest", "places", "sections"):
        if not isinstance(document[name], Mapping):
            raise _no_proof(name, sentence("is not an object"))
    return document


def _exactly(value: Json, names: tuple[str, ...], place: str) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise _no_proof(place, sentence("is not an object"))
    for name in names:
        if name not in value:
            raise _no_proof(name, sentence("is missing from %(place)s", place=place))
    for name in value:
        if name not in names:
            raise _no_proof(ascii(name[:60]), sentence("does not belong in %(place)s", place=place))
    return value


def _refuse_wrong_signature(document: Mapping[str, Json]) -> bytes:
    """The raw public key, when the signature is right."""
    if _text(document, "algorithm") != ALGORITHM:
        raise _wrong("signature.algorithm", sentence("is not %(name)s", name=ALGORITHM))
    key = from_base64(_text(document, "key"), 32)
    if key is None:
        raise _wrong("signature.key", sentence("is not an Ed25519 key in base64"))
    if fingerprint_of(key) != _text(document, "fingerprint"):
        raise _wrong("signature.fingerprint", sentence("does not belong to signature.key"))
    value = from_base64(_text(document, "value"), 64)
    if value is None:
        raise _wrong("signature.value", sentence("is not an Ed25519 signature in base64"))
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(value, signed_bytes(document))
    except (InvalidSignature, ValueError):
        raise _wrong("signature.value", sentence("is not the signature of this key under this document")) from None
    return key


def _refuse_unknown_key(fingerprint: str, trusted: str | None) -> None:
    if trusted is not None and fingerprint != trusted:
        raise ProofRefused(
            "PROOF-KEY-UNKNOWN",
            sentence(
                "Signed by the key with fingerprint %(found)s, not by the trusted key %(trusted)s.",
                found=fingerprint,
                trusted=trusted,
            ),
            place="signature.key",
        )


def _refuse_broken_chain(manifest: Manifest) -> None:
    seq = check_chain(manifest.events)
    if seq is not None:
        message = sentence("Event %(number)d does not follow from those before it.", number=seq)
        raise ProofRefused("PROOF-CHAIN-BROKEN", message, place=f"event {seq}")


def _fingerprint_from(trusted_key: str) -> str:
    text = "".join(trusted_key.split())
    if _FINGERPRINT.fullmatch(text.lower()):
        return text.lower()
    key = from_base64(text, 32)
    if key is None:
        raise ProofRefused(
            "PROOF-TRUSTED-KEY-UNREADABLE",
            sentence("The trusted key is neither a fingerprint (64 hexadecimal digits) nor a public key in base64."),
            remedy=sentence("Copy the fingerprint from the office that issued the proof."),
        )
    return fingerprint_of(key)


def _text(document: Mapping[str, Json], name: str) -> str:
    signature = document["signature"]
    value = signature[name] if isinstance(signature, Mapping) else None
    return value if isinstance(value, str) else ""


def _wrong(place: str, what: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-SIGNATURE-WRONG", sentence("%(place)s %(what)s.", place=place, what=what), place=place)


def _no_proof(place: str, what: Sentence) -> ProofRefused:
    return ProofRefused("PROOF-NOT-A-PROOF", sentence("%(place)s %(what)s.", place=place, what=what), place=place)
