"""Read-only originals: deleted by their holder, after the undo window, unless they have to be kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from overstap.books.ledger.models import Account
from overstap.lib import clock
from overstap.moves import flow
from overstap.moves.aftercare import originals, queries
from overstap.moves.aftercare.originals import HoldRefused, NotConfirmed, OriginalKept
from overstap.moves.aftercare.queries import Which
from overstap.moves.models import Proof
from overstap.tenancy import access
from overstap.tenancy import actions as tenancy
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.models import Administration, AdministrationAccess
from overstap.tenancy.roles import Right
from overstap.tenancy.values import AdministrationState
from tests.moves.aftercare.moved import released
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, administration_of, book, sale

WHY = "Niet meer nodig"


@contextmanager
def later(days: int = 20) -> Iterator[None]:
    """After the undo window, with the move closed."""
    with clock.moved_by(timedelta(days=days)):
        flow.end_what_is_due()
        yield


def delete(world: TwoOffices, typed: str = CODE, why: str = WHY) -> None:
    """Alice deletes."""
    with act(world.alice, world.giver.slug) as actor:
        originals.delete(actor, CODE, typed, why)


@pytest.fixture
def moved(world: TwoOffices) -> UUID:
    """A released move whose giver keeps a read-only original."""
    return released(world, "environment-ticket")


def test_r171_r172_the_original_can_be_read_and_nothing_saved_in_it(world: TwoOffices, moved: UUID) -> None:
    with act(world.alice, world.giver.slug) as actor:
        assert access.administration(actor, CODE, Right.READ_BOOKS).state == AdministrationState.READ_ONLY
        (one,) = originals.originals(actor)
    assert (one.code, one.move, one.receiver, one.why_not) == (CODE, moved, world.receiver.name, "undo")
    with pytest.raises(access.Frozen):
        book(world.alice, world.giver.slug, CODE, sale(99))


def test_g3_before_the_end_of_the_undo_window_it_stays(world: TwoOffices, moved: UUID) -> None:
    for days in (0, 13):
        with clock.moved_by(timedelta(days=days)):
            flow.end_what_is_due()
            with pytest.raises(OriginalKept) as kept:
                delete(world)
            assert kept.value.code == "ORIGINAL-UNDO"
    assert administration_of(world.alice, world.giver.slug, CODE).state == AdministrationState.READ_ONLY


def test_r190_g3_afterwards_its_holder_deletes_it_and_the_books_of_the_new_holder_stay(
    world: TwoOffices, moved: UUID
) -> None:
    with later():
        delete(world)
        with act(world.alice, world.giver.slug) as actor:
            row = Administration.objects.get(environment=world.giver, code=CODE)
            assert row.state == AdministrationState.MOVED
            assert not AdministrationAccess.objects.filter(administration=row).exists()
            assert originals.originals(actor) == []
            (stone,) = originals.tombstones(actor)
            assert Proof.objects.get(move__uid=moved).sha256 == stone.proof_sha256 != ""
        with act(world.alice, world.giver.slug), connection.cursor() as cursor:
            for table in ("ledger_account", "relations_relation", "ledger_line", "ledger_entry"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == 0, table
        with act(world.dora, world.receiver.slug) as actor:
            tenancy.give_access(actor=actor, code=NEW_CODE, person=world.dora)
            assert Account.objects.filter(administration__code=NEW_CODE).count() == 5
        assert book(world.dora, world.receiver.slug, NEW_CODE, sale(99)) > 8
    assert (stone.code, stone.deleted_by, stone.why, stone.receiver) == (
        CODE, world.alice.name, WHY, world.receiver.name,
    )  # fmt: skip


def test_r190_the_task_is_done_by_the_deletion(world: TwoOffices, moved: UUID) -> None:
    with later():
        delete(world)
        with act(world.alice, world.giver.slug) as actor:
            done = {one.code: one for one in queries.tasks(actor, Which.DONE)}
    assert done["delete-old-environment"].done_by == world.alice.name


@pytest.mark.parametrize(("typed", "why"), [("", WHY), ("1002", WHY), (CODE, ""), (CODE, "  "), (CODE, "a\0b")])
def test_it_takes_the_code_typed_by_hand_and_a_reason(world: TwoOffices, moved: UUID, typed: str, why: str) -> None:
    with later(), pytest.raises(NotConfirmed):
        delete(world, typed, why)


def test_it_is_deleted_once(world: TwoOffices, moved: UUID) -> None:
    with later():
        delete(world)
        with pytest.raises(NotFound):
            delete(world)


def test_g4_a_legal_hold_refuses_it_until_lifted_with_a_reason(world: TwoOffices, moved: UUID) -> None:
    with later():
        with act(world.alice, world.giver.slug) as actor:
            originals.hold(actor, CODE, originals.usual_hold(), "Bewaarplicht")
            assert originals.usual_hold().year == clock.now().year + 7
            assert originals.original(actor, CODE).why_not == "hold"
            with pytest.raises(HoldRefused):
                originals.hold(actor, CODE, originals.usual_hold(), "nog eens")
        with pytest.raises(OriginalKept) as kept:
            delete(world)
        assert kept.value.code == "ORIGINAL-HOLD"
        with act(world.alice, world.giver.slug) as actor:
            with pytest.raises(HoldRefused):
                originals.lift(actor, CODE, " ")
            originals.lift(actor, CODE, "Vergissing")
            with pytest.raises(HoldRefused):
                originals.lift(actor, CODE, "nog eens")
        delete(world)


def test_a_hold_that_ended_holds_no_more_and_makes_room_for_another(world: TwoOffices, moved: UUID) -> None:
    with act(world.alice, world.giver.slug) as actor:
        originals.hold(actor, CODE, queries.today() + timedelta(days=3), "kort")
        for wrong in (queries.today(), queries.today() + timedelta(days=366 * 60)):
            with pytest.raises(HoldRefused):
                originals.hold(actor, CODE, wrong, "x")
    with later(), act(world.alice, world.giver.slug) as actor:
        assert originals.original(actor, CODE).deletable
        originals.hold(actor, CODE, originals.usual_hold(), "opnieuw")
        assert not originals.original(actor, CODE).deletable


def test_who_is_no_superuser_or_not_its_holder_deletes_nothing(world: TwoOffices, moved: UUID) -> None:
    with later():
        with act(world.bob, world.giver.slug) as actor, pytest.raises(NotAllowed):
            originals.delete(actor, CODE, CODE, WHY)
        for person, environment in ((world.dora, world.receiver), (world.charlie, world.elsewhere)):
            with act(person, environment.slug) as actor:
                for code in (CODE, NEW_CODE):
                    with pytest.raises(NotFound):
                        originals.delete(actor, code, code, WHY)
                assert not originals.originals(actor)
                assert not originals.tombstones(actor)


def test_a_living_administration_is_no_original(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as actor, pytest.raises(NotFound):
        originals.delete(actor, CODE, CODE, WHY)
