"""Mail leaves through here: written down in the caller's transaction, sent by the worker."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.durable import engine, letters
from overstap.lib import clock
from overstap.lib.errors import Refused

SEND = "durable.send_mail"
_KEY_LENGTH = 200
_SUBJECT_LENGTH = 200


class BadMail(Refused):
    """What was to be mailed is no proper mail."""

    code = "MAIL-MALFORMED"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to go along: a plain file name, a media type such as ``application/pdf``, and the bytes."""

    name: str
    media_type: str
    content: bytes


def post(key: str, to: str, subject: str, text: str, html: str = "", attachments: Sequence[Attachment] = ()) -> bool:
    """Write a mail down to be sent once the caller's transaction commits; False when ``key`` was used before.

    ``key`` names the step and the addressee, so that a repeated step never mails twice. Raises BadMail for an
    address, subject or file name that could not be put in a header as it stands, or a text that cannot be stored.
    """
    _check(key, to, subject, attachments)
    if not _can_be_stored(text + html):
        raise BadMail(_("A mail's text has a character that cannot be stored."), code="MAIL-TEXT")
    with transaction.atomic():
        if not _write(key, to, subject, text, html):
            return False
        for place, attachment in enumerate(attachments):
            _attach(key, place, attachment)
        engine.defer(SEND, key=key)
    return True


def post_letter(
    key: str, to: str, letter: letters.Letter, language: str, attachments: Sequence[Attachment] = ()
) -> bool:
    """``post`` a letter as text and as HTML, both made now: a mail tried again later says what was said at first.

    ``language`` is the one in which the letter was written, that of whoever receives it. Raises BadMail, BadLetter.
    """
    text, html = letters.render(letter, language)
    return post(key, to, letters.subject_line(letter), text, html, attachments)


def message_id(key: str) -> str:
    """The Message-ID of the mail with this key: always the same one, so that a second copy is recognised."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@overstap.invalid>"


def body_hash(text: str, html: str) -> str:
    """SHA-256 of what the mail said; stays when the text itself is dropped."""
    return hashlib.sha256(text.encode() + b"\0" + html.encode()).hexdigest()


def _can_be_stored(text: str) -> bool:
    """No NUL and no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _check(key: str, to: str, subject: str, attachments: Sequence[Attachment]) -> None:
    try:
        validate_email(to)
    except ValidationError:
        raise BadMail(_("“%(to)s” is not an e-mail address.") % {"to": to}, code="MAIL-ADDRESS") from None
    headers = [(key, _KEY_LENGTH), (to, 254), (subject, _SUBJECT_LENGTH)]
    headers += [(attachment.name, 150) for attachment in attachments]
    headers += [(attachment.media_type, 100) for attachment in attachments]
    for text, longest in headers:
        if not text or len(text) > longest or not text.isprintable():
            raise BadMail(
                _("A mail header is empty, too long or has characters that do not belong in it."),
                code="MAIL-HEADER",
                facts={"header": text[:80]},
            )


def _write(key: str, to: str, subject: str, text: str, html: str) -> bool:
    # Plain SQL: neither RETURNING nor a conflict target, because either would need the right to read the row.
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO durable_outgoingmail (key, "to", subject, text, html, body_hash, message_id, state,'
            " attempts, last_error, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', 0, '', %s)"
            " ON CONFLICT DO NOTHING",
            [key, to, subject, text, html, body_hash(text, html), message_id(key), clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _attach(key: str, place: int, attachment: Attachment) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO durable_mailattachment (mail_id, place, name, media_type, content, sha256)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [
                key,
                place,
                attachment.name,
                attachment.media_type,
                attachment.content,
                hashlib.sha256(attachment.content).hexdigest(),
            ],
        )
