"""The pages of administrations and their books."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.test import Client

from overstap.books.ledger import models as ledger
from overstap.books.ledger import store
from overstap.books.ledger.values import Entry, Line
from overstap.books.relations.models import Relation
from overstap.tenancy import access, actions, audit
from overstap.tenancy.actions import AdministrationDetails
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Role
from overstap.web.books import balances, entries, listing, relations
from tests.moves.world import CODE, TwoOffices, add_administration, administration_of, book, sale
from tests.tenancy.people import join, make_environment, make_person

SignIn = Callable[[Person], Client]
PAGES = (
    "", "trial-balance/", "account/?account=1300", "journals/", "journals/?search=2025", "journal/?journal=VK",
    "entry/2/", "open-items/", "open-items/?kind=SU", "open-items/?per=item", "relations/", "relation/?relation=C1",
    "vat/", "vat/?per=year", "periods/",
)  # fmt: skip
HOSTILE = (
    "%00",
    "a%00b",
    "x" * 5000,
    quote("é’日本\U0001f600"),
    quote("' OR 1=1 --"),
    quote("<script>"),
    "%ff",
    "%1f",
    "-1",
)


def address(world: TwoOffices, rest: str = "", code: str = CODE) -> str:
    """A page of the giver's administration."""
    return f"/e/{world.giver.slug}/administrations/{code}/{rest}"


@pytest.fixture
def alice(signed_in: SignIn, world: TwoOffices) -> Client:
    """Alice reads English, so that these tests can tell what stands there."""
    client = signed_in(world.alice)
    client.post("/language/", {"language": "en"})
    return client


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_books_is_there_for_whoever_has_access(alice: Client, world: TwoOffices, page: str) -> None:
    answer = alice.get(address(world, page))
    assert answer.status_code == 200
    assert "<h1>" in answer.text
    assert 'style="' not in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_the_books_of_others_are_not_found(signed_in: SignIn, world: TwoOffices, page: str) -> None:
    assert signed_in(world.charlie).get(address(world, page)).status_code == 404
    there = address(world, page).replace(world.giver.slug, world.elsewhere.slug)
    assert signed_in(world.charlie).get(there).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_restricted_client_user_does_not_read_books(signed_in: SignIn, world: TwoOffices, page: str) -> None:
    eve = member(world, Role.RESTRICTED_CLIENT_USER, inside=True)
    assert signed_in(eve).get(address(world, page)).status_code == 403
    assert signed_in(eve).get(f"/e/{world.giver.slug}/administrations/").status_code == 403


def test_without_access_the_books_are_not_found(signed_in: SignIn, world: TwoOffices) -> None:
    """R082."""
    eve = member(world, Role.ACCOUNTANT, inside=False)
    answer = signed_in(eve).get(address(world))
    assert answer.status_code == 404
    assert "Bakkerij" not in answer.text


def test_a_superuser_without_access_is_told_where_to_arrange_it(signed_in: SignIn, world: TwoOffices) -> None:
    """R082, R085."""
    eve = member(world, Role.SUPERUSER, inside=False)
    answer = signed_in(eve).get(address(world, "trial-balance/"))
    assert answer.status_code == 403
    assert "ACCESS-MISSING" in answer.text
    assert f'href="/e/{world.giver.slug}/settings/administrations/{CODE}/users/"' in answer.text


def test_a_client_user_sees_no_export(signed_in: SignIn, world: TwoOffices) -> None:
    eve = member(world, Role.CLIENT_USER, inside=True)
    answer = signed_in(eve).get(address(world))
    assert answer.status_code == 200
    assert address(world, "export/") not in answer.text
    assert address(world, "tax/") in answer.text


def test_the_list_is_searched_and_filtered(alice: Client, world: TwoOffices) -> None:
    here = f"/e/{world.giver.slug}/administrations/"
    for query in (
        "",
        "?search=JANSEN",
        f"?search={CODE}",
        "?state=active",
        "?access=yes",
        "?package=house",
        "?state=x",
    ):
        assert "Bakkerij Jansen" in alice.get(here + query).text, query
    for query in ("?search=nobody", "?state=frozen", "?access=no", "?package=twinfield"):
        assert "Nothing found" in alice.get(here + query).text, query


def test_the_list_goes_on_on_a_next_page(alice: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch) -> None:
    add_administration(world, "1002", "Molen B.V.")
    monkeypatch.setattr(listing, "ON_ONE_PAGE", 1)
    here = f"/e/{world.giver.slug}/administrations/"
    page = alice.get(here)
    assert "Molen" not in page.text
    assert f"after={CODE}" in page.text
    further = alice.get(f"{here}?after={CODE}").text
    assert "Molen" in further
    assert "Bakkerij" not in further


