"""What people do with documents: each asks for the right, passes the gate of the administration, and is audited.

Files from outside come in through ``connectors.documents.actions.receive``, which looks at them first; ``add`` takes
what was looked at, or what Overstap made itself.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from overstap.books.authorisation import guard
from overstap.books.authorisation.values import Moment
from overstap.books.documents import store
from overstap.books.documents.models import ArchiveSettings, Document
from overstap.books.documents.values import Arrival, EntryKey, Kept, Tag, Why
from overstap.books.ledger.models import Entry
from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Right

MOST_AT_ONCE = 500


class DocumentNotFound(NotFound):
    """There is no such document here, or not for you."""

    code = "DOCUMENT-NOT-FOUND"


class TooMany(Refused):
    """More documents than one deed may change."""

    code = "DOCUMENTS-TOO-MANY"


class BadName(Refused):
    """Nothing that can be shown is left of a name."""

    code = "DOCUMENT-NAME"


class NoSuchEntry(Refused):
    """Nothing was booked under this number."""

    code = "ENTRY-NOT-FOUND"


def add(actor: Actor, code: str, content: bytes, arrival: Arrival) -> Kept:
    """Add a document to administration ``code``; whoever delivers one can see it (R068).

    The same content twice is two documents; ``same_as`` tells. Raises NotFound, NotAllowed, Frozen, StoreUnreachable.
    """
    administration = access.administration_for_writing(actor, code, Right.DELIVER_DOCUMENTS)
    kept = add_for(administration, content, arrival, delivered_by=actor.person)
    facts = {"administration": code, "document": str(kept.uid), "name": arrival.name, "sha256": kept.sha256}
    audit.record(actor, "document.add", facts)
    return kept


def add_for(
    administration: Administration, content: bytes, arrival: Arrival, *, delivered_by: Person | None = None
) -> Kept:
    """As ``add``, for who holds the administration for writing already and writes the audit log itself."""
    card = store.keep(administration, content, arrival)
    if delivered_by is not None:
        store.show_to(card, delivered_by, Why.DELIVERED)
    same = Document.objects.filter(administration=administration, sha256=card.sha256).exclude(uid=card.uid)
    return Kept(card.uid, card.sha256, tuple(same.order_by("arrived_at").values_list("uid", flat=True)[:10]))


def tag(actor: Actor, code: str, uids: Sequence[UUID], tag: Tag) -> int:
    """Give documents a tag, or none (``Tag.NONE``); gives how many changed.

    Raises NotFound, NotAllowed, Frozen, TooMany, or DocumentNotFound when one of them is not here; then none changed.
    """
    administration = access.administration_for_writing(actor, code)
    changed = _cards(administration, uids).exclude(tag=tag).update(tag=tag)
    _record(actor, code, "document.tag", uids, tag=str(tag))
    return changed


def rename(actor: Actor, code: str, uid: UUID, name: str) -> str:
    """Give a document another name; gives it as it is shown from now on. Raises as ``tag``, and BadName."""
    administration = access.administration_for_writing(actor, code)
    shown = store.shown_name(name)
    if not store.plain(name).strip(" ./\\"):
        raise BadName(_("A document needs a name."), remedy=_("Type a name of letters or digits."))
    _cards(administration, [uid]).update(name=shown)
    _record(actor, code, "document.rename", [uid], name=shown)
    return shown


def annotate(actor: Actor, code: str, uid: UUID, note: str) -> None:
    """Write something with a document, or take it away (empty). Raises as ``tag``."""
    administration = access.administration_for_writing(actor, code)
    _cards(administration, [uid]).update(note=store.plain(note)[:2_000])
    _record(actor, code, "document.annotate", [uid])


def link_to_entry(actor: Actor, code: str, uid: UUID, entry: EntryKey | None) -> None:
    """Say to which entry a document belongs; None: to none. Raises as ``tag``, NoSuchEntry, and NotAuthorised."""
    administration = access.administration_for_writing(actor, code)
    if entry is not None:
        _require_booked(administration, entry)
        _require_authorised(administration, uid, entry)
    key = entry or EntryKey("", "")
    _cards(administration, [uid]).update(journal_code=key.journal, entry_number=key.number)
    _record(actor, code, "document.link", [uid], journal=key.journal, number=key.number)


def _require_authorised(administration: Administration, uid: UUID, entry: EntryKey) -> None:
    """Before it is booked; what belongs to that entry already stays."""
    there = _cards(administration, [uid]).filter(journal_code=entry.journal, entry_number=entry.number)
    if not there.exists():
        guard.require_authorised(administration, uid, Moment.BEFORE)


def delete(actor: Actor, code: str, uids: Sequence[UUID]) -> int:
    """Take documents off the list; they stay findable among the deleted, and nothing is erased. Raises as ``tag``."""
    administration = access.administration_for_writing(actor, code)
    changed = _cards(administration, uids).filter(deleted_at=None).update(deleted_at=clock.now())
    _record(actor, code, "document.delete", uids)
    return changed


def restore(actor: Actor, code: str, uids: Sequence[UUID]) -> int:
    """Put deleted documents back on the list, as they were. Raises as ``tag``."""
    administration = access.administration_for_writing(actor, code)
    changed = _cards(administration, uids).exclude(deleted_at=None).update(deleted_at=None)
    _record(actor, code, "document.restore", uids)
    return changed


def require_login(actor: Actor, code: str, *, required: bool) -> None:
    """Whether permanent links ask who you are; without that, whoever has a link can read that document.

    The setting moves along: links in the accounting package go on working as they did (R064). For superusers.
    Raises NotFound, NotAllowed, Frozen.
    """
    administration = access.administration_for_writing(actor, code, Right.MANAGE_ADMINISTRATIONS)
    ArchiveSettings.objects.update_or_create(administration=administration, defaults={"login_required": required})
    audit.record(actor, "document.links", {"administration": code, "login_required": required})


def _cards(administration: Administration, uids: Sequence[UUID]) -> QuerySet[Document]:
    wanted = set(uids)
    if len(wanted) > MOST_AT_ONCE:
        raise TooMany(
            _("That is more than %(most)d documents at once.") % {"most": MOST_AT_ONCE}, remedy=_("Choose fewer.")
        )
    found = Document.objects.filter(administration=administration, uid__in=wanted)
    if not wanted or len(found.values_list("uid")) != len(wanted):
        raise DocumentNotFound(
            _("This document is not in this archive."), remedy=_("Load the page again; it may have been moved.")
        )
    return found


def _require_booked(administration: Administration, entry: EntryKey) -> None:
    found = Entry.objects.filter(ledger_id=administration.ledger_id, journal_code=entry.journal, number=entry.number)
    if not all(part.isprintable() for part in entry) or not found.exists():
        raise NoSuchEntry(
            _("Nothing was booked as %(journal)s %(number)s.") % {"journal": entry.journal, "number": entry.number},
            remedy=_("Check journal and number."),
        )


def _record(actor: Actor, code: str, action: str, uids: Sequence[UUID], **facts: object) -> None:
    named = [str(uid) for uid in list(uids)[:50]]
    audit.record(actor, action, {"administration": code, "documents": named, "count": len(set(uids)), **facts})
