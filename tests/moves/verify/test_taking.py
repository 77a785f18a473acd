"""Fingerprints: taken while people work, completed under the freeze, forgotten afterwards."""

import pytest
from django.db import connection, transaction

from overstap.moves import verify
from overstap.moves.models import Fingerprint, MoveAdministration, Statement
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.moves.verify.kinds import CHUNK
from overstap.tenancy.models import Administration
from tests.moves.verify.books import Carried, compared

Taken = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def part_of(move: Carried) -> MoveAdministration:
    return MoveAdministration.objects.get(pk=move.part_id)


def taken(part: MoveAdministration) -> Taken:
    """Everything that is kept, comparable."""
    fingerprints = Fingerprint.objects.filter(part=part).order_by("kind", "chunk")
    statements = Statement.objects.filter(part=part).order_by("name", "first")
    return (
        [(one.kind, one.chunk, one.keys, one.names, bytes(one.hashes)) for one in fingerprints],
        [(one.name, one.first, one.keys, one.figures) for one in statements],
    )


def anew(part: MoveAdministration, *steps: int, of: Administration) -> Taken:
    """What is kept after preparing in ``steps`` and taking the rest."""
    verify.forget(part)
    for upto in steps:
        verify.prepare(part, upto)
    verify.prepare_tail(part, part.position or 0, of=of)
    return taken(part)


def test_preparing_in_pieces_takes_the_same_fingerprints_as_at_once(move: Carried) -> None:
    with for_system(move.uid):
        part = part_of(move)
        target = Administration.objects.get(pk=move.target_id)
        position = part.position or 0
        at_once, _figures = anew(part, position, of=target)
        in_pieces, _figures = anew(part, 100, 140, 140, position, position, of=target)
        only_the_tail, _figures = anew(part, of=target)
    assert at_once == in_pieces == only_the_tail
    assert len(at_once) > 10


def test_figures_taken_in_pieces_compare_clean(move: Carried) -> None:
    with for_system(move.uid), transaction.atomic():
        part = part_of(move)
        _fingerprints, figures = anew(part, 140, 270, of=Administration.objects.get(pk=move.target_id))
        assert {first for _name, first, *_rest in figures} == {0, CHUNK, 2 * CHUNK}
        assert compared(move).clean


def test_a_tail_that_is_taken_again_replaces_the_first(move: Carried) -> None:
    """A freeze that was lifted: people went on working, master data included."""
    with for_system(move.uid):
        part = part_of(move)
        target = Administration.objects.get(pk=move.target_id)
        first = anew(part, 140, of=target)
        verify.prepare_tail(part, 200, of=target)
        assert taken(part) != first
        verify.prepare_tail(part, part.position or 0, of=target)
        assert taken(part) == first


def test_the_tail_takes_nothing_that_was_prepared(move: Carried) -> None:
    with for_system(move.uid):
        part = part_of(move)
        target = Administration.objects.get(pk=move.target_id)
        verify.forget(part)
        verify.prepare(part, part.position or 0)
        assert part.prepared_upto == (part.position or 0) // CHUNK * CHUNK - 1
        before = set(Fingerprint.objects.filter(part=part).values_list("pk", flat=True))
        verify.prepare_tail(part, part.position or 0, of=target)
        assert before
        assert before < set(Fingerprint.objects.filter(part=part).values_list("pk", flat=True))


def test_without_fingerprints_nothing_is_called_clean(move: Carried) -> None:
    with for_system(move.uid):
        part = part_of(move)
        verify.forget(part)
        assert taken(part) == ([], [])
        verify.prepare(part, part.position or 0)
        with pytest.raises(verify.NothingToCompareWith), transaction.atomic():
            verify.compare(part, Administration.objects.get(pk=move.target_id))


def test_what_was_not_compared_is_listed_as_not_compared(move: Carried) -> None:
    comparison = compared(move)
    listed = [item.what for item in comparison.not_compared]
    assert set(profile("transfer-code").not_held) < set(listed)
    assert "people and their access" in listed
    assert verify.as_dict(comparison)["clean"] is True


def test_a_payment_agreement_that_stays_behind_is_not_compared_and_said_so(move: Carried) -> None:
    """R078: excluded on request."""
    with for_system(move.uid):
        part = part_of(move)
        part.move.payment_agreement_moves = False
        target = Administration.objects.get(pk=move.target_id)
        anew(part, of=target)
        target.payment_agreement = ""
        target.save()
        comparison = verify.compare(part, target)
        assert comparison.clean
        assert "payment agreement" in [item.what for item in comparison.not_compared]
        part.move.payment_agreement_moves = True
        anew(part, of=target)
        target.payment_agreement = "another"
        target.save()
        assert list(verify.compare(part, target).kinds[4].different) == ["payment_agreement"]


def test_reading_leaves_the_session_as_it_was(move: Carried) -> None:
    with for_system(move.uid), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('work_mem'), current_setting('overstap.environments')")
        before = cursor.fetchone()
        compared(move)
        cursor.execute("SELECT current_setting('work_mem'), current_setting('overstap.environments')")
        assert cursor.fetchone() == before
