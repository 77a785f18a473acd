"""Reads of the inbox."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from overstap.books.documents.values import Content
from overstap.books.inbox import told
from overstap.books.inbox.models import Item, Mail, Part
from overstap.books.inbox.values import (
    Cursor,
    ItemKind,
    ItemRow,
    ItemState,
    ItemView,
    MailState,
    PartFate,
    PartRow,
)
from overstap.lib.scanning import VirusFound
from overstap.tenancy import access
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

PAGE = 50


def items(
    actor: Actor, code: str, *, state: str = "", kind: str = "", after: Cursor | None = None, limit: int = PAGE
) -> list[ItemRow]:
    """What came in, newest first; those after ``after``. Empty ``state`` or ``kind``: all.

    Raises NotFound, NotAllowed.
    """
    one = access.administration(actor, code, Right.READ_BOOKS)
    found = Item.objects.filter(administration=one).order_by("-received_at", "-uid").defer("text", "findings")
    if state in set(ItemState):
        found = found.filter(state=state)
    if kind in set(ItemKind):
        found = found.filter(kind=kind)
    if after is not None:
        moment, uid = after.received_at, after.uid
        found = found.filter(Q(received_at__lt=moment) | Q(received_at=moment, uid__lt=uid))
    rows = list(found[:limit])
    counts = _parts_of(one, [row.uid for row in rows])
    return [_row(row, counts.get(row.uid, (0, 0))) for row in rows]


def item(actor: Actor, code: str, uid: UUID) -> ItemView:
    """One item with its files. Raises NotFound, NotAllowed."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    found = _item(one, uid)
    parts = Part.objects.filter(administration=one, item_uid=uid).order_by("number")
    return ItemView(
        row=_row(found, (len(parts), sum(part.fate == PartFate.DOCUMENT for part in parts))),
        address=found.address,
        text=found.text,
        sent_at=found.sent_at,
        size=found.size,
        settled_by=found.settled_by,
        settled_at=found.settled_at,
        findings=tuple(told.restore(each) for each in found.findings),
        parts=tuple(_part(each) for each in parts),
    )


def file_of(actor: Actor, code: str, uid: UUID, number: int) -> Content:
    """A file that came along, as it came. Raises NotFound, NotAllowed, VirusFound."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    part = Part.objects.filter(administration=one, item_uid=uid, number=number).first()
    if part is None:
        raise _no_item()
    if told.code_of(part.problem) == VirusFound.code:
        raise _dangerous(part)
    return Content(part.sha256, part.size, part.media_type, part.name)


def original(actor: Actor, code: str, uid: UUID) -> Content:
    """All of an item as it came in: a mail with its header, or the scan. Raises as ``file_of``."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    found = _item(one, uid)
    if found.kind == ItemKind.MAIL or found.message_id or found.address:
        return Content(found.sha256, found.size, "message/rfc822", f"{found.uid}.eml")
    return Content(found.sha256, found.size, "application/octet-stream", found.subject)


def held_back(actor: Actor, code: str) -> int:
    """Mails that were accepted and not delivered yet, a hundred at most: being read, or waiting for a move to end."""
    one = access.administration(actor, code, Right.READ_BOOKS)
    waiting = Mail.objects.filter(administration_uid=one.uid, state=MailState.WAITING)
    return len(waiting.values_list("pk", flat=True)[:100])


def open_counts(administrations: Sequence[int]) -> dict[str, int]:
    """Open items by kind in these administrations (row numbers), for whoever sees them: the plan of a move."""
    found = Item.objects.filter(administration__in=list(administrations), state=ItemState.OPEN).order_by()
    return {row["kind"]: row["count"] for row in found.values("kind").annotate(count=Count("id"))}


def cursor(text: str) -> Cursor | None:
    """From where a list goes on, as a page wrote it; None for anything else."""
    moment, _space, uid = text.partition("~")
    try:
        found = Cursor(datetime.fromisoformat(moment), UUID(uid))
    except ValueError:
        return None
    return found if found.received_at.tzinfo is not None else None


def _parts_of(one: Administration, uids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many files each has, and of how many a document was made."""
    found = Part.objects.filter(administration=one, item_uid__in=list(uids)).order_by()
    rows = found.values("item_uid").annotate(all=Count("id"), made=Count("id", filter=Q(fate=PartFate.DOCUMENT)))
    return {row["item_uid"]: (row["all"], row["made"]) for row in rows}


def _row(found: Item, files: tuple[int, int]) -> ItemRow:
    return ItemRow(
        uid=found.uid,
        kind=ItemKind(found.kind),
        state=ItemState(found.state),
        received_at=found.received_at,
        sender=found.sender,
        sender_name=found.sender_name,
        subject=found.subject,
        files=files[0],
        documents=files[1],
    )


def _part(found: Part) -> PartRow:
    return PartRow(
        number=found.number,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        fate=PartFate(found.fate),
        problem=told.restore(found.problem) if found.problem else None,
        document_uid=found.document_uid,
    )


def _dangerous(part: Part) -> VirusFound:
    found = told.restore(part.problem)
    return VirusFound(found.message, remedy=found.remedy)


def _item(one: Administration, uid: UUID) -> Item:
    found = Item.objects.filter(administration=one, uid=uid).first()
    if found is None:
        raise _no_item()
    return found


def _no_item() -> access.NotFound:
    return access.NotFound(
        _("There is no such item in this inbox."),
        code="INBOX-ITEM-NOT-FOUND",
        remedy=_("Look at the list; somebody may have moved the administration."),
    )
