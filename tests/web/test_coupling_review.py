"""The review of contacts, and which data leads: with Django's client."""

from collections.abc import Callable

import pytest
from django.test import Client

from overstap.coupling import deciding, queries
from overstap.coupling.models import Card, Contact, Coupling, Difference
from overstap.coupling.shown import Choice
from overstap.coupling.values import Answer, Deed
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import TwoOffices, act
from tests.tenancy.people import join, make_person
from tests.web.coupling_world import NAMES, Coupled3, coupled

SignIn = Callable[[Person], Client]


@pytest.fixture
def here(world: TwoOffices) -> Coupled3:
    return coupled(world)


def at(here: Coupled3, page: str = "") -> str:
    return f"/e/{here.slug}/contacts/{page}"


def answer_of(here: Coupled3, number: int) -> Answer:
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        return queries.question(actor, number).answer


def fields_of(here: Coupled3, number: int) -> dict[str, str]:
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        return dict(queries.contact(actor, number).fields)


def answer(client: Client, here: Coupled3, place: int, given: str, **more: object) -> str:
    """Answers and gives the page that follows."""
    sent = {"answer": given, **more}
    return client.post(at(here, f"review/{here.questions[place]}/answer/"), sent, follow=True).text


def test_r219_the_surest_question_comes_first_with_its_place_and_reasons_in_words(
    signed_in: SignIn, here: Coupled3
) -> None:
    client = signed_in(here.world.alice)
    page = client.get(at(here, "review/"), follow=True)
    assert page.redirect_chain[-1][0] == at(here, f"review/{here.questions[0]}/")
    for text in ("1 van 3", "Vrijwel zeker dezelfde", "naam: dezelfde woorden, afgekort", "+7,2", "−2,4", *NAMES[:2]):
        assert text in page.text, text


def test_what_differs_is_marked_by_a_word_and_what_is_only_written_otherwise_is_not(
    signed_in: SignIn, here: Coupled3
) -> None:
    """R220: the address changed in one of them; the telephone number is the same one."""
    text = signed_in(here.world.alice).get(at(here, f"review/{here.questions[0]}/")).text
    rows = {part.split("</tr>")[0] for part in text.split("<tr")}
    street = next(row for row in rows if "Houtkade 12" in row)
    phone = next(row for row in rows if "020-6123456" in row)
    assert "wijkt af" in street
    assert 'name="lead-street"' in street
    assert "wijkt af" not in phone
    assert "lead-phone" not in phone


