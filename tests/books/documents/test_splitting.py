"""Documents split and merged: originals stay findable, what they had in common goes over, nothing half done."""

from dataclasses import replace
from uuid import uuid4

import pytest

from overstap.books.documents import actions as documents
from overstap.books.documents.models import Shown
from overstap.books.documents.pages import actions, queries
from overstap.books.documents.pages.actions import Chosen, ReplacedAlready
from overstap.books.documents.pages.cutting import PdfRefused
from overstap.books.documents.values import EntryKey, Tag
from overstap.lib import objects
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration
from tests.books.documents.deeds import card, keep
from tests.books.documents.test_pages import pdf, widths
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices

__all__ = ["world"]


def test_parts_take_the_place_of_the_original_which_stays_findable(world: TwoOffices) -> None:
    uid = keep(world, pdf(101, 102, 103), "Bonnen maart.pdf")
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        documents.link_to_entry(actor, CODE, uid, EntryKey("VK", "2025-0003"))
        made = actions.split(actor, CODE, uid, [(1,), (3, 2)])
        lineage = queries.lineage(actor, CODE, uid)
        assert queries.replaced(actor, CODE, [uid, *made]) == {uid}
        assert [one.uid for one in queries.lineage(actor, CODE, made[0]).made_from] == [uid]
    parts = [card(world, one) for one in made]
    original = card(world, uid)
    assert [widths(objects.content(one.sha256)) for one in parts] == [[101], [103, 102]]
    assert [(one.name[:13], one.name[-5:]) for one in parts] == [("Bonnen maart ", "1.pdf"), ("Bonnen maart ", "2.pdf")]
    assert {(one.tag, one.journal_code, one.entry_number) for one in parts} == {("purchase", "VK", "2025-0003")}
    assert {one.arrived_at for one in parts} == {original.arrived_at}
    assert original.deleted_at is not None
    assert widths(objects.content(original.sha256)) == [101, 102, 103]
    assert [one.uid for one in lineage.replaced_by] == made


def test_merging_keeps_what_they_have_in_common_only(world: TwoOffices) -> None:
    first = keep(world, pdf(101, 102), "a.pdf")
    second = keep(world, pdf(201, 202), "b.pdf", tag=Tag.SALES)
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        made = actions.merge(actor, CODE, [Chosen(second, (2,)), Chosen(first)], name="Samen")
    merged = card(world, made)
    assert widths(objects.content(merged.sha256)) == [202, 101, 102]
    assert (merged.name, merged.tag) == ("Samen.pdf", "")
    assert merged.extra["made_from"] == [str(second), str(first)]
    assert all(card(world, one).deleted_at for one in (first, second))


def test_of_two_who_split_the_second_is_told(world: TwoOffices) -> None:
    uid = keep(world, pdf(101, 102))
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        actions.split(actor, CODE, uid, [(1,), (2,)])
        with pytest.raises(ReplacedAlready):
            actions.split(actor, CODE, uid, [(1,)])
        with pytest.raises(ReplacedAlready):
            actions.merge(actor, CODE, [Chosen(uid), Chosen(keep(world, pdf(301)))])


def test_a_document_that_was_replaced_can_be_restored(world: TwoOffices) -> None:
    uid = keep(world, pdf(101, 102))
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        actions.split(actor, CODE, uid, [(1,)])
        documents.restore(actor, CODE, [uid])
        assert queries.replaced(actor, CODE, [uid]) == set()
        actions.split(actor, CODE, uid, [(2,)])


def test_what_is_refused_changes_nothing(world: TwoOffices) -> None:
    good, bad = keep(world, pdf(101)), keep(world, b"\x89PNG", "photo.png", media_type="image/png")
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        for chosen in ([Chosen(good), Chosen(bad)], [Chosen(good)], [Chosen(good), Chosen(good, (9,))]):
            with pytest.raises(PdfRefused):
                actions.merge(actor, CODE, chosen)
        with pytest.raises(documents.DocumentNotFound):
            actions.merge(actor, CODE, [Chosen(good), Chosen(uuid4())])
    assert card(world, good).deleted_at is None


def test_it_takes_the_right_to_book_and_an_administration_that_can_be_written(world: TwoOffices) -> None:
    """R124: nothing can be saved in an administration that is frozen."""
    uid = keep(world, pdf(101, 102))
    with access.enter(world.charlie, world.elsewhere.slug) as actor, pytest.raises(access.NotFound):
        actions.split(actor, CODE, uid, [(1,)])
    with access.enter(world.bob, world.giver.slug) as actor:
        client = replace(actor, role="client_user")
        with pytest.raises(access.NotAllowed):
            actions.split(client, CODE, uid, [(1,)])
        Administration.objects.filter(environment=world.giver, code=CODE).update(state="frozen")
        with pytest.raises(access.Frozen):
            actions.split(actor, CODE, uid, [(1,)])


def test_parts_are_in_the_archive_of_who_delivered_the_original(world: TwoOffices) -> None:
    """R068: a personal archive goes on after somebody else split what was delivered."""
    uid = keep(world, pdf(101, 102), person=world.alice)
    with audit.attempt(world.bob, world.giver.slug, "test") as actor:
        made = actions.split(actor, CODE, uid, [(1,), (2,)])
        seen = Shown.objects.filter(person=world.alice, document_uid__in=made)
        assert seen.count() == 2
