"""The installation's signing key: made once, never replaced, never readable by others."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from overstap.moves.proof.errors import SigningKeyUnusable
from overstap.moves.proof.keys import SigningKey


def test_it_makes_a_key_once_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "proof.pem"
    first = SigningKey.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")
    assert SigningKey.load_or_create(path).fingerprint == first.fingerprint
    assert [each.name for each in path.parent.iterdir()] == ["proof.pem"]


def test_processes_that_make_it_together_end_with_one_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from overstap.moves.proof.keys import SigningKey; sys.stdin.read();"
        f"print(SigningKey.load_or_create(Path({str(tmp_path / 'proof.pem')!r})).fingerprint)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    for run in runs:
        assert run.stdin is not None
        run.stdin.close()
        run.stdin = None
    fingerprints = {run.communicate()[0] for run in runs}
    assert len(fingerprints) == 1
    assert len(fingerprints.pop().strip()) == 64
    assert [each.name for each in tmp_path.iterdir()] == ["proof.pem"]


def test_it_does_not_replace_a_key_that_got_there_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and making, another process is done: its key counts."""
    path = tmp_path / "proof.pem"
    winner = SigningKey.load_or_create(path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert SigningKey.load_or_create(path).fingerprint == winner.fingerprint


def test_it_refuses_a_key_that_others_may_read(tmp_path: Path) -> None:
    path = tmp_path / "proof.pem"
    SigningKey.load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(SigningKeyUnusable, match="Others than its owner") as caught:
        SigningKey.load_or_create(path)
    assert "chmod 600" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"not a key", X25519PrivateKey])
def test_it_refuses_and_keeps_a_file_that_is_no_such_key(tmp_path: Path, content: object) -> None:
    if content is X25519PrivateKey:
        private = X25519PrivateKey.generate()
        content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert isinstance(content, bytes)
    path = tmp_path / "proof.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SigningKeyUnusable, match="not an Ed25519"):
        SigningKey.load_or_create(path)
    assert path.read_bytes() == content


def test_a_printed_key_keeps_its_secret() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    shown = repr(SigningKey(private))
    assert "_private" not in shown
    assert bytes(range(32)).hex() not in shown
