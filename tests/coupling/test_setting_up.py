"""Setting a coupling up, step by step, against the sandbox of Exact Online."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from overstap.coupling import administration_settings, entering, finishing, queries, running, setting_up, telling
from overstap.coupling.errors import CodeRefused, CouplingStage, NotConfirmed, NotSelectable, StillOpen
from overstap.coupling.keeping import uncoupling
from overstap.coupling.models import Card, Coupled, Coupling
from overstap.coupling.projects.models import Series
from overstap.coupling.setting_up import EVERYTHING
from overstap.coupling.values import Stage, Standing, Treatment
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.checks import Malformed
from tests.connectors.exact_online.driven import BLOCKED, BOOKS, EMPTY
from tests.coupling.builder import confirmed, connected, selected, set_all, shown, switched_on, worked
from tests.moves.conftest import world
from tests.moves.conversions.packages import Playing
from tests.moves.world import TwoOffices, act

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def exact(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Playing]:
    """Exact Online, connected with an environment in which coupling is on."""
    switched_on(world)
    with connected(world, settings, monkeypatch) as playing:
        yield playing


def waiting_jobs() -> int:
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [running.ADVANCE])
        return int(cursor.fetchone()[0])


def mails() -> list[OutgoingMail]:
    with as_worker():
        return list(OutgoingMail.objects.filter(key__startswith="coupling/").order_by("key"))


def test_who_has_no_connection_begins_with_that(world: TwoOffices) -> None:
    """R196: step 1."""
    switched_on(world)
    with act(world.alice, world.giver.slug) as actor:
        assert setting_up.begin(actor) is Stage.CONNECT
        assert setting_up.sources(actor) == []
        with pytest.raises(CouplingStage):
            setting_up.select(actor, [(1, BOOKS)])


def test_who_is_connected_lands_in_step_two(world: TwoOffices, exact: Playing) -> None:
    """R197; and what cannot be chosen is listed with the reason (R198)."""
    with act(world.alice, world.giver.slug) as actor:
        assert setting_up.begin(actor) is Stage.SELECT
        (source,) = setting_up.sources(actor)
    assert (source.let_in, source.trouble) == (True, "")
    by_code = {one.code: one for one in source.choices}
    assert not by_code[BOOKS].blocked
    assert by_code[BLOCKED].blocked


def test_why_a_list_is_empty_is_said(world: TwoOffices, exact: Playing) -> None:
    exact.forget()
    with act(world.alice, world.giver.slug) as actor:
        (source,) = setting_up.sources(actor)
    assert source.choices == ()
    assert source.trouble


def test_several_administrations_are_coupled_to_one_environment(world: TwoOffices, exact: Playing) -> None:
    """R192, R198: what is chosen can be chosen anew until it was read."""
    selected(world, exact)
    assert shown(world).stage is Stage.CONFIGURE
    selected(world, exact, BOOKS)
    (one,) = shown(world).administrations
    assert (one.foreign, one.standing) == (BOOKS, Standing.CHOSEN)
    selected(world, exact, BOOKS, EMPTY)
    assert [one.foreign for one in shown(world).administrations] == [BOOKS, EMPTY]
    with act(world.alice, world.giver.slug) as actor:
        assert Coupled.objects.filter(environment=actor.environment).count() == 2  # the one left out came back


@pytest.mark.parametrize("code", [BLOCKED, "999999", "", "1\0"])
def test_what_is_blocked_or_not_listed_is_not_coupled(world: TwoOffices, exact: Playing, code: str) -> None:
    with act(world.alice, world.giver.slug) as actor, pytest.raises(NotSelectable):
        setting_up.select(actor, [(exact.system, BOOKS), (exact.system, code)])


def test_nothing_and_somebody_elses_connection_are_not_coupled(world: TwoOffices, exact: Playing) -> None:
    with act(world.alice, world.giver.slug) as actor:
        for chosen in ([], [(exact.system + 1_000_000, BOOKS)]):
            with pytest.raises(NotSelectable):
                setting_up.select(actor, chosen)


def test_only_who_manages_administrations_sets_up(world: TwoOffices, exact: Playing) -> None:
    with act(world.bob, world.giver.slug) as actor:
        for verb in (setting_up.begin, setting_up.sources, setting_up.add_more, setting_up.proposals):
            with pytest.raises(NotAllowed):
                verb(actor)
        with pytest.raises(NotAllowed):
            finishing.finish(actor)


def test_codes_are_proposed_and_free(world: TwoOffices, exact: Playing) -> None:
    """R204, R208: 001 is in an invoice that exists, and is not proposed."""
    numbers = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        one = Coupled.objects.get(pk=numbers[0])
        Series.objects.create(environment=actor.environment, coupled=one, year=2024, code="001", last=7)
        assert setting_up.proposals(actor) == dict(zip(numbers, ("002", "003"), strict=True))


@pytest.mark.parametrize("code", ["", "1", "12", "1234", "12a", "٠٠١", " 1 2", "-01"])
def test_a_code_is_three_digits(world: TwoOffices, exact: Playing, code: str) -> None:
    """R205."""
    numbers = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor, pytest.raises(CodeRefused, match="three digits"):
        setting_up.configure(actor, "automatic", {numbers[0]: code, numbers[1]: "002"})


def test_codes_differ_and_are_in_no_invoice(world: TwoOffices, exact: Playing) -> None:
    """R206, R208."""
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        with pytest.raises(CodeRefused, match="another administration"):
            setting_up.configure(actor, "automatic", {first: "007", second: "007"})
        one = Coupled.objects.get(pk=first)
        Series.objects.create(environment=actor.environment, coupled=one, year=2024, code="003", last=12)
        with pytest.raises(CodeRefused, match="202400300012"):
            setting_up.configure(actor, "automatic", {first: "001", second: "003"})


def test_two_codes_can_change_places(world: TwoOffices, exact: Playing) -> None:
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, "by_hand", {first: "001", second: "002"})
        setting_up.configure(
            actor, "by_hand", {first: "002", second: "001"}, {EVERYTHING: str(second), "email": str(first)}
        )
        kept = setting_up.leads(actor)
    found = shown(world)
    assert [one.code for one in found.administrations] == ["002", "001"]
    assert found.treatment is Treatment.BY_HAND
    assert (kept["name"], kept["email"]) == (str(second), str(first))


def test_what_stands_here_can_lead(world: TwoOffices, exact: Playing) -> None:
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, "automatic", {first: "001", second: "002"}, {"phone": "here", "email": str(first)})
        assert setting_up.leads(actor) == {"phone": "here", "email": str(first)}


def test_only_a_coupled_administration_leads(world: TwoOffices, exact: Playing) -> None:
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        for leads in ({EVERYTHING: "999999"}, {"name": "x"}):
            with pytest.raises(Malformed):
                setting_up.configure(actor, "automatic", {first: "001", second: "002"}, leads)
        with pytest.raises(Malformed):
            setting_up.configure(actor, "perhaps", {first: "001", second: "002"})


def test_nothing_is_fetched_before_somebody_says_to_have_understood(world: TwoOffices, exact: Playing) -> None:
    """R199, R209."""
    selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        with pytest.raises(CodeRefused):
            setting_up.confirm(actor, understood=True)  # without codes
        setting_up.configure(actor, "automatic", setting_up.proposals(actor))
        with pytest.raises(NotConfirmed):
            setting_up.confirm(actor, understood=False)
    assert shown(world).stage is Stage.CONFIGURE
    assert waiting_jobs() == 0


def test_confirming_begins_the_work_and_tells_every_colleague(world: TwoOffices, exact: Playing) -> None:
    """R209, R210, R212: each in their own language; and everybody sees it on every page."""
    world.bob.language = "en"
    world.bob.save(update_fields=["language"])
    confirmed(world, exact)
    assert shown(world).stage is Stage.FETCHING
    assert waiting_jobs() == 1
    by_person = {one.to: one for one in mails()}
    assert set(by_person) == {world.alice.email, world.bob.email}
    assert "leave contacts alone" in by_person[world.bob.email].subject
    assert "laat de contacten" in by_person[world.alice.email].subject.lower()
    with act(world.bob, world.giver.slug) as actor:
        assert telling.standing(actor.environment) == telling.Standing(Stage.FETCHING, busy=True)
    with act(world.alice, world.giver.slug) as actor, pytest.raises(CouplingStage):
        setting_up.confirm(actor, understood=True)


def test_nobody_is_mailed_where_that_was_not_wanted(world: TwoOffices, exact: Playing) -> None:
    selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, "automatic", setting_up.proposals(actor))
        assert setting_up.confirm(actor, understood=True, tell_colleagues=False) == 0
    assert mails() == []


def test_it_goes_to_the_end_and_further_administrations_come_later(world: TwoOffices, exact: Playing) -> None:
    """R192, R213, R217, R219, R222, R223: every step in its order, and none before the one before it."""
    selected(world, exact, EMPTY)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, "automatic", setting_up.proposals(actor))
        setting_up.confirm(actor, understood=True)
        with pytest.raises(CouplingStage):
            finishing.finish(actor)
    assert worked(world).stage is Stage.SOLVING
    with act(world.alice, world.giver.slug) as actor:
        running.begin_matching(actor)
        running.finish_matching(actor)
    assert worked(world).stage is Stage.SETTINGS
    assert sum(one.key.split("/")[3] == "over" for one in mails()) == 2
    with act(world.alice, world.giver.slug) as actor, pytest.raises(StillOpen):
        finishing.finish(actor)
    set_all(world)
    with act(world.alice, world.giver.slug) as actor:
        finishing.finish(actor)
        setting_up.add_more(actor)
        setting_up.select(actor, [(exact.system, BOOKS)])
        first, second = entering.administrations(Coupling.objects.get(environment=actor.environment))
        assert (first.standing, second.standing) == (Standing.COUPLED, Standing.CHOSEN)
        assert setting_up.proposals(actor) == {first.pk: "001", second.pk: "002"}
        setting_up.configure(actor, "automatic", {first.pk: "009", second.pk: "002"})
    assert [one.code for one in shown(world).administrations] == ["001", "002"]  # one that was read keeps its code


def test_adding_none_after_all_leaves_everything_as_it_was(world: TwoOffices, exact: Playing) -> None:
    selected(world, exact)
    with act(world.alice, world.giver.slug) as actor, pytest.raises(NotSelectable):
        setting_up.leave_it(actor)
    with act(world.alice, world.giver.slug) as actor:
        Coupled.objects.filter(foreign=BOOKS).update(standing=Standing.COUPLED, code="001")
        setting_up.leave_it(actor)
    found = shown(world)
    assert (found.stage, [one.foreign for one in found.administrations]) == (Stage.RUNNING, [BOOKS])


def test_settings_are_chosen_from_what_the_package_lists(world: TwoOffices, exact: Playing) -> None:
    """R223: proposals, the first one's choices for another one, and nothing that is not there."""
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        Coupling.objects.filter(environment=actor.environment).update(stage=Stage.SETTINGS)
        proposed = {one.name: one.value for one in administration_settings.offer(actor, first).fields}
        assert (proposed["journal"], proposed["receivable_account"], proposed["vat_high"]) == ("70", "1300", "2")
        with pytest.raises(Malformed, match="not in the list"):
            administration_settings.save(actor, first, {**proposed, "vat_high": "77"})
        with pytest.raises(Malformed, match="no invoice can be booked"):
            administration_settings.save(actor, first, {**proposed, "journal": ""})
        chosen = {**proposed, "vat_zero": "0", "contacts_back": "yes"}
        administration_settings.save(actor, first, chosen)
        like = administration_settings.offer(actor, second, like=first)
        assert {one.name: one.value for one in like.fields} == {
            one: chosen[one] for one in administration_settings.CODES
        }
        again = administration_settings.offer(actor, first)
        assert again.contacts_back
        assert again.complete
        with pytest.raises(NotFound):
            administration_settings.offer(actor, 999_999)


