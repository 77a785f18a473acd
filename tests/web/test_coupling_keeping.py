"""Keeping in step, and contacts that are made, changed, sent and removed here: with Django's client."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.fixtures import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from overstap.coupling.administration_settings import CONTACTS_BACK, YES
from overstap.coupling.keeping import actions
from overstap.coupling.keeping.models import Keeping, Outgoing
from overstap.coupling.keeping.values import Sending, Sort
from overstap.coupling.models import Card, Contact, Coupled, Difference
from overstap.coupling.values import Stage
from overstap.lib import clock
from overstap.lib.kept_sentences import keep
from overstap.tenancy import audit
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import TwoOffices
from tests.tenancy.people import join, make_person
from tests.web.browsing import sign_in, without_barriers
from tests.web.coupling_world import NAMES, Coupled3, coupled
from tests.web.site import Site

SignIn = Callable[[Person], Client]


@pytest.fixture
def here(world: TwoOffices) -> Coupled3:
    return running(world)


def running(world: TwoOffices) -> Coupled3:
    """Everything runs; the first administration takes no changes, the others do."""
    made = coupled(world, Stage.RUNNING)
    with audit.attempt(world.alice, made.slug, "test"):
        Coupled.objects.filter(pk__in=made.administrations[1:]).update(settings={CONTACTS_BACK: YES})
    return made


def at(here: Coupled3, page: str = "") -> str:
    return f"/e/{here.slug}/contacts/{page}"


def outgoing(here: Coupled3) -> list[Outgoing]:
    with audit.attempt(here.world.alice, here.slug, "test"):
        return list(Outgoing.objects.select_related("coupled", "contact").order_by("pk"))


def fields(here: Coupled3, number: int) -> dict[str, str]:
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        return dict(Contact.objects.get(environment=actor.environment, number=number).fields)


def test_the_page_tells_how_it_goes(signed_in: SignIn, here: Coupled3) -> None:
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        Keeping.objects.create(environment=actor.environment, ended_at=clock.now(), sent=3)
        Difference.objects.filter(environment=actor.environment).update(conflict=True)
        contact = Contact.objects.filter(environment=actor.environment).earliest("number")
        Outgoing.objects.create(
            environment=actor.environment,
            coupled_id=here.administrations[1],
            contact=contact,
            sort=Sort.CHANGE,
            before={"email": "oud@x.example"},
            after={"email": "nieuw@x.example"},
            state=Sending.REFUSED,
            problem={"code": "X", "message": keep("Ongeldig e-mailadres"), "remedy": keep("")},
        )
    page = signed_in(here.world.alice).get(at(here, "in-step/")).text
    for text in (*NAMES, "oud@x.example", "nieuw@x.example", "Ongeldig e-mailadres"):
        assert text in page, text
    assert at(here, "differences/") in page


def test_a_round_can_be_asked_for(signed_in: SignIn, here: Coupled3) -> None:
    answer = signed_in(here.world.alice).post(at(here, "in-step/now/"), follow=True)
    assert answer.redirect_chain[-1][0] == at(here, "in-step/")


def test_a_contact_is_made_and_goes_where_it_is_wanted(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = client.get(at(here, "new/")).text
    assert NAMES[1] in page
    assert NAMES[0] not in page
    sent = {"name": "Nieuwe klant", "city": "Ede", "type": "C", "to": [here.administrations[1]], "code": "7001"}
    answer = client.post(at(here, "new/"), sent, follow=True)
    assert "Nieuwe klant" in answer.text
    (row,) = outgoing(here)
    assert (row.sort, row.coupled_id, row.code, row.state) == ("make", here.administrations[1], "7001", "waiting")


def test_what_was_typed_stays_where_it_is_refused(signed_in: SignIn, here: Coupled3) -> None:
    sent = {"name": "Nieuwe klant", "city": "Ede", "type": "C", "to": [here.administrations[1]], "code": "K-12"}
    answer = signed_in(here.world.alice).post(at(here, "new/"), sent)
    assert answer.status_code == 422
    assert 'value="Ede"' in answer.text
    assert "COUPLING-CONTACT-CODE" in answer.text
    assert outgoing(here) == []


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"name": ""}, "COUPLING-NAME"),
        ({"name": "x" * 301}, "COUPLING-WORDS"),
        ({"name": "x\0y"}, "COUPLING-WORDS"),
        ({"name": "x\ny"}, "COUPLING-WORDS"),
        ({"name": "x", "type": "Z"}, "COUPLING-KIND"),
        ({"name": "x", "to": ["99999999"]}, ""),
        ({"name": "x", "to": ["; drop"]}, ""),
    ],
)
def test_bad_input_is_refused_and_makes_nothing(
    signed_in: SignIn, here: Coupled3, sent: dict[str, object], code: str
) -> None:
    answer = signed_in(here.world.alice).post(at(here, "new/"), {"type": "C", **sent})
    assert answer.status_code in (404, 422)
    assert code in answer.text
    assert outgoing(here) == []


def test_a_change_goes_out_to_who_takes_it(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = client.get(at(here, f"{here.joined}/change/")).text
    told = {**fields(here, here.joined), "email": "nieuw@x.example"}
    told.pop("type", None)
    assert NAMES[1] in page
    client.post(at(here, f"{here.joined}/change/"), told)
    assert fields(here, here.joined)["email"] == "nieuw@x.example"
    (row,) = outgoing(here)
    assert (row.sort, row.after, row.coupled_id) == ("change", {"email": "nieuw@x.example"}, here.administrations[1])


def test_a_contact_is_sent_to_an_administration_where_it_is_not_yet(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    page = client.get(at(here, f"{here.joined}/send/")).text
    assert NAMES[2] in page
    assert f'value="{here.administrations[1]}"' not in page
    client.post(at(here, f"{here.joined}/send/"), {"to": [here.administrations[2]]})
    assert [row.coupled_id for row in outgoing(here)] == [here.administrations[2]]
    assert client.post(at(here, f"{here.joined}/send/"), {}).status_code == 422


def test_a_contact_is_removed_and_can_be_brought_back(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(here.world.alice)
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        contact = Contact.objects.get(environment=actor.environment, number=here.joined)
        card = Card.objects.filter(contact=contact).earliest("pk")
    page = client.get(at(here, f"{here.joined}/remove/")).text
    assert f'value="{card.pk}"' in page
    client.post(at(here, f"{here.joined}/remove/"), {"there": [card.pk]})
    assert [(row.sort, row.card_id) for row in outgoing(here)] == [("remove", card.pk)]
    for page in ("change/", "send/", "remove/"):
        assert client.get(at(here, f"{here.joined}/{page}")).status_code == 404
    assert client.post(at(here, f"{here.joined}/remove/")).status_code == 404


def test_who_may_only_look_gets_no_form(signed_in: SignIn, here: Coupled3) -> None:
    karin = make_person("Karin")
    join(here.world.alice, here.slug, karin, Role.CLIENT_USER)
    client = signed_in(karin)
    assert client.get(at(here, "in-step/")).status_code == 200
    for page in ("new/", f"{here.joined}/change/", f"{here.joined}/send/", f"{here.joined}/remove/"):
        assert client.get(at(here, page)).status_code == 403
        assert client.post(at(here, page), {"name": "x"}).status_code == 403
    assert client.post(at(here, "in-step/now/")).status_code == 403


def test_somebody_elsewhere_finds_none_of_it(signed_in: SignIn, here: Coupled3) -> None:
    client = signed_in(make_person("Olga"))
    for page in ("in-step/", "new/", f"{here.joined}/change/", f"{here.joined}/remove/"):
        assert client.get(at(here, page)).status_code == 404


def test_it_takes_as_many_statements_for_many_lines(
    signed_in: SignIn, here: Coupled3, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with audit.attempt(here.world.alice, here.slug, "test") as actor:
        contact = Contact.objects.filter(environment=actor.environment).earliest("number")
        Outgoing.objects.bulk_create(
            Outgoing(
                environment=actor.environment,
                coupled_id=here.administrations[1],
                contact=contact,
                sort=Sort.CHANGE,
                state=Sending.SENT,
                after={"email": f"{place}@x.example"},
            )
            for place in range(120)
        )
    client = signed_in(here.world.alice)
    with django_assert_max_num_queries(32):
        page = client.get(at(here, "in-step/")).text
    assert "119@x.example" in page
    assert "60@x.example" not in page
    further = page.split("&amp;before=")[1].split('"')[0]
    assert "60@x.example" in client.get(at(here, f"in-step/?state=&before={further}")).text


@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_without_barriers(
    guarded: Page, served: Site, offices: TwoOffices, django_db_blocker: DjangoDbBlocker, width: int
) -> None:
    """In light and dark; and nothing sticks out, on the narrowest phone neither."""
    with django_db_blocker.unblock():
        made = running(offices)
        with audit.attempt(offices.alice, made.slug, "test") as actor:
            actions.change(actor, made.joined, {"email": "nieuw@x.example", "website": "https://x.example"})
    sign_in(guarded, served.url, offices.alice.email)
    pages = ("in-step/", "new/", *(f"{made.joined}/{deed}/" for deed in ("change", "send", "remove")))
    without_barriers(guarded, [f"{served.url}/e/{made.slug}/contacts/{page}" for page in pages], width)
