"""Documents are added, sorted, deleted and found by those who may; nobody else sees that they exist."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from overstap.books.documents import actions, queries, store
from overstap.books.documents.models import Document
from overstap.books.documents.values import Arrival, EntryKey, Source, Tag, Wanted, Why
from overstap.lib import objects
from overstap.lib.errors import Refused
from overstap.tenancy import access
from overstap.tenancy.access import Actor, Frozen, NotAllowed
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState
from tests.books.documents.archives import Archive, add
from tests.books.ledgers import CODE, book, sale

NEWEST = datetime(2026, 11, 1, tzinfo=UTC)


def test_what_was_added_is_listed_with_all_that_is_known(archive: Archive) -> None:
    """R062: with its tag."""
    with archive.at_work() as actor:
        arrival = Arrival("a/b\\rekening 1.pdf", "application/pdf", Source.MAIL, Tag.PURCHASE, "x@example.test", NEWEST)
        kept = actions.add(actor, CODE, b"%PDF-1.4 hello", arrival)
        card = queries.one(actor, CODE, kept.uid)
        content = queries.content(actor, CODE, kept.uid)
    assert (card.row.name, card.row.tag, card.row.source) == ("rekening 1.pdf", Tag.PURCHASE, Source.MAIL)
    assert (card.row.sender, card.row.arrived_at, card.row.size) == ("x@example.test", NEWEST, 14)
    assert objects.content(content.sha256) == b"%PDF-1.4 hello"


def test_the_same_content_again_is_a_document_of_its_own_and_told(archive: Archive) -> None:
    with archive.at_work() as actor:
        first, second = add(actor), add(actor)
        third = actions.add(actor, CODE, b"%PDF-1.7 x", Arrival("x.pdf", "application/pdf", Source.API))
        assert set(third.same_as) == {first, second}
        assert set(queries.one(actor, CODE, first).same_as) == {second, third.uid}


def test_the_list_has_those_with_a_tag_those_without_and_the_deleted(archive: Archive) -> None:
    """R062, R063."""
    with archive.at_work() as actor:
        sorted_one, loose, gone = add(actor, tag=Tag.BANK), add(actor), add(actor, tag=Tag.BANK)
        actions.delete(actor, CODE, [gone])

        def listed(wanted: Wanted) -> set[uuid.UUID]:
            return {row.uid for row in queries.listing(actor, CODE, wanted).rows}

        assert listed(Wanted()) == {sorted_one, loose}
        assert listed(Wanted(tag=Tag.BANK)) == {sorted_one}
        assert listed(Wanted(tag=Tag.NONE)) == {loose}
        assert listed(Wanted(deleted=True)) == {gone}
        assert queries.one(actor, CODE, gone).row.deleted_at is not None
        actions.restore(actor, CODE, [gone])
        assert listed(Wanted(tag=Tag.BANK)) == {sorted_one, gone}


def test_pages_of_the_list_have_each_document_once(archive: Archive) -> None:
    """Several at the same moment too."""
    with archive.at_work() as actor:
        for number in range(7):
            moment = NEWEST - timedelta(days=number // 3)
            actions.add(
                actor, CODE, b"%PDF-1.7", Arrival(f"{number}", "application/pdf", Source.SCAN, arrived_at=moment)
            )
        seen, after = [], None
        while True:
            page = queries.listing(actor, CODE, Wanted(), after=after, limit=2)
            seen += [row.uid for row in page.rows]
            after = page.next
            if after is None:
                break
        everything = [row.uid for row, _digest in queries.everything(actor, CODE)]
    assert seen == everything
    assert len(set(seen)) == 7


def test_a_tag_is_given_to_many_at_once_or_to_none(archive: Archive) -> None:
    with archive.at_work() as actor:
        uids = [add(actor), add(actor)]
        assert actions.tag(actor, CODE, uids, Tag.SALES) == 2
        with pytest.raises(actions.DocumentNotFound):
            actions.tag(actor, CODE, [uids[0], uuid.uuid4()], Tag.OWN)
        with pytest.raises(actions.TooMany):
            actions.tag(actor, CODE, [uuid.uuid4() for _nr in range(actions.MOST_AT_ONCE + 1)], Tag.OWN)
        with pytest.raises(actions.DocumentNotFound):
            actions.tag(actor, CODE, [], Tag.OWN)
        assert {queries.one(actor, CODE, uid).row.tag for uid in uids} == {Tag.SALES}


def test_a_document_belongs_to_an_entry_that_was_booked(archive: Archive) -> None:
    book(archive.world, [sale(12, "100.00", NEWEST.date())])
    with archive.at_work() as actor:
        uid = add(actor)
        for wrong in (EntryKey("VRK", "13"), EntryKey("MEM", "12"), EntryKey("VRK", "1\x002")):
            with pytest.raises(actions.NoSuchEntry):
                actions.link_to_entry(actor, CODE, uid, wrong)
        actions.link_to_entry(actor, CODE, uid, EntryKey("VRK", "12"))
        assert [row.uid for row in queries.of_entry(actor, CODE, EntryKey("VRK", "12"))] == [uid]
        actions.link_to_entry(actor, CODE, uid, None)
        assert not queries.of_entry(actor, CODE, EntryKey("VRK", "12"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("a\u200bb.pdf", "ab.pdf"),
        ("x" * 400 + ".pdf", "x" * 251 + ".pdf"),
        ("...", "document"),
        ("", "document"),
    ],
)
def test_a_name_of_a_stranger_is_made_fit_to_be_shown(typed: str, shown: str) -> None:
    assert store.shown_name(typed) == shown


def test_a_name_can_be_changed_but_not_to_nothing(archive: Archive) -> None:
    with archive.at_work() as actor:
        uid = add(actor)
        assert actions.rename(actor, CODE, uid, " a/nota.pdf ") == "nota.pdf"
        for nothing in ("", " \u202e ", "..", "///"):
            with pytest.raises(actions.BadName):
                actions.rename(actor, CODE, uid, nothing)
        assert queries.one(actor, CODE, uid).row.name == "nota.pdf"


def test_an_authoriser_sees_what_they_delivered_or_were_asked_about(archive: Archive) -> None:
    """R068: the personal archive, for the restricted client user as well."""
    with archive.at_work() as actor:
        of_alice, asked = add(actor, "alice.pdf"), add(actor, "asked.pdf")
        store.show_to(Document.objects.get(uid=asked), archive.authoriser, Why.ASKED)
    with archive.at_work(archive.restricted) as actor:
        assert not queries.listing(actor, CODE, Wanted()).rows
        mine = add(actor, "rita.pdf")
        assert [row.uid for row in queries.listing(actor, CODE, Wanted()).rows] == [mine]
        assert [row.uid for row in queries.listing(actor, CODE, Wanted(text="rita")).rows] == [mine]
        assert not queries.listing(actor, CODE, Wanted(text="alice")).rows
    with archive.at_work(archive.authoriser) as actor:
        assert [row.uid for row in queries.listing(actor, CODE, Wanted()).rows] == [asked]
        for hidden in (of_alice, mine):
            for look in (queries.one, queries.content, queries.preview):
                with pytest.raises(actions.DocumentNotFound):
                    look(actor, CODE, hidden)
        with pytest.raises(NotAllowed):
            list(queries.everything(actor, CODE))


DEEDS: list[Callable[[Actor, uuid.UUID], object]] = [
    lambda actor, uid: actions.tag(actor, CODE, [uid], Tag.OWN),
    lambda actor, uid: actions.rename(actor, CODE, uid, "x"),
    lambda actor, uid: actions.annotate(actor, CODE, uid, "x"),
    lambda actor, uid: actions.link_to_entry(actor, CODE, uid, None),
    lambda actor, uid: actions.delete(actor, CODE, [uid]),
    lambda actor, uid: actions.restore(actor, CODE, [uid]),
    lambda actor, _uid: actions.require_login(actor, CODE, required=False),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_who_does_not_write_the_books_changes_nothing(
    archive: Archive, deed: Callable[[Actor, uuid.UUID], object]
) -> None:
    """Not even what they delivered themselves."""
    for person in (archive.restricted, archive.authoriser, archive.reader):
        with archive.at_work(person) as actor:
            uid = add(actor)
            with pytest.raises(NotAllowed):
                deed(actor, uid)


@pytest.mark.parametrize("deed", [*DEEDS, lambda actor, _uid: add(actor)])
def test_nothing_is_saved_while_an_administration_is_frozen(
    archive: Archive, deed: Callable[[Actor, uuid.UUID], object]
) -> None:
    """R124."""
    with archive.at_work() as actor:
        uid = add(actor)
        Administration.objects.filter(pk=archive.administration.pk).update(state=AdministrationState.FROZEN)
        with pytest.raises(Frozen):
            deed(actor, uid)
        assert queries.one(actor, CODE, uid).row.uid == uid


def test_another_office_sees_nothing(archive: Archive) -> None:
    with archive.at_work() as actor:
        uid = add(actor, "geheim.pdf")
    with access.enter(archive.world.charlie, archive.world.elsewhere.slug) as actor:
        for look in (queries.one, queries.content):
            with pytest.raises(access.NotFound):
                look(actor, CODE, uid)
        assert not Document.objects.filter(uid=uid).exists()


def test_names_and_senders_are_found_by_the_beginning_of_a_word(archive: Archive) -> None:
    with archive.at_work() as actor:
        arrival = Arrival(
            "Café Het Anker 2025-0012.pdf", "application/pdf", Source.MAIL, sender="Jansen <j@bakker.test>"
        )
        uid = actions.add(actor, CODE, b"%PDF-1.7", arrival).uid
        add(actor, "iets anders.pdf")
        for text in ("anker", "ANK", "cafe", "café", "2025-0012", "0012", "jansen bakker", "j@bakker.test"):
            assert [row.uid for row in queries.listing(actor, CODE, Wanted(text=text)).rows] == [uid], text
        for text in ("nker", "jansen pietersen", "'); --", "\x00", "!!!", "%", "qq & ! b |", "'qq':*"):
            assert uid not in [row.uid for row in queries.listing(actor, CODE, Wanted(text=text)).rows], text
        actions.delete(actor, CODE, [uid])
        assert not queries.listing(actor, CODE, Wanted(text="anker")).rows
        assert [row.uid for row in queries.listing(actor, CODE, Wanted(text="anker", deleted=True)).rows] == [uid]


def test_a_refusal_says_what_to_do(archive: Archive) -> None:
    with archive.at_work() as actor, pytest.raises(Refused) as refusal:
        queries.one(actor, CODE, uuid.uuid4())
    assert refusal.value.code == "DOCUMENT-NOT-FOUND"
    assert refusal.value.remedy