def test_r202_the_same_makes_one_contact_and_the_next_question_comes(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    text = answer(client, here, 0, "same")
    assert "Samengevoegd: Timmerfabriek Bakker B.V." in text
    assert "1 van 2" in text
    assert answer_of(here, here.questions[0]) is Answer.SAME
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        joined = queries.question(actor, here.questions[0]).one
        (differing,) = queries.differences(actor, choice=Choice(contacts=(joined.number,)))
    assert len(joined.cards) == 2
    assert {one.field for one in differing.fields} == {"name", "street", "postal_code", "city"}


def test_r221_what_was_chosen_beside_it_leads_and_the_rest_stays_open(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    other = in_zaandam(here)
    answer(client, here, 0, "same", **{"lead-street": other, "lead-city": other})
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        joined = queries.question(actor, here.questions[0]).one
    assert (joined.fields["street"], joined.fields["city"]) == ("Zaagmolenweg 3 A", "Zaandam")
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        (differing,) = queries.differences(actor, choice=Choice(contacts=(joined.number,)))
    assert {one.field for one in differing.fields} == {"name", "postal_code"}


def test_an_administration_that_leads_for_all_of_these_is_kept_for_the_next_question(
    signed_in: SignIn, here: Coupled3
) -> None:
    client = signed_in(here.world.alice)
    answer(client, here, 0, "same", keep=here.administrations[1])
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        assert queries.question(actor, here.questions[0]).one.fields["city"] == "Zaandam"
    text = client.get(at(here, f"review/{here.questions[2]}/")).text
    assert f'<option value="{here.administrations[1]}" selected>' in text
    picked = [part for part in text.split("<input") if " checked" in part.split(">")[0]]
    assert picked
    assert all(f'data-of="{here.administrations[1]}"' in part for part in picked)


def test_different_keeps_them_apart_and_is_in_the_log(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    assert "Apart gehouden: " in answer(client, here, 1, "different")
    log = client.get(at(here, "decisions/?deed=keep_apart&by=people")).text
    assert "apart gehouden" in log
    assert here.world.alice.name in log
    by_rules = client.get(at(here, "decisions/?by=rules")).text
    assert '<option value="rules" selected>' in by_rules
    assert here.world.alice.name not in by_rules.split("<tbody>")[1]


def test_undo_opens_the_question_again_with_everything_that_was_decided_beside_it(
    signed_in: SignIn, here: Coupled3
) -> None:
    client = signed_in(here.world.alice)
    other = in_zaandam(here)
    text = answer(client, here, 0, "same", **{"lead-street": other})
    undo = text.split('data-key="u"')[0].rsplit('action="', 1)[1].split('"')[0]
    back = client.post(undo, {"back": "review"}, follow=True)
    assert back.redirect_chain[-1][0] == at(here, f"review/{here.questions[0]}/")
    assert answer_of(here, here.questions[0]) is Answer.OPEN
    with audit.attempt(here.world.alice, here.slug, "test"):
        assert Contact.objects.filter(number__in=here.contacts, ended_at=None).count() == 3
    assert 'data-key="u"' not in back.text


def test_who_comes_second_is_told_who_decided_what_and_goes_on(signed_in: SignIn, here: Coupled3) -> None:
    """Two people review the same pair."""
    alice, bob = signed_in(here.world.alice), signed_in(here.world.bob)
    answer(alice, here, 0, "different")
    late = bob.post(at(here, f"review/{here.questions[0]}/answer/"), {"answer": "same"})
    assert late.status_code == 422
    assert f"{here.world.alice.name} besloot op" in late.text
    assert "verschillend" in late.text
    assert "Volgende vraag" in late.text
    assert 'value="same"' not in late.text
    assert answer_of(here, here.questions[0]) is Answer.DIFFERENT


def test_different_valid_chamber_of_commerce_numbers_are_joined_only_by_who_confirms_it(
    signed_in: SignIn, here: Coupled3
) -> None:
    client = signed_in(here.world.alice)
    with audit.attempt(here.world.alice, here.slug, "test"):
        Card.objects.filter(fields__commerce_number="71234567").update(
            fields={"name": "Schildersbedrijf De Wit B.V.", "commerce_number": "68750110"}
        )
        Card.objects.filter(fields__commerce_number="30112233").update(
            fields={"name": "Schildersbedrijf J. de Wit", "commerce_number": "69599084"}
        )
    refused = client.post(at(here, f"review/{here.questions[2]}/answer/"), {"answer": "same"})
    assert refused.status_code == 422
    assert 'name="despite"' in refused.text
    assert answer_of(here, here.questions[2]) is Answer.OPEN
    answer(client, here, 2, "same", despite="1")
    assert answer_of(here, here.questions[2]) is Answer.SAME


def test_r222_an_empty_queue_says_what_comes_next(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    for place in range(2):
        answer(client, here, place, "different")
    text = answer(client, here, 2, "different")
    assert "Er wacht geen contact op een antwoord" in text
    assert "Kies welke gegevens leidend zijn" in text
    client.post(at(here, f"{here.differing}/lead/"), {"whole": card_of(here, 0)})
    text = client.get(at(here, "review/")).text
    assert "Daarna komen de instellingen" in text


def in_zaandam(here: Coupled3) -> int:
    """The card of the one that moved."""
    with audit.attempt(here.world.alice, here.slug, "test"):
        return Card.objects.get(fields__city="Zaandam").pk


def cards_of(here: Coupled3, number: int) -> list[int]:
    """The cards of a contact."""
    with audit.attempt(here.world.alice, here.slug, "test"):
        return list(Card.objects.filter(contact__number=number).order_by("pk").values_list("pk", flat=True))


def card_of(here: Coupled3, place: int) -> int:
    """The card that the administration in that place has of the contact with differences."""
    return cards_of(here, here.differing)[place]


def test_r220_r221_differences_stand_side_by_side_with_a_proposal(signed_in: SignIn, here: Coupled3) -> None:
    text = signed_in(here.world.alice).get(at(here, "differences/")).text
    for one in ("Ladderweg 10", "Torenlaan 200", *NAMES, "voorstel", "2 velden staan open"):
        assert one in text, one
    checked = [part.split(">")[0] for part in text.split("<input") if " checked" in part.split(">")[0]]
    assert len(checked) == 2
    assert all(f'value="{card_of(here, 1)}"' in one for one in checked)


def test_r221_a_field_a_whole_contact_or_own_words(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = at(here, f"{here.differing}/lead/")
    client.post(page, {"lead-street": card_of(here, 0)})
    assert fields_of(here, here.differing)["street"] == "Torenlaan 200"
    client.post(page, {"lead-postal_code": "own", "own-postal_code": "7311 ZZ"})
    assert fields_of(here, here.differing)["postal_code"] == "7311 ZZ"
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        assert queries.differences(actor) == []


def test_one_administration_leads_for_all_of_these_after_a_look_and_can_be_undone(
    signed_in: SignIn, here: Coupled3
) -> None:
    client = signed_in(here.world.alice)
    asked = {"of": here.administrations[0]}
    look = client.get(at(here, "differences/lead/"), asked).text
    assert "Van 1 contact staat open" in look
    assert fields_of(here, here.differing)["street"] == "Ladderweg 10"
    text = client.post(at(here, "differences/lead/"), asked, follow=True).text
    assert f"{NAMES[0]} is nu leidend bij 1 contact." in text
    assert fields_of(here, here.differing)["street"] == "Torenlaan 200"
    undo = text.split('data-key="u"')[0].rsplit('action="', 1)[1].split('"')[0]
    client.post(undo, {"back": "differences"})
    assert fields_of(here, here.differing)["street"] == "Ladderweg 10"


def test_r221_only_conflicts_are_listed_where_that_is_asked(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page, only = at(here, "differences/"), {"only": "conflicts"}
    assert "Niets gevonden" in client.get(page, only).text
    with act(here.world.alice, here.slug):
        Difference.objects.filter(is_open=True, field="street").update(conflict=True)
    text = client.get(page, only).text
    assert "Ladderweg 10" in text
    assert '<option value="conflicts" selected>' in text
    assert '<input type="hidden" name="only" value="conflicts">' in text
    asked = {"of": str(here.administrations[0]), **only}
    assert "Alleen wat aan twee kanten is gewijzigd, wordt beslist." in client.get(f"{page}lead/", asked).text
    client.post(f"{page}lead/", asked)
    assert fields_of(here, here.differing)["street"] == "Torenlaan 200"
    assert "1 veld staat open" in client.get(page).text


def test_contacts_are_found_by_what_people_look_for(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = at(here)
    assert "Bakker Timmerfabriek" in client.get(page, {"search": "zaandam"}).text
    assert "Niets gevonden" in client.get(page, {"search": "zaandam", "which": "shared"}).text
    shared = client.get(page, {"which": "shared"}).text
    assert "Sloopwerken Noord" in shared
    assert "Timmerfabriek" not in shared
    assert "Steigerbouw" in client.get(page, {"which": "differing"}).text
    assert "Sloopwerken" not in client.get(page, {"which": "asked"}).text
    assert client.get(page, {"search": "\x00", "after": "9" * 40, "which": "nonsense"}).status_code == 200


def test_a_contact_shows_who_leads_and_why_the_matching_joined_it(signed_in: SignIn, here: Coupled3) -> None:
    text = signed_in(here.world.alice).get(at(here, f"{here.joined}/")).text
    for one in ("Sloopwerken Noord B.V.", *NAMES[:2], "samengevoegd", "De matching", "KvK-nummer: hetzelfde", "+11,3"):
        assert one in text, one


def test_a_contact_is_split_and_joined_again(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = at(here, f"{here.joined}/")
    cards = cards_of(here, here.joined)
    assert client.post(f"{page}split/", {"card": cards}).status_code == 422
    assert client.post(f"{page}split/", {"card": cards[1]}).status_code == 302
    assert len(cards_of(here, here.joined)) == 1
    with audit.attempt(here.world.alice, here.slug, "test"):
        other = Card.objects.select_related("contact").get(pk=cards[1]).contact
    assert other is not None
    found = client.get(f"{page}join/", {"search": "sloopwerken"}).text
    assert f'value="{other.number}"' in found
    assert client.post(f"{page}join/", {"other": here.joined}).status_code == 422
    client.post(f"{page}join/", {"other": other.number, "search": "sloopwerken"})
    assert len(cards_of(here, here.joined)) == 2


def test_what_the_matching_joined_is_undone_from_the_log(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    client.post(at(here, f"decisions/{here.decisions[0]}/undo/"), {"back": f"contact {here.joined}"})
    assert len(cards_of(here, here.joined)) == 1
    again = client.post(at(here, f"decisions/{here.decisions[0]}/undo/"), {"back": "log"})
    assert again.status_code == 422
    assert here.world.alice.name in again.text


@pytest.mark.parametrize("back", ["https://evil.example/", "contact 99999999999999999999", "review", "", "contact x"])
def test_after_undoing_nobody_is_sent_elsewhere(signed_in: SignIn, here: Coupled3, back: str) -> None:
    answered = signed_in(here.world.alice).post(at(here, f"decisions/{here.decisions[0]}/undo/"), {"back": back})
    assert answered.headers["Location"].startswith(at(here))


def test_who_may_only_read_sees_everything_and_changes_nothing(signed_in: SignIn, here: Coupled3) -> None:
    eva = make_person("Eva")
    join(here.world.alice, here.slug, eva, Role.CLIENT_USER)
    client = signed_in(eva)
    for page in (f"review/{here.questions[0]}/", "differences/", "decisions/", "", f"{here.joined}/"):
        text = client.get(at(here, page)).text
        assert "<h1" in text
        assert 'value="same"' not in text
        assert 'name="whole"' not in text
    for page in (
        f"review/{here.questions[0]}/answer/", f"{here.differing}/lead/", f"{here.joined}/split/",
        f"{here.joined}/join/", f"decisions/{here.decisions[0]}/undo/", "differences/lead/",
    ):  # fmt: skip
        sent = {
            "answer": "same",
            "lead-street": card_of(here, 0),
            "card": 1,
            "other": here.contacts[0],
            "of": here.administrations[0],
        }
        assert client.post(at(here, page), sent).status_code == 403, page
    assert answer_of(here, here.questions[0]) is Answer.OPEN


def test_an_authoriser_does_not_get_in(signed_in: SignIn, here: Coupled3) -> None:
    eva = make_person("Eva")
    join(here.world.alice, here.slug, eva, Role.AUTHORISER)
    assert signed_in(eva).get(at(here)).status_code == 403


def test_another_office_finds_nothing(signed_in: SignIn, here: Coupled3) -> None:
    dora = signed_in(here.world.dora)
    for page in ("", f"review/{here.questions[0]}/", f"{here.joined}/", "decisions/"):
        assert dora.get(at(here, page)).status_code == 404
    own = f"/e/{here.world.receiver.slug}/contacts/"
    with audit.attempt(here.world.dora, here.world.receiver.slug, "test") as actor:
        Coupling.objects.create(environment=actor.environment, switched_on_by=actor.person)
    assert dora.get(f"{own}review/{here.questions[0]}/").status_code == 404
    assert dora.post(f"{own}decisions/{here.decisions[0]}/undo/").status_code == 404
    assert "Timmerfabriek" not in dora.get(own).text


@pytest.mark.parametrize("sent", [
    {}, {"answer": "maybe"}, {"answer": "same", "lead-street": "9" * 30}, {"answer": "same", "lead-street": "0x1"},
    {"answer": "same", "keep": "\x00"},
])  # fmt: skip
def test_an_answer_that_makes_no_sense_is_never_a_fault(
    signed_in: SignIn, here: Coupled3, sent: dict[str, str]
) -> None:
    answered = signed_in(here.world.alice).post(at(here, f"review/{here.questions[0]}/answer/"), sent)
    assert answered.status_code in (302, 422)


@pytest.mark.parametrize("sent", [
    {}, {"lead-street": "1"}, {"lead-street": "own", "own-street": "x" * 10_000}, {"whole": "12345"},
    {"lead-nonsense": "1"}, {"lead-street": "own", "own-street": "a\x00b"},
])  # fmt: skip
def test_a_choice_that_makes_no_sense_changes_nothing(signed_in: SignIn, here: Coupled3, sent: dict[str, str]) -> None:
    answered = signed_in(here.world.alice).post(at(here, f"{here.differing}/lead/"), sent)
    assert answered.status_code == 422
    assert fields_of(here, here.differing)["street"] == "Ladderweg 10"


def test_a_long_queue_takes_as_few_statements_as_a_short_one(
    signed_in: SignIn, world: TwoOffices, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    here = coupled(world, more=120)
    client = signed_in(here.world.alice)
    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        page = client.get(at(here, f"review/{here.questions[60]}/"))
    assert "61 van 123" in page.text
    first = client.get(at(here)).text
    assert 'rel="next"' in first
    with audit.attempt(world.alice, here.slug, "test") as actor:
        decision = deciding.different(actor, here.questions[0])
        assert queries.decision(actor, decision).deed is Deed.KEEP_APART


@pytest.mark.parametrize("page", [
    "{}/", "{}/join/?search=a", "review/{}/", "decisions/?after={}", "?after={}", "differences/?after={}",
    "differences/lead/?of={}",
])  # fmt: skip
@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_a_number_that_nothing_has_is_never_a_fault(signed_in: SignIn, here: Coupled3, page: str, number: str) -> None:
    answered = signed_in(here.world.alice).get(at(here, page.format(number)))
    assert answered.status_code in (200, 404, 422)


@pytest.mark.parametrize("page", ["{}/split/", "{}/join/", "{}/lead/", "review/{}/answer/", "decisions/{}/undo/"])
def test_a_deed_about_nothing_is_not_found(signed_in: SignIn, here: Coupled3, page: str) -> None:
    client = signed_in(here.world.alice)
    for number in ("0", "99999999999999999999999999"):
        assert client.post(at(here, page.format(number)), {"answer": "same", "other": "1"}).status_code == 404


def test_after_the_last_question_comes_the_first_that_was_skipped(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    text = answer(client, here, 2, "different")
    assert "1 van 2" in text
