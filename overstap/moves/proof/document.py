"""The form of a signed proof, as one canonical JSON document (see ``canonical``):

    {"manifest": {section: ...},                    what is proven, see ``values``
     "overstap_proof": 1,                           the version of this form
     "places": {section: "8 hex digits per leaf"},  to name the place that was changed
     "sections": {section: SHA-256},                of the canonical JSON of the section
     "signature": {"algorithm": "Ed25519", "fingerprint": SHA-256 of the raw public key,
                   "key": base64 of the raw public key, "value": base64 of the signature}}

The signature is made over the ASCII text ``overstap-proof 1`` and a line feed, followed by the canonical JSON of
the whole document without ``signature.value``. A leaf is a plain value or an empty list or object; its digits are
the first eight of the SHA-256 of ``<place>=<canonical JSON>``, in canonical order. They only help to point at a
change: what protects the proof is the signature.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping

from overstap.moves.proof.canonical import Json, canonical, leaves

VERSION = 1
ALGORITHM = "Ed25519"
DIGITS = 8
PREFIX = b"overstap-proof 1\n"


def fingerprint_of(public_key: bytes) -> str:
    """The name of a key: SHA-256 of its 32 raw bytes, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(public_key).hexdigest()


def signed_bytes(document: Mapping[str, Json]) -> bytes:
    """What the signature of ``document`` covers; a value already there is left out."""
    signature = document["signature"]
    without_value = {key: item for key, item in _mapping(signature).items() if key != "value"}
    return PREFIX + canonical({**document, "signature": without_value})


def leaf_digits(place: str, value: Json) -> str:
    """Eight hexadecimal digits for every leaf of ``value``, one after the other."""
    return "".join(_digits(where, leaf) for where, leaf in leaves(value, place))


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, length: int) -> bytes | None:
    """The ``length`` bytes in ``text``; None unless it is exactly how ``to_base64`` writes them."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length and to_base64(data) == text else None


def _digits(place: str, leaf: Json) -> str:
    return hashlib.sha256(place.encode("utf-8") + b"=" + canonical(leaf)).hexdigest()[:DIGITS]


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise TypeError("a signature is an object")
    return value
