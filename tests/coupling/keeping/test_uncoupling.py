"""Letting an administration go: nothing goes there any more, nobody is asked about it, and what stands here stays."""

import pytest

from overstap.connectors.sandboxes.world import Fault
from overstap.coupling import fetching
from overstap.coupling.administration_settings import NO
from overstap.coupling.errors import ContactRefused
from overstap.coupling.keeping import actions, uncoupling
from overstap.coupling.keeping.values import Sending, Sort
from overstap.coupling.models import Card, Coupled, Coupling, CouplingFinding, Decision
from overstap.coupling.values import Standing
from tests.coupling.keeping.test_flowing_through import NEW_MAIL, writes
from tests.coupling.keeping.world import Kept

OTHER_MAIL = "anders@dezwaan.example"


def let_go(exact: Kept, coupled: Coupled) -> None:
    with exact.act() as actor:
        uncoupling.uncouple(actor, coupled.pk)


def conflicts(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.change(exact.linde, {"Email": OTHER_MAIL})
    assert exact.round().conflicts == 1


def test_what_waited_to_be_written_there_is_dropped_and_the_rest_goes_out(exact: Kept) -> None:
    before = exact.there(exact.linde)["Email"]
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL})
        new = actions.make(actor, {"name": "Nieuwe klant"}, [exact.linde.pk])
    let_go(exact, exact.linde)
    found = exact.round()
    assert (found.waiting, found.sent) == (0, 1)
    assert exact.there(exact.bakkerij)["Email"] == NEW_MAIL
    assert exact.there(exact.linde)["Email"] == before
    assert exact.listed(exact.linde, "Name eq 'Nieuwe klant'") == []
    assert exact.contact("Nieuwe klant").number == new
    states = {(one.sort, one.administration): one.state for one in exact.outgoing()}
    assert states == {
        (Sort.CHANGE, exact.bakkerij.pk): Sending.SENT,
        (Sort.CHANGE, exact.linde.pk): Sending.OVERTAKEN,
        (Sort.MAKE, exact.linde.pk): Sending.OVERTAKEN,
    }


def test_a_removal_that_waited_deletes_nothing_there(exact: Kept) -> None:
    with exact.act() as actor:
        number = actions.make(actor, {"name": "Tijdelijk"}, [exact.linde.pk])
    exact.round()
    with exact.act() as actor:
        actions.remove(actor, number, [exact.card(exact.linde, "Tijdelijk").pk])
    let_go(exact, exact.linde)
    exact.round()
    assert exact.there(exact.linde, "Tijdelijk")["Name"] == "Tijdelijk"


def test_what_it_refused_is_not_sent_again(exact: Kept) -> None:
    exact.at.world.switch_on(Fault("500", "PUT .*200001/crm/Accounts", facts={"message": "Ongeldig e-mailadres"}))
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL})
    assert exact.round().refused == 1
    (refused,) = [one for one in exact.outgoing() if one.state is Sending.REFUSED]
    let_go(exact, exact.linde)
    assert exact.status().refused == 0
    with exact.act() as actor, pytest.raises(ContactRefused) as caught:
        actions.again(actor, refused.number)
    assert caught.value.code == "COUPLING-SENT"


def test_nothing_is_deleted_there_afterwards_either(exact: Kept) -> None:
    card = exact.card(exact.linde).pk
    let_go(exact, exact.linde)
    with exact.act() as actor, pytest.raises(ContactRefused):
        actions.remove(actor, exact.contact().number, [card])
    with exact.act() as actor:
        actions.remove(actor, exact.contact().number, [exact.card(exact.bakkerij).pk])
    exact.round()
    assert exact.there(exact.linde)["ID"]


def test_a_conflict_with_it_is_over_and_what_the_other_one_said_flows(exact: Kept) -> None:
    """R220: of two that changed it only one is coupled still."""
    conflicts(exact)
    let_go(exact, exact.bakkerij)
    assert exact.status().differences == 0
    assert exact.contact().fields["email"] == OTHER_MAIL
    with exact.act():
        *_before, told, after = Decision.objects.filter(contact=exact.contact()).order_by("pk")
        assert [told.reasons[0][0], after.reasons[0][0]] == ["CHANGED-THERE", "IN-STEP"]
        assert told.after["fields"][str(exact.contact().pk)]["email"] == OTHER_MAIL
    exact.at.world.calls.clear()
    assert exact.round().differences == 0
    assert writes(exact) == []
    assert exact.there(exact.bakkerij)["Email"] == NEW_MAIL


