"""The installation's Ed25519 key: made once, kept in a file that only its owner reads."""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from overstap.lib.sentences import sentence
from overstap.moves.proof.document import fingerprint_of, to_base64
from overstap.moves.proof.errors import SigningKeyUnusable

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_LARGEST_KEY_FILE = 10_000


@dataclass(frozen=True, slots=True, repr=False)
class SigningKey:
    """A private key in memory. It is not shown when printed."""

    _private: Ed25519PrivateKey

    @classmethod
    def load_or_create(cls, path: Path) -> "SigningKey":
        """The key in ``path`` (PEM, PKCS 8); made there, mode 0600, when there is none.

        Two processes that make it at the same moment end with the same key. Raises SigningKeyUnusable when the
        file is no Ed25519 key or when others than its owner may read it. A file once there is never replaced.
        """
        if not path.exists():
            _create(path)
        return cls(_load(path))

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key itself, for a library that signs by its own rules (a ticket is a JWS)."""
        return self._private

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def public_base64(self) -> str:
        """The public key as a proof writes it."""
        return to_base64(self.public)

    @property
    def fingerprint(self) -> str:
        """The name of the key, 64 hexadecimal digits."""
        return fingerprint_of(self.public)

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data``, 64 bytes."""
        return self._private.sign(data)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-key-")  # mode 0600 by contract
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        _publish(Path(name), path)
    finally:
        Path(name).unlink()


def _publish(ready: Path, path: Path) -> None:
    # A hard link appears whole or not at all, and never takes the place of a key that got there first.
    try:
        path.hardlink_to(ready)
    except FileExistsError:
        return
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _load(path: Path) -> Ed25519PrivateKey:
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & _OTHERS:
            raise SigningKeyUnusable(
                sentence("Others than its owner may read the signing key %(path)s.", path=path),
                remedy=f"chmod 600 {path}",
            )
        pem = file.read(_LARGEST_KEY_FILE)
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _unusable(path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(path)
    return key


def _unusable(path: Path) -> SigningKeyUnusable:
    return SigningKeyUnusable(
        sentence("%(path)s is not an Ed25519 private key in PEM.", path=path),
        remedy=sentence(
            "Put the installation's own key back from a copy. A new key makes a new signer of old and new proofs."
        ),
    )
