"""From a mail in the object store to an item in the inbox."""

from overstap.books.inbox import delivering
from overstap.books.inbox.values import LONGEST_TEXT, ItemKind, NewItem, NewPart, PartFate, Waiting
from overstap.connectors.mail import telling
from overstap.exchange.documents.inspecting import inspect
from overstap.exchange.documents.values import DocumentRefused
from overstap.exchange.mail import kinds
from overstap.exchange.mail.findings import LONG_TEXT, finding
from overstap.exchange.mail.reading import read
from overstap.exchange.mail.values import Attachment, ReadMail
from overstap.lib import objects, scanning
from overstap.lib.errors import OverstapError
from overstap.lib.findings import Finding, Severity

_UNKNOWN = "application/octet-stream"


def deliver(uid: str) -> None:
    """Read the mail ``uid`` and put it where it belongs, unless that was done already; in one transaction.

    Where nobody can receive it now it goes on waiting. Raises ContentMissing, StoreUnreachable, ScannerAway.
    """
    with delivering.claimed(uid) as mail:
        if mail is None:
            return
        found = read(objects.content(mail.sha256))
        there = delivering.deliver(mail, item_of(mail, found))
        if there is not None and mail.forwarded and not found.automatic:
            telling.tell_sender(mail, there)


def item_of(mail: Waiting, found: ReadMail) -> NewItem:
    """What comes into the inbox of a mail that was read."""
    findings = list(found.findings)
    if len(found.text) > LONGEST_TEXT:
        findings.append(finding(LONG_TEXT, "part 1"))
    return NewItem(
        uid=mail.uid,
        kind=mail.kind,
        sha256=mail.sha256,
        size=mail.size,
        subject=found.subject,
        sender=found.sender or mail.sender,
        sender_name=found.sender_name,
        address=mail.address,
        text=found.text[:LONGEST_TEXT],
        message_id=found.message_id,
        received_at=mail.received_at,
        sent_at=found.sent_at,
        findings=tuple(findings),
        parts=tuple(part_of(one, mail.kind) for one in found.attachments),
    )


def part_of(one: Attachment, kind: ItemKind) -> NewPart:
    """What becomes of an attachment: of a mail it becomes a document where it can, of a scan somebody decides.

    Raises ScannerAway, ScannerMisset.
    """
    try:
        seen = inspect(one.content, one.name)
        scanning.scan(one.content)
    except (DocumentRefused, scanning.VirusFound) as error:
        why = kinds.known(one.place, one.content, one.declared) or _refused(one.place, error)
        return NewPart(one.name or one.place, _UNKNOWN, one.content, PartFate.UNUSABLE, why)
    odd = one.problem or next(iter(seen.findings), None)
    return NewPart(one.name or f"{one.place}.{seen.kind}", seen.media_type, one.content, _fate(one, kind), odd)


def _fate(one: Attachment, kind: ItemKind) -> PartFate:
    if one.inline:
        return PartFate.INLINE
    damaged = one.problem is not None  # it can be shown, but somebody looks at it first
    return PartFate.WAITING if kind is ItemKind.SCAN or damaged else PartFate.DOCUMENT


def _refused(place: str, error: OverstapError) -> Finding:
    return Finding(error.code, Severity.WARNING, place, error.message, error.remedy)