def test_a_difference_that_never_was_settled_is_asked_no_more_and_the_contact_stays(exact: Kept) -> None:
    exact.back(exact.linde, NO)
    exact.back(exact.bakkerij, NO)
    before = exact.contact().fields["email"]
    with exact.act():
        Card.objects.filter(pk=exact.card(exact.linde).pk).update(settled=None, to_match=True)
    exact.change(exact.linde, {"Email": OTHER_MAIL})
    assert exact.round().differences == 1
    let_go(exact, exact.bakkerij)
    assert exact.round().differences == 0
    assert exact.contact().fields["email"] == before


def test_what_changes_in_the_other_one_still_flows_and_here_nothing_is_lost(exact: Kept) -> None:
    exact.back(exact.linde, NO)
    exact.change(exact.bakkerij, {"Website": "www.dezwaan.example"})
    exact.round()
    let_go(exact, exact.bakkerij)
    exact.change(exact.bakkerij, {"City": "Elders"})
    exact.change(exact.linde, {"Phone": "030-9999999", "Email": OTHER_MAIL})
    found = exact.round()
    told = exact.contact().fields
    assert (told["phone"], told["email"], told["website"]) == ("030-9999999", OTHER_MAIL, "www.dezwaan.example")
    assert told["city"] != "Elders"
    assert found.differences == 0


def test_what_the_other_one_empties_stays_empty(exact: Kept) -> None:
    let_go(exact, exact.bakkerij)
    exact.change(exact.linde, {"Email": ""})
    exact.round()
    exact.change(exact.linde, {"Phone": "030-8888888"})
    assert exact.round().differences == 0
    told = exact.contact().fields
    assert (told.get("email", ""), told["phone"]) == ("", "030-8888888")


def test_a_card_of_it_that_led_gives_way_to_what_the_other_one_says_next(exact: Kept) -> None:
    exact.back(exact.linde, NO)
    exact.change(exact.bakkerij, {"Website": "www.dezwaan.example"})
    exact.round()
    assert exact.contact().leads == {"website": exact.card(exact.bakkerij).pk}
    exact.change(exact.linde, {"Website": "www.anders.example"})
    assert exact.round().conflicts == 1
    let_go(exact, exact.bakkerij)
    assert exact.status().differences == 0
    assert (exact.contact().fields["website"], exact.contact().leads) == ("www.anders.example", {})


def test_it_leads_no_more_by_rule(exact: Kept) -> None:
    with exact.act():
        Coupling.objects.filter(pk=exact.coupling.pk).update(
            leads={"email": exact.bakkerij.pk, "phone": exact.linde.pk}
        )
    let_go(exact, exact.bakkerij)
    exact.change(exact.linde, {"Email": OTHER_MAIL})
    exact.round()
    assert exact.contact().fields["email"] == OTHER_MAIL
    assert exact.there(exact.linde)["Email"] == OTHER_MAIL
    with exact.act():
        assert Coupling.objects.get(pk=exact.coupling.pk).leads == {"phone": exact.linde.pk}


def test_one_that_is_uncoupled_while_it_is_read_stays_so(exact: Kept) -> None:
    exact.make(exact.linde, {"Name": "Later gekomen", "Status": "C", "Email": "geen adres"})
    with exact.act() as actor:
        reading = Coupled.objects.select_related("system").get(pk=exact.linde.pk)
        uncoupling.uncouple(actor, exact.linde.pk)
        fetching.fetch(reading)
        found = Coupled.objects.get(pk=exact.linde.pk)
        assert (found.standing, found.ended_at is not None) == (Standing.ENDED, True)
        assert Card.objects.filter(coupled=exact.linde, fields__name="Later gekomen", to_match=False).exists()
        about = CouplingFinding.objects.filter(coupled=exact.linde, card__fields__name="Later gekomen")
        assert about.exists()
        assert not fetching.keep_standing(reading, Standing.LOST, {"code": "X", "message": {}, "remedy": {}})
        assert Coupled.objects.get(pk=exact.linde.pk).standing == Standing.ENDED
        assert not CouplingFinding.objects.filter(coupled=exact.linde, solved_at=None).exists()
    assert not exact.round().busy
