"""Delivering mail that waits: once, to whoever holds the administration at that moment (R113).

For the job that reads mails, as the system actor. Where nobody can receive it now (a move is on its way) it goes on
waiting; a sweep takes it up again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import connection

from overstap.books.documents import store
from overstap.books.documents.values import Arrival, Source
from overstap.books.inbox import told
from overstap.books.inbox.models import Item, Mail, Part
from overstap.books.inbox.taking import DELIVER
from overstap.books.inbox.values import ItemKind, ItemState, MailState, NewItem, NewPart, PartFate, Waiting
from overstap.durable import engine
from overstap.lib import clock, objects
from overstap.lib.findings import Severity
from overstap.tenancy.access import act_for_system, acting, pass_gate, system_person
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState

MOST_AT_ONCE = 500  # held mails that one sweep sets going


@contextmanager
def claimed(uid: str) -> Iterator[Waiting | None]:
    """The mail ``uid`` in hand, in one transaction; None when it was delivered already."""
    with acting(system_person().pk, []):
        found = Mail.objects.select_for_update().filter(uid=uid, state=MailState.WAITING).first()
        yield _as_value(found) if found is not None else None


def deliver(mail: Waiting, item: NewItem) -> Administration | None:
    """Put ``item`` into the inbox of whoever holds the administration, and give that; None when nobody can receive it
    now.

    Inside ``claimed``. Nothing can freeze the administration before the transaction ends.
    """
    with _holder(mail.uid) as holder:
        if holder is None:
            Mail.objects.filter(uid=mail.uid).update(held=True)
            return None
        put(holder, item)
    Mail.objects.filter(uid=mail.uid).update(state=MailState.DELIVERED, held=False, delivered_at=clock.now())
    return holder


def put(administration: Administration, item: NewItem) -> Item:
    """A new item with its parts; a part that becomes a document is in the archive then. For who may write there."""
    received = item.received_at or clock.now()
    made = Item.objects.create(
        administration=administration,
        uid=item.uid,
        kind=item.kind,
        state=_state(item),
        received_at=received,
        sent_at=item.sent_at,
        sender=item.sender,
        sender_name=item.sender_name,
        address=item.address,
        subject=item.subject,
        text=item.text,
        message_id=item.message_id,
        sha256=item.sha256,
        size=item.size,
        findings=[told.keep(one) for one in item.findings],
    )
    for number, part in enumerate(item.parts, start=1):
        _put_part(made, number, part)
    return made


def sweep() -> int:
    """Set held mail going whose administration can be written to again; gives how many."""
    with acting(system_person().pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT inbox_release_held(%s)", [MOST_AT_ONCE])
        uids = [str(row[0]) for row in cursor.fetchall()]
        for uid in uids:
            engine.defer(DELIVER, uid=uid)
    return len(uids)


@contextmanager
def _holder(uid: UUID) -> Iterator[Administration | None]:
    """Who holds the administration of this mail, past its gate and locked for a writer; None when it cannot be
    written to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT environment_id, administration_id FROM inbox_open(%s)", [uid])
        place = cursor.fetchone()
    if place is None:
        yield None
        return
    environment, administration = place
    with act_for_system(uid, [environment]):
        yield _locked(Administration.objects.get(pk=administration))
    with connection.cursor() as cursor:
        cursor.execute("SELECT inbox_close(%s)", [uid])


def _locked(one: Administration) -> Administration | None:
    """As ``access.administration_for_writing``: a freeze waits for us, or we find it frozen, or gone."""
    pass_gate(one)
    locked = Administration.objects.raw("SELECT * FROM tenancy_administration WHERE id = %s FOR SHARE", [one.pk])[0]
    writable = locked.state == AdministrationState.ACTIVE and locked.sealed_at is None
    return locked if writable else None


def _put_part(item: Item, number: int, part: NewPart) -> None:
    made = Part(
        administration=item.administration,
        item_uid=item.uid,
        number=number,
        name=store.shown_name(part.name),
        media_type=part.media_type,
        size=len(part.content),
        fate=part.fate,
        problem=told.keep(part.problem) if part.problem else {},
    )
    if part.fate is PartFate.DOCUMENT:
        source = Source.SCAN if item.kind == ItemKind.SCAN else Source.MAIL
        arrival = Arrival(
            part.name, part.media_type, source, sender=item.sender or item.sender_name, arrived_at=item.received_at
        )
        document = store.keep(item.administration, part.content, arrival)
        made.sha256, made.document_uid = document.sha256, str(document.uid)
    else:
        made.sha256 = objects.keep(part.content)
    made.save()


def _state(item: NewItem) -> ItemState:
    """Done where a person has nothing left to decide: there is something usable, and all of it is in the archive."""
    fates = {part.fate for part in item.parts} - {PartFate.INLINE}
    noted = any(finding.severity is not Severity.INFO for finding in item.findings)
    return ItemState.DONE if fates == {PartFate.DOCUMENT} and not noted else ItemState.OPEN


def _as_value(mail: Mail) -> Waiting:
    return Waiting(
        uid=mail.uid,
        administration_uid=mail.administration_uid,
        address=mail.address,
        kind=ItemKind(mail.kind),
        forwarded=mail.forwarded,
        sender=mail.sender,
        sha256=mail.sha256,
        size=mail.size,
        received_at=mail.received_at,
    )


def note_telling(address: str, sender_key: str, again_after: timedelta) -> bool:
    """Write down that a sender is told about ``address`` now; False when that was done within ``again_after``."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inbox_sendertold AS told (address, sender_key, told_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (address, sender_key) DO UPDATE SET told_at = EXCLUDED.told_at WHERE told.told_at <= %s",
            [address, sender_key, now, now - again_after],
        )
        return bool(cursor.rowcount)
