"""Files from outside: looked at and scanned before they are kept, read by the worker afterwards, and then found."""

import io
import json
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from pytest_django.fixtures import Settings as SettingsWrapper

from overstap.books.documents import actions, queries
from overstap.books.documents.models import Document, Read
from overstap.books.documents.values import Arrival, ReadState, Source, Tag, Wanted
from overstap.connectors.documents import reading
from overstap.connectors.documents.actions import look, receive, receive_for
from overstap.connectors.documents.values import Received
from overstap.durable.failures import as_worker
from overstap.exchange.documents.values import LARGEST, DocumentRefused
from overstap.lib import objects
from overstap.lib.objects import ContentMissing
from overstap.lib.scanning import ScannerAway
from overstap.tenancy import access
from overstap.tenancy.access import Actor, NotAllowed
from overstap.tenancy.models import AuditEvent
from tests.books.documents.archives import Archive, member
from tests.books.ledgers import CODE, open_books, seal
from tests.exchange import document_files as files
from tests.lib.buckets import free_port
from tests.tenancy.people import World

UPLOADED = Arrival("factuur.pdf", "text/html", Source.UPLOAD, Tag.PURCHASE)


@pytest.fixture
def archive(world: World, tmp_path: Path, settings: SettingsWrapper) -> Archive:
    """An empty archive with an object store of its own."""
    settings.OBJECT_DIR = tmp_path / "objects"
    books = open_books(world)
    authoriser, restricted, client = (
        member(world, role, role) for role in ("authoriser", "restricted_client_user", "client_user")
    )
    return Archive(world, books, authoriser, restricted, client)


def read(received: Received) -> None:
    """What the worker does with the job that was left for it."""
    card = Document.objects.select_related("administration").get(uid=received.uid)
    reading.read(card.administration.ledger_id, card.uid, card.sha256, card.media_type)


def found(actor: Actor, text: str, **wanted: object) -> list[uuid.UUID]:
    """Which documents a search finds."""
    return [row.uid for row in queries.listing(actor, CODE, Wanted(text, **wanted)).rows]  # type: ignore[arg-type]


def test_a_file_is_kept_as_what_it_is_whatever_is_said_of_it(archive: Archive) -> None:
    with archive.at_work() as actor:
        received = receive(actor, CODE, io.BytesIO(files.jpeg()), UPLOADED)
        row = queries.one(actor, CODE, received.uid).row
        again = receive(actor, CODE, files.jpeg(), UPLOADED)
    assert (row.media_type, row.name, row.tag) == ("image/jpeg", "factuur.pdf", Tag.PURCHASE)
    assert [one.code for one in received.findings] == ["DOCUMENT-WRONG-ENDING"]
    assert list(again.same_as) == [received.uid]


def test_what_is_refused_leaves_nothing(archive: Archive, settings: SettingsWrapper) -> None:
    with archive.at_work() as actor:
        with pytest.raises(DocumentRefused):
            receive(actor, CODE, files.archive(), UPLOADED)
        with pytest.raises(DocumentRefused):
            receive(actor, CODE, io.BytesIO(files.pdf() + b" " * LARGEST), UPLOADED)
        settings.SCANNER = f"tcp://127.0.0.1:{free_port()}"
        with pytest.raises(ScannerAway):
            receive(actor, CODE, files.pdf(), UPLOADED)
        assert not Document.objects.exists()
    assert not list(Path(settings.OBJECT_DIR).rglob("*"))


def test_who_may_not_deliver_here_is_told_before_anything_is_looked_at(archive: Archive) -> None:
    with access.enter(archive.world.charlie, archive.world.elsewhere.slug) as actor, pytest.raises(access.NotFound):
        receive(actor, CODE, b"MZ", UPLOADED)


def test_text_is_found_by_words_their_beginnings_and_their_dutch_stems(archive: Archive) -> None:
    with archive.at_work() as actor:
        text = "Facturen voor Caf\\351 De Zwaan\nnummer 2025-0012 bedrag 1.234,56 NL02ABNA0123456789"
        one = receive(actor, CODE, files.pdf(text), UPLOADED)
        other = receive(actor, CODE, files.pdf("Bonnetje"), Arrival("bon.pdf", "", Source.MAIL))
        read(one)
        read(other)
        for asked in (
            "facturen",
            "FACTUUR",
            "zwa",
            "cafe zwaan",
            "2025-0012",
            "0012",
            "1.234,56",
            "nl02abna",
            "bedragen",
        ):
            assert found(actor, asked) == [one.uid], asked
        for asked in ("waan", "zwaan bonnetje", "9999"):
            assert not found(actor, asked), asked
        assert found(actor, "bon") == [other.uid]


def test_the_deleted_and_those_with_another_tag_are_found_where_they_are(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.pdf("Zwaan"), UPLOADED)
        read(one)
        actions.delete(actor, CODE, [one.uid])
        assert not found(actor, "zwaan")
        assert found(actor, "zwaan", deleted=True, tag=Tag.PURCHASE) == [one.uid]
        assert not found(actor, "zwaan", deleted=True, tag=Tag.NONE)


def test_pages_of_a_search_have_each_document_once(archive: Archive) -> None:
    with archive.at_work() as actor:
        for _nr in range(5):
            read(receive(actor, CODE, files.pdf("Zwaan"), Arrival("zwaan.pdf", "", Source.MAIL)))
        seen, after = [], None
        while True:
            page = queries.listing(actor, CODE, Wanted("zwaan"), after=after, limit=2)
            seen += [row.uid for row in page.rows]
            after = page.next
            if after is None:
                break
    assert len(seen) == len(set(seen)) == 5


