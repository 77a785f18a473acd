"""Mail as files, for the demo and for tests: one .eml per Message-ID, whole or not at all."""

import email
import email.policy
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_UNSAFE = re.compile(r"[^A-Za-z0-9@.-]+")


class FileBackend(BaseEmailBackend):
    """Writes each mail to settings.MAIL_DIR, readable by its owner only.

    The file's name follows from the Message-ID, so a mail sent twice is one file, as it was the first time.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails; gives how many."""
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            message = mail.message()
            target = folder / file_name(message["Message-ID"])
            if not target.exists():
                _write_whole(target, message.as_bytes())
        return len(email_messages)


def file_name(message_id: str) -> str:
    """The name of the file for a Message-ID."""
    return _UNSAFE.sub("_", message_id.strip("<>")).strip(".")[:150] + ".eml"


def _write_whole(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(target)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it lies in its file."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str


def latest(limit: int) -> list[Mail]:
    """The mails written last, newest first."""
    folder = Path(settings.MAIL_DIR)
    files = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True) if folder.is_dir() else []
    return [_mail(path) for path in files[:limit]]


def read(name: str) -> Mail | None:
    """The mail in the file with this name; None when there is none."""
    path = Path(settings.MAIL_DIR) / name
    if _UNSAFE.search(name) or not name.endswith(".eml") or not path.is_file():
        return None
    return _mail(path)


def _mail(path: Path) -> Mail:
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
    text, html = (body.get_content() if body else "" for body in bodies.values())
    at = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return Mail(path.name, at, str(message["To"]), str(message["Subject"]), text, html)
