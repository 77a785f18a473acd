"""What a rehearsal tells, to whom, and that it leaves nothing behind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.books.ledger.models import Account
from overstap.durable import points
from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.moves import preflight
from overstap.moves.models import Fingerprint, Move, MoveAdministration, Verification
from overstap.moves.profiles import profile
from overstap.moves.rehearsals import actions, models, queries, work
from overstap.moves.rehearsals.values import Rehearsal, RehearsalState, Step
from overstap.moves.release import VerificationUnclean, switch
from overstap.moves.state import for_system
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import Gravity, MoveState
from overstap.tenancy import access
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.models import Administration, Mandate
from tests.moves import running
from tests.moves.world import CODE, NEW_CODE, TwoOffices, accept, act, book, offer, sale, state_of


def order(world: TwoOffices, which: str = "transfer-code", codes: tuple[str, ...] = (CODE,)) -> UUID:
    with act(world.alice, world.giver.slug) as actor:
        return actions.order(actor, codes, which)


def run(uid: UUID) -> None:
    """What the worker does."""
    while work.rehearse(str(uid)):
        pass


def as_giver(world: TwoOffices, uid: UUID) -> Rehearsal:
    with act(world.alice, world.giver.slug) as actor:
        return queries.rehearsal(actor, uid)


def as_receiver(world: TwoOffices, uid: UUID) -> Rehearsal:
    with act(world.dora, world.receiver.slug) as actor:
        return queries.rehearsal(actor, uid)


def rehearsed(world: TwoOffices, which: str = "transfer-code") -> Rehearsal:
    uid = order(world, which)
    run(uid)
    return as_giver(world, uid)


def everything(world: TwoOffices) -> dict[str, object]:
    """How many rows there are of what a move makes, seen without any wall but the environments' own."""
    with access.enter(world.alice, world.giver.slug):
        return {
            "administrations": list(
                Administration.objects.order_by("pk").values_list("pk", "code", "state", "sealed_at")
            ),
            "accounts": Account.objects.count(),
            "moves": Move.objects.count(),
            "parts": MoveAdministration.objects.count(),
            "fingerprints": Fingerprint.objects.count(),
            "verifications": Verification.objects.count(),
        }


def test_it_gives_the_full_verification_of_a_real_move(world: TwoOffices) -> None:
    found = rehearsed(world)
    assert found.state is RehearsalState.DONE
    assert found.clean
    uid = offer(world)
    accept(world, uid)
    running.run(uid)
    with for_system(uid):
        real = Verification.objects.get(part__move__uid=uid).result
    (part,) = found.parts
    assert part.clean
    assert part.take_back is True
    for name in ("kinds", "statements", "not_compared", "trial_balance", "clean"):
        assert part.result[name] == real[name], name


def test_it_leaves_nothing_behind(world: TwoOffices) -> None:
    before = everything(world)
    rehearsed(world)
    assert everything(world) == before


def test_inside_it_there_is_a_scratch_administration_and_nothing_else_changed(world: TwoOffices) -> None:
    """At its fullest: two copies of the master data, and the real one as it was."""
    seen: list[list[tuple[str, str, int | None]]] = []

    def look(point: str) -> None:
        if point == "rehearsal:scratch":
            found = Administration.objects.order_by("pk").values_list("code", "state", "sealed_at")
            seen.append(list(found))

    uid = order(world)
    with points.listen(look):
        run(uid)
    ((real, copy, back),) = seen
    assert real == (CODE, "active", None)
    assert {copy[1:], back[1:]} == {("incoming", 8)}
    assert copy[0].startswith("~")


def test_it_measures_each_step_and_forecasts_the_freeze_from_those_under_it(world: TwoOffices) -> None:
    forecast = rehearsed(world).forecast
    assert forecast is not None
    assert set(forecast.steps) == set(map(str, Step))
    assert all(taken > 0 for taken in forecast.steps.values())
    assert forecast.milliseconds == sum(forecast.steps.values()) - forecast.steps["fingerprint"]
    assert (forecast.administrations, forecast.lines) == (1, 23)
    assert forecast.records > 40


def test_it_tells_what_the_preflight_finds(world: TwoOffices) -> None:
    found = {problem["check"] for problem in rehearsed(world).problems}
    assert {"people-stay", "delivery-address"} <= found
    assert "rehearsal-first" not in {problem["check"] for problem in rehearsed(world, "overstap").problems}


def test_a_difference_is_found_as_in_a_real_move(world: TwoOffices) -> None:
    """The copy forgets a table: the verification names what is missing, and nothing else happens."""
    uid = order(world)

    with _accounts_lost_on_the_way():
        run(uid)
    found = as_giver(world, uid)
    assert found.state is RehearsalState.DONE
    assert not found.clean
    (account,) = [kind for kind in found.parts[0].result["kinds"] if kind["kind"] == "account"]
    assert account["missing"] == 5
    assert account["samples"]["missing"]


