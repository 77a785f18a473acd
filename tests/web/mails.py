"""The mails: those that stand in the outbox, for tests with Django's client, and those that a worker wrote to files."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from overstap.durable import mail_files
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail

_TRANSFER_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b")
_RECEIVE = re.compile(r"http\S+/migrations/receive/")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
_LATEST = 50
_WRITTEN_WITHIN = 60  # seconds


def mails_to(email: str) -> list[OutgoingMail]:
    """Oldest first."""
    with as_worker():
        return list(OutgoingMail.objects.filter(to=email).order_by("created_at"))


def last_mail(email: str) -> OutgoingMail:
    """The newest."""
    return mails_to(email)[-1]


@dataclass(frozen=True, slots=True)
class CodeLetter:
    """The mail with a transfer code, as its reader uses it: the code to copy, the link to follow."""

    code: str
    link: str


def letter_with_code(email: str, since: datetime = LONG_AGO) -> CodeLetter:
    """The newest one in the mail files that was written after ``since``, as soon as the worker has done so."""
    end = time.monotonic() + _WRITTEN_WITHIN
    while time.monotonic() < end:
        for mail in mail_files.latest(_LATEST):
            code, link = _TRANSFER_CODE.search(mail.text), _RECEIVE.search(mail.text)
            if email in mail.to and mail.at > since and code and link:
                return CodeLetter(code.group(), link.group())
        time.sleep(0.1)
    raise AssertionError(f"no mail with a transfer code was written to {email}")
