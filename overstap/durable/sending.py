"""The job that sends a mail from the outbox.

It claims the mail's row, speaks to the mail server and marks the mail as sent in one transaction. Between the
server's "250 accepted" and our commit there is a moment in which a killed worker leaves the mail accepted but not
marked; it is then sent a second time. No sender can close that gap. Both copies carry the same Message-ID, by which
mail programs and the receiving server may see that they are one; FileBackend does.
"""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet

from overstap.durable import engine, points
from overstap.durable.failures import as_worker
from overstap.durable.models import MailAttachment, MailState, OutgoingMail
from overstap.durable.outbox import SEND
from overstap.lib import clock

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(days=5)  # as mail servers do (RFC 5321, 4.5.4.1)
_PERMANENT = 500  # SMTP reply codes from here on (RFC 5321, 4.2.1)
_AUTHENTICATION = frozenset({530, 534, 535, 538})  # our setting is wrong, not the mail (RFC 4954)


@dataclass(frozen=True, slots=True)
class FailedMail:
    """A mail that was refused for good; what it says is not shown."""

    key: str
    to: str
    subject: str
    created_at: datetime
    attempts: int
    reason: str


def failed_mails() -> list[FailedMail]:
    """The mails that were refused for good, oldest first; for the operator."""
    with as_worker():
        found = OutgoingMail.objects.filter(state=MailState.FAILED).order_by("created_at", "key")
        return [FailedMail(one.key, one.to, one.subject, one.created_at, one.attempts, one.last_error) for one in found]


def send_again(key: str) -> bool:
    """Try a mail that was refused for good once more; False when no such mail stands as failed."""
    with as_worker():
        found = OutgoingMail.objects.filter(key=key, state=MailState.FAILED).update(state=MailState.WAITING)
        if found:
            engine.defer(SEND, key=key)
        return found > 0


def send(key: str) -> None:
    """Send the mail with this key, unless it was sent already or somebody is at it."""
    with as_worker():
        mail = _claim(key)
        if mail is None:
            return
        points.reach("mail:claimed")
        mail.attempts += 1
        try:
            _message(mail).send()
        except (smtplib.SMTPException, OSError) as error:
            _note(mail, error)
        else:
            points.reach("mail:accepted")
            _mark_sent(mail)


def _claim(key: str) -> OutgoingMail | None:
    waiting: QuerySet[OutgoingMail] = OutgoingMail.objects.filter(key=key, state=MailState.WAITING)
    return waiting.select_for_update(skip_locked=True).first()


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in MailAttachment.objects.filter(mail=mail).order_by("place"):
        message.attach(attachment.name, bytes(attachment.content), attachment.media_type)
    return message


def _mark_sent(mail: OutgoingMail) -> None:
    """What it said is dropped, for it may hold a code; its hash stays to prove what was sent."""
    mail.state, mail.sent_at, mail.last_error = MailState.SENT, clock.now(), ""
    mail.text = mail.html = ""
    mail.save()
    MailAttachment.objects.filter(mail=mail).update(content=b"")


def _note(mail: OutgoingMail, error: Exception) -> None:
    mail.last_error = str(error)[:500].replace("\0", "\\x00")
    if is_permanent(error) or clock.now() - mail.created_at > GIVE_UP_AFTER:
        mail.state = MailState.FAILED
        log.error("Mail %s was refused for good: %s", mail.key, mail.last_error)
    else:
        at = clock.now() + timedelta(seconds=engine.waiting_time(mail.attempts - 1))
        engine.defer(SEND, at=at, key=mail.key)
    mail.save()


def is_permanent(error: Exception) -> bool:
    """Whether the server will say the same the next time: a 5xx that is about the mail, not about our sign-in."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return all(code >= _PERMANENT for code in codes)
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= _PERMANENT and error.smtp_code not in _AUTHENTICATION
    return isinstance(error, smtplib.SMTPNotSupportedError)