@contextmanager
def _accounts_lost_on_the_way() -> Iterator[None]:
    """As though copying forgot a table."""
    from overstap.books.ledger import models as ledger
    from overstap.moves import carry

    before = carry.MASTER_DATA
    carry.MASTER_DATA = tuple(one for one in before if one is not ledger.Account)
    try:
        yield
    finally:
        carry.MASTER_DATA = before


def test_people_go_on_and_the_next_rehearsal_knows_what_they_booked(world: TwoOffices) -> None:
    assert rehearsed(world).parts[0].position == 8
    book(world.bob, world.giver.slug, CODE, sale(77))
    assert rehearsed(world).parts[0].position == 9


def test_run_again_from_the_start_it_writes_one_result(world: TwoOffices) -> None:
    uid = order(world)
    assert work.rehearse(str(uid))
    assert not work.rehearse(str(uid))
    first = as_giver(world, uid)
    assert not work.rehearse(str(uid))
    assert as_giver(world, uid) == first


def test_after_it_the_system_sees_nothing_of_the_office_any_more(world: TwoOffices) -> None:
    uid = order(world)
    run(uid)
    with access.enter(world.alice, world.giver.slug):
        assert not Mandate.objects.filter(reference=uid, ended_at=None).exists()
    with for_system(uid):
        assert not Administration.objects.exists()


def test_what_was_to_be_rehearsed_may_have_left_meanwhile(world: TwoOffices) -> None:
    uid = order(world)
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(code=CODE).update(state="moved")
    with pytest.raises(OverstapError) as caught:
        run(uid)
    work.give_up(caught.value, str(uid))
    found = as_giver(world, uid)
    assert (found.state, found.failure["error"] if found.failure else "") == ("failed", "REHEARSAL-NOTHING-LEFT")


# whose it is


def test_only_superusers_rehearse(world: TwoOffices) -> None:
    with pytest.raises(NotAllowed), act(world.bob, world.giver.slug) as actor:
        actions.order(actor, [CODE], "transfer-code")
    with pytest.raises(NotAllowed), act(world.bob, world.giver.slug) as actor:
        queries.listed(actor)


def test_nobody_rehearses_or_reads_what_is_not_theirs(world: TwoOffices) -> None:
    uid = order(world)
    run(uid)
    for person, slug in ((world.charlie, world.elsewhere.slug), (world.dora, world.receiver.slug)):
        with pytest.raises(NotFound), act(person, slug) as actor:
            queries.rehearsal(actor, uid)
        with access.enter(person, slug) as actor:
            assert queries.listed(actor) == []
            assert not models.Rehearsal.objects.exists()
            assert not models.RehearsalInside.objects.exists()
        with pytest.raises(NotFound), act(person, slug) as actor:
            actions.order(actor, [CODE], "transfer-code")


@pytest.mark.parametrize("codes", [(), ("no-such",), ("\0",), tuple(f"{n}" for n in range(60))])
def test_it_refuses_what_cannot_be_rehearsed(world: TwoOffices, codes: tuple[str, ...]) -> None:
    with pytest.raises(OverstapError):
        order(world, codes=codes)


def test_a_fourth_at_the_same_time_waits_for_one_to_end(world: TwoOffices) -> None:
    first, *_others = order(world), order(world), order(world)
    with pytest.raises(actions.TooManyRehearsals):
        order(world)
    run(first)
    order(world)


# of an agreed move that waits


@pytest.fixture
def agreed(world: TwoOffices) -> UUID:
    """A move that waits for a moment that was chosen."""
    uid = offer(world)
    accept(world, uid)
    assert running.system_sees(uid) == MoveState.AGREED
    return uid


def order_of_move(world: TwoOffices, uid: UUID, side: str) -> UUID:
    person, slug = (world.alice, world.giver.slug) if side == "giver" else (world.dora, world.receiver.slug)
    with act(person, slug) as actor:
        return actions.order_of_move(actor, uid)


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_either_party_rehearses_a_move_that_waits(world: TwoOffices, agreed: UUID, side: str) -> None:
    uid = order_of_move(world, agreed, side)
    run(uid)
    assert as_giver(world, uid).clean
    assert as_receiver(world, uid).clean
    with act(world.dora, world.receiver.slug) as actor:
        assert [row.uid for row in queries.of_move(actor, agreed)] == [str(uid)]
    assert state_of(agreed, world.alice, world.giver.slug) == MoveState.AGREED


