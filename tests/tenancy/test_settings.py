"""Accounting systems, the choice of mails, changes of offices and administrations, and reads of settings."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.fixtures import Settings

from overstap.books.ledger import opening
from overstap.books.ledger.models import Ledger
from overstap.lib import clock
from overstap.tenancy import actions, changes, notifications, overviews, people, queries, systems
from overstap.tenancy.access import Actor, Frozen, NotAllowed, NotFound, acting, enter, operator_person
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.changes import AdministrationChange
from overstap.tenancy.checks import Malformed
from overstap.tenancy.models import AccountingSystem, Administration, AuditEvent, NotificationChoice, Office
from overstap.tenancy.overviews import AuditFilter
from overstap.tenancy.roles import Right, Role
from overstap.tenancy.systems import SystemState
from overstap.tenancy.values import AdministrationState, Notice, OfficeKind, PackageFamily
from tests.tenancy.people import World, join, make_administration, make_person

NAME_ONLY = AdministrationChange(name="Nieuw")


@pytest.fixture
def two_packages(settings: Settings) -> None:
    """An installation with a connector for Twinfield besides the house package."""
    settings.ACCOUNTING_SYSTEMS = ("house", "twinfield")


def last_line(world: World) -> tuple[str, str, object]:
    with enter(world.alice, world.slug) as actor:
        newest = queries.audit_events(actor)[0]
    return newest.action, newest.outcome, newest.facts


def states(world: World) -> dict[PackageFamily, SystemState]:
    with enter(world.alice, world.slug) as actor:
        return {row.package: row.state for row in systems.systems(actor)}


def connect(world: World, package: str, name: str = "", reference: str = "") -> int:
    with enter(world.alice, world.slug) as actor:
        return systems.connect_system(actor=actor, package=package, name=name, reference=reference)


DEEDS: dict[str, Callable[[Actor], object]] = {
    "connect": lambda actor: systems.connect_system(actor=actor, package="house"),
    "rename connection": lambda actor: systems.rename_connection(actor=actor, number=1, name="X"),
    "disconnect": lambda actor: systems.remove_connection(actor=actor, number=1),
    "connections": systems.connections,
    "systems": systems.systems,
    "office": lambda actor: changes.change_office(actor=actor, name="X", kind="accountancy"),
    "administration": lambda actor: changes.change_administration(actor=actor, code="1001", change=NAME_ONLY),
    "resend": lambda actor: changes.resend_invitation(actor=actor, email="new@example.test"),
    "open": lambda actor: opening.open_administration(actor=actor, code="3003", name="New"),
    "managed": overviews.managed_administrations,
    "managed one": lambda actor: overviews.managed_administration(actor, "1001"),
    "member": lambda actor: overviews.member(actor, actor.person.uid, Right.MANAGE_PEOPLE),
    "audit page": lambda actor: overviews.audit_page(actor, AuditFilter()),
    "audit people": overviews.audit_people,
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERUSER])
@pytest.mark.parametrize("deed", DEEDS)
def test_only_a_superuser_manages(deed: str, role: Role, world: World) -> None:
    newcomer = make_person("Rolf")
    join(world.alice, world.slug, newcomer, role)
    with pytest.raises(NotAllowed) as refused, enter(newcomer, world.slug) as actor:
        DEEDS[deed](actor)
    assert "Alice" in refused.value.remedy


def test_the_house_package_is_connected_and_others_are_not_available(world: World) -> None:
    """R029, R045: honest about what this installation has."""
    found = states(world)
    assert found.pop(PackageFamily.HOUSE) is SystemState.CONNECTED
    assert set(found.values()) == {SystemState.UNAVAILABLE}
    with pytest.raises(systems.SystemUnavailable):
        connect(world, "twinfield")
    with pytest.raises(NotFound):
        connect(world, "spreadsheet")


def test_a_package_with_a_connector_is_connected_and_disconnected(world: World, two_packages: None) -> None:
    """R044, R045."""
    assert states(world)[PackageFamily.TWINFIELD] is SystemState.AVAILABLE
    number = connect(world, "twinfield")
    assert last_line(world) == ("system.connect", "done", {"package": "twinfield"})
    assert connect(world, "twinfield") == number
    assert states(world)[PackageFamily.TWINFIELD] is SystemState.CONNECTED
    with enter(world.alice, world.slug) as actor:
        assert systems.connected(actor.environment) == {PackageFamily.HOUSE, PackageFamily.TWINFIELD}
        systems.remove_connection(actor=actor, number=number)
    assert last_line(world) == ("system.disconnect", "done", {"package": "twinfield"})
    assert states(world)[PackageFamily.TWINFIELD] is SystemState.AVAILABLE


def test_a_package_whose_connector_was_removed_counts_no_longer(
    world: World, two_packages: None, settings: Settings
) -> None:
    connect(world, "twinfield")
    settings.ACCOUNTING_SYSTEMS = ("house",)
    assert states(world)[PackageFamily.TWINFIELD] is SystemState.UNAVAILABLE
    with enter(world.alice, world.slug) as actor:
        assert systems.connected(actor.environment) == {PackageFamily.HOUSE}


def test_a_package_in_use_cannot_be_disconnected(world: World, two_packages: None) -> None:
    """R028: what works with a package can be linked to it at all times."""
    number = connect(world, "twinfield")
    with enter(world.alice, world.slug) as actor:
        details = AdministrationDetails(ledger_id=9_500_000_001, package=PackageFamily.TWINFIELD)
        actions.create_administration(actor=actor, code="TW1", name="Twinfield B.V.", details=details)
    with pytest.raises(systems.SystemInUse), enter(world.alice, world.slug) as actor:
        systems.remove_connection(actor=actor, number=number)
    spare = connect(world, "twinfield", "Noord", "noord")
    with enter(world.alice, world.slug) as actor:
        systems.remove_connection(actor=actor, number=number)  # it names no connection, and another one stays
    with pytest.raises(systems.SystemInUse), enter(world.alice, world.slug) as actor:
        systems.remove_connection(actor=actor, number=spare)


def test_one_package_can_have_several_connections_by_name(world: World, two_packages: None) -> None:
    """R029, R045: each leads to one environment of the package; a name stands for one of them."""
    first, second = connect(world, "twinfield", "Noord", "noord"), connect(world, "twinfield", " Zuid ", "zuid")
    with enter(world.alice, world.slug) as actor:
        rows = {row.number: row for row in systems.connections(actor, "twinfield")}
    assert [(rows[one].called, rows[one].reference) for one in (first, second)] == [
        ("Noord", "noord"),
        ("Zuid", "zuid"),
    ]
    for other in ("noord-2", ""):
        with pytest.raises(systems.SystemExists):
            connect(world, "twinfield", "Noord", other)
    with pytest.raises(Malformed):
        connect(world, "twinfield", "Oost", "o\nst")
    with pytest.raises(systems.SystemUnavailable):
        connect(world, "house")


def test_a_connection_gets_another_name_but_no_name_of_another(world: World, two_packages: None) -> None:
    number = connect(world, "twinfield", "Noord")
    connect(world, "twinfield", "Zuid")
    with enter(world.alice, world.slug) as actor:
        systems.rename_connection(actor=actor, number=number, name="Noordoost")
        assert systems.name_of(systems.connection(actor, number)) == "Noordoost"
    assert last_line(world)[0] == "system.rename"
    with pytest.raises(systems.SystemExists), enter(world.alice, world.slug) as actor:
        systems.rename_connection(actor=actor, number=number, name="Zuid")


@pytest.mark.parametrize("number", [0, -1, 2**70])
def test_a_connection_of_nobody_or_of_others_is_not_found(world: World, two_packages: None, number: int) -> None:
    own = connect(world, "twinfield")
    for person, slug, wanted in ((world.alice, world.slug, number), (world.charlie, world.elsewhere.slug, own)):
        with pytest.raises(NotFound), enter(person, slug) as actor:
            systems.remove_connection(actor=actor, number=wanted)


def test_an_administration_is_made_with_a_connection(world: World, two_packages: None) -> None:
    number = connect(world, "twinfield", "Noord")
    with enter(world.alice, world.slug) as actor:
        opening.open_administration(actor=actor, code="TW1", name="Twinfield B.V.", system=number)
        shown = overviews.managed_administration(actor, "TW1")
    assert (shown.package, shown.system) == (PackageFamily.TWINFIELD, "Noord")
    with pytest.raises(NotFound), enter(world.alice, world.slug) as actor:
        opening.open_administration(actor=actor, code="TW2", name="Twinfield B.V.", system=number + 1)


def test_the_office_gets_another_name_and_kind(world: World) -> None:
    with enter(world.alice, world.slug) as actor:
        changes.change_office(actor=actor, name="  De Vries Groep ", kind="entrepreneur")
    with enter(world.alice, world.slug) as actor:
        office = actor.environment.office
        assert (office.name, office.kind) == ("De Vries Groep", OfficeKind.ENTREPRENEUR)
    assert last_line(world)[0] == "office.change"


@pytest.mark.parametrize(("name", "kind"), [("", "accountancy"), ("X", "bank"), ("a\0b", "accountancy")])
def test_a_malformed_office_is_refused(world: World, name: str, kind: str) -> None:
    with pytest.raises(Malformed), enter(world.alice, world.slug) as actor:
        changes.change_office(actor=actor, name=name, kind=kind)


def test_an_administration_is_changed_and_the_log_says_from_what_to_what(world: World) -> None:
    make_administration(world.alice, world.slug)
    wanted = AdministrationChange("Bakkerij Jansen", "in@Documents.Example.test", "SEPA-9")
    with enter(world.alice, world.slug) as actor:
        one = changes.change_administration(actor=actor, code="1001", change=wanted)
    assert (one.name, one.delivery_address, one.payment_agreement) == (
        "Bakkerij Jansen",
        "in@documents.example.test",
        "SEPA-9",
    )
    assert last_line(world) == (
        "administration.change",
        "done",
        {
            "administration": "1001",
            "delivery_address": {"from": "", "to": "in@documents.example.test"},
            "payment_agreement": {"from": "", "to": "SEPA-9"},
        },
    )


def test_nothing_changed_leaves_no_line(world: World) -> None:
    make_administration(world.alice, world.slug)
    before = last_line(world)
    with enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1001", change=AdministrationChange("Bakkerij Jansen"))
    assert last_line(world) == before


@pytest.mark.parametrize(
    "wanted", [AdministrationChange(""), AdministrationChange("X", "no address"), AdministrationChange("X", "", "a\nb")]
)
def test_a_malformed_change_is_refused(world: World, wanted: AdministrationChange) -> None:
    make_administration(world.alice, world.slug)
    with pytest.raises(Malformed), enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1001", change=wanted)


def test_two_administrations_do_not_share_a_delivery_address(world: World) -> None:
    make_administration(world.alice, world.slug, "1001")
    make_administration(world.alice, world.slug, "1002")
    taken = AdministrationChange("X", "in@example.test")
    with enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1001", change=taken)
        changes.change_administration(actor=actor, code="1001", change=taken)
    another = AdministrationChange("Y", "IN@example.test")
    with pytest.raises(actions.Taken, match="delivery address"), enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1002", change=another)
    with pytest.raises(actions.Taken, match="delivery address"), enter(world.alice, world.slug) as actor:
        opening.open_administration(actor=actor, code="1003", name="Z", delivery_address="in@example.test")


def test_a_frozen_administration_is_not_changed(world: World) -> None:
    one = make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug):
        Administration.objects.filter(pk=one.pk).update(state=AdministrationState.FROZEN)
    with pytest.raises(Frozen), enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1001", change=NAME_ONLY)


def test_a_copied_administration_keeps_an_address_of_its_own(world: World) -> None:
    """R087."""
    make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug) as actor:
        details = AdministrationDetails(ledger_id=9_500_000_002, delivery_address="k@example.test", parent="1001")
        actions.create_administration(actor=actor, code="1001K", name="Kopie", details=details)
    with pytest.raises(Malformed, match="of its own"), enter(world.alice, world.slug) as actor:
        changes.change_administration(actor=actor, code="1001K", change=NAME_ONLY)


def test_an_administration_is_opened_with_empty_books(world: World) -> None:
    with enter(world.alice, world.slug) as actor:
        one = opening.open_administration(actor=actor, code="NIEUW", name="Nieuw B.V.")
        assert Ledger.objects.get(pk=one.ledger_id).currency == "EUR"
        assert [row.access for row in queries.administrations(actor)] == [True]


def test_an_invitation_is_sent_again_and_the_old_token_is_useless(world: World) -> None:
    newcomer = make_person("Nina")
    with enter(world.alice, world.slug) as actor:
        old = people.invite(actor=actor, email=newcomer.email, role=Role.AUTHORISER)
    with clock.moved_by(people.INVITATION_VALID * 2), enter(world.alice, world.slug) as actor:
        new = changes.resend_invitation(actor=actor, email=newcomer.email.upper())
        assert [row.role for row in queries.invitations(actor)] == ["authoriser"]
    with pytest.raises(people.InvitationRefused) as refused:
        people.accept_invitation(person=newcomer, token=old)
    assert refused.value.code == "INVITATION-WITHDRAWN"
    assert people.accept_invitation(person=newcomer, token=new).slug == world.slug
    with pytest.raises(NotFound), enter(world.alice, world.slug) as actor:
        changes.resend_invitation(actor=actor, email=newcomer.email)


def test_mails_are_wanted_until_somebody_chooses_otherwise(world: World) -> None:
    with enter(world.bob, world.slug) as actor:
        assert notifications.chosen(actor) == set(Notice)
        notifications.choose(actor=actor, wanted=["offered", "released"])
        assert notifications.chosen(actor) == {Notice.OFFERED, Notice.RELEASED}
    assert last_line(world) == ("notification.choose", "done", {"wanted": ["offered", "released"]})
    assert not notifications.wants(world.bob.pk, world.environment.pk, Notice.ACCEPTED)
    assert notifications.wants(world.bob.pk, world.elsewhere.pk, Notice.ACCEPTED)
    assert notifications.wants(world.alice.pk, world.environment.pk, Notice.ACCEPTED)
    with pytest.raises(Malformed), enter(world.bob, world.slug) as actor:
        notifications.choose(actor=actor, wanted=["failed"])


def test_the_same_choice_again_leaves_no_line(world: World) -> None:
    before = last_line(world)
    with enter(world.bob, world.slug) as actor:
        notifications.choose(actor=actor, wanted=list(Notice))
    assert last_line(world) == before


def test_choices_of_others_are_behind_the_wall(world: World) -> None:
    """Plain SQL as the role of the application."""
    with enter(world.bob, world.slug) as actor:
        notifications.choose(actor=actor, wanted=[])
        assert NotificationChoice.objects.count() == len(Notice)
    with enter(world.alice, world.slug), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenancy_notificationchoice")
        assert cursor.fetchone() == (0,)
        cursor.execute("UPDATE tenancy_notificationchoice SET wanted = true")
        assert cursor.rowcount == 0
    insert = (
        "INSERT INTO tenancy_notificationchoice (person_id, environment_id, notice, wanted) VALUES (%s, %s, 'x', true)"
    )
    for person, environment in ((world.bob, world.environment), (world.alice, world.elsewhere)):
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            enter(world.alice, world.slug),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, [person.pk, environment.pk])


def test_systems_and_offices_of_others_are_behind_the_wall(world: World, two_packages: None) -> None:
    """Plain SQL as the role of the application."""
    connect(world, "twinfield")
    with enter(world.charlie, world.elsewhere.slug), connection.cursor() as cursor:
        assert not AccountingSystem.objects.exists()
        assert list(Office.objects.values_list("pk", flat=True)) == [world.elsewhere.office_id]
        cursor.execute("UPDATE tenancy_office SET name = 'x' WHERE id = %s", [world.environment.office_id])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM tenancy_accountingsystem")
        assert cursor.rowcount == 0
    with acting(None, [world.environment.pk]):
        assert not Office.objects.exists()
        assert not AccountingSystem.objects.exists()


def test_the_list_of_administrations_goes_by_pages_without_gap_or_overlap(world: World) -> None:
    for number in range(5):
        make_administration(world.alice, world.slug, f"10{number}")
    with enter(world.alice, world.slug) as actor:
        first = overviews.managed_administrations(actor, limit=3)
        second = overviews.managed_administrations(actor, limit=3, after=first.after)
        assert [row.code for row in first.rows + second.rows] == ["100", "101", "102", "103", "104"]
        assert second.after == ""
        assert [row.people for row in first.rows] == [1, 1, 1]
        assert [row.code for row in overviews.managed_administrations(actor, search="103").rows] == ["103"]
        assert overviews.managed_administrations(actor, search="a\0b").rows == []
        assert overviews.managed_administrations(actor, search="%").rows == []


def test_somebody_from_elsewhere_is_no_member(world: World) -> None:
    with pytest.raises(NotFound), enter(world.alice, world.slug) as actor:
        overviews.member(actor, world.charlie.uid, Right.MANAGE_PEOPLE)


def test_the_log_is_filtered_by_person_action_and_outcome(world: World) -> None:
    make_administration(world.alice, world.slug)
    with enter(world.alice, world.slug) as actor:
        everything = overviews.audit_page(actor, AuditFilter()).lines
        by_bob = overviews.audit_page(actor, AuditFilter(person=world.bob.uid)).lines
        created = overviews.audit_page(actor, AuditFilter(action="administration.create")).lines
        assert {line.email for line in by_bob} == {world.bob.email}
        assert [line.action for line in created] == ["administration.create"]
        assert overviews.audit_page(actor, AuditFilter(outcome="refused")).lines == []
        first = overviews.audit_page(actor, AuditFilter(), limit=2)
        second = overviews.audit_page(actor, AuditFilter(), before=first.before, limit=2)
        assert first.lines + second.lines == everything[:4]
        assert overviews.audit_page(actor, AuditFilter(), before=10**19).lines == everything
        names = dict(overviews.audit_people(actor)).values()
        assert {"Alice", "Bob"} <= set(names)
        assert "Charlie" not in names


def test_a_person_who_signed_nothing_finds_no_lines_without_a_person(world: World) -> None:
    """Lines that nobody signed are not those of somebody unknown."""
    with enter(world.alice, world.slug) as actor:
        unknown = overviews.audit_page(actor, AuditFilter(person=operator_person().uid)).lines
        assert unknown == []
        assert AuditEvent.objects.filter(environment=actor.environment).exists()
