"""Tasks after a move: made from the profile's data, done with a word, called off when the move is undone."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.moves import actions as moves
from overstap.moves.aftercare import actions, making, queries, reminding
from overstap.moves.aftercare.actions import AnswerGiven, TaskRefused, TextMissing
from overstap.moves.aftercare.models import Task, TaskEvent
from overstap.moves.aftercare.queries import Which
from overstap.moves.aftercare.values import TaskRow, TaskState
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.moves.values import MoveState, Party
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.models import Environment, Office, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import OfficeKind
from tests.moves import running
from tests.moves.aftercare.moved import delivered, release, released
from tests.moves.takeovers import asking
from tests.moves.world import TwoOffices, act
from tests.tenancy.people import join, make_person


def rows(person: Person, environment: Environment, which: Which = Which.OPEN) -> list[TaskRow]:
    """What somebody sees."""
    with act(person, environment.slug) as actor:
        return queries.tasks(actor, which, limit=200)


def named(found: list[TaskRow]) -> set[tuple[str, str]]:
    """Code and variant."""
    return {(one.code, one.variant) for one in found}


def first(world: TwoOffices, code: str) -> UUID:
    """A task of the receiver."""
    return next(one.uid for one in rows(world.dora, world.receiver) if one.code == code)


def mails(word: str) -> list[OutgoingMail]:
    """Mails whose key has this word."""
    with as_worker():
        return list(OutgoingMail.objects.filter(key__contains=word).order_by("key"))


def test_r185_r189_r255_to_r259_the_receiver_gets_the_tasks_of_the_profile_with_owner_and_due_day(
    world: TwoOffices,
) -> None:
    released(world, "takeover")
    found = rows(world.dora, world.receiver)
    assert {one.code for one in found} >= {
        "invite-client", "give-access", "invite-people", "bank-link", "user-billing", "digipoort-certificate",
        "reports", "payment-agreement", "ports", "certificates", "vat-rights", "reporting-structure",
    }  # fmt: skip
    assert {one.owner for one in found} == {world.dora.name}
    assert all(one.due > queries.today() for one in found)
    assert found == sorted(found, key=lambda one: (one.due, one.number))


def test_r174_r248_to_r250_a_task_for_each_bank_of_the_profile_and_none_for_one_that_moves(world: TwoOffices) -> None:
    released(world, "takeover")
    banks = {variant for code, variant in named(rows(world.dora, world.receiver)) if code == "bank-link"}
    assert banks == {"rabobank", "knab", "abn-amro", "ing"}


def test_r173_r175_r176_what_the_bank_takes_along_is_no_task_and_the_giver_has_none(world: TwoOffices) -> None:
    released(world, "environment-ticket")
    banks = {variant for code, variant in named(rows(world.dora, world.receiver)) if code == "bank-link"}
    assert banks == {"knab", "abn-amro", "ing"}
    assert "bank-link" not in {one.code for one in rows(world.alice, world.giver)}


def test_r108_r110_r111_r118_r119_r185_r188_r190_each_side_gets_what_is_its_own_to_do(world: TwoOffices) -> None:
    released(world, "environment-ticket")
    gave, got = rows(world.alice, world.giver), rows(world.dora, world.receiver)
    assert {one.code for one in gave} == {"mailbox-rules", "bookmarks", "delete-old-environment"}
    assert {one.code for one in got} == {
        "becon-number", "tax-contact-type", "invite-people", "supplier-websites", "app-connections", "mobile-pairing",
        "bank-link",
    }  # fmt: skip
    assert {one.owner for one in gave} == {world.alice.name}


def test_r186_an_office_changes_the_becon_number_to_its_own(world: TwoOffices) -> None:
    released(world, "environment-ticket")
    assert ("becon-number", "") in named(rows(world.dora, world.receiver))


def test_r187_who_becomes_self_standing_empties_the_becon_number(world: TwoOffices) -> None:
    _entrepreneur(world.dora, world.receiver)
    released(world, "environment-ticket")
    assert ("becon-number", "entrepreneur") in named(rows(world.dora, world.receiver))


def test_r191_an_entrepreneur_who_hands_over_cancels_the_old_licence_after_the_undo_window(world: TwoOffices) -> None:
    _entrepreneur(world.alice, world.giver)
    uid = released(world, "environment-ticket")
    licence = next(one for one in rows(world.alice, world.giver) if one.code == "cancel-old-licence")
    with act(world.alice, world.giver.slug):
        until = Move.objects.get(uid=uid).undo_until
    assert until is not None
    assert licence.due > until.date()


def test_a_whole_environment_is_set_up_once_and_chosen_administrations_each(world: TwoOffices) -> None:
    del world
    assert making._each(profile("takeover"), making.Wanted("becon-number"))
    assert not making._each(profile("environment-ticket"), making.Wanted("becon-number"))


def test_making_them_again_makes_none_and_mails_nobody(world: TwoOffices) -> None:
    uid = released(world)
    with for_system(uid):
        before = Task.objects.count()
        making.released(Move.objects.get(uid=uid))
        assert Task.objects.count() == before
    assert len(mails(f"task/{uid}/{world.receiver.slug}")) == 1


def test_an_owner_gets_one_mail_for_the_move_in_their_language(world: TwoOffices) -> None:
    uid = released(world, "environment-ticket")
    (receiver,) = mails(f"task/{uid}/{world.receiver.slug}")
    (giver,) = mails(f"task/{uid}/{world.giver.slug}")
    assert receiver.to == world.dora.email
    assert "Knab" in receiver.text
    assert f"/e/{world.receiver.slug}/tasks/" in receiver.text
    assert giver.to == world.alice.email


def test_done_takes_a_word_and_keeps_who_and_when(world: TwoOffices) -> None:
    released(world)
    uid = first(world, "reports")
    with act(world.dora, world.receiver.slug) as actor:
        with pytest.raises(TextMissing):
            actions.finish(actor, uid, "   ")
        actions.finish(actor, uid, "Drie rapporten nagebouwd.")
        found = queries.task(actor, uid)
    assert (found.row.state, found.done_text, found.row.done_by) == (
        TaskState.DONE, "Drie rapporten nagebouwd.", world.dora.name,
    )  # fmt: skip
    assert [str(one.deed) for one in found.steps] == ["created", "done"]
    assert uid in {one.uid for one in rows(world.dora, world.receiver, Which.DONE)}
    assert uid not in {one.uid for one in rows(world.dora, world.receiver)}


def test_done_twice_is_refused_and_reopening_takes_a_reason(world: TwoOffices) -> None:
    released(world)
    uid = first(world, "reports")
    with act(world.dora, world.receiver.slug) as actor:
        with pytest.raises(TaskRefused):
            actions.reopen(actor, uid, "te vroeg")
        actions.finish(actor, uid, "gedaan")
        with pytest.raises(TaskRefused) as refused:
            actions.finish(actor, uid, "nog eens")
        assert refused.value.code == "TASK-STATE"
        with pytest.raises(TextMissing):
            actions.reopen(actor, uid, "")
        actions.reopen(actor, uid, "Er miste er een.")
        found = queries.task(actor, uid)
    assert (found.row.state, found.done_text) == (TaskState.OPEN, "")
    assert (found.steps[-1].text, found.steps[1].text) == ("Er miste er een.", "gedaan")


def test_a_task_goes_to_another_person_of_the_environment_who_gets_a_mail(world: TwoOffices) -> None:
    released(world)
    eva = make_person("Eva")
    join(world.dora, world.receiver.slug, eva, Role.ACCOUNTANT)
    uid = first(world, "reports")
    with act(world.dora, world.receiver.slug) as actor:
        actions.assign(actor, uid, eva.uid)
        actions.assign(actor, uid, eva.uid)
    assert [one.uid for one in rows(eva, world.receiver)] == [uid]  # only her own
    assert len(mails(f"task/{uid}/assigned")) == 1
    with act(eva, world.receiver.slug) as actor:
        actions.finish(actor, uid, "gedaan")
        with pytest.raises(NotAllowed):
            actions.assign(actor, uid, world.dora.uid)


def test_a_task_goes_to_nobody_outside_the_environment(world: TwoOffices) -> None:
    released(world)
    uid = first(world, "reports")
    for person in (world.alice.uid, world.charlie.uid, uuid4()):
        with act(world.dora, world.receiver.slug) as actor, pytest.raises(NotFound):
            actions.assign(actor, uid, person)


def test_nobody_else_sees_or_touches_a_task(world: TwoOffices) -> None:
    released(world)
    uid = first(world, "reports")
    for person, environment in ((world.alice, world.giver), (world.charlie, world.elsewhere), (world.bob, world.giver)):
        with act(person, environment.slug) as actor:
            with pytest.raises(NotFound):
                queries.task(actor, uid)
            with pytest.raises(NotFound):
                actions.finish(actor, uid, "x")


def test_plain_sql_of_the_application_shows_another_environment_nothing(world: TwoOffices) -> None:
    released(world)
    for person, environment, some in ((world.charlie, world.elsewhere, False), (world.dora, world.receiver, True)):
        with act(person, environment.slug), connection.cursor() as cursor:
            for table in ("aftercare_task", "aftercare_taskevent", "aftercare_checkreport"):
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert bool(cursor.fetchone()[0]) is some, table


def test_taking_back_calls_off_what_is_open_and_leaves_what_is_done(world: TwoOffices) -> None:
    uid = released(world)
    done = first(world, "reports")
    with act(world.dora, world.receiver.slug) as actor:
        actions.finish(actor, done, "gedaan")
        moves.take_back(actor, uid)
    running.run(uid)
    assert rows(world.dora, world.receiver) == rows(world.alice, world.giver) == []
    states = {one.uid: one.state for one in rows(world.dora, world.receiver, Which.DONE)}
    assert states.pop(done) is TaskState.DONE
    assert set(states.values()) == {TaskState.CANCELLED}
    with act(world.dora, world.receiver.slug) as actor:
        called_off = next(iter(states))
        assert queries.task(actor, called_off).cancelled_why == making.WHY_TAKEN_BACK
        with pytest.raises(TaskRefused):
            actions.finish(actor, called_off, "toch")


def test_an_overdue_task_is_reminded_of_once(world: TwoOffices) -> None:
    uid = released(world)
    assert reminding.remind() == 0
    with clock.moved_by(timedelta(days=4)):
        assert reminding.remind() >= 2
        assert reminding.remind() == 0
        overdue = rows(world.dora, world.receiver, Which.OVERDUE)
    assert {one.code for one in overdue} == {"give-access", "invite-people", "invite-client"}
    (mail,) = mails(f"task/late/{world.receiver.slug}")
    assert mail.to == world.dora.email
    assert str(uid) not in mail.key


def test_reminders_reach_owners_after_the_move_has_closed(world: TwoOffices) -> None:
    from overstap.moves import flow

    released(world)
    with clock.moved_by(timedelta(days=30)):
        flow.end_what_is_due()
        assert reminding.remind() > 0
    assert mails(f"task/late/{world.receiver.slug}")


def test_who_is_not_the_system_reminds_nobody(world: TwoOffices) -> None:
    released(world)
    with act(world.dora, world.receiver.slug), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM aftercare_remind('2999-01-01', now(), 100)")
        assert cursor.fetchone()[0] == 0


def test_r243_r245_r246_r247_who_managed_what_was_not_copied_is_kept_with_person_and_time(world: TwoOffices) -> None:
    """R251, R252, R253, R254: ports, certificates, VAT rights and reporting structure each ask to be set up again."""
    uid = released(world)
    ports = first(world, "ports")
    given = AnswerGiven(
        managed_by="previous_accountant", exists_here="partly", option="other", remark="via ons kantoor"
    )
    with act(world.dora, world.receiver.slug) as actor:
        actions.answer(actor, ports, given)
        asked = {(one.row.code, one.row.variant): one for one in queries.not_copied(actor, uid)}
    answer = asked["ports", ""].answer
    assert (answer.managed_by, answer.exists_here, answer.option, answer.person) == (
        "previous_accountant", "partly", "other", world.dora.name,
    )  # fmt: skip
    assert answer.at is not None
    assert asked["ports", ""].row.state is TaskState.OPEN
    assert {code for code, _variant in asked} == {
        "bank-link", "ports", "certificates", "vat-rights", "reporting-structure",
    }  # fmt: skip


def test_r246_what_nobody_uses_is_done_with_that_reason(world: TwoOffices) -> None:
    released(world)
    knab = next(one.uid for one in rows(world.dora, world.receiver) if one.variant == "knab")
    with act(world.dora, world.receiver.slug) as actor:
        actions.answer(actor, knab, AnswerGiven(managed_by="nobody", remark="Geen rekening daar."))
        found = queries.task(actor, knab)
        assert found.row.state is TaskState.DONE
        assert found.done_text.endswith("Geen rekening daar.")
        actions.reopen(actor, knab, "Toch wel.")
        assert queries.task(actor, knab).answer.managed_by == ""


@pytest.mark.parametrize(
    "given",
    [
        AnswerGiven(managed_by=""),
        AnswerGiven(managed_by="somebody"),
        AnswerGiven(managed_by="client", exists_here="x"),
        AnswerGiven(managed_by="client", option="x"),
        AnswerGiven(managed_by="client", remark="a\0b"),
    ],
)
def test_an_answer_that_is_none_is_refused(world: TwoOffices, given: AnswerGiven) -> None:
    released(world)
    ports = first(world, "ports")
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(TextMissing):
        actions.answer(actor, ports, given)


def test_nothing_is_asked_about_an_ordinary_task(world: TwoOffices) -> None:
    released(world)
    reports = first(world, "reports")
    with act(world.dora, world.receiver.slug) as actor, pytest.raises(TaskRefused):
        actions.answer(actor, reports, AnswerGiven(managed_by="client"))


def test_a_list_goes_on_where_it_ended(world: TwoOffices) -> None:
    released(world)
    whole = rows(world.dora, world.receiver)
    found: list[TaskRow] = []
    with act(world.dora, world.receiver.slug) as actor:
        while True:
            after = queries.After(found[-1].due, found[-1].number) if found else None
            page = queries.tasks(actor, Which.OPEN, after=after, limit=5)
            if not page:
                break
            found += page
    assert found == whole


def test_a_profile_without_aftercare_leaves_no_tasks(world: TwoOffices) -> None:
    assert list(making.wanted(profile("relink"), world.receiver, Party.RECEIVER)) == []


def test_the_history_is_append_only(world: TwoOffices) -> None:
    release(world, delivered(world))
    with act(world.dora, world.receiver.slug), pytest.raises(DatabaseError), transaction.atomic():
        TaskEvent.objects.all().update(text="x")


def _entrepreneur(person: Person, environment: Environment) -> None:
    with act(person, environment.slug):
        Office.objects.filter(pk=environment.office_id).update(kind=OfficeKind.ENTREPRENEUR)


def test_r246_who_managed_it_is_known_already_where_the_request_told(world: TwoOffices) -> None:
    """What the requester wrote stands in the question, with their name; the rest is still asked."""
    uid = asking.requested_and_chosen(world, managed={"ports": "previous_accountant", "bank-connections": "client"})
    asking.approve_all(world, uid)
    assert running.run(uid) == MoveState.DELIVERED
    release(world, uid)
    with act(world.dora, world.receiver.slug) as actor:
        asked = {(one.row.code, one.row.variant): one for one in queries.not_copied(actor, uid)}
    ports = asked["ports", ""]
    assert (ports.answer.managed_by, ports.answer.person, ports.answer.option) == (
        "previous_accountant", world.dora.name, "",
    )  # fmt: skip
    assert ports.row.state is TaskState.OPEN
    assert {one.answer.managed_by for (code, _bank), one in asked.items() if code == "bank-link"} == {"client"}
    assert asked["certificates", ""].answer.managed_by == ""
