"""Contacts kept in step with two administrations of the real sandbox, in both directions."""

import pytest
from pytest_django.fixtures import Settings

from overstap.connectors.sandboxes.world import Fault
from overstap.coupling import deciding, undoing
from overstap.coupling.administration_settings import NO
from overstap.coupling.keeping import actions, queries, running
from overstap.coupling.keeping.following import GONE
from overstap.coupling.keeping.models import Keeping, Outgoing
from overstap.coupling.keeping.sending import NOT_SENT, REACHED
from overstap.coupling.keeping.values import Sending, Sort, Step
from overstap.coupling.models import Card, Contact, Coupled, Coupling, CouplingFinding, Decision, Difference, Question
from overstap.coupling.values import HERE, Answer, Deed, Left, Standing, Treatment
from overstap.durable import points
from overstap.lib import clock
from overstap.tenancy import access
from tests.connectors.driven import SOCKET
from tests.coupling.keeping.world import SWAN, Kept, kept

NEW_MAIL = "nieuw@dezwaan.example"


def writes(exact: Kept) -> list[str]:
    return [call for call in exact.at.world.calls if call.split()[0] in ("POST", "PUT", "DELETE") and "crm" in call]


def findings(exact: Kept, code: str) -> list[CouplingFinding]:
    with exact.act():
        open_ = CouplingFinding.objects.filter(environment=exact.environment, code=code, solved_at=None)
        return list(open_.select_related("card").order_by("pk"))


def test_after_the_first_reading_nothing_changes_and_nothing_goes_out(exact: Kept) -> None:
    swan = exact.contact()
    with exact.act():
        assert Card.objects.filter(contact=swan, left="").count() == 2
    exact.at.world.calls.clear()
    found = exact.round()
    assert (found.changed, found.sent, found.waiting, found.conflicts, found.busy) == (0, 0, 0, 0, False)
    assert writes(exact) == []


def test_a_change_in_one_administration_flows_to_the_contact_and_to_the_other_one(exact: Kept) -> None:
    """R220: what was changed in one administration and not in all."""
    exact.change(exact.bakkerij, {"Email": NEW_MAIL, "AddressLine1": "Markt 14"})
    exact.round()
    assert exact.contact().fields["email"] == NEW_MAIL
    assert exact.contact().fields["street"] == "Markt 14"
    other = exact.there(exact.linde)
    assert (other["Email"], other["AddressLine1"]) == (NEW_MAIL, "Markt 14")
    assert exact.contact().leads == {}
    assert exact.round().changed == 0
    with exact.act():
        told = Decision.objects.filter(contact=exact.contact(), deed=Deed.CHANGE, person=None).order_by("pk")
        assert [one.reasons[0][0] for one in told] == ["CHANGED-THERE", "IN-STEP"]


