"""A change of connection by a superuser, at once (rows R001 to R034 of the requirements)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from overstap.books.ledger.models import Ledger
from overstap.connectors.practice import environments
from overstap.lib import clock
from overstap.moves.actions.common import ConsentMissing, PreflightFailed
from overstap.moves.relinks import actions
from overstap.moves.relinks.gates import CrossFamily, GateClosed
from overstap.moves.relinks.planning import NothingChosen
from overstap.moves.relinks.switching import ChangedMeanwhile
from overstap.moves.relinks.values import Checked, PartOutcome, Request
from overstap.moves.values import Problem
from overstap.tenancy import access, audit, systems
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.addresses.models import OldPlace
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Role
from tests.moves.relinks.world import (
    NONE,
    NOT_YET,
    TWINFIELD,
    Packages,
    let_work_with,
    move_in_package,
    only,
    order,
    row_of,
    shown,
    wish,
)
from tests.moves.world import act, book, mail_text, offer, sale
from tests.tenancy.people import join, make_person

Capture = Callable[..., AbstractContextManager[object]]


def test_r001_r005_r006_another_environment_of_the_same_package_and_it_stays_the_same_administration(
    here: Packages,
) -> None:
    before = row_of(here, "T1")
    move_in_package("T1")
    part = only(shown(here, order(here, wish(here))).parts)
    after = row_of(here, "T1")
    assert part.outcome == PartOutcome.DONE
    assert after.system_id == here.south
    assert (after.pk, after.uid, after.ledger_id, after.state) == (before.pk, before.uid, before.ledger_id, "active")
    with act(here.world.alice, here.world.giver.slug) as actor:
        assert Administration.objects.filter(environment=actor.environment, uid=before.uid).count() == 1


def test_r022_r025_system_and_code_change_together(here: Packages) -> None:
    move_in_package("T1", "Z-9")
    part = only(shown(here, order(here, wish(here, new_code="Z-9"))).parts)
    assert (part.old_code, part.new_code, part.outcome) == ("T1", "Z-9", PartOutcome.DONE)
    assert row_of(here, "Z-9").system_id == here.south


def test_r022_the_code_alone_changes(here: Packages) -> None:
    """R024: only because a person said so."""
    environments.move(TWINFIELD, "T1", "noord", "noord", "N-9")
    assert row_of(here, "T1").code == "T1"
    order(here, wish(here, to=here.north, new_code="N-9"))
    assert row_of(here, "N-9").system_id == here.north


def test_what_was_booked_stays_and_booking_goes_on(here: Packages) -> None:
    """R006: the same ledger, whatever it works with."""
    move_in_package("T1", "Z-9")
    order(here, wish(here, new_code="Z-9"))
    number = book(here.world.bob, here.world.giver.slug, "Z-9", sale(50))
    with act(here.world.alice, here.world.giver.slug):
        assert Ledger.objects.get(pk=row_of(here, "Z-9").ledger_id).last_seq == number


@pytest.mark.parametrize(("target", "named"), [("exact", "Exact Online"), ("multivers", "Boekhoudgemak & Multivers")])
def test_r002_another_package_is_refused_with_the_reason(here: Packages, target: str, named: str) -> None:
    with pytest.raises(CrossFamily) as refused:
        order(here, wish(here, to=getattr(here, target)))
    assert named in refused.value.message
    assert "Twinfield" in refused.value.remedy
    assert row_of(here, "T1").system_id == here.north


def test_r003_r004_exact_online_to_multivers_is_the_named_example(here: Packages) -> None:
    """Boekhoudgemak and Multivers are one family, another one than Exact Online (R049: as in every migration)."""
    let_work_with(here.world, "T1", here.exact, "exact_online")
    with pytest.raises(CrossFamily) as refused:
        order(here, wish(here, to=here.multivers))
    assert "Exact Online" in refused.value.message
    assert "Boekhoudgemak & Multivers" in refused.value.message
    assert "Exact Online" in refused.value.remedy


def test_one_that_crosses_families_stops_the_whole_order(here: Packages) -> None:
    move_in_package("T1")
    let_work_with(here.world, "T2", here.exact, "exact_online")
    with pytest.raises(CrossFamily):
        order(here, wish(here), wish(here, "T2"))
    assert row_of(here, "T1").system_id == here.north


def closed(here: Packages, *wishes: object) -> set[str]:
    """The names of the gates that keep an order shut, which changes nothing."""
    with pytest.raises(PreflightFailed) as refused:
        order(here, *wishes)  # type: ignore[arg-type]
    problems = refused.value.facts["problems"]
    assert all(one["remedy"] for one in problems)  # type: ignore[attr-defined]
    return {one["check"] for one in problems}  # type: ignore[attr-defined]


def test_r008_it_may_not_have_been_added_by_hand_there(here: Packages) -> None:
    move_in_package("T1", "Z-9")
    let_work_with(here.world, "1001", here.south)
    with act(here.world.alice, here.world.giver.slug) as actor:
        Administration.objects.filter(environment=actor.environment, code="1001").update(code="Z-9")
    assert closed(here, wish(here, new_code="Z-9")) == {"relink-not-added"}


def test_a_code_that_another_administration_has_is_not_free(here: Packages) -> None:
    move_in_package("T1", "T2")
    assert "relink-code-free" in closed(here, wish(here, new_code="T2"))


def test_two_do_not_get_the_same_code(here: Packages) -> None:
    move_in_package("T1", "Z-9")
    move_in_package("T2", "Z-9")
    wishes = [wish(here, new_code="Z-9"), wish(here, "T2", new_code="Z-9")]
    assert closed(here, *wishes) == {"relink-code-free"}


def test_r018_r050_the_package_has_to_have_moved_it_first(here: Packages) -> None:
    """R017: whoever says that it did is believed only when the package says so too."""
    assert closed(here, wish(here)) == {"relink-listed", "relink-left"}
    environments.put(TWINFIELD, "zuid", "T1", "Bakker T1")
    assert closed(here, wish(here)) == {"relink-left"}
    environments.take(TWINFIELD, "noord", "T1")
    assert only(shown(here, order(here, wish(here))).parts).outcome == PartOutcome.DONE


def test_r017_whoever_says_that_the_package_still_has_to_move_it_waits(here: Packages) -> None:
    move_in_package("T1")
    assert closed(here, wish(here, package_move=NOT_YET)) == {"relink-left"}


def test_r019_without_a_move_in_the_package_it_may_be_listed_in_both(here: Packages) -> None:
    environments.put(TWINFIELD, "zuid", "T1", "Bakker T1")
    order(here, wish(here, package_move=NONE))
    assert row_of(here, "T1").system_id == here.south


def test_r028_r030_without_a_target_connection_it_cannot_run(here: Packages) -> None:
    """The remedy says where one is added."""
    with act(here.world.alice, here.world.giver.slug) as actor:
        found = only_problem(actions.check(actor, Request([wish(here, to=2**40)])))
    assert found.check == "relink-target"
    assert "Settings > Office > Accounting systems" in found.remedy
    with act(here.world.alice, here.world.giver.slug) as actor:
        assert only_problem(actions.check(actor, Request([wish(here, to=-1)]))).check == "relink-target"


def only_problem(checked: list[Checked]) -> Problem:
    """The one that was found."""
    (found,) = checked[0].problems
    return found


def test_r028_a_target_connection_that_does_not_answer_is_none(here: Packages) -> None:
    move_in_package("T1")
    environments.answer(TWINFIELD, "zuid", answers=False)
    assert closed(here, wish(here)) == {"relink-target"}


def test_r032_the_connection_of_another_office_is_no_target(here: Packages) -> None:
    world = here.world
    with audit.attempt(world.dora, world.receiver.slug, "system.connect") as actor:
        theirs = systems.connect_system(actor=actor, package="twinfield", name="Ons", reference="zuid")
    move_in_package("T1")
    assert closed(here, wish(here, to=theirs)) == {"relink-target"}


def test_an_administration_in_a_migration_cannot_change(here: Packages) -> None:
    offer(here.world, ("T1",))
    move_in_package("T1")
    assert closed(here, wish(here)) == {"no-other-move"}


def test_what_is_kept_here_has_no_connection_to_change(here: Packages) -> None:
    with pytest.raises(CrossFamily):
        order(here, wish(here, "1001"))


def test_nothing_to_change_is_no_change(here: Packages) -> None:
    assert closed(here, wish(here, to=here.north, package_move=NONE)) == {"relink-changes"}


def test_r012_r013_several_go_in_one_order_and_each_has_its_own_gates(here: Packages) -> None:
    move_in_package("T1")
    parts = shown(here, order(here, wish(here), wish(here, "T2"))).parts
    assert {part.old_code: part.outcome for part in parts} == {"T1": PartOutcome.DONE, "T2": PartOutcome.FAILED}
    failure = next(part.failure for part in parts if part.old_code == "T2")
    assert failure is not None
    assert failure["error"] == "RELINK-GATE"
    assert (row_of(here, "T1").system_id, row_of(here, "T2").system_id) == (here.south, here.north)


@pytest.mark.parametrize("codes", [(), ("T1", "T1"), tuple(f"X{number}" for number in range(101))])
def test_an_order_holds_one_or_more_each_once(here: Packages, codes: tuple[str, ...]) -> None:
    with pytest.raises(NothingChosen):
        order(here, *(wish(here, code) for code in codes))


@pytest.mark.parametrize("code", ["T9", "T1\0", "\ud800"])
def test_what_is_not_here_is_not_found(here: Packages, code: str) -> None:
    with pytest.raises(NotFound):
        order(here, wish(here, code))


@pytest.mark.parametrize("new_code", ["a b", "x" * 36, "T1\0", "../etc"])
def test_a_code_that_cannot_be_one_changes_nothing(here: Packages, new_code: str) -> None:
    assert "relink-listed" in closed(here, wish(here, new_code=new_code))


def test_nothing_happens_without_consent(here: Packages) -> None:
    move_in_package("T1")
    with pytest.raises(ConsentMissing):
        order(here, wish(here), agreed=False)
    assert row_of(here, "T1").system_id == here.north


def test_an_order_sent_twice_is_one_order(here: Packages) -> None:
    move_in_package("T1")
    uid = uuid4()
    assert order(here, wish(here), uid=uid) == order(here, wish(here), uid=uid) == uid
    assert len(shown(here, uid).parts) == 1


def test_r031_only_a_superuser_changes_connections(here: Packages) -> None:
    """R047, R048: anybody else is told whom to ask."""
    eva = make_person("Eva")
    join(here.world.alice, here.world.giver.slug, eva, Role.ACCOUNTANT)
    for deed in (
        lambda actor: actions.order(actor, Request([wish(here)], agreed=True)),
        lambda actor: actions.check(actor, Request([wish(here)])),
        lambda actor: actions.undo(actor, uuid4()),
        lambda actor: actions.withdraw(actor, uuid4()),
        lambda actor: actions.check_again(actor, uuid4()),
    ):
        with pytest.raises(NotAllowed) as refused, act(eva, here.world.giver.slug) as actor:
            deed(actor)
        assert "Alice" in refused.value.remedy


def test_r032_another_office_cannot_touch_the_order(here: Packages) -> None:
    move_in_package("T1")
    uid = order(here, wish(here))
    for deed in (actions.undo, actions.withdraw, actions.check_again):
        with pytest.raises(NotFound), act(here.world.dora, here.world.receiver.slug) as actor:
            deed(actor, uid)
    with pytest.raises(NotFound), act(here.world.dora, here.world.receiver.slug) as actor:
        actions.order(actor, Request([wish(here)], agreed=True, uid=uid))


def test_r020_r021_r026_afterwards_it_is_tried_and_the_result_is_kept(
    here: Packages, django_capture_on_commit_callbacks: Capture
) -> None:
    move_in_package("T1", "Z-9")
    with django_capture_on_commit_callbacks(execute=True):
        uid = order(here, wish(here, new_code="Z-9"))
    check = only(shown(here, uid).parts).check
    assert check is not None
    assert (check.works, check.listed, check.good) == (True, True, True)
    environments.take(TWINFIELD, "zuid", "Z-9")
    with act(here.world.alice, here.world.giver.slug) as actor:
        actions.check_again(actor, uid)
    check = only(shown(here, uid).parts).check
    assert check is not None
    assert (check.works, check.listed, bool(check.message)) == (True, False, True)


def test_it_is_undone_and_works_as_before(here: Packages, django_capture_on_commit_callbacks: Capture) -> None:
    """What was booked in between stays."""
    move_in_package("T1", "Z-9")
    uid = order(here, wish(here, new_code="Z-9"))
    book(here.world.bob, here.world.giver.slug, "Z-9", sale(60))
    environments.move(TWINFIELD, "Z-9", "zuid", "noord", "T1")
    with django_capture_on_commit_callbacks(execute=True), act(here.world.alice, here.world.giver.slug) as actor:
        actions.undo(actor, uid)
    assert row_of(here, "T1").system_id == here.north
    part = only(shown(here, uid).parts)
    assert (part.outcome, part.undoable) == (PartOutcome.UNDONE, False)
    assert part.check is not None
    assert part.check.good


def test_it_is_undone_once_and_in_time_only(here: Packages) -> None:
    move_in_package("T1")
    uid = order(here, wish(here))
    with clock.moved_by(timedelta(days=15)), pytest.raises(actions.UndoEnded):
        undo(here, uid)
    undo(here, uid)
    with pytest.raises(actions.UndoEnded):
        undo(here, uid)


def undo(here: Packages, uid: object) -> None:
    with act(here.world.alice, here.world.giver.slug) as actor:
        actions.undo(actor, uid)  # type: ignore[arg-type]


def test_what_changed_again_since_is_not_undone(here: Packages) -> None:
    move_in_package("T1")
    first = order(here, wish(here))
    environments.move(TWINFIELD, "T1", "zuid", "noord")
    order(here, wish(here, to=here.north))
    with pytest.raises(ChangedMeanwhile):
        undo(here, first)


def test_a_migration_stands_in_the_way_of_undoing(here: Packages) -> None:
    move_in_package("T1")
    uid = order(here, wish(here))
    offer(here.world, ("T1",))
    with pytest.raises(GateClosed):
        undo(here, uid)
    assert row_of(here, "T1").system_id == here.south


def test_everybody_reads_in_the_log_and_the_mail_what_changed(here: Packages) -> None:
    move_in_package("T1", "Z-9")
    uid = order(here, wish(here, new_code="Z-9"))
    assert "Zuid, Z-9" in mail_text(f"relink/{uid}/executed")
    with act(here.world.alice, here.world.giver.slug) as actor:
        from overstap.tenancy.queries import audit_events

        line = next(one for one in audit_events(actor) if one.action == "relink.order")
    assert line.facts["order"] == str(uid)
    assert "Z-9" in str(line.facts["administrations"])


def test_r011_merging_two_is_not_to_be_had(here: Packages) -> None:
    """Two that would become one: the code of the other is in use, whatever the package did."""
    environments.take(TWINFIELD, "noord", "T1")
    assert "relink-not-added" in closed(here, wish(here, to=here.north, new_code="T2"))
    with access.enter(here.world.alice, here.world.giver.slug) as actor:
        codes = Administration.objects.filter(environment=actor.environment).values_list("code", flat=True)
        assert {"T1", "T2"} <= set(codes)


def test_a_wish_is_only_words(here: Packages) -> None:
    """Looking changes nothing, however often."""
    move_in_package("T1")
    request = Request([replace(wish(here), code="T1")])
    for _time in range(2):
        with act(here.world.alice, here.world.giver.slug) as actor:
            (checked,) = actions.check(actor, request)
        assert (checked.before, checked.after, checked.problems) == ("Noord", "Zuid", ())
    assert row_of(here, "T1").system_id == here.north


def test_with_another_code_the_delivery_address_changes_and_comes_back_when_it_is_undone(here: Packages) -> None:
    """The old place leads to the administration under its new code."""
    before = row_of(here, "T1").delivery_address
    move_in_package("T1", "Z-9")
    uid = order(here, wish(here, new_code="Z-9"))
    after = row_of(here, "Z-9")
    assert after.delivery_address.startswith(f"{here.world.giver.slug}.z-9@")
    with act(here.world.alice, here.world.giver.slug):
        place = OldPlace.objects.get(environment=here.world.giver, code="T1")
        assert place.administration_uid == after.uid
    undo(here, uid)
    assert row_of(here, "T1").delivery_address == before


def test_with_another_system_alone_the_delivery_address_stays(here: Packages) -> None:
    before = row_of(here, "T1").delivery_address
    move_in_package("T1")
    order(here, wish(here))
    assert row_of(here, "T1").delivery_address == before
