"""The verbs of the inbox; each is refused while the administration is frozen."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.documents import store
from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.books.inbox import delivering, told
from overstap.books.inbox.models import Item, Part
from overstap.books.inbox.values import ItemKind, ItemState, NewItem, NewPart, PartFate, new_uid
from overstap.lib import clock, objects
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right

_STILL_TO_DO = (PartFate.WAITING,)


class NotUsable(Refused):
    """This file cannot become a document."""

    code = "INBOX-PART-UNUSABLE"


def put_aside(actor: Actor, code: str, uid: UUID) -> None:
    """Nothing needs to be done with this item; it can be restored. Harmless when it was put aside already.

    Raises NotFound, NotAllowed, Frozen.
    """
    one, item = _in_hand(actor, code, uid)
    if item.state != ItemState.ASIDE:
        _settle(actor, item, ItemState.ASIDE)
        audit.record(actor, "inbox.put_aside", _facts(one, item))


def restore(actor: Actor, code: str, uid: UUID) -> None:
    """Open it again, whatever was decided. Raises NotFound, NotAllowed, Frozen."""
    one, item = _in_hand(actor, code, uid)
    if item.state != ItemState.OPEN:
        item.state, item.settled_by, item.settled_at = ItemState.OPEN, "", None
        item.save(update_fields=["state", "settled_by", "settled_at"])
        audit.record(actor, "inbox.restore", _facts(one, item))


def make_document(actor: Actor, code: str, uid: UUID, number: int, tag: str = "") -> UUID:
    """Make a document of a file that came along; gives its uid. Made before: that one, with the tag where one is given.

    Raises NotFound, NotAllowed, Frozen, NotUsable, Malformed (no such tag).
    """
    one, item = _in_hand(actor, code, uid)
    wanted = _tag(tag)
    part = Part.objects.select_for_update().filter(administration=one, item_uid=uid, number=number).first()
    if part is None:
        raise _no_item()
    if part.fate == PartFate.UNUSABLE:
        raise NotUsable(
            _("“%(name)s” cannot become a document.") % {"name": part.name},
            remedy=_("Download it, or ask the sender for a PDF, JPG, PNG or XML."),
            facts={"code": told.code_of(part.problem)},
        )
    if part.fate != PartFate.DOCUMENT:
        _become_document(one, item, part, wanted)
        audit.record(actor, "inbox.make_document", {**_facts(one, item), "file": part.name, "tag": str(wanted)})
    elif wanted:
        _documents(one, [part.document_uid]).update(tag=wanted)
    _done_when_all_is(actor, item)
    return UUID(part.document_uid)


def tag_documents(actor: Actor, code: str, uid: UUID, tag: str) -> int:
    """Give every document that was made of this item a tag; gives how many. Raises NotFound, NotAllowed, Frozen,
    Malformed."""
    one, item = _in_hand(actor, code, uid)
    wanted = _tag(tag)
    made = Part.objects.filter(administration=one, item_uid=uid, fate=PartFate.DOCUMENT)
    changed = _documents(one, list(made.values_list("document_uid", flat=True))).exclude(tag=wanted).update(tag=wanted)
    if changed:
        audit.record(actor, "inbox.tag", {**_facts(one, item), "tag": str(wanted), "documents": changed})
    return changed


def scan(actor: Actor, code: str, name: str, content: bytes, media_type: str) -> UUID:
    """Put a scan into the inbox, where somebody makes a document of it; gives its uid.

    ``media_type`` is what the content says. Raises NotFound, NotAllowed, Frozen, StoreUnreachable.
    """
    one = access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    shown = store.shown_name(name)
    item = NewItem(
        uid=new_uid(),
        kind=ItemKind.SCAN,
        sha256=objects.keep(content),
        size=len(content),
        subject=shown,
        sender=actor.person.email,
        sender_name=actor.person.name,
        parts=(NewPart(shown, media_type, content, PartFate.WAITING),),
    )
    made = delivering.put(one, item)
    audit.record(actor, "inbox.scan", _facts(one, made))
    return made.uid


def _in_hand(actor: Actor, code: str, uid: UUID) -> tuple[Administration, Item]:
    """The administration for a writer, and the item, locked: of two people at it, one waits for the other."""
    one = access.administration_for_writing(actor, code, Right.WRITE_BOOKS)
    item = Item.objects.select_for_update().filter(administration=one, uid=uid).first()
    if item is None:
        raise _no_item()
    return one, item


def _become_document(one: Administration, item: Item, part: Part, tag: Tag) -> None:
    source = Source.SCAN if item.kind == ItemKind.SCAN else Source.MAIL
    arrival = Arrival(part.name, part.media_type, source, tag, item.sender, item.received_at)
    document = store.keep(one, objects.content(part.sha256), arrival)
    part.fate, part.document_uid = PartFate.DOCUMENT, str(document.uid)
    part.save(update_fields=["fate", "document_uid"])


def _done_when_all_is(actor: Actor, item: Item) -> None:
    """Done once nothing waits for a decision."""
    left = Part.objects.filter(administration=item.administration, item_uid=item.uid, fate__in=_STILL_TO_DO)
    if item.state == ItemState.OPEN and not left.exists():
        _settle(actor, item, ItemState.DONE)


def _settle(actor: Actor, item: Item, state: ItemState) -> None:
    item.state, item.settled_by, item.settled_at = state, actor.person.name, clock.now()
    item.save(update_fields=["state", "settled_by", "settled_at"])


def _documents(one: Administration, uids: list[str]) -> QuerySet[Document]:
    return Document.objects.filter(administration=one, uid__in=uids)


def _tag(text: str) -> Tag:
    if text not in set(Tag):
        raise Malformed(
            _("There is no tag “%(tag)s”.") % {"tag": text[:40]},
            code="DOCUMENT-TAG-UNKNOWN",
            remedy=_("Choose one of: %(tags)s.") % {"tags": ", ".join(one for one in Tag if one)},
        )
    return Tag(text)


def _facts(one: Administration, item: Item) -> dict[str, object]:
    return {"administration": one.code, "subject": item.subject[:200], "item": str(item.uid)}


def _no_item() -> access.NotFound:
    return access.NotFound(
        _("There is no such item in this inbox."),
        code="INBOX-ITEM-NOT-FOUND",
        remedy=_("Look at the list; somebody may have moved the administration."),
    )