def test_after_that_a_change_in_the_other_one_flows_back(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.round()
    exact.change(exact.linde, {"Email": "weer@dezwaan.example"})
    exact.round()
    assert exact.there(exact.bakkerij)["Email"] == "weer@dezwaan.example"
    assert exact.status().differences == 0


def test_over_a_socket_it_is_the_same(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept(settings, monkeypatch, SOCKET) as exact:
        exact.change(exact.bakkerij, {"Email": NEW_MAIL})
        exact.round()
        assert exact.there(exact.linde)["Email"] == NEW_MAIL


def test_what_was_emptied_in_one_is_emptied_in_the_other(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Website": None})
    exact.round()
    assert "website" not in exact.contact().fields
    assert not exact.there(exact.linde)["Website"]


def test_to_an_administration_that_takes_nothing_back_nothing_is_written(exact: Kept) -> None:
    exact.back(exact.linde, NO)
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.at.world.calls.clear()
    found = exact.round()
    assert exact.contact().fields["email"] == NEW_MAIL
    assert (found.sent, found.differences) == (0, 0)
    assert writes(exact) == []


def test_what_changed_on_two_sides_is_a_conflict_and_nothing_is_overwritten(exact: Kept) -> None:
    before = exact.contact().fields["email"]
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.change(exact.linde, {"Email": "anders@dezwaan.example"})
    found = exact.round()
    assert (found.conflicts, found.waiting, found.sent) == (1, 0, 0)
    assert exact.contact().fields["email"] == before
    assert exact.there(exact.bakkerij)["Email"] == NEW_MAIL
    assert exact.there(exact.linde)["Email"] == "anders@dezwaan.example"
    assert exact.round().conflicts == 1


def test_a_conflict_that_a_person_decides_goes_out(exact: Kept) -> None:
    """R221: the person chooses which data lead."""
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.change(exact.linde, {"Email": "anders@dezwaan.example"})
    exact.round()
    with exact.act() as actor:
        deciding.lead(actor, exact.contact().number, exact.card(exact.linde).pk, ["email"])
    found = exact.round()
    assert exact.there(exact.bakkerij)["Email"] == "anders@dezwaan.example"
    assert (found.conflicts, found.differences, exact.contact().leads) == (0, 0, {})


def test_a_conflict_that_was_solved_at_the_package_is_none_any_more(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.change(exact.linde, {"Email": "anders@dezwaan.example"})
    exact.round()
    exact.change(exact.linde, {"Email": NEW_MAIL})
    assert exact.round().differences == 0
    assert exact.contact().fields["email"] == NEW_MAIL


def test_where_one_administration_leads_by_rule_the_other_gets_it_back(exact: Kept) -> None:
    with exact.act():
        Coupling.objects.filter(pk=exact.coupling.pk).update(leads={"email": str(exact.bakkerij.pk)})
    ours = exact.there(exact.bakkerij)["Email"]
    exact.change(exact.linde, {"Email": "anders@dezwaan.example", "Phone": "030-9999999"})
    exact.round()
    assert exact.there(exact.linde)["Email"] == ours
    assert exact.there(exact.bakkerij)["Phone"] == "030-9999999"


def test_where_what_stands_here_leads_a_change_there_is_set_back(exact: Kept) -> None:
    with exact.act():
        Coupling.objects.filter(pk=exact.coupling.pk).update(leads={"email": HERE})
    ours = exact.contact().fields["email"]
    exact.change(exact.linde, {"Email": "anders@dezwaan.example", "Phone": "030-9999999"})
    exact.round()
    assert exact.contact().fields["email"] == ours
    assert exact.there(exact.linde)["Email"] == ours
    assert exact.there(exact.bakkerij)["Phone"] == "030-9999999"
    assert exact.status().differences == 0


def test_a_change_here_goes_out_to_both(exact: Kept) -> None:
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL, "website": ""})
    assert exact.status().waiting == 2
    found = exact.round()
    assert (found.sent, found.waiting, found.differences) == (2, 0, 0)
    assert [exact.there(one)["Email"] for one in (exact.bakkerij, exact.linde)] == [NEW_MAIL, NEW_MAIL]
    assert not exact.there(exact.linde)["Website"]
    assert exact.contact().leads == {}
    assert [one.person for one in exact.outgoing()] == [exact.sanne.name] * 2


def test_a_change_here_and_there_at_once_is_a_conflict(exact: Kept) -> None:
    """R211: a contact that is changed meanwhile is noticed, and is no error."""
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL, "phone": "030-7777777"})
    exact.change(exact.linde, {"Email": "hunne@dezwaan.example"})
    found = exact.round()
    assert (found.conflicts, found.waiting) == (1, 0)
    assert exact.there(exact.linde)["Email"] == "hunne@dezwaan.example"
    assert exact.there(exact.linde)["Phone"] == "030-7777777"
    assert exact.there(exact.bakkerij)["Phone"] == "030-7777777"


def test_a_change_there_just_before_ours_is_noticed_too(exact: Kept) -> None:
    """Between our reading and our writing: it is read again, and becomes a conflict; the rest goes out."""
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL, "phone": "030-7777777"})
    while running.advance(exact.coupling.pk):
        with exact.act():
            if Keeping.objects.get(environment=exact.environment).step == Step.SEND:
                break
    exact.change(exact.linde, {"Email": "hunne@dezwaan.example"})
    found = exact.round()
    assert exact.there(exact.linde)["Email"] == "hunne@dezwaan.example"
    assert exact.there(exact.linde)["Phone"] == "030-7777777"
    assert (found.conflicts, found.waiting) == (1, 0)


