"""Documents in: the content to the object store, the card to the administration. Rights are asked by who calls."""

import json
import unicodedata
from uuid import UUID

from django.db import connection

from overstap.books.documents.models import Document, Shown
from overstap.books.documents.values import Arrival, EntryKey, Reading, Why
from overstap.durable import engine
from overstap.durable.failures import as_worker
from overstap.lib import clock, kept_sentences, objects
from overstap.tenancy.models import Administration, Person

READ = "documents.read"  # the job that reads a document's text and draws its first page
LATER = -10  # priority of that job: after the stages of moves, mails and what else people wait for
LONGEST_NAME = 255
_LONGEST_ENDING = 10
_KEEP_READING = "SELECT overstap_keep_reading(%s, %s, %s, %s, %s, %s, %s::jsonb)"


def keep(administration: Administration, content: bytes, arrival: Arrival) -> Document:
    """Keep a document. The caller holds the administration for writing (``access.administration_for_writing``).

    Its text is read later, by the worker. Raises StoreUnreachable; then nothing was kept.
    """
    entry = arrival.entry or EntryKey("", "")
    card = Document.objects.create(
        administration=administration,
        sha256=objects.keep(content),
        size=len(content),
        media_type=arrival.media_type,
        name=shown_name(arrival.name),
        tag=arrival.tag,
        source=arrival.source,
        sender=plain(arrival.sender),
        arrived_at=arrival.arrived_at or clock.now(),
        note=plain(arrival.note),
        relation_code=arrival.relation_code,
        journal_code=entry.journal,
        entry_number=entry.number,
    )
    engine.defer(
        READ,
        priority=LATER,
        ledger_id=administration.ledger_id,
        uid=str(card.uid),
        sha256=card.sha256,
        media_type=card.media_type,
    )
    return card


def show_to(document: Document, person: Person, why: Why) -> None:
    """Put a document in the personal archive of somebody (R068): it stays when the administration moves (R069)."""
    Shown.objects.get_or_create(
        administration_id=document.administration_id, person=person, document_uid=document.uid, why=why
    )


def keep_reading(ledger_id: int, uid: UUID, reading: Reading) -> bool:
    """Keep what was read in a document, in place of what was read before; for the worker. False: no such document."""
    findings = [
        {**one.as_dict(), "message": kept_sentences.keep(one.message), "remedy": kept_sentences.keep(one.remedy)}
        for one in reading.findings
    ]
    found = (reading.state, reading.pages, reading.text, reading.preview, json.dumps(findings))
    with as_worker(), connection.cursor() as cursor:
        cursor.execute(_KEEP_READING, (ledger_id, uid, *found))
        return bool(cursor.fetchone()[0])


def shown_name(name: str) -> str:
    """A sender's file name as it can be shown and offered for download: no path, nothing invisible, not too long.

    Signs that turn the direction of writing go too: they make ``exe.fdp`` look like another kind of file.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    readable = plain(last).strip(" .")
    stem, dot, ending = readable.rpartition(".")
    if len(readable) <= LONGEST_NAME or not dot:
        return readable[:LONGEST_NAME] or "document"
    ending = ending[:_LONGEST_ENDING]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def plain(text: str) -> str:
    """A text of strangers on one line, without what cannot be seen."""
    return "".join(letter for letter in text if letter.isprintable() and unicodedata.category(letter) != "Cf")
