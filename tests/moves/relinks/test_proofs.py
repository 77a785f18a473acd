"""After a change of connection the package itself is asked to show that work can be done (R020, R021, R026)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from overstap.connectors.credentials.vault import DatabaseVault
from overstap.connectors.port import Connection, ListedAdministration
from overstap.connectors.proofs import Outcome
from overstap.moves import bringing, plan
from overstap.moves.actions.common import PreflightFailed
from overstap.moves.relinks import actions, queries
from overstap.moves.relinks.values import CheckResult, OrderRow, Request, Wish
from overstap.tenancy import access, audit
from overstap.tenancy.models import Administration
from tests.connectors.little import TOKEN, LittlePackage
from tests.connectors.little_world import CONSENTING, Connected, add, little_package
from tests.moves.world import add_administration, two_offices

BAKER, BUTCHER = ListedAdministration("100", "Bakker"), ListedAdministration("200", "Slager")


@pytest.fixture
def at(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connected]:
    """Administration 1 works with nothing yet; the package lists 100 and 200 through the connection."""
    package = little_package(settings, monkeypatch)
    package.listed = (BAKER, BUTCHER)
    with django_db_blocker.unblock():
        world = two_offices()
        number = add(world, CONSENTING)
        with DatabaseVault().locked(Connection(CONSENTING, "", "", world.giver.pk, number)) as slot:
            slot.keep({"access": TOKEN})
        add_administration(world, "1", "Bakker")
        with audit.attempt(world.alice, world.giver.slug, "test") as actor:
            Administration.objects.filter(environment=actor.environment, code="1").update(package=CONSENTING)
        yield Connected(world, package, number, 0)


def relink(at: Connected, new_code: str = "100", *, prove: bool = True) -> OrderRow:
    """Administration 1 works with the connection from now on, as ``new_code``."""
    wanted = Request([Wish("1", at.consenting, new_code)], agreed=True, prove=prove)
    with audit.attempt(at.world.alice, at.world.giver.slug, "relink.order") as actor:
        uid = actions.order(actor, wanted)
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        return queries.order(actor, uid)


def check_of(order: OrderRow) -> CheckResult:
    (part,) = order.parts
    assert part.check is not None
    return part.check


def test_r020_r021_r026_posting_and_synchronisation_are_proven_at_once(at: Connected) -> None:
    check = check_of(relink(at))
    assert (check.works, check.listed, check.good) == (True, True, True)
    assert (check.syncing.outcome, check.posting.outcome) == (Outcome.PROVEN, Outcome.PROVEN)
    assert at.package.entries == {}
    assert "post 100 4000" in at.package.asked


def test_without_leave_no_test_entry_is_booked(at: Connected) -> None:
    order = relink(at, prove=False)
    assert check_of(order).posting.outcome == Outcome.UNTRIED
    assert check_of(order).syncing.outcome == Outcome.PROVEN
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        actions.check_again(actor, order.uid)
    assert not [one for one in at.package.asked if one.startswith("post")]


def test_a_proof_that_fails_is_kept_and_the_change_stands(at: Connected) -> None:
    at.package.refused_accounts = ("4000", "1300")
    order = relink(at)
    assert order.parts[0].outcome == "done"
    check = check_of(order)
    assert (check.works, check.listed, check.good, check.posting.outcome) == (True, True, False, Outcome.FAILED)
    assert "Op deze rekening" in check.posting.told
    at.package.refused_accounts = ()
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        actions.check_again(actor, order.uid)
        assert check_of(queries.order(actor, order.uid)).good


def test_r050_what_the_package_has_blocked_is_listed_and_not_changed_to(at: Connected) -> None:
    at.package.listed = (replace(BAKER, blocked="Wacht op betaling."), BUTCHER)
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        (found,) = queries.pick_lists(actor, CONSENTING)
        assert [(one.code, one.blocked) for one in found.administrations] == [
            ("100", "Wacht op betaling."),
            ("200", ""),
        ]
    with pytest.raises(PreflightFailed) as refused:
        relink(at)
    assert "Wacht op betaling." in refused.value.message
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        brought = bringing.connection_for(actor.environment, CONSENTING, "100")
        assert (brought.system, "Wacht op betaling." in brought.message) == (None, True)
        assert bringing.connection_for(actor.environment, CONSENTING, "200").system is not None


def test_r059_an_empty_list_tells_what_the_user_there_has_to_be_given(at: Connected) -> None:
    at.package.listed = ()
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        (found,) = queries.pick_lists(actor, CONSENTING)
        brought = bringing.connection_for(actor.environment, CONSENTING, "100")
    assert "Exact Online" in found.advice
    assert found.advice == brought.remedy
    with pytest.raises(PreflightFailed) as refused:
        relink(at)
    assert refused.value.remedy == found.advice


def test_a_list_whose_codes_are_all_in_use_has_no_such_advice(at: Connected) -> None:
    """R061: nothing is wrong then with the rights of the user."""
    at.package.listed = (ListedAdministration("1", "Bakker"),)
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        (found,) = queries.pick_lists(actor, CONSENTING)
    assert (found.administrations, found.advice) == ((), "")


def test_the_plan_of_a_move_tells_what_its_package_holds_back(at: Connected) -> None:
    with access.enter(at.world.alice, at.world.giver.slug) as actor:
        lines = {line.code: line for line in plan.before_offer(actor, "overstap", ["1"])}
        of_the_house = plan.before_offer(actor, "overstap", ["1001"])
    unread, unwritten = lines["package-unread:exact_online"], lines["package-unwritten:exact_online"]
    assert "Exact Online" in unread.text
    assert len(unread.facts) == len(unwritten.facts) == 1
    assert not [line for line in of_the_house if line.code.startswith("package-")]


def test_the_little_package_is_asked_no_more_than_it_takes(at: Connected) -> None:
    """One list for the gates; afterwards health, list, changes, and four calls for the entry."""
    relink(at)
    assert _counted(at.package) == {
        "list": 2, "health": 1, "changes 100": 1, "read 100": 1, "post 100 4000": 1, "read back 100": 1,
        "withdraw 100": 1,
    }  # fmt: skip


def _counted(package: LittlePackage) -> dict[str, int]:
    return {one: package.asked.count(one) for one in package.asked}