def test_what_a_person_changes_while_it_is_sent_goes_out_after_it(exact: Kept) -> None:
    """Nobody waits for the package, and the last word counts."""
    number = exact.contact().number
    with exact.act() as actor:
        actions.change(actor, number, {"email": NEW_MAIL})
    said: list[str] = []

    def meanwhile(reached: str) -> None:
        if reached == REACHED and not said:
            said.append(reached)
            with exact.act() as actor:
                actions.change(actor, number, {"email": "laatste@dezwaan.example"})

    with points.listen(meanwhile):
        found = exact.round()
    assert said
    assert [exact.there(one)["Email"] for one in (exact.bakkerij, exact.linde)] == ["laatste@dezwaan.example"] * 2
    assert (found.waiting, found.differences, exact.contact().fields["email"]) == (0, 0, "laatste@dezwaan.example")


def test_a_contact_that_a_person_removes_while_it_is_made_there_stays_removed(exact: Kept) -> None:
    with exact.act() as actor:
        number = actions.make(actor, {"name": "Tijdelijk"}, [exact.linde.pk])
    said: list[str] = []

    def meanwhile(reached: str) -> None:
        if reached == REACHED and not said:
            said.append(reached)
            with exact.act() as actor:
                actions.remove(actor, number)

    with points.listen(meanwhile):
        exact.round()
    exact.round()
    with exact.act():
        assert Contact.objects.get(environment=exact.environment, number=number).ended_at is not None
    assert exact.contact("Tijdelijk").number > number  # what stands in the administration is a contact of its own


def test_a_new_relation_that_is_nobody_yet_is_a_new_contact(exact: Kept) -> None:
    swan = exact.contact()
    made = exact.make(
        exact.linde, {"Name": "Loodgietersbedrijf Van Vliet", "City": "Zeist", "Email": "i@vliet.example"}
    )
    exact.round()
    assert exact.contact("Loodgietersbedrijf Van Vliet").number > swan.number
    assert exact.card(exact.linde, "Loodgietersbedrijf Van Vliet").key == made["ID"]


def test_the_same_party_in_the_other_administration_is_joined_and_the_log_says_why(exact: Kept) -> None:
    told = {
        "Name": "Loodgietersbedrijf Van Vliet B.V.",
        "AddressLine1": "Kerklaan 4",
        "Postcode": "3701 AB",
        "City": "Zeist",
        "Email": "info@vanvliet.example",
        "Phone": "030-6911234",
        "ChamberOfCommerce": "30123459",
    }
    exact.make(exact.linde, told)
    exact.round()
    exact.make(exact.bakkerij, told)
    exact.round()
    contact = exact.contact(told["Name"])
    with exact.act():
        assert Card.objects.filter(contact=contact, left="").count() == 2
        joined = Decision.objects.get(contact=contact, deed=Deed.JOIN)
    assert joined.person is None
    assert joined.reasons


