"""Pages of fixed assets: entered, depreciated, disposed of; register against ledger."""

from collections.abc import Callable

import pytest
from django.test import Client

from overstap.books.ledger import models as ledger
from overstap.tenancy.models import Person
from tests.moves.world import CODE, TwoOffices, act, administration_of

SignedIn = Callable[[Person], Client]


CARD = {
    "code": "V/1 é", "name": "Bestelbus", "group": "Vervoer", "purchased_on": "2025-01-10", "purchase": "20.000,00",
    "residual": "2000", "method": "linear", "months": "36", "rate": "", "start": "2025-01-01", "asset_account": "0200",
    "depreciation_account": "0210", "cost_account": "4300", "note": "",
}  # fmt: skip


@pytest.fixture
def alice(world: TwoOffices, signed_in: SignedIn) -> Client:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        for code, name, kind in (
            ("0200", "Vervoermiddelen", "B"),
            ("0210", "Afgeschreven", "B"),
            ("4300", "Kosten", "P"),
        ):
            ledger.Account.objects.create(administration=one, code=code, name=name, type=kind)
        ledger.Journal.objects.create(administration=one, code="ME", name="Memoriaal", type="M")
    return signed_in(world.alice)


def at(world: TwoOffices, rest: str = "") -> str:
    return f"/e/{world.giver.slug}/administrations/{CODE}/assets/{rest}"


def text(client: Client, address: str, **sent: str) -> str:
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    return answer.content.decode()


def test_r166_an_asset_is_entered_depreciated_and_disposed_of_in_the_browser(world: TwoOffices, alice: Client) -> None:
    page = text(alice, at(world, "new/"), **CARD)
    assert "20.000,00" in page
    page = text(alice, at(world, "depreciate/"), month="2025-02", journal="ME")
    assert "AFS-2025-02" in page
    page = text(alice, at(world, "one/?asset=V%2F1+%C3%A9"))
    assert page.count("AFS-2025-02") == 2
    assert "19.000,00" in page
    sent = {"deed": "dispose", "asset": CARD["code"], "on": "2025-03-01", "proceeds": "15.000"}
    assert "15.000,00" in text(alice, at(world, "one/do/"), **sent)
    assert alice.post(at(world, "one/do/"), sent).status_code == 422


def test_what_cannot_be_is_told_beside_its_field(world: TwoOffices, alice: Client) -> None:
    for changes in (
        {"purchase": "veel"},
        {"asset_account": "9999"},
        {"residual": "99.999,00"},
        {"months": "0"},
        {"code": "A001"},
    ):
        answer = alice.post(at(world, "new/"), {**CARD, **changes})
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode(), changes
    for sent in (
        {"month": "2025-13", "journal": "ME"},
        {"month": "2025-01", "journal": "??"},
        {"month": "", "journal": ""},
    ):
        assert alice.post(at(world, "depreciate/"), sent).status_code == 422
    text(alice, at(world, "new/"), **CARD)
    wrong = {**CARD, "deed": "change", "asset": CARD["code"], "months": "-1"}
    assert alice.post(at(world, "one/do/"), wrong).status_code == 422
    assert "Nieuwe naam" in text(alice, at(world, "one/do/"), **{**wrong, "months": "40", "name": "Nieuwe naam"})


def test_an_asset_of_which_nothing_was_booked_is_removed(world: TwoOffices, alice: Client) -> None:
    text(alice, at(world, "new/"), **CARD)
    assert (
        CARD["name"] not in text(alice, at(world, "one/do/"), deed="remove", asset=CARD["code"]).partition("<table")[2]
    )
    assert alice.post(at(world, "one/do/"), {"deed": "remove", "asset": "A001"}).status_code == 422
    assert alice.post(at(world, "one/do/"), {"deed": "x", "asset": "A001"}).status_code in (404, 422)


def test_the_list_shows_book_values_of_a_day_and_where_the_ledger_differs(world: TwoOffices, alice: Client) -> None:
    page = text(alice, at(world))
    assert "9.850,00" in page
    assert "0100" in page  # the oven is not in the ledger
    assert "10.000,00" in text(alice, at(world, "?on=2024-01-20"))
    assert alice.get(at(world, "?on=x&after=%00")).status_code == 200


def test_others_find_nothing_and_who_may_not_write_enters_nothing(
    world: TwoOffices, alice: Client, signed_in: SignedIn
) -> None:
    stranger = signed_in(world.charlie)
    for rest in ("", "new/", "one/?asset=A001"):
        assert stranger.get(at(world, rest)).status_code == 404
    assert stranger.post(at(world, "new/"), CARD).status_code == 404
    assert alice.get(at(world, "one/?asset=%00")).status_code == 404


@pytest.mark.parametrize(("rest", "most"), [("", 26), ("one/?asset=A001", 22)])
def test_pages_ask_a_fixed_number_of_questions(
    world: TwoOffices, alice: Client, rest: str, most: int, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        text(alice, at(world, "new/"), **{**CARD, "code": f"N{number}"})
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        alice.get(at(world, rest))
