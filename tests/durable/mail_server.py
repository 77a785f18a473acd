"""A real SMTP server on loopback for tests, and the folder where mail as files arrives."""

import threading
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class _OnFreePort(Controller):
    """aiosmtpd's first call to itself goes to the port that was asked for, which is 0; this tells it the real one."""

    def _trigger_server(self) -> None:
        listening: Any = self.server
        self.port = listening.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


class MailServer:
    """Takes mail and keeps it. ``answers`` are given first, one per mail, instead of taking it."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.mails: list[EmailMessage] = []
        self._changed = threading.Condition()
        self._controller = _OnFreePort(self, hostname="127.0.0.1", port=0)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """What aiosmtpd calls for each mail."""
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=default)
        with self._changed:
            self.mails.append(mail)
            self._changed.notify_all()
        return "250 OK"

    @property
    def url(self) -> str:
        """For OVERSTAP_MAIL_URL."""
        return f"smtp://127.0.0.1:{self._controller.port}"

    def start(self) -> None:
        """Listen on a free port."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()

    def taken_with(self, message_id: str) -> list[EmailMessage]:
        """The mails taken with this Message-ID."""
        return [mail for mail in self.mails if mail["Message-ID"] == message_id]

    def wait_for(self, message_id: str) -> None:
        """Wait until a mail with this Message-ID was taken; the test's own time limit is the only one."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self.taken_with(message_id)))


class MailFolder:
    """The folder that FileBackend of the workers writes to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> dict[str, bytes]:
        """Name and content of every file, hidden ones too."""
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}