def test_the_receiver_sees_verdicts_and_counts_but_nothing_of_the_books(world: TwoOffices, agreed: UUID) -> None:
    uid = order_of_move(world, agreed, "receiver")
    run(uid)
    giver, receiver = as_giver(world, uid), as_receiver(world, uid)
    assert giver.parts[0].result["trial_balance"]
    assert receiver.parts[0].result["trial_balance"] is None
    assert [one["present"] for one in giver.parts[0].result["kinds"]] == [
        one["present"] for one in receiver.parts[0].result["kinds"]
    ]
    assert not {problem["check"] for problem in receiver.problems} & {"people-stay", "personal-archives"}
    assert {problem["check"] for problem in giver.problems} >= {"people-stay"}
    with access.enter(world.dora, world.receiver.slug):
        assert not models.RehearsalInside.objects.exists()


def test_the_receivers_preflight_is_rehearsed_too(world: TwoOffices, agreed: UUID) -> None:
    """The chosen code came into use at the receiver since."""
    from tests.tenancy.people import make_administration

    make_administration(world.dora, world.receiver.slug, NEW_CODE)
    uid = order_of_move(world, agreed, "giver")
    run(uid)
    assert "code-free" in {problem["check"] for problem in as_receiver(world, uid).problems}


def test_no_rehearsal_can_be_used_for_a_release(world: TwoOffices, agreed: UUID) -> None:
    run(order_of_move(world, agreed, "giver"))
    with for_system(agreed):
        assert not Verification.objects.exists()
        move = Move.objects.get(uid=agreed)
        MoveAdministration.objects.filter(move=move).update(outcome="delivered")
        with pytest.raises(VerificationUnclean):
            switch(move)


def test_the_move_itself_runs_after_it_as_ever(world: TwoOffices, agreed: UUID) -> None:
    run(order_of_move(world, agreed, "receiver"))
    assert running.run(agreed) == MoveState.DELIVERED


@pytest.mark.parametrize("until", [None, MoveState.FROZEN])
def test_a_move_that_is_under_way_is_not_rehearsed(world: TwoOffices, agreed: UUID, until: MoveState | None) -> None:
    running.run(agreed, until=until)
    with pytest.raises(IllegalTransition):
        order_of_move(world, agreed, "giver")


def test_an_offer_that_nobody_accepted_is_rehearsed_by_its_giver_alone(world: TwoOffices) -> None:
    uid = offer(world)
    with pytest.raises(IllegalTransition):
        order_of_move(world, uid, "giver")
    with pytest.raises(NotFound):
        order_of_move(world, uid, "receiver")
    assert rehearsed(world).clean


def test_no_move_no_rehearsal(world: TwoOffices) -> None:
    with pytest.raises(NotFound), act(world.charlie, world.elsewhere.slug) as actor:
        actions.order_of_move(actor, uuid4())


# advice


def advice(world: TwoOffices, name: str = "overstap") -> set[str]:
    with act(world.alice, world.giver.slug) as actor:
        one = Administration.objects.get(code=CODE)
        context = preflight.Context(profile(name), actor.environment, administrations=[one])
        return {problem.check for problem in preflight.giver_problems(context)}


def test_where_the_profile_says_so_a_rehearsal_is_advised_first_and_never_required(world: TwoOffices) -> None:
    assert "rehearsal-first" in advice(world)
    assert "rehearsal-first" not in advice(world, "transfer-code")
    (check,) = [one for one in preflight.giver_checks if one.name == "rehearsal-first"]
    assert check.gravity is Gravity.ADVICE


def test_a_rehearsal_of_the_last_seven_days_is_enough(world: TwoOffices) -> None:
    rehearsed(world)
    assert "rehearsal-first" not in advice(world)
    with clock.moved_by(timedelta(days=7, minutes=1)):
        assert "rehearsal-first" in advice(world)


# what stands


def remove(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_result_is_neither_changed_nor_removed(world: TwoOffices) -> None:
    uid = order(world)
    run(uid)
    with access.enter(world.alice, world.giver.slug):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            models.Rehearsal.objects.filter(uid=uid).update(is_clean=True)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            remove("rehearsals_rehearsal")
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            models.RehearsalInside.objects.update(results={})


def test_plain_sql_makes_no_rehearsal_in_another_environment(world: TwoOffices) -> None:
    query = (
        "INSERT INTO rehearsals_rehearsal (uid, environment_id, profile, codes, names, uids, state, ordered_by_id,"
        " ordered_at, problems, parts)"
        " VALUES (gen_random_uuid(), %s, 'x', '[]', '[]', '[]', 'waiting', %s, now(), '[]', '[]')"
    )
    with (
        access.enter(world.charlie, world.elsewhere.slug),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
    ):
        cursor.execute(query, [world.giver.pk, world.charlie.pk])


def test_the_list_is_read_page_by_page(world: TwoOffices) -> None:
    made = []
    for _time in range(3):
        made.append(str(order(world)))
        run(UUID(made[-1]))
    with act(world.alice, world.giver.slug) as actor:
        first = queries.listed(actor, limit=2)
        rest = queries.listed(actor, before=first[-1].number, limit=2)
    assert [row.uid for row in first + rest] == made[::-1]