def test_an_environment_without_administrations_says_how_to_get_one(signed_in: SignIn, world: TwoOffices) -> None:
    answer = signed_in(world.charlie).get(f"/e/{world.elsewhere.slug}/administrations/")
    assert f'href="/e/{world.elsewhere.slug}/import/"' in answer.text


@pytest.mark.parametrize(
    ("state", "words"), [("frozen", "being moved"), ("incoming", "being delivered"), ("read_only", "Read-only.")]
)
def test_a_state_in_which_nothing_can_be_saved_is_told(
    alice: Client, world: TwoOffices, state: str, words: str
) -> None:
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(environment=world.giver, code=CODE).update(state=state)
    assert words in alice.get(address(world)).text


def test_the_trial_balance_adds_up_and_leads_to_the_cards(alice: Client, world: TwoOffices) -> None:
    text = alice.get(address(world, "trial-balance/")).text
    assert "Debit and credit are equal." in text
    assert "847.00" in text  # debtors: seven invoices of 121.00
    assert "account=1300&amp;year=2025" in text
    assert text.index("Balance sheet") < text.index("Profit and loss")


def test_a_trial_balance_of_periods_takes_them_in_either_order(alice: Client, world: TwoOffices) -> None:
    assert alice.get(address(world, "trial-balance/?from=3&to=0")).status_code == 200
    assert "847.00" not in alice.get(address(world, "trial-balance/?to=0")).text


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("trial-balance/?year=1999", "There is no book year 1999 here; this is 2025."),
        ("trial-balance/?year=x", "There is no book year x"),
        ("trial-balance/?from=77", "There is no period 77"),
        ("open-items/?date=2025-02-30", "2025-02-30 is not a date."),
        ("account/?account=1300&after=zzz", "That place in the list was not found"),
        ("journal/?journal=VK&after=-4", "That place in the list was not found"),
    ],
)
def test_a_wish_that_makes_no_sense_gets_a_sentence(
    alice: Client, world: TwoOffices, page: str, complaint: str
) -> None:
    answer = alice.get(address(world, page))
    assert answer.status_code == 200
    assert complaint in answer.text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_query_strings_are_no_fault(alice: Client, world: TwoOffices, hostile: str) -> None:
    for page in (
        "account/?account={0}", "journal/?journal={0}", "relation/?relation={0}", "journals/?search={0}",
        "journals/?search=2&after={0}&after_seq={0}", "relations/?search={0}", "relations/?after={0}&after_code={0}",
        "open-items/?kind={0}&per={0}&date={0}&after={0}", "open-items/?per=item&after={0}", "vat/?per={0}&year={0}",
        "trial-balance/?year={0}&from={0}&to={0}", "relation/?relation=C1&after={0}", "account/?account=1300&after={0}",
    ):  # fmt: skip
        answer = alice.get(address(world, page.format(hostile)))
        assert answer.status_code in (200, 404), page
        assert '<script>"' not in answer.text
    assert alice.get(f"/e/{world.giver.slug}/administrations/?search={hostile}&after={hostile}").status_code == 200


def test_what_is_not_there_is_not_found(alice: Client, world: TwoOffices) -> None:
    for page in ("account/?account=4711", "journal/?journal=XX", "relation/?relation=C9", "entry/0/",
                 f"entry/{10**40}/", "entry/999/"):  # fmt: skip
        assert alice.get(address(world, page)).status_code == 404, page


def test_a_code_may_hold_any_character(alice: Client, world: TwoOffices) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    odd = "4/0 & 1?é#"
    with access.enter(world.alice, world.giver.slug):
        ledger.Account.objects.create(administration=one, code=odd, name="<b>Odd</b>", type="P")
        Relation.objects.create(administration=one, code=odd, name="Odd relation")
    lines = [Line("1", odd, Decimal("5.00"), "D", relation=odd), Line("2", "1100", Decimal("-5.00"), "C")]
    book(world.alice, world.giver.slug, CODE, Entry("odd", "VK", 2025, 3, date(2025, 3, 9), lines))
    assert f"account={quote(odd, safe='')}&amp;year" in alice.get(address(world, "trial-balance/")).text
    card = alice.get(address(world, f"account/?account={quote(odd)}")).text
    assert "&lt;b&gt;Odd&lt;/b&gt;" in card
    assert f"relation={quote(odd, safe='')}" in card
    assert alice.get(address(world, f"relation/?relation={quote(odd)}")).status_code == 200


