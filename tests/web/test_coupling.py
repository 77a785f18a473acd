"""The wizard of coupling on its pages: every step, who may, what is refused, and what everybody is told."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from overstap.coupling import running
from overstap.coupling.models import Coupling, CouplingFinding
from overstap.coupling.values import Stage
from overstap.durable.failures import as_worker
from overstap.lib.kept_sentences import keep
from overstap.lib.sentences import sentence
from overstap.tenancy.models import Person
from overstap.web.help import articles
from tests.connectors.exact_online.driven import BLOCKED, BOOKS, EMPTY
from tests.coupling.builder import confirmed, connected, selected, set_all, shown, switched_on, worked
from tests.moves.conversions.packages import Playing
from tests.moves.world import TwoOffices, act
from tests.web.operating import console, olga

__all__ = ["console", "olga"]
SignIn = Callable[[Person], Client]
BANNER = "Laat de contacten even met rust."


@pytest.fixture
def exact(world: TwoOffices, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Playing]:
    """Exact Online, connected with Alice's environment, in which coupling is on."""
    switched_on(world)
    with connected(world, settings, monkeypatch) as playing:
        yield playing


def page(world: TwoOffices, rest: str = "") -> str:
    return f"/e/{world.giver.slug}/contacts/coupling/{rest}"


def at(world: TwoOffices, stage: Stage) -> None:
    """The coupling stands at ``stage``."""
    with act(world.alice, world.giver.slug) as actor:
        Coupling.objects.filter(environment=actor.environment).update(stage=stage)


def test_without_the_switch_people_are_told_whom_to_ask(world: TwoOffices, signed_in: SignIn) -> None:
    """R194: no line in the menu, no page, and a sentence that says why."""
    alice = signed_in(world.alice)
    assert "Contacten en projecten" not in alice.get(f"/e/{world.giver.slug}/").text
    for place in ("", "select/", "configure/", "confirm/"):
        answer = alice.get(page(world, place))
        assert answer.status_code in (403, 409, 503), (place, answer.status_code)
        assert "COUPLING-OFF" in answer.text
        assert "helpdesk" in answer.text


def test_an_operator_switches_it_on_and_off(console: Client, world: TwoOffices, signed_in: SignIn) -> None:
    """R194."""
    own = f"/operator/environments/{world.giver.slug}/"
    assert "Meerdere administraties" in console.get(own).text
    answer = console.post(f"{own}coupling/on/", follow=True)
    assert answer.redirect_chain == [(own, 302)]
    assert "Contacten en projecten" in signed_in(world.alice).get(f"/e/{world.giver.slug}/").text
    console.post(f"{own}coupling/off/")
    assert "Contacten en projecten" not in signed_in(world.alice).get(f"/e/{world.giver.slug}/").text
    assert console.post("/operator/environments/er-is-niets/coupling/on/").status_code == 404


def test_nobody_but_an_operator_switches_it(world: TwoOffices, signed_in: SignIn) -> None:
    alice = signed_in(world.alice)
    assert alice.post(f"/operator/environments/{world.giver.slug}/coupling/on/").status_code == 404
    assert alice.get(page(world)).status_code != 200


def test_without_a_connection_the_first_step_leads_to_the_exact_settings(world: TwoOffices, signed_in: SignIn) -> None:
    """R195, R196: with the manual."""
    switched_on(world)
    text = signed_in(world.alice).get(page(world)).text
    assert f"/e/{world.giver.slug}/settings/office/systems/exact_online/" in text
    assert "/help/accounting-systems/" in text


