"""What follows a move, and what is no move: verbs of people, killed by SIGKILL between their statements.

Changes of connection, people who did not go along, tasks of aftercare: whoever dies half-way did all of it or nothing.
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from overstap.lib import clock
from overstap.moves.aftercare import actions as tasks
from overstap.moves.aftercare import reminding
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.people import actions as people
from overstap.moves.people.values import Shown
from overstap.moves.relinks import actions as relinks
from overstap.moves.relinks.models import RelinkOrder
from overstap.tenancy.models import AdministrationAccess, Invitation
from tests.moves.aftercare import moved
from tests.moves.aftercare.test_tasks import first, mails
from tests.moves.dying import killed_at_statements
from tests.moves.people.helpers import former, may_open, member_here, released
from tests.moves.relinks.test_by_operator import ask, execute
from tests.moves.relinks.world import Packages, move_in_package, order, packages, play, row_of, wish
from tests.moves.test_killed_doors import committed
from tests.moves.world import act, two_offices

__all__ = ["committed"]
WORD = "Billed to the client from now on"
EVERY = 4  # statements between one death and the next


@pytest.fixture
def here(committed: None, settings: Settings, tmp_path: Path) -> Packages:
    """An office with its packages, really there."""
    play(settings, tmp_path / "practice")
    return packages(two_offices())


def orders(here: Packages) -> list[tuple[UUID, str]]:
    with act(here.world.alice, here.world.giver.slug):
        return list(RelinkOrder.objects.order_by("pk").values_list("uid", "state"))


def test_a_change_of_connection_happens_whole_with_its_order_or_not_at_all(here: Packages) -> None:
    """R001, R005: connection, code and order; whoever dies after that leaves the trial undone, and nothing else."""
    move_in_package("T1", "Z-9")
    changed = []

    def all_or_nothing() -> None:
        stands = [state for _uid, state in orders(here)]
        connection = row_of(here, "Z-9" if stands else "T1").system_id
        assert (stands, connection) in (([], here.north), (["executed"], here.south))
        changed.append(bool(stands))

    uid = UUID(int=5)
    died = killed_at_statements(lambda: order(here, wish(here, new_code="Z-9"), uid=uid), all_or_nothing, EVERY)
    assert died > 3
    assert not changed[0]
    assert orders(here) == [(uid, "executed")]
    assert row_of(here, "Z-9").system_id == here.south

    def undo() -> None:
        with act(here.world.alice, here.world.giver.slug) as actor:
            relinks.undo(actor, uid)

    def still_changed_or_back() -> None:
        with act(here.world.alice, here.world.giver.slug):
            undone = RelinkOrder.objects.filter(uid=uid, relinkpart__outcome="undone").exists()
        assert row_of(here, "T1" if undone else "Z-9").system_id == (here.north if undone else here.south)

    assert killed_at_statements(undo, still_changed_or_back, EVERY * 50) > 0
    assert row_of(here, "T1").system_id == here.north


def test_an_order_that_the_operator_executes_is_executed_or_waits_on(here: Packages) -> None:
    """R010, R016."""
    move_in_package("T1")
    uid = ask(here, wish(here))

    def waits_or_is_done() -> None:
        ((_uid, state),) = orders(here)
        assert (state, row_of(here, "T1").system_id) in (("asked", here.north), ("executed", here.south))

    def carry_out() -> None:
        ((_uid, state),) = orders(here)
        if state == "asked":
            execute(uid)

    assert killed_at_statements(carry_out, waits_or_is_done, EVERY) > 3
    assert (orders(here), row_of(here, "T1").system_id) == ([(uid, "executed")], here.south)


def test_people_are_invited_linked_and_put_aside_whole_or_not_at_all(committed: None) -> None:
    """R067, R189: role, access and invitation belong together."""
    world = two_offices()
    released(world)
    bob, alice = former(world, "Bob").uid, former(world, "Alice").uid
    stand_in = member_here(world, "Frank")

    def invitations() -> int:
        with act(world.dora, world.receiver.slug):
            return Invitation.objects.filter(environment=world.receiver, email=world.bob.email).count()

    def nobody_invited() -> None:
        assert (former(world, "Bob").state, invitations()) == (Shown.WAITING, 0)

    def invite() -> None:
        with act(world.dora, world.receiver.slug) as actor:
            people.invite(actor, [bob])

    assert killed_at_statements(invite, nobody_invited, EVERY) > 3
    assert (former(world, "Bob").state, invitations()) == (Shown.INVITED, 1)

    def link() -> None:
        with act(world.dora, world.receiver.slug) as actor:
            people.link(actor, alice, stand_in.uid, "Has their work")

    def not_linked() -> None:
        with act(world.dora, world.receiver.slug):
            assert not AdministrationAccess.objects.filter(person=stand_in).exists()
        assert former(world, "Alice").state == Shown.WAITING

    assert killed_at_statements(link, not_linked, EVERY) > 2
    assert may_open(world) == {"Frank"}


def test_a_task_is_done_with_its_word_and_its_event_or_stays_open(committed: None) -> None:
    """R185: a task that says done and not what was done would be worse than an open one."""
    world = two_offices()
    moved.released(world)
    uid = first(world, "user-billing")

    def open_as_before() -> None:
        with act(world.dora, world.receiver.slug):
            one = Task.objects.get(uid=uid)
            assert (one.done_at, one.done_text, TaskEvent.objects.filter(task=one, deed="done").count()) == (
                None,
                "",
                0,
            )

    def finish() -> None:
        with act(world.dora, world.receiver.slug) as actor:
            tasks.finish(actor, uid, WORD)

    assert killed_at_statements(finish, open_as_before, 2) > 1
    with act(world.dora, world.receiver.slug):
        one = Task.objects.get(uid=uid)
        assert (one.done_text, TaskEvent.objects.filter(task=one, deed="done").count()) == (WORD, 1)


def test_reminders_of_tasks_are_sent_once_however_often_the_worker_dies(committed: None) -> None:
    """R185: overdue tasks are told to whoever they belong to."""
    world = two_offices()
    moved.released(world)
    before = len(mails("task"))

    def remind() -> None:
        with clock.moved_by(timedelta(days=4)):
            reminding.remind()

    def nobody_was_told() -> None:
        assert len(mails("task")) == before

    assert killed_at_statements(remind, nobody_was_told, EVERY) > 1
    told = len(mails("task"))
    assert told > before
    remind()
    assert len(mails("task")) == told
