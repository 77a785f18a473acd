"""Taking a mail in at the door: first the mail to the object store, then a row and a job in one transaction.

Killed before the commit, nothing was accepted: at most a content lies in the store that no row names. Killed after it,
the mail is delivered, and the sender who heard no answer and sends it again is recognised by its Message-ID.
"""

import hashlib
import re

from django.db import connection
from django.utils.translation import gettext as _

from overstap.books.inbox.models import Mail
from overstap.books.inbox.values import Incoming, Recipient
from overstap.durable import engine, points
from overstap.lib import clock, objects
from overstap.lib.errors import Refused
from overstap.tenancy.access import acting, system_person

DELIVER = "inbox.deliver"
_LONGEST_HEADER = 256 * 1024  # bytes in which a Message-ID is looked for
_MESSAGE_ID = re.compile(rb"^message-id:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_INSERT = """
INSERT INTO inbox_mail (uid, administration_uid, address, kind, forwarded, sender, sha256, size, message_key, body_key,
                        received_at, state, held)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 'waiting', false)
ON CONFLICT (administration_uid, message_key) DO NOTHING RETURNING uid
"""


class MessageIdReused(Refused):
    """Another mail with this Message-ID was received; what this one says would be lost."""

    code = "MESSAGE-ID-REUSED"


def take(incoming: Incoming) -> None:
    """Accept a mail: when this returns it is stored, and will be delivered once to whoever holds the administration.

    A mail that was accepted before is accepted again, and stays one. Raises MessageIdReused (then none of the
    recipients gets it) and StoreUnreachable.
    """
    whole = incoming.trace + incoming.raw
    digest = objects.keep(whole)
    points.reach("inbox:stored")
    message_key, body_key = keys(incoming.raw)
    with acting(system_person().pk, []):
        for recipient in _each_once(incoming.recipients):
            row = (incoming.sender, digest, len(whole), message_key, body_key)
            _insert(recipient, row)
        points.reach("inbox:written")
    points.reach("inbox:accepted")


def keys(raw: bytes) -> tuple[str, str]:
    """By what a mail is recognised that is offered again: its Message-ID, and what follows its header; both hashed.

    A mail without Message-ID is recognised when not a byte of it differs.
    """
    end = _END_OF_HEADER.search(raw, 0, _LONGEST_HEADER)
    header, body = (raw[: end.start()], raw[end.end() :]) if end else (raw[:_LONGEST_HEADER], raw)
    found = _MESSAGE_ID.search(header)
    told = b"".join(found.group(1).split()) if found else b""
    body_key = hashlib.sha256(body).hexdigest()
    return hashlib.sha256(b"id:" + told if told else b"mail:" + raw).hexdigest(), body_key


def _each_once(recipients: tuple[Recipient, ...]) -> list[Recipient]:
    """One for each administration: an old and a new address of it are no two mails."""
    found = {one.administration_uid: one for one in recipients}
    return list(found.values())


def _insert(one: Recipient, row: tuple[str, str, int, str, str]) -> None:
    *_rest, message_key, body_key = row
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [one.administration_uid, one.address, str(one.kind), one.forwarded, *row, clock.now()])
        made = cursor.fetchone()
    if made is not None:
        engine.defer(DELIVER, uid=str(made[0]))
        return
    before = Mail.objects.get(administration_uid=one.administration_uid, message_key=message_key)
    if before.body_key != body_key:
        raise MessageIdReused(
            _("Another mail with this Message-ID was received before."),
            remedy=_("Send it again as a new mail."),
        )
