"""How somebody becomes an operator, and who is none."""

import pytest

from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.tenancy import accounts as everybody
from overstap.tenancy import actions, audit, people
from overstap.tenancy.access import NotAllowed, NotFound, acting, operator_person, system_person
from overstap.tenancy.actions import Taken
from overstap.tenancy.models import AuditEvent, Person
from overstap.tenancy.operators import accounts
from overstap.tenancy.operators.access import at_work
from overstap.tenancy.people import InvitationRefused
from overstap.tenancy.roles import Role
from tests.tenancy.operators.people import make_operator
from tests.tenancy.people import World, make_person, unique


def test_an_operator_signs_in_like_anyone_and_the_house_does_not(db: None) -> None:
    olga = make_operator()
    assert everybody.who_may_sign_in(olga.email.upper()) == olga
    assert everybody.who_may_sign_in(operator_person().email) is None
    assert everybody.who_may_sign_in(system_person().email) is None


def test_a_new_operator_is_told_by_mail(db: None) -> None:
    olga = make_operator()
    with as_worker():
        assert "/accounts/login/code/" in OutgoingMail.objects.get(to=olga.email).text


@pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
def test_nobody_else_is_at_work_as_an_operator_and_the_attempt_is_logged(world: World, name: str) -> None:
    person: Person = getattr(world, name)
    with pytest.raises(NotFound), at_work(person, "operator.overview"):
        raise AssertionError("let in")
    with at_work(operator_person(), "test"):
        line = AuditEvent.objects.get(person=person, code="OPERATOR-ONLY")
    assert (line.action, line.outcome) == ("operator.overview", "refused")


def test_an_account_that_works_in_environments_does_not_become_an_operator(world: World) -> None:
    with pytest.raises(Taken), at_work(operator_person(), "operator.add") as operator:
        accounts.add(operator, email=world.alice.email.upper(), name="Alice")
    world.alice.refresh_from_db()
    assert world.alice.kind == "human"


def test_an_operator_who_was_removed_is_out_and_may_come_back(db: None) -> None:
    olga = make_operator()
    with at_work(operator_person(), "test") as operator:
        accounts.remove(operator, email=olga.email)
    olga.refresh_from_db()
    assert not everybody.may_sign_in(olga)
    with pytest.raises(NotFound), at_work(olga, "test"):
        raise AssertionError("let in")
    with at_work(operator_person(), "test") as operator:
        back = accounts.add(operator, email=olga.email, name="Olga Weer")
        assert [row.active for row in accounts.operators(operator) if row.email == olga.email] == [True]
    assert back.pk == olga.pk


def test_nobody_removes_themselves_nor_somebody_who_is_no_operator(world: World) -> None:
    olga = make_operator()
    with pytest.raises(accounts.YourOwnAccount), at_work(olga, "test") as operator:
        accounts.remove(operator, email=olga.email)
    for email in (world.alice.email, operator_person().email, "nobody@example.test"):
        with pytest.raises(NotFound), at_work(olga, "test") as operator:
            accounts.remove(operator, email=email)


def test_an_operator_gets_into_no_environment(world: World) -> None:
    """Neither as the superuser of a new one nor by an invitation: operators see no books."""
    olga = make_operator()
    with pytest.raises(NotAllowed) as refused:
        actions.open_environment(by=operator_person(), slug=unique("kantoor"), name="Kantoor", superuser=olga)
    assert refused.value.code == "OPERATOR-SEES-NO-BOOKS"
    with audit.attempt(world.alice, world.slug, "invitation.send") as actor:
        token = people.invite(actor=actor, email=olga.email, role=Role.ACCOUNTANT)
    with pytest.raises(InvitationRefused):
        people.accept_invitation(person=olga, token=token)
    with acting(make_person("Eve").pk, []):
        assert not AuditEvent.objects.exists()  # and what operators read is nobody else's