def test_by_hand_nothing_is_joined_by_itself(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """R203: the person chose to decide about every pair."""
    told = {"Name": "Loodgietersbedrijf Van Vliet B.V.", "City": "Zeist", "Email": "info@vanvliet.example"}
    told |= {"ChamberOfCommerce": "30123459", "Phone": "030-6911234"}
    with kept(settings, monkeypatch, treatment=Treatment.BY_HAND) as exact:
        exact.make(exact.linde, told)
        exact.make(exact.bakkerij, told)
        exact.round()
        with exact.act():
            found = Contact.objects.filter(fields__name=told["Name"], environment=exact.environment)
            assert found.count() == 2
            cards = Card.objects.filter(contact__in=found)
            assert Question.objects.filter(one__in=cards, other__in=cards, answer=Answer.OPEN).count() == 1


def test_a_relation_that_was_deleted_leaves_the_contact_while_another_one_has_it(exact: Kept) -> None:
    made = exact.make(exact.bakkerij, {"Name": "Tijdelijk", "City": "Ede"})
    exact.round()
    contact = exact.contact("Tijdelijk")
    with exact.act() as actor:
        actions.send(actor, contact.number, [exact.linde.pk])
    exact.round()
    exact.delete(exact.bakkerij, "Tijdelijk")
    exact.round()
    with exact.act():
        assert Card.objects.get(key=made["ID"]).left == Left.GONE
    assert exact.contact("Tijdelijk").pk == contact.pk
    assert findings(exact, GONE) == []
    exact.delete(exact.linde, "Tijdelijk")
    assert exact.round().gone == 1
    assert [one.card.contact_id for one in findings(exact, GONE) if one.card] == [contact.pk]
    assert exact.contact("Tijdelijk").fields["city"] == "Ede"


def test_a_contact_made_here_goes_out_where_it_is_wanted(exact: Kept) -> None:
    fields = {"name": "Nieuwe klant B.V.", "email": "n@klant.example", "street": "Weg 1", "city": "Ede"}
    with exact.act() as actor:
        number = actions.make(actor, fields, [exact.linde.pk])
    exact.round()
    there = exact.there(exact.linde, "Nieuwe klant B.V.")
    assert (there["Email"], there["AddressLine1"]) == ("n@klant.example", "Weg 1")
    assert exact.listed(exact.bakkerij, "Name eq 'Nieuwe klant B.V.'") == []
    assert exact.card(exact.linde, "Nieuwe klant B.V.").contact_id == exact.contact("Nieuwe klant B.V.").pk
    assert exact.contact("Nieuwe klant B.V.").number == number
    assert exact.round().changed == 0


def test_its_code_there_is_never_somebody_elses(exact: Kept) -> None:
    """Somebody takes the code between our wish and our writing: the package gives the next of its series."""
    with exact.act() as actor:
        actions.make(actor, {"name": "Nieuwe klant"}, [exact.linde.pk], code="9001")
    exact.make(exact.linde, {"Name": "Was sneller", "Code": "9001".rjust(18)})
    exact.round()
    assert exact.there(exact.linde, "Was sneller")["Code"].strip() == "9001"
    assert exact.there(exact.linde, "Nieuwe klant")["Code"].strip() not in ("", "9001")


@pytest.mark.parametrize("fault", ["drop-after", "drop-before"])
@pytest.mark.parametrize("where", ["POST .*crm/Accounts", "PUT .*crm/Accounts"])
def test_an_answer_that_got_lost_doubles_nothing(exact: Kept, fault: str, where: str) -> None:
    with exact.act() as actor:
        actions.make(actor, {"name": "Nieuwe klant"}, [exact.linde.pk])
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL})
    exact.at.world.switch_on(Fault(fault, where, times=9))
    exact.round()
    exact.at.world.switch_off()
    assert exact.round().waiting == 0
    assert len(exact.listed(exact.linde, "Name eq 'Nieuwe klant'")) == 1
    assert exact.there(exact.linde)["Email"] == NEW_MAIL
    with exact.act():
        assert Contact.objects.filter(fields__name="Nieuwe klant", environment=exact.environment).count() == 1


def test_what_the_package_refuses_is_told_in_its_words_and_can_be_sent_again(exact: Kept) -> None:
    exact.at.world.switch_on(Fault("500", "PUT .*200001/crm/Accounts", facts={"message": "Ongeldig e-mailadres"}))
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL})
    assert exact.round().refused == 1
    (finding,) = findings(exact, NOT_SENT)
    assert finding.message == {"text": "Ongeldig e-mailadres"}
    (refused,) = [one for one in exact.outgoing() if one.state is Sending.REFUSED]
    assert exact.there(exact.bakkerij)["Email"] == NEW_MAIL
    with exact.act() as actor:
        actions.again(actor, refused.number)
    assert (exact.round().refused, findings(exact, NOT_SENT)) == (0, [])
    assert exact.there(exact.linde)["Email"] == NEW_MAIL


def test_a_division_that_was_moved_is_read_whole_and_compared(exact: Kept) -> None:
    """R018: Exact numbers everything anew; what changed and what went in between is found all the same."""
    exact.make(exact.bakkerij, {"Name": "Tijdelijk"})
    exact.round()
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.delete(exact.bakkerij, "Tijdelijk")
    exact.at.world.switch_on(Fault("division-moved", "/api/v1/100001/system/Divisions"))
    found = exact.round()
    assert exact.there(exact.linde)["Email"] == NEW_MAIL
    assert (found.gone, found.changed) == (1, 2)


def test_a_cursor_that_is_none_has_everything_read(exact: Kept) -> None:
    with exact.act():
        Coupled.objects.filter(pk=exact.bakkerij.pk).update(cursor="niets")
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    assert exact.round().changed == 1