def test_a_search_finds_nothing_of_another_office_or_archive(archive: Archive) -> None:
    """Not even by somebody who asks the function itself."""
    with archive.at_work() as actor:
        read(receive(actor, CODE, files.pdf("Zwaan"), UPLOADED))
    with access.enter(archive.world.charlie, archive.world.elsewhere.slug):
        assert not list(Read.objects.all())
        assert not Read.objects.raw(
            "SELECT 1 AS id, document FROM overstap_find_documents(%s, 'zwaan', NULL, false, false, NULL, NULL, 10)",
            [archive.administration.pk],
        )


def test_somebody_with_a_personal_archive_finds_what_is_in_it(archive: Archive) -> None:
    """R068."""
    with archive.at_work() as actor:
        read(receive(actor, CODE, files.pdf("Zwaan van Alice"), UPLOADED))
    with archive.at_work(archive.restricted) as actor:
        assert not found(actor, "zwaan")
        mine = receive(actor, CODE, files.pdf("Zwaan van Rita"), UPLOADED)
        read(mine)
        assert found(actor, "zwaan") == [mine.uid]
        assert queries.one(actor, CODE, mine.uid).reading.text == "Zwaan van Rita"


def test_whoever_has_a_sealed_copy_finds_what_is_on_their_own_cards_alone(archive: Archive) -> None:
    with archive.at_work() as actor:
        mine = receive(actor, CODE, files.pdf("Zwaan"), UPLOADED)
        read(mine)
        seal(archive.administration, 5)
        assert found(actor, "zwaan") == [mine.uid]
        assert queries.one(actor, CODE, mine.uid).reading.state is ReadState.READ


def test_the_page_shows_what_was_read_and_the_first_page(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.pdf("a", "b"), UPLOADED)
        assert queries.one(actor, CODE, one.uid).reading.state is ReadState.WAITING
        with pytest.raises(ContentMissing):
            queries.preview(actor, CODE, one.uid)
        read(one)
        before = objects.content(queries.preview(actor, CODE, one.uid).sha256)
        read(one)  # twice does no harm
        card = queries.one(actor, CODE, one.uid)
        assert (card.reading.state, card.reading.pages) == (ReadState.READ, 2)
        assert before.startswith(b"\x89PNG")
        assert Read.objects.count() == 1


def test_a_locked_pdf_is_kept_and_told(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.locked_pdf("x"), UPLOADED)
        read(one)
        reading_of = queries.one(actor, CODE, one.uid).reading
    assert reading_of.state is ReadState.ENCRYPTED
    assert [finding.code for finding in reading_of.findings] == ["DOCUMENT-ENCRYPTED"]


def test_nobody_but_the_worker_writes_what_was_read(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.pdf("x"), UPLOADED)
        values = (archive.administration.ledger_id, one.uid, "read", None, "", "", "[]")
        columns = "ledger_id, document_uid, state, pages, text, preview, findings, arrived_at"
        for statement in (
            "SELECT overstap_keep_reading(%s, %s, %s, %s, %s, %s, %s::jsonb)",
            f"INSERT INTO documents_read ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s, now())",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
        with as_worker(), connection.cursor() as cursor:  # of no document that there is
            cursor.execute("SELECT overstap_keep_reading(1, %s, 'read', NULL, '', '', '[]')", [uuid.uuid4()])
            assert cursor.fetchone() == (False,)


def test_the_job_is_left_in_the_same_transaction_and_waits_for_more_urgent_ones(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.pdf("x"), UPLOADED)
        with connection.cursor() as cursor:
            cursor.execute("SELECT args, priority FROM procrastinate_jobs WHERE args ->> 'uid' = %s", [str(one.uid)])
            ((arguments, priority),) = cursor.fetchall()
    arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
    assert arguments == {
        "ledger_id": archive.administration.ledger_id, "uid": str(one.uid), "sha256": one.sha256,
        "media_type": "application/pdf",
    }  # fmt: skip
    assert priority < 0


def test_what_comes_by_mail_is_received_for_an_administration(archive: Archive) -> None:
    with archive.at_work(archive.reader):
        administration = archive.administration
        received = receive_for(administration, files.pdf("x"), UPLOADED, delivered_by=archive.authoriser)
    with archive.at_work(archive.authoriser) as actor:
        assert queries.one(actor, CODE, received.uid).sha256 == received.sha256
        with pytest.raises(NotAllowed):
            actions.delete(actor, CODE, [received.uid])


def test_each_deed_stands_in_the_audit_log(archive: Archive) -> None:
    with archive.at_work() as actor:
        one = receive(actor, CODE, files.pdf("x"), UPLOADED)
        actions.tag(actor, CODE, [one.uid], Tag.OWN)
        actions.delete(actor, CODE, [one.uid])
        lines = list(AuditEvent.objects.filter(action__startswith="document.").order_by("id"))
    assert [line.action for line in lines] == ["document.add", "document.tag", "document.delete"]
    assert all(str(one.uid) in json.dumps(line.facts) for line in lines)


def test_looking_alone_keeps_nothing(archive: Archive) -> None:
    assert look(files.pdf(), "a.pdf").media_type == "application/pdf"
    with archive.at_work():
        assert not Document.objects.exists()
