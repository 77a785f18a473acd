"""The audit log: every deed and every refusal, for those who may read it, for good."""

import pytest
from django.db import DatabaseError, connection, transaction

from overstap.lib.errors import OverstapError
from overstap.tenancy import actions, audit, people, queries
from overstap.tenancy.access import NotAllowed, NotFound, acting, enter, operator_person
from overstap.tenancy.queries import AuditRow
from overstap.tenancy.roles import Role
from tests.tenancy.people import World, make_administration


def log_of(world: World, **page: int) -> list[AuditRow]:
    with enter(world.alice, world.slug) as actor:
        return queries.audit_events(actor, **page)


def invite_and_leave(world: World) -> None:
    with audit.attempt(world.alice, world.slug, "two things") as actor:
        people.invite(actor=actor, email="x@example.test", role=Role.CLIENT_USER)
        people.end_membership(actor=actor, person=world.alice)


def test_a_deed_is_recorded_with_who_and_what(world: World) -> None:
    make_administration(world.alice, world.slug)
    newest = log_of(world)[0]
    assert (newest.person, newest.action, newest.outcome, newest.code) == (
        world.alice.email,
        "administration.create",
        "done",
        "",
    )
    assert newest.facts == {"administration": "1001", "name": "Bakkerij Jansen"}


def test_a_refusal_is_recorded_though_the_deed_was_rolled_back(world: World) -> None:
    with pytest.raises(NotAllowed), audit.attempt(world.bob, world.slug, "member.role", {"to": "superuser"}) as actor:
        people.set_role(actor=actor, person=world.bob, role=Role.SUPERUSER)
    newest = log_of(world)[0]
    assert (newest.person, newest.action, newest.outcome, newest.code) == (
        world.bob.email,
        "member.role",
        "refused",
        "ROLE-MISSING",
    )
    assert newest.facts["to"] == "superuser"


def test_what_was_done_before_the_refusal_leaves_no_trace(world: World) -> None:
    before = len(log_of(world))
    with pytest.raises(OverstapError):
        invite_and_leave(world)
    rows = log_of(world)
    assert (len(rows), rows[0].code) == (before + 1, "LAST-SUPERUSER")
    with enter(world.alice, world.slug) as actor:
        assert queries.invitations(actor) == []


def test_a_strangers_try_is_for_the_operator_alone(world: World) -> None:
    before = log_of(world)
    with pytest.raises(NotFound), audit.attempt(world.charlie, world.slug, "move.start"):
        pass
    assert log_of(world) == before
    newest = queries.operator_audit_events(operator_person())[0]
    assert (newest.person, newest.action, newest.code) == (world.charlie.email, "move.start", "ENVIRONMENT-NOT-FOUND")
    assert newest.facts["environment"] == world.slug


def test_a_refusal_of_a_stranger_is_the_operators_even_where_the_environment_is_known(world: World) -> None:
    before = log_of(world)
    audit.refused(world.charlie, world.environment, "code.enter", NotFound("No such code.", code="CODE-UNKNOWN"))
    assert log_of(world) == before
    newest = queries.operator_audit_events(operator_person())[0]
    assert (newest.person, newest.code, newest.facts) == (
        world.charlie.email,
        "CODE-UNKNOWN",
        {"environment": world.slug},
    )


def test_a_refusal_before_anybody_signed_in_is_recorded(world: World) -> None:
    with pytest.raises(NotFound), audit.on_refusal(None, world.slug, "sign-in", {"email": "eve@example.test"}):
        raise NotFound("No such account.", code="PERSON-NOT-FOUND")
    newest = queries.operator_audit_events(operator_person())[0]
    assert (newest.person, newest.action, newest.facts["email"]) == ("", "sign-in", "eve@example.test")


def test_an_invitation_that_is_refused_is_recorded_with_the_true_reason(world: World) -> None:
    with audit.attempt(world.alice, world.slug, "invitation.send") as actor:
        token = people.invite(actor=actor, email="somebody@example.test", role=Role.CLIENT_USER)
    with pytest.raises(OverstapError) as refused:
        people.accept_invitation(person=world.charlie, token=token)
    assert "outcome" not in refused.value.facts
    newest = queries.operator_audit_events(operator_person())[0]
    assert (newest.code, newest.facts["outcome"]) == ("INVITATION-UNKNOWN", "other_person")
    assert token not in str(newest.facts)


def test_only_the_operator_reads_the_operators_lines(world: World) -> None:
    with pytest.raises(NotAllowed):
        queries.operator_audit_events(world.alice)
    with acting(world.alice.pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_auditevent WHERE environment_id IS NULL")
        assert cursor.fetchone() == (0,)


def test_pages_follow_each_other_without_gap_or_overlap(world: World) -> None:
    for number in range(5):
        make_administration(world.alice, world.slug, f"10{number}")
    whole = log_of(world)
    pages = [log_of(world, limit=3)]
    while pages[-1]:
        pages.append(log_of(world, limit=3, before=pages[-1][-1].number))
    assert [row for page in pages for row in page] == whole


def test_hostile_facts_are_kept_readable(world: World) -> None:
    nasty = {"nul": "a\0b", "half": "\ud800", "long": "x" * 10_000, "deep": {"list": ["\0", 1, None]}}
    with enter(world.alice, world.slug) as actor:
        audit.record(actor, "test.facts", nasty)
    facts = log_of(world)[0].facts
    assert (facts["nul"], facts["half"], facts["deep"]) == ("a\\x00b", "\\ud800", {"list": ["\\x00", 1, None]})
    assert len(str(facts["long"])) == 500


@pytest.mark.parametrize("statement", ["UPDATE tenancy_auditevent SET action = 'x'", "DELETE FROM tenancy_auditevent"])
def test_no_line_is_changed_or_removed(statement: str, world: World) -> None:
    with (
        pytest.raises(DatabaseError),
        enter(world.alice, world.slug),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_nobody_signs_with_anothers_name(world: World) -> None:
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        enter(world.bob, world.slug),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO tenancy_auditevent (at, environment_id, person_id, action, outcome, code, facts)"
            " VALUES (now(), %s, %s, 'x', 'done', '', '{}')",
            [world.environment.pk, world.alice.pk],
        )


def test_a_slug_that_is_taken_is_in_the_operators_log(world: World) -> None:
    with pytest.raises(actions.Taken):
        actions.open_environment(by=operator_person(), slug=world.slug, name="Again", superuser=world.charlie)
    newest = queries.operator_audit_events(operator_person())[0]
    assert (newest.action, newest.code, newest.facts) == ("environment.open", "SLUG-TAKEN", {"slug": world.slug})
