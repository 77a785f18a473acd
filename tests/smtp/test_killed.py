"""The door is killed by SIGKILL at any instant: nothing that it accepted is lost, and nothing is there twice."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.smtp.office import PDF, Office, accepted, deliver, documents, items, mail, send

ROOT = Path(__file__).resolve().parents[2]
_GONE = (smtplib.SMTPException, OSError)


class Child:
    """A door in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        variables = {**os.environ, "OVERSTAP_SMTP_RATE": "100000", "DJANGO_SETTINGS_MODULE": "overstap.config.settings"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.smtp.child", *arguments], cwd=ROOT, stdout=subprocess.PIPE, env=variables
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def end(self, number: signal.Signals) -> int:
        """Send a signal; gives how it ended."""
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        status = self.process.wait(timeout=60)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status


@pytest.fixture
def start(office: Office) -> Iterator[Callable[..., Child]]:
    """Starts doors; those that still run at the end are killed."""
    started: list[Child] = []

    def one(*arguments: str) -> Child:
        started.append(Child(*arguments))
        return started[-1]

    yield one
    for child in started:
        child.end(signal.SIGKILL)


@pytest.mark.parametrize(("point", "there"), [("inbox:stored", 0), ("inbox:written", 0), ("inbox:accepted", 1)])
def test_killed_between_two_steps_a_mail_is_there_once_after_it_was_sent_again(
    office: Office, start: Callable[..., Child], point: str, there: int
) -> None:
    raw = mail(office.address, ("factuur.pdf", PDF))
    with pytest.raises(_GONE):
        send(start("--kill-at", point).port, office.address, raw)
    assert len(accepted(office.uid)) == there
    send(start().port, office.address, raw)
    deliver(office.uid)
    assert (len(accepted(office.uid)), len(items(office)), len(documents(office))) == (1, 1, 1)


def test_killed_under_load_every_mail_that_was_accepted_is_there_and_none_twice(
    office: Office, start: Callable[..., Child]
) -> None:
    mails = [mail(office.address, message_id=f"<{number}@{office.uid}>") for number in range(60)]
    said_yes: list[int] = []
    for kill_after in (7, 23, 60):
        door = start()
        clients = [
            threading.Thread(target=_send_all, args=(door, office.address, mails, share, said_yes, kill_after))
            for share in range(4)
        ]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        door.end(signal.SIGKILL)
        keys = {one.message_key for one in accepted(office.uid)}
        assert len(keys) == len(accepted(office.uid)) >= len(set(said_yes))
    assert sorted(set(said_yes)) == list(range(60))
    assert len(accepted(office.uid)) == 60


def _send_all(door: Child, to: str, mails: list, share: int, said_yes: list[int], kill_after: int) -> None:  # type: ignore[type-arg]
    """A quarter of the mails, those that got no yes yet; whoever gets the yes of that number kills the door."""
    for number in range(share, len(mails), 4):
        if number in said_yes:
            continue
        try:
            send(door.port, to, mails[number])
        except _GONE:
            return
        said_yes.append(number)
        if len(said_yes) == kill_after:
            door.process.send_signal(signal.SIGKILL)


def test_told_to_end_it_lets_in_nobody_new_and_ends_well(office: Office, start: Callable[..., Child]) -> None:
    door = start()
    send(door.port, office.address, mail(office.address))
    assert door.end(signal.SIGTERM) == 0
    assert len(accepted(office.uid)) == 1
    with pytest.raises(OSError, match="refused"):
        send(door.port, office.address, mail(office.address))