def test_a_ledger_card_goes_on_with_its_balance(
    alice: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(balances, "ON_ONE_PAGE", 3)
    first = alice.get(address(world, "account/?account=1300"))
    assert [row.balance for row in first.context["page"].rows] == [Decimal(121 * n) for n in (1, 2, 3)]
    second = alice.get(address(world, f"account/?account=1300&after={first.context['next']}"))
    assert second.context["page"].before == Decimal("363.00")
    assert [row.balance for row in second.context["page"].rows] == [Decimal(121 * n) for n in (4, 5, 6)]
    assert "Balance of the pages before" in second.text


def test_a_journal_and_its_search_go_on(alice: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "ON_ONE_PAGE", 4)
    first = alice.get(address(world, "journal/?journal=VK")).context["page"]
    second = alice.get(address(world, f"journal/?journal=VK&after={first.next}")).context["page"]
    numbers = [row.number for row in (*first.rows, *second.rows)]
    assert numbers == [f"2025-{number:04d}" for number in range(1, 8)]
    found = alice.get(address(world, "journals/?search=2025")).context["found"]
    term, seq = found.next
    further = alice.get(address(world, f"journals/?search=2025&after={term}&after_seq={seq}")).context["found"]
    assert [row.number for row in further.rows] == numbers[4:]


def test_relations_go_on_and_are_found(alice: Client, world: TwoOffices, monkeypatch: pytest.MonkeyPatch) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        for number in range(5):
            Relation.objects.create(administration=one, code=f"R{number}", name=f"Relatie {number}")
    monkeypatch.setattr(relations, "ON_ONE_PAGE", 4)
    first = alice.get(address(world, "relations/")).context["page"]
    name, code = first.next
    second = alice.get(address(world, f"relations/?after={quote(name)}&after_code={code}")).context["page"]
    assert len({row.code for row in (*first.rows, *second.rows)}) == 6
    assert "Relatie 3" in alice.get(address(world, "relations/?search=tie%203")).text


def test_open_items_stand_under_their_age(alice: Client, world: TwoOffices) -> None:
    """R163."""
    page = alice.get(address(world, "open-items/?date=2025-04-20"))
    row = page.context["page"].rows[0]
    assert (row.relation, row.items, row.to_30, row.total) == ("C1", 7, Decimal("847.00"), Decimal("847.00"))
    assert "Café" in page.text
    late = alice.get(address(world, "open-items/?date=2026-04-20")).context["page"].total
    assert late.over_90 == Decimal("847.00")
    items = alice.get(address(world, "open-items/?per=item&date=2025-04-20")).context["page"].rows
    assert [item.overdue for item in items] == [19, 18, 17, 16, 15, 14, 13]


def test_vat_is_added_up_per_quarter(alice: Client, world: TwoOffices) -> None:
    spans = alice.get(address(world, "vat/")).context["spans"]
    assert [(span.name, span.to_pay, span.codes[0].base) for span in spans] == [
        ("Quarter 1", Decimal("147.00"), Decimal("700.00"))
    ]


def test_an_entry_tells_its_vat_relation_and_sub_ledger(alice: Client, world: TwoOffices) -> None:
    text = alice.get(address(world, "entry/2/")).text
    for words in ("VH 21%", "Café", "In the sub-ledgers", "Debiteuren", "121.00"):
        assert words in text


@pytest.mark.parametrize("page", PAGES)
def test_a_page_takes_a_fixed_number_of_statements(
    alice: Client, world: TwoOffices, page: str, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(8, 40):
        book(world.alice, world.giver.slug, CODE, sale(number))
    with django_assert_max_num_queries(50):  # type: ignore[attr-defined]
        alice.get(address(world, page))


def member(world: TwoOffices, role: Role, *, inside: bool) -> Person:
    """Somebody new in the giver's environment."""
    person = make_person("Eve")
    join(world.alice, world.giver.slug, person, role)
    if inside:
        with audit.attempt(world.alice, world.giver.slug, "test") as actor:
            actions.give_access(actor=actor, code=CODE, person=person)
    return person


def test_an_administration_without_books_asks_for_an_import(signed_in: SignIn) -> None:
    frank = make_person("Frank")
    environment = make_environment(frank)
    with audit.attempt(frank, environment.slug, "test") as actor:
        details = AdministrationDetails(ledger_id=store.reserve_ledger())
        one = actions.create_administration(actor=actor, code="7", name="Leeg", details=details)
        store.open_ledger(one.ledger_id, "EUR")
    client = signed_in(frank)
    for page in ("", "trial-balance/", "journals/", "vat/", "periods/", "open-items/", "relations/"):
        answer = client.get(f"/e/{environment.slug}/administrations/7/{page}")
        assert answer.status_code == 200
        assert 'class="empty"' in answer.text
