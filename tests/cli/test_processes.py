"""The command in a process of its own: languages, proofs without a database, the server, the worker."""

import subprocess
import sys
from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from overstap.moves.proof.keys import SigningKey
from overstap.moves.proof.sign import sign
from tests.cli.running import ROOT, overstap
from tests.moves import proof_example


@pytest.fixture
def proof(tmp_path: Path) -> Path:
    """A signed proof as a file."""
    path = tmp_path / "proof.json"
    path.write_bytes(sign(proof_example.manifest(), SigningKey.load_or_create(tmp_path / "key.pem")))
    return path


def test_a_proof_is_verified_without_django_and_without_a_database(proof: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from overstap.cli.main import run; code = run(sys.argv[1:]);"
        "sys.exit(9 if 'django' in sys.modules else code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "verify-proof", str(proof), "--json"],
        cwd=ROOT,
        env={"OVERSTAP_VAR": str(tmp_path / "no-such-place"), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert done.returncode == Exit.DONE, done.stderr
    assert '"genuine": true' in done.stdout
    assert not (tmp_path / "no-such-place").exists()


def test_a_changed_byte_in_a_proof_is_refused_by_name(proof: Path) -> None:
    changed = proof.read_bytes().replace(b"Bakkerij", b"Bakkery!", 1)
    if changed == proof.read_bytes():
        changed = changed.replace(b"giver", b"given", 1)
    proof.write_bytes(changed)
    answer = overstap("verify-proof", proof, "--json")
    assert answer.code == Exit.DIFFERENCES
    assert answer.data["error"].startswith("PROOF-")
    assert answer.data["facts"]["place"]


def test_a_proof_of_another_key_is_refused(proof: Path) -> None:
    answer = overstap("verify-proof", proof, "--key", "0" * 64, "--json")
    assert (answer.code, answer.data["error"]) == (Exit.DIFFERENCES, "PROOF-KEY-UNKNOWN")


def test_help_is_there_in_dutch_and_in_english(tmp_path: Path) -> None:
    english = overstap("--help", "--language", "en", OVERSTAP_VAR=str(tmp_path / "var"))
    dutch = overstap("--help", "--language", "nl", OVERSTAP_VAR=str(tmp_path / "var"))
    assert "Every day" in english.out
    assert dutch.code == english.code == Exit.DONE
    assert dutch.out != english.out
    assert not (tmp_path / "var").exists()  # help starts nothing and makes nothing


def test_help_of_a_command_needs_no_server(tmp_path: Path) -> None:
    answer = overstap("move", "receive", "--help", "--language", "en", OVERSTAP_VAR=str(tmp_path / "var"))
    assert answer.code == Exit.DONE
    assert "--agree" in answer.out
    assert not (tmp_path / "var" / "postgres").exists()


def test_an_own_server_that_is_away_is_to_be_tried_later(tmp_path: Path) -> None:
    away = f"postgresql://overstap_app@/overstap?host={tmp_path}"
    answer = overstap("move", "status", "--json", DATABASE_URL=away, OVERSTAP_VAR=str(tmp_path))
    assert (answer.code, answer.data["error"]) == (Exit.TRY_LATER, "DATABASE-AWAY")
    assert "Traceback" not in answer.err


def test_an_own_server_is_not_started_or_stopped(tmp_path: Path) -> None:
    answer = overstap("database", "stop", "--json", DATABASE_URL="postgresql://host/name", OVERSTAP_VAR=str(tmp_path))
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "DATABASE-NOT-OURS")


def test_a_fault_is_told_in_a_sentence_and_kept_in_a_log(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.mkdir()
    (blocked / "postgres").write_text("this is no folder")
    answer = overstap("move", "status", "--json", OVERSTAP_VAR=str(blocked))
    assert (answer.code, answer.data["error"]) == (Exit.UNEXPECTED, "UNEXPECTED")
    assert "Traceback" not in answer.err
    log = Path(answer.data["facts"]["log"])
    assert "Traceback" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_a_worker_ends_when_there_is_nothing_to_do(django_db_setup: None) -> None:
    answer = overstap("worker", "--until-idle", "--json")
    assert answer.code == Exit.DONE, answer.err
    assert answer.data == {"worker": "ended"}


def test_the_doctor_finds_the_walls_in_force(django_db_setup: None) -> None:
    answer = overstap("doctor", "--json")
    health = {one["check"]: one["health"] for one in answer.data}
    assert (health["database"], health["walls"]) == ("good", "good")