def test_the_page_of_the_connection_leads_to_the_coupling(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R195: Exact synchronisation > Exact settings > connect."""
    text = signed_in(world.alice).get(f"/e/{world.giver.slug}/settings/office/connections/{exact.system}/").text
    assert page(world) in text


def test_who_is_connected_comes_to_the_second_step(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R197, R198: with the list of the package, and why one cannot be chosen."""
    answer = signed_in(world.alice).get(page(world), follow=True)
    assert answer.redirect_chain == [(page(world, "select/"), 302)]
    assert f'value="{exact.system}:{BOOKS}"' in answer.text
    assert "kan niet gekozen worden:" in answer.text


def test_the_whole_wizard(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R198 to R223, without a line of JavaScript."""
    alice = signed_in(world.alice)
    alice.get(page(world), follow=True)
    sent = {"chosen": [f"{exact.system}:{BOOKS}", f"{exact.system}:{EMPTY}"]}
    assert alice.post(page(world, "select/"), sent).headers["Location"] == page(world, "configure/")
    form = alice.get(page(world, "configure/")).text
    first, second = (one.number for one in shown(world).administrations)
    assert 'value="001"' in form
    assert "00001" in form
    sent_codes = {"treatment": "automatic", f"code-{first}": "010", f"code-{second}": "020", "lead": str(first)}
    assert alice.post(page(world, "configure/"), sent_codes).headers["Location"] == page(world, "confirm/")
    assert "<b>010</b>00001" in alice.get(page(world, "confirm/")).text
    answer = alice.post(page(world, "confirm/"), {"understood": "yes", "tell": "yes"}, follow=True)
    assert "2 personen krijgen er een mail over." in answer.text
    assert "Contacten worden opgehaald" in answer.text
    worked(world)
    solving = alice.get(page(world)).text
    assert "Verder naar matchen" in solving
    for one in _grave(world):
        alice.post(page(world, f"findings/{one}/accept/"))
    alice.post(page(world, "match/"))
    assert shown(world).stage is Stage.MATCHING
    assert "Verder naar de instellingen" in alice.get(page(world)).text


def _grave(world: TwoOffices) -> list[int]:
    with act(world.alice, world.giver.slug) as actor:
        found = CouplingFinding.objects.filter(environment=actor.environment, severity="error", solved_at=None)
        return list(found.values_list("pk", flat=True))


def test_settings_are_made_for_each_and_then_it_runs(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R222, R223: not before; as the first one; and then the overview shows what is coupled."""
    alice = signed_in(world.alice)
    first, second = selected(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        Coupling.objects.get(environment=actor.environment).coupled_set.update(standing="coupled", code="")
    at(world, Stage.SETTINGS)
    refused = alice.post(page(world, "finish/"))
    assert refused.status_code in (403, 409)
    assert "COUPLING-OPEN" in refused.text
    form = alice.get(page(world, f"administrations/{first}/"))
    assert '<option value="70" selected>' in form.text
    chosen = {"journal": "70", "revenue_account": "8000", "receivable_account": "1300", "vat_high": "2"}
    assert alice.post(page(world, f"administrations/{first}/"), chosen).status_code == 302
    wrong = alice.post(page(world, f"administrations/{second}/"), {**chosen, "journal": "x"})
    assert wrong.status_code == 422
    assert "COUPLING-SETTING" in wrong.text
    like = alice.get(page(world, f"administrations/{second}/?like={first}")).text
    assert '<option value="8000" selected>' in like
    alice.post(page(world, f"administrations/{second}/"), {**chosen, "contacts_back": "yes"})
    assert alice.post(page(world, "finish/")).status_code == 302
    assert shown(world).stage is Stage.RUNNING
    assert shown(world).administrations[1].settings["contacts_back"] == "yes"


def test_a_wrong_code_is_told_and_what_was_typed_stays(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R205, R208."""
    first, second = selected(world, exact)
    sent = {"treatment": "by_hand", f"code-{first}": "777", f"code-{second}": "777", "lead": str(second)}
    answer = signed_in(world.alice).post(page(world, "configure/"), sent)
    assert answer.status_code == 422
    assert "COUPLING-CODE" in answer.text
    assert answer.text.count('value="777"') == 2
    assert 'value="by_hand" checked' in answer.text


def test_what_stands_here_is_chosen_to_lead(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    selected(world, exact)
    alice = signed_in(world.alice)
    sent = {"treatment": "automatic", "lead": "", "lead-phone": "here", **_codes(world)}
    assert alice.post(page(world, "configure/"), sent).status_code == 302
    text = alice.get(page(world, "configure/")).text
    assert text.count('<option value="here" selected>') == 1
    assert '<option value="here" selected>' in text.split('id="lead-phone"')[1].split("</select>")[0]


def test_nothing_begins_without_the_tick(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R199, R209."""
    selected(world, exact)
    alice = signed_in(world.alice)
    alice.post(page(world, "configure/"), {"treatment": "automatic", **_codes(world)})
    answer = alice.post(page(world, "confirm/"), {})
    assert "COUPLING-NOT-CONFIRMED" in answer.text
    assert shown(world).stage is Stage.CONFIGURE


def _codes(world: TwoOffices) -> dict[str, str]:
    return {f"code-{one.number}": f"00{place}" for place, one in enumerate(shown(world).administrations)}


def test_everybody_is_told_on_every_page_while_contacts_are_matched(
    world: TwoOffices, exact: Playing, signed_in: SignIn
) -> None:
    """R209, R210, R214: until all is decided, in this environment alone; and they can go on working."""
    bob = signed_in(world.bob)
    places = [f"/e/{world.giver.slug}/", f"/e/{world.giver.slug}/administrations/"]
    assert all(BANNER not in bob.get(place).text for place in places)
    confirmed(world, exact)
    for stage in (Stage.FETCHING, Stage.SOLVING, Stage.MATCHING):
        at(world, stage)
        answers = [bob.get(place) for place in places]
        assert all(one.status_code == 200 and BANNER in one.text for one in answers)
    assert BANNER not in signed_in(world.dora).get(f"/e/{world.receiver.slug}/").text
    at(world, Stage.SETTINGS)
    assert BANNER not in bob.get(places[0]).text


def test_the_progress_is_live_and_says_nothing_new_while_nothing_changed(
    world: TwoOffices, exact: Playing, signed_in: SignIn
) -> None:
    """R213, R214."""
    confirmed(world, exact)
    alice = signed_in(world.alice)
    text = alice.get(page(world)).text
    assert 'hx-trigger="every 2s"' in text
    version = shown(world).version
    seen = alice.get(page(world), {"seen": version}, headers={"hx-request": "true"})
    assert seen.status_code == 204
    worked(world)
    part = alice.get(page(world), {"seen": version}, headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert "hx-trigger" not in part.text


def test_what_stopped_is_told_and_goes_on(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R218: somebody has to connect again, and then it goes on where it was."""
    confirmed(world, exact)
    held = exact.forget()
    worked(world)
    alice = signed_in(world.alice)
    text = alice.get(page(world)).text
    assert "Het is gestopt" in text
    assert page(world, "go-on/") in text
    exact.restore(held)
    assert alice.post(page(world, "go-on/")).status_code == 302
    assert worked(world).stage is Stage.SOLVING


def test_what_could_not_be_processed_is_listed_and_accepted(
    world: TwoOffices, exact: Playing, signed_in: SignIn
) -> None:
    """R215 to R218: one by one or all of a kind; more than a page of them pages."""
    confirmed(world, exact)
    at(world, Stage.SOLVING)
    _found(world, 60)
    alice = signed_in(world.alice)
    text = alice.get(page(world)).text
    assert text.count("COUPLING-TEST") == 1  # the code stands in the one button for all of its kind
    assert "Los het op" in text
    assert "after=" in text
    assert "COUPLING-OPEN" in alice.post(page(world, "match/")).text
    alice.post(page(world, f"findings/{_grave(world)[0]}/accept/"))
    assert len(_grave(world)) == 59
    alice.post(page(world, "findings/accept/"), {"code": "COUPLING-TEST"})
    assert _grave(world) == []
    assert alice.post(page(world, "match/")).status_code == 302


def _found(world: TwoOffices, count: int) -> None:
    with act(world.alice, world.giver.slug) as actor:
        CouplingFinding.objects.bulk_create(
            CouplingFinding(
                environment=actor.environment,
                severity="error",
                code="COUPLING-TEST",
                place=f"relation {number}",
                message=keep(sentence("To be solved")),
                remedy=keep("Los het op."),
            )
            for number in range(count)
        )


def test_who_only_keeps_books_sees_how_far_it_is_and_sets_nothing_up(
    world: TwoOffices, exact: Playing, signed_in: SignIn
) -> None:
    bob = signed_in(world.bob)
    assert bob.get(page(world)).status_code == 200
    confirmed(world, exact)
    text = bob.get(page(world)).text
    assert "Contacten worden opgehaald" in text
    first = shown(world).administrations[0].number
    for place in ("select/", "configure/", "confirm/", f"administrations/{first}/"):
        assert bob.get(page(world, place)).status_code == 403, place
    for place in ("back/", "add/", "leave/", "go-on/", "read-again/", "match/", "matched/", "finish/"):
        assert bob.post(page(world, place)).status_code == 403, place
    assert bob.post(page(world, f"administrations/{first}/uncouple/")).status_code == 403


def test_a_stranger_finds_nothing(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    first, _second = selected(world, exact)
    charlie = signed_in(world.charlie)
    assert charlie.get(page(world)).status_code == 404
    switched_on(world, world.elsewhere.slug)
    there = f"/e/{world.elsewhere.slug}/contacts/coupling/administrations/{first}/"
    assert charlie.get(there).status_code == 404
    assert charlie.post(f"{there}uncouple/").status_code == 404


@pytest.mark.parametrize("chosen", ["x", ":", "1:", "99999999999999999999:1", f"0:{BLOCKED}", "1:\0"])
def test_what_cannot_be_chosen_is_refused_politely(
    world: TwoOffices, exact: Playing, signed_in: SignIn, chosen: str
) -> None:
    answer = signed_in(world.alice).post(page(world, "select/"), {"chosen": [chosen]})
    assert answer.status_code == 422
    assert "COUPLING-NOT-SELECTABLE" in answer.text


def test_an_administration_is_uncoupled_after_it_was_said_what_stays(
    world: TwoOffices, exact: Playing, signed_in: SignIn
) -> None:
    first, _second = selected(world, exact)
    at(world, Stage.RUNNING)
    alice = signed_in(world.alice)
    assert (
        "geen andere administratie krijgt de code" in alice.get(page(world, f"administrations/{first}/uncouple/")).text
    )
    answer = alice.post(page(world, f"administrations/{first}/uncouple/"), follow=True)
    assert "ontkoppeld" in answer.text
    assert [one.number for one in shown(world).administrations] == [_second]
    at(world, Stage.FETCHING)
    assert alice.post(page(world, f"administrations/{_second}/uncouple/")).status_code == 422


def test_the_worker_stops_where_it_was_switched_off(world: TwoOffices, exact: Playing) -> None:
    """R194: nothing is read any more."""
    confirmed(world, exact)
    with act(world.alice, world.giver.slug) as actor:
        number = Coupling.objects.get(environment=actor.environment).pk
    with as_worker():
        Coupling.objects.filter(pk=number).update(switched_off_at="2026-01-01T00:00Z")
    calls = sum(exact.world.calls.values())
    assert not running.advance(number, world.giver.slug)
    assert sum(exact.world.calls.values()) == calls


def test_to_the_end_through_the_worker(world: TwoOffices, exact: Playing, signed_in: SignIn) -> None:
    """R217, R222: with one administration there is nothing to decide."""
    alice = signed_in(world.alice)
    selected(world, exact, EMPTY)
    alice.post(page(world, "configure/"), {"treatment": "automatic", **_codes(world)})
    alice.post(page(world, "confirm/"), {"understood": "yes"})
    worked(world)
    alice.post(page(world, "match/"))
    alice.post(page(world, "matched/"))
    assert worked(world).stage is Stage.SETTINGS
    set_all(world)
    assert "De koppeling loopt." in alice.post(page(world, "finish/"), follow=True).text
    assert shown(world).stage is Stage.RUNNING


@pytest.mark.parametrize(
    "word",
    ["meerdere administraties", "exact online", "koppeling", "boekhouding", "bv's", "organisatie", "contacten",
     "facturatie"],
)  # fmt: skip
def test_the_manual_is_found_by_its_keywords(word: str) -> None:
    """R224."""
    assert "couple-administrations" in {one.slug for one in articles.search(word, "nl")}


def test_the_manual_asks_whether_it_helped(world: TwoOffices, signed_in: SignIn) -> None:
    """R224: and stands beside the pages of the coupling (R196, R223)."""
    alice = signed_in(world.alice)
    text = alice.get("/help/couple-administrations/").text
    assert "/help/couple-administrations/vote/" in text
    switched_on(world)
    assert "/help/settings-of-coupled-administrations/" in alice.get(page(world)).text