def test_an_administration_that_lets_us_in_no_more_holds_up_nobody_and_is_tried_again(exact: Kept) -> None:
    exact.at.world.switch_on(Fault("forbidden", "/api/v1/200001/", times=999))
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    for _round in range(3):
        found = exact.round()
    assert exact.contact().fields["email"] == NEW_MAIL
    assert found.waiting == 1
    assert [one.standing for one in found.administrations] == [Standing.COUPLED, Standing.LOST]
    assert len(findings(exact, "COUPLING-LOST")) == 1
    exact.at.world.switch_off()
    found = exact.round()
    assert (found.waiting, findings(exact, "COUPLING-LOST")) == (0, [])
    assert exact.there(exact.linde)["Email"] == NEW_MAIL
    assert {one.standing for one in found.administrations} == {Standing.COUPLED}


def test_a_package_that_is_away_is_read_in_the_next_round(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.at.world.switch_on(Fault("maintenance", "/api/v1/", times=999))
    found = exact.round()
    assert (found.busy, found.changed) == (False, 0)
    exact.at.world.switch_off()
    exact.round()
    assert exact.there(exact.linde)["Email"] == NEW_MAIL


def test_a_contact_that_is_removed_here_stays_there_and_does_not_come_back(exact: Kept) -> None:
    contact = exact.contact()
    with exact.act() as actor:
        decision = actions.remove(actor, contact.number)
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    exact.round()
    with exact.act():
        assert not Contact.objects.filter(fields__name=SWAN, ended_at=None, environment=exact.environment).exists()
        assert not Difference.objects.filter(contact=contact, is_open=True).exists()
    assert exact.there(exact.linde)["Email"] != NEW_MAIL
    with exact.act() as actor:
        undoing.undo(actor, decision)
    assert exact.contact().pk == contact.pk


def test_it_is_deleted_there_where_that_was_chosen_and_the_package_allows_it(exact: Kept) -> None:
    with exact.act() as actor:
        number = actions.make(actor, {"name": "Tijdelijk"}, [exact.linde.pk])
    exact.round()
    with exact.act() as actor:
        actions.remove(actor, number, [exact.card(exact.linde, "Tijdelijk").pk])
        actions.remove(actor, exact.contact().number, [exact.card(exact.bakkerij).pk])
    found = exact.round()
    assert exact.listed(exact.linde, "Name eq 'Tijdelijk'") == []
    assert found.refused == 1
    (told,) = findings(exact, NOT_SENT)
    assert "Used in" in str(told.message)
    assert exact.there(exact.bakkerij)["Name"] == SWAN


def test_a_removal_that_was_undone_deletes_nothing(exact: Kept) -> None:
    with exact.act() as actor:
        number = actions.make(actor, {"name": "Tijdelijk"}, [exact.linde.pk])
    exact.round()
    with exact.act() as actor:
        decision = actions.remove(actor, number, [exact.card(exact.linde, "Tijdelijk").pk])
        undoing.undo(actor, decision)
    exact.round()
    assert exact.there(exact.linde, "Tijdelijk")["Name"] == "Tijdelijk"
    assert [one.state for one in exact.outgoing() if one.sort is Sort.REMOVE] == [Sending.OVERTAKEN]


def test_somebody_elsewhere_sees_nothing_of_it(exact: Kept) -> None:
    """Isolation: neither by the door nor by the tables."""
    with exact.act() as actor:
        actions.change(actor, exact.contact().number, {"email": NEW_MAIL})
    with access.enter(exact.olga, exact.elsewhere.slug):
        assert not Outgoing.objects.exists()
        assert not Keeping.objects.exists()
        assert Outgoing.objects.update(state=Sending.SENT) == 0


def test_who_may_only_look_sees_how_it_goes_and_changes_nothing(exact: Kept) -> None:
    number = exact.contact().number
    with exact.act(exact.karin) as actor:
        assert queries.status(actor).running
        for verb in (
            lambda: actions.make(actor, {"name": "X"}),
            lambda: actions.change(actor, number, {"name": "X"}),
            lambda: actions.send(actor, number, [exact.linde.pk]),
            lambda: actions.remove(actor, number),
            lambda: actions.now(actor),
        ):
            with pytest.raises(access.NotAllowed):
                verb()


def test_a_coupling_that_was_switched_off_is_left_alone(exact: Kept) -> None:
    exact.change(exact.bakkerij, {"Email": NEW_MAIL})
    with exact.act():
        Coupling.objects.filter(pk=exact.coupling.pk).update(switched_off_at=clock.now())
    exact.at.world.calls.clear()
    assert running.advance(exact.coupling.pk) is False
    assert not exact.at.world.calls
