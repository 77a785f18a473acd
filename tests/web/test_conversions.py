"""Pages of conversions: draw one up, read, review the mapping by hand, write, read the report."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from overstap.moves.conversions import queries
from overstap.moves.conversions.values import PairRow, State
from overstap.tenancy.models import Person
from tests.moves.conversions.walking import NEW, at_work, drawn_up, read, shown, written
from tests.moves.world import CODE, TwoOffices, act

Enter = Callable[[Person], Client]


def at(world: TwoOffices, page: str = "") -> str:
    return f"/e/{world.giver.slug}/migrations/conversions/{page}"


@pytest.fixture
def alice(world: TwoOffices, signed_in: Enter) -> Client:
    world.alice.language = "en"
    world.alice.save(update_fields=["language"])
    return signed_in(world.alice)


def form(**changes: str) -> dict[str, str]:
    return {"source": "house", "source-code": CODE, "target": "house", "target-code": "new", "new-code": NEW, **changes}


def test_it_is_drawn_up_read_reviewed_written_and_reported(world: TwoOffices, alice: Client) -> None:
    assert "Overstap" in alice.get(at(world, "new/")).text
    assert "Bakkerij Jansen" in alice.get(at(world, "new/?source=house&target=house")).text
    answer = alice.post(at(world, "new/"), form())
    assert answer.status_code == 302, answer.text
    uid = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    page = at(world, f"{uid}/")
    assert "Read the books" in alice.get(page).text
    alice.post(f"{page}begin/")
    assert "every 2s" in alice.get(page).text
    at_work(world, UUID(uid))
    assert "Write the books" in alice.get(page).text
    assert "Debiteuren" in alice.get(f"{page}mapping/").text
    alice.post(f"{page}write/")
    at_work(world, UUID(uid))
    text = alice.get(page).text
    assert "record by record and balance by balance" in text
    assert uid in alice.get(at(world)).text
    report = alice.get(f"{page}report.csv").getvalue().decode("utf-8-sig")
    assert "1300 Debiteuren" in report


def test_both_capability_tables_stand_side_by_side_before_anything_happens(world: TwoOffices, alice: Client) -> None:
    text = alice.get(at(world, f"{drawn_up(world)}/")).text
    assert "keeps no payment conditions" in text
    assert "Out of Overstap" in text
    assert "Into Overstap" in text


def test_a_code_is_decided_by_hand(world: TwoOffices, alice: Client) -> None:
    uid = drawn_up(world)
    read(world, uid)
    pair = next(one for one in pairs(world, uid) if one.source == "8000")
    sent = {"kind": "accounts", "pair": str(pair.number), f"was-{pair.number}": f"new {pair.target}"}
    answer = alice.post(
        at(world, f"{uid}/mapping/"), {**sent, f"choice-{pair.number}": "new", f"target-{pair.number}": "8100"}
    )
    assert answer.status_code == 302, answer.text
    decided = next(one for one in pairs(world, uid) if one.source == "8000")
    assert (decided.target, decided.decided_by) == ("8100", "Alice")
    done = written(world, uid)
    assert (done.state, done.clean) == (State.DONE, True)


def test_a_choice_that_is_none_comes_back_with_the_reason(world: TwoOffices, alice: Client) -> None:
    uid = drawn_up(world)
    read(world, uid)
    pair = next(one for one in pairs(world, uid) if one.source == "8000")
    sent = {"kind": "accounts", "pair": str(pair.number), f"was-{pair.number}": f"new {pair.target}"}
    answer = alice.post(
        at(world, f"{uid}/mapping/"), {**sent, f"choice-{pair.number}": "existing", f"target-{pair.number}": "none"}
    )
    assert answer.status_code == 422
    assert "CONVERSION-PAIR" in answer.text


@pytest.mark.parametrize("page", ["", "new/", "{uid}/", "{uid}/mapping/", "{uid}/findings/", "{uid}/report.csv"])
def test_it_takes_the_rights_of_an_import(world: TwoOffices, signed_in: Enter, page: str) -> None:
    uid = drawn_up(world)
    assert signed_in(world.bob).get(at(world, page.format(uid=uid))).status_code == 403


def test_others_find_nothing(world: TwoOffices, signed_in: Enter) -> None:
    uid = drawn_up(world)
    dora = signed_in(world.dora)
    for page in ("", "mapping/", "findings/", "differences/", "report.csv"):
        answer = dora.get(f"/e/{world.receiver.slug}/migrations/conversions/{uid}/{page}")
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"source-code": "none-such"}, {"new-code": CODE}, {"new-code": ""}, {"first-year": "soon"},
        {"source": "999999999"}, {"target-code": CODE}, {"first-year": "0001"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(world: TwoOffices, alice: Client, changes: dict[str, str]) -> None:
    assert alice.post(at(world, "new/"), form(**changes)).status_code in (404, 409, 422)
    with act(world.alice, world.giver.slug) as actor:
        assert queries.listed(actor) == []


def test_htmx_hears_nothing_while_nothing_changed(world: TwoOffices, alice: Client) -> None:
    uid = drawn_up(world)
    version = shown(world, uid).version
    answer = alice.get(at(world, f"{uid}/"), {"seen": version}, headers={"HX-Request": "true"})
    assert answer.status_code == 204


def pairs(world: TwoOffices, uid: UUID) -> list[PairRow]:
    with act(world.alice, world.giver.slug) as actor:
        return queries.pairs(actor, uid)