def test_settings_say_why_there_is_no_list(world: TwoOffices, exact: Playing) -> None:
    first, _second = selected(world, exact)
    exact.forget()
    with act(world.alice, world.giver.slug) as actor:
        found = administration_settings.offer(actor, first)
    assert found.trouble
    assert found.fields == ()


def test_an_uncoupled_administration_keeps_its_code_for_itself(world: TwoOffices, exact: Playing) -> None:
    """R208: its invoices have the code; coupled again, it has the same."""
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        setting_up.configure(actor, "automatic", {first: "001", second: "002"})
        Coupled.objects.update(standing=Standing.COUPLED, read_at="2026-01-01T00:00Z")
        uncoupling.uncouple(actor, first)
        setting_up.select(actor, [(exact.system, EMPTY)])
        with pytest.raises(NotFound):
            entering.administration(actor, first)
        assert setting_up.proposals(actor) == {second: "002"}
        setting_up.select(actor, [(exact.system, BOOKS)])
        assert setting_up.proposals(actor) == {first: "001", second: "002"}


def test_coupled_again_it_is_compared_with_what_came_meanwhile(world: TwoOffices, exact: Playing) -> None:
    """R201: all contacts of all administrations are compared."""
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        for number in (first, second):
            Card.objects.create(
                environment=world.giver, coupled_id=number, key="1", foreign="1", relation={}, digest="", to_match=False
            )
        uncoupling.uncouple(actor, first)
        setting_up.select(actor, [(exact.system, BOOKS), (exact.system, EMPTY)])
        assert list(Card.objects.filter(to_match=True).values_list("coupled", flat=True)) == [first]


def test_after_the_last_was_uncoupled_the_next_step_is_to_choose(world: TwoOffices, exact: Playing) -> None:
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        Coupled.objects.update(standing=Standing.COUPLED, read_at="2026-01-01T00:00Z")
        Coupling.objects.update(stage=Stage.RUNNING)
        uncoupling.uncouple(actor, first)
        assert queries.coupling(actor).stage is Stage.RUNNING
        uncoupling.uncouple(actor, second)
        assert queries.coupling(actor).stage is Stage.SELECT
        setting_up.select(actor, [(exact.system, BOOKS)])
        assert [one.pk for one in entering.administrations(Coupling.objects.get())] == [first]


def test_nobody_sees_the_coupling_of_another_environment(world: TwoOffices, exact: Playing) -> None:
    first, _second = selected(world, exact)
    switched_on(world, world.receiver.slug)
    with act(world.dora, world.receiver.slug) as actor:
        assert setting_up.sources(actor) == []
        assert not Coupled.objects.exists()
        for verb in (administration_settings.offer, uncoupling.uncouple):
            with pytest.raises(NotFound):
                verb(actor, first)
