"""The inbox at the command line, and the mail door as a process."""

import signal
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from tests.cli.running import ROOT, Command
from tests.cli.test_moves import Office
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices
from tests.web.inbox_examples import PDF, put_mail

__all__ = ["world"]


@pytest.fixture
def alice(command: Command, world: TwoOffices) -> Office:
    return Office(command, world.alice.email, world.giver.slug)


def test_r113_what_came_in_is_listed_shown_and_settled(alice: Office, world: TwoOffices, tmp_path: Path) -> None:
    uid = str(put_mail(world.alice, world.giver.slug, subject="Vraag"))
    assert [one["uid"] for one in alice("inbox", "list", CODE, "--kind", "mail").data] == [uid]
    shown = alice("inbox", "show", CODE, uid).data
    assert [part["fate"] for part in shown["parts"]] == ["document", "waiting", "unusable", "inline"]
    assert alice("inbox", "document", CODE, uid, "3").data["error"] == "INBOX-PART-UNUSABLE"
    assert alice("inbox", "document", CODE, uid, "2", "--tag", "purchase").code == Exit.DONE
    assert alice("inbox", "tag", CODE, uid, "bank").data["documents"] == 2
    assert [one["uid"] for one in alice("inbox", "list", CODE, "--state", "done").data] == [uid]
    assert alice("inbox", "restore", CODE, uid).data["state"] == "open"
    assert alice("inbox", "aside", CODE, uid).data["state"] == "aside"
    assert alice("inbox", "save", CODE, uid, "--to", str(tmp_path / "mail.eml")).code == Exit.DONE
    assert (tmp_path / "mail.eml").read_bytes() == b"Subject: x\r\n\r\nx\r\n"
    assert alice("inbox", "save", CODE, uid, "--to", str(tmp_path / "mail.eml")).data["error"] == "FILE-NOT-FOUND"
    assert alice("inbox", "save", CODE, uid, "--number", "2", "--to", str(tmp_path / "bon.pdf")).code == Exit.DONE
    assert (tmp_path / "bon.pdf").read_bytes() == PDF
    for wrong in ("x", "00000000-0000-0000-0000-000000000000"):
        assert alice("inbox", "show", CODE, wrong).data["error"] == "INBOX-ITEM-NOT-FOUND"


def test_r114_a_scan_comes_in_and_what_is_none_is_refused(alice: Office, tmp_path: Path) -> None:
    (tmp_path / "bon.pdf").write_bytes(PDF)
    (tmp_path / "bon.zip").write_bytes(b"PK\x03\x04")
    assert alice("inbox", "scan", CODE, str(tmp_path / "bon.pdf")).code == Exit.DONE
    assert alice("inbox", "scan", CODE, str(tmp_path / "bon.zip")).data["error"] == "DOCUMENT-KIND"
    assert alice("inbox", "scan", CODE, str(tmp_path / "none.pdf")).data["error"] == "FILE-NOT-FOUND"
    rows = alice("inbox", "list", CODE, "--kind", "scan").data
    assert "bon.pdf" in [one["subject"] for one in rows]


def test_the_mail_door_is_a_process_that_ends_when_told(world: TwoOffices) -> None:
    door = _door("--port", "0")
    assert door.stdout is not None
    port = int(door.stdout.readline())
    with smtplib.SMTP("127.0.0.1", port) as client:
        assert client.ehlo()[0] == 250
        assert "size" in client.esmtp_features
    door.send_signal(signal.SIGTERM)
    assert door.wait(timeout=60) == 0
    door.stdout.close()


def test_a_port_in_use_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        door = _door("--port", str(taken.getsockname()[1]))
        assert door.wait(timeout=60) == Exit.NEEDS_SETTING
    assert door.stdout is not None
    door.stdout.close()


def _door(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "overstap.smtp", "--host", "127.0.0.1", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
