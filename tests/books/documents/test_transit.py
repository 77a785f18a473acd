"""Uploads that go on where they were, and whole archives to take away."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from overstap.books.documents import actions as documents
from overstap.books.documents.models import Document
from overstap.books.documents.transit import folders, running, takeaways, uploading
from overstap.books.documents.transit.models import Takeaway, Upload
from overstap.books.documents.transit.uploading import Announced, Arrived, WrongOffset
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.lib import clock, objects
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration
from tests.books.documents.deeds import card, keep
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices

__all__ = ["world"]
LARGEST = 1_000


@pytest.fixture
def bob(world: TwoOffices, settings: Settings, tmp_path: Path) -> Iterator[Actor]:
    """Bob at work in an administration whose archive is empty."""
    settings.FILES_DIR = tmp_path
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        Document.objects.filter(administration__environment=actor.environment).delete()
        yield actor


def finish(actor: Actor, code: str, arrived: Arrived) -> UUID:
    """Keep it as it is."""
    arrival = Arrival(arrived.name, "application/pdf", Source.UPLOAD, arrived.tag)
    return documents.add(actor, code, arrived.content, arrival).uid


def begin(actor: Actor, content: bytes, key: str = "k") -> UUID:
    """Announce a file."""
    announced = Announced("../bon\u202efdp.pdf", len(content), key, Tag.PURCHASE)
    return uploading.begin(actor, CODE, announced, LARGEST).uid


def test_a_file_in_pieces_becomes_a_document(world: TwoOffices, bob: Actor) -> None:
    uid = begin(bob, b"0123456789")
    assert uploading.take(bob, CODE, uid, 0, b"0123", finish).offset == 4
    assert uploading.take(bob, CODE, uid, 4, b"45", finish).document is None
    done = uploading.take(bob, CODE, uid, 6, b"6789", finish)
    assert done.document is not None
    kept = card(world, done.document)
    assert (objects.content(kept.sha256), kept.name, kept.tag) == (b"0123456789", "bonfdp.pdf", "purchase")


def test_a_file_that_is_chosen_again_goes_on_where_it_was(bob: Actor) -> None:
    uid = begin(bob, b"0123456789")
    uploading.take(bob, CODE, uid, 0, b"0123", finish)
    again = uploading.begin(bob, CODE, Announced("../bon\u202efdp.pdf", 10, "k"), LARGEST)
    assert (again.uid, again.offset) == (uid, 4)
    assert begin(bob, b"0123456789", key="another file") != uid
    assert begin(bob, b"01234567890") != uid


def test_a_piece_that_does_not_follow_is_refused_and_says_where_to_go_on(bob: Actor) -> None:
    uid = begin(bob, b"0123456789")
    uploading.take(bob, CODE, uid, 0, b"0123", finish)
    for offset in (0, 3, 5):
        with pytest.raises(WrongOffset) as caught:
            uploading.take(bob, CODE, uid, offset, b"xx", finish)
        assert caught.value.facts["offset"] == 4
    assert uploading.progress(bob, CODE, uid).offset == 4


def test_the_last_piece_sent_twice_makes_one_document(world: TwoOffices, bob: Actor) -> None:
    """The answer to the last piece may get lost."""
    uid = begin(bob, b"0123")
    first = uploading.take(bob, CODE, uid, 0, b"0123", finish)
    second = uploading.take(bob, CODE, uid, 0, b"0123", finish)
    assert first.document == second.document
    assert Document.objects.filter(administration__environment=world.giver).count() == 1


def test_more_than_was_announced_is_refused(bob: Actor) -> None:
    uid = begin(bob, b"0123")
    with pytest.raises(Refused) as caught:
        uploading.take(bob, CODE, uid, 0, b"01234", finish)
    assert caught.value.code == "UPLOAD-TOO-LONG"


@pytest.mark.parametrize(("size", "code"), [(0, "UPLOAD-EMPTY"), (-1, "UPLOAD-EMPTY"), (1_001, "UPLOAD-TOO-LARGE")])
def test_a_size_that_cannot_be_is_refused_at_once(bob: Actor, size: int, code: str) -> None:
    with pytest.raises(Refused) as caught:
        uploading.begin(bob, CODE, Announced("a.pdf", size, "k"), LARGEST)
    assert caught.value.code == code


def test_what_is_refused_at_its_end_begins_anew(bob: Actor) -> None:
    def refuse(_actor: Actor, _code: str, _arrived: Arrived) -> UUID:
        raise Refused("No.", code="KIND")

    uid = begin(bob, b"0123")
    with pytest.raises(Refused, match="No"):
        uploading.take(bob, CODE, uid, 0, b"0123", refuse)
    assert uploading.progress(bob, CODE, uid).offset == 0


def test_a_freeze_leaves_what_has_come_in(bob: Actor) -> None:
    """R124: a file that is whole waits until it can be saved."""
    uid = begin(bob, b"0123")
    rows = Administration.objects.filter(environment=bob.environment, code=CODE)
    rows.update(state="frozen")
    with pytest.raises(access.Frozen):
        uploading.take(bob, CODE, uid, 0, b"0123", finish)
    rows.update(state="active")
    assert uploading.take(bob, CODE, uid, 4, b"", finish).document is not None


def test_nobody_else_sees_or_goes_on_with_an_upload(world: TwoOffices, bob: Actor) -> None:
    uid = begin(bob, b"0123")
    with access.enter(world.alice, world.giver.slug) as alice, pytest.raises(access.NotFound):
        uploading.take(alice, CODE, uid, 0, b"0123", finish)
    with access.enter(world.charlie, world.elsewhere.slug) as charlie:
        assert not Upload.objects.exists()
        with pytest.raises(access.NotFound):
            uploading.progress(charlie, CODE, uid)


def test_uploads_that_nobody_goes_on_with_are_let_go(bob: Actor) -> None:
    old, young = begin(bob, b"0123", "old"), begin(bob, b"0123", "young")
    uploading.take(bob, CODE, old, 0, b"01", finish)
    Upload.objects.filter(uid=old).update(created_at=clock.now() - timedelta(days=3))
    assert uploading.sweep() == {young}
    with pytest.raises(access.NotFound):
        uploading.progress(bob, CODE, old)


def taken(actor: Actor, *, with_deleted: bool = False) -> zipfile.ZipFile:
    """Order the archive, have it packed, open the ZIP."""
    uid = takeaways.order(actor, CODE, with_deleted=with_deleted)
    while running.pack(str(uid), actor.environment.slug):
        pass
    return zipfile.ZipFile(takeaways.file(actor, CODE, uid))


def test_a_whole_archive_has_every_document_and_two_indexes(
    world: TwoOffices, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 2)
    world_names = ["factuur.pdf", "factuur.pdf", "../../etc/passwd", "=cmd|' calc'!A0.xml", "con:*?<>.pdf"]
    uids = [keep(world, f"inhoud {number}".encode(), name) for number, name in enumerate(world_names)]
    gone = keep(world, b"weg", "weg.pdf")
    alice = replace(bob, person=world.alice, role="superuser")
    documents.delete(alice, CODE, [gone])
    with taken(alice) as packed:
        names = packed.namelist()
        assert packed.testzip() is None
        assert len(names) == len(set(map(str.lower, names))) == len(uids) + 2
        assert all(".." not in name and not name.startswith("/") for name in names)
        table = next(name for name in names if name.endswith(".csv"))
        text = packed.read(table).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text), delimiter=";" if ";SHA" in text.splitlines()[0] else ","))
        files = [next(iter(row.values())) for row in rows]
        assert [packed.read(name) for name in files] == [f"inhoud {number}".encode() for number in range(len(uids))]
        page = packed.read(next(name for name in names if name.endswith(".html"))).decode()
        assert "<script" not in page
        assert "&lt;" in page
        assert page.count("href=") == len(uids)
        assert any(cell.startswith("'=cmd") for cell in rows[3].values())


def test_deleted_documents_come_along_when_asked_for(world: TwoOffices, bob: Actor) -> None:
    uid = keep(world, b"weg", "weg.pdf")
    alice = replace(bob, person=world.alice, role="superuser")
    documents.delete(alice, CODE, [uid])
    with pytest.raises(Refused) as caught:
        takeaways.order(alice, CODE)
    assert caught.value.code == "ARCHIVE-EMPTY"
    with taken(alice, with_deleted=True) as packed:
        assert any("weg" in name for name in packed.namelist())


def test_an_administration_that_is_read_only_gives_its_archive(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"inhoud")
    Administration.objects.filter(environment=world.giver, code=CODE).update(state="read_only", sealed_at=1)
    with taken(replace(bob, person=world.alice, role="superuser")) as packed:
        assert len(packed.namelist()) == 3


def test_a_worker_that_was_killed_while_it_wrote_begins_anew(
    world: TwoOffices, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    for number in range(3):
        keep(world, f"inhoud {number}".encode())
    alice = replace(bob, person=world.alice, role="superuser")
    uid = takeaways.order(alice, CODE)
    assert running.pack(str(uid), bob.environment.slug)
    assert takeaways.one(alice, CODE, uid).done == 1
    path = folders.takeaway(uid)
    path.write_bytes(path.read_bytes()[:-30])
    while running.pack(str(uid), bob.environment.slug):
        pass
    assert len(zipfile.ZipFile(path).namelist()) == 5
    assert not running.pack(str(uid), bob.environment.slug)


def test_a_content_that_is_gone_is_told_and_stops_nothing(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"er nog")
    lost = keep(world, uuid4().bytes)
    Document.objects.filter(uid=lost).update(sha256="0" * 64)
    alice = replace(bob, person=world.alice, role="superuser")
    with taken(alice) as packed:
        assert len(packed.namelist()) == 3
    (row,) = takeaways.listed(alice, CODE)
    assert (row.missing, row.state) == (1, "ready")


def test_it_is_let_go_after_a_week_or_by_hand(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"inhoud")
    alice = replace(bob, person=world.alice, role="superuser")
    taken(alice).close()
    (row,) = takeaways.listed(alice, CODE)
    assert row.expires_at is not None
    assert timedelta(days=6) < row.expires_at - clock.now() <= timedelta(days=7)
    assert takeaways.sweep() == {row.uid}
    Takeaway.objects.filter(uid=row.uid).update(expires_at=clock.now() - timedelta(minutes=1))
    assert takeaways.sweep() == set()
    with pytest.raises(access.NotFound):
        takeaways.file(alice, CODE, row.uid)


def test_who_may_not_export_gets_no_archive(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"inhoud")
    with pytest.raises(access.NotAllowed):
        takeaways.order(bob, CODE)
    uid = takeaways.order(replace(bob, person=world.alice, role="superuser"), CODE)
    with access.enter(world.charlie, world.elsewhere.slug) as charlie:
        assert not Takeaway.objects.exists()
        with pytest.raises(access.NotFound):
            takeaways.file(charlie, CODE, uid)


def test_ordering_twice_is_one_order(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"inhoud")
    alice = replace(bob, person=world.alice, role="superuser")
    assert takeaways.order(alice, CODE) == takeaways.order(alice, CODE)


def test_one_that_is_called_off_is_not_made(world: TwoOffices, bob: Actor) -> None:
    keep(world, b"inhoud")
    alice = replace(bob, person=world.alice, role="superuser")
    uid = takeaways.order(alice, CODE)
    takeaways.remove(alice, CODE, uid)
    assert not running.pack(str(uid), bob.environment.slug)
    assert takeaways.one(alice, CODE, uid).state == "gone"
