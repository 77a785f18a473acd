"""Pages of VAT returns: begun, ready, filed, supplement; settings and registers; who sees and does what."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from overstap.books.tax import queries, setting
from overstap.books.tax.values import RightRow, Settings
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.books.tax.test_returns import FILER
from tests.moves.world import CODE, TwoOffices, act, administration_of, book, sale
from tests.tenancy.people import join, make_person

SignedIn = Callable[[Person], Client]


SPAN = "2025-Q2"


@pytest.fixture
def alice(world: TwoOffices, signed_in: SignedIn) -> Client:
    """At work at the giver's, where she may approve and file; something was sold in May."""
    with act(world.alice, world.giver.slug) as actor:
        setting.save(actor, CODE, Settings(FILER))
        setting.grant(actor, CODE, RightRow(world.alice.email, may_approve=True, may_file=True))
    entry = sale(20, "1000.99")
    book(world.alice, world.giver.slug, CODE, entry._replace(period=5, date=date(2025, 5, 2)))
    return signed_in(world.alice)


def at(world: TwoOffices, rest: str = "") -> str:
    return f"/e/{world.giver.slug}/administrations/{CODE}/tax/{rest}"


def text(client: Client, address: str, **sent: str) -> str:
    answer = client.post(address, sent, follow=True) if sent else client.get(address)
    return answer.content.decode()


def test_r165_a_return_goes_from_draft_to_filed_in_the_browser(world: TwoOffices, alice: Client) -> None:
    page = text(alice, at(world, "begin/"), period=SPAN)
    assert "1.000" in page
    assert "1.000,99" in page
    one = at(world, f"returns/{SPAN}/0/")
    assert 'value="file"' not in text(alice, one)
    assert 'value="file"' in text(alice, f"{one}do/", deed="ready")
    page = text(alice, f"{one}do/", deed="file", channel="portal", reference="K 1", remark="")
    assert "K 1" in page
    listed = text(alice, at(world))
    assert listed.count("2025-Q") >= 2
    assert "/documents/" in listed


def test_what_was_refused_stands_in_the_form_with_what_was_typed(world: TwoOffices, alice: Client) -> None:
    text(alice, at(world, "begin/"), period=SPAN)
    again = alice.post(at(world, "begin/"), {"period": SPAN})
    assert again.status_code == 422
    for sent in ({"box": "1d", "base": "abc"}, {"box": "5g", "vat": "1"}, {"box": "", "vat": "1"}):
        answer = alice.post(at(world, f"returns/{SPAN}/0/do/"), {"deed": "type", **sent})
        assert answer.status_code == 422
    assert alice.post(at(world, f"returns/{SPAN}/0/do/"), {"deed": "x"}).status_code == 422
    page = text(alice, at(world, f"returns/{SPAN}/0/do/"), deed="type", box="1d", base="1.234,50", vat="259,25")
    assert "1.234,50" in page


@pytest.mark.parametrize(("kind", "becon", "code"), [("INT", "", 422), ("BPL", "478921", 422), ("INT", "478921", 302)])
def test_r186_r187_r188_the_form_keeps_only_pairs_that_go_together(
    world: TwoOffices, alice: Client, kind: str, becon: str, code: int
) -> None:
    sent = {"part": "contact", "contact_type": kind, "becon_number": becon, "span": "month", "between": "van"}
    answer = alice.post(at(world, "settings/save/"), sent)
    assert answer.status_code == code
    if code == 422:
        assert answer.content.decode().count("errorlist") == 1
    else:
        one = administration_of(world.alice, world.giver.slug, CODE)
        with act(world.alice, world.giver.slug):
            found = queries.settings(one)
        assert (found.contact.becon_number, found.contact.prefix, str(found.span)) == (becon, "van", "month")


def test_r251_r252_r254_registers_are_kept_and_emptied_in_the_browser(world: TwoOffices, alice: Client) -> None:
    save = at(world, "settings/save/")
    page = text(alice, save, part="certificate", **{
        "certificate-serial": "ABCD1234", "certificate-holder": "Nieuw B.V.", "certificate-valid_from": "2025-01-01",
        "certificate-valid_until": "2099-01-01",
    })  # fmt: skip
    assert "Nieuw B.V." in page
    page = text(alice, save, part="port", **{
        "port-name": "Eigen poort", "port-kind": "digipoort", "port-certificate_serial": "ABCD1234",
        "port-active": "on",
    })  # fmt: skip
    assert "Eigen poort" in page
    assert alice.post(save, {"part": "remove", "register": "certificate", "key": "ABCD1234"}).status_code == 422
    text(alice, save, part="remove", register="port", key="Eigen poort")
    assert "Nieuw B.V." not in text(alice, save, part="remove", register="certificate", key="ABCD1234")
    page = text(alice, save, part="structure", **{
        "structure-structure": "<b>S</b>", "structure-line": "1", "structure-title": "Omzet",
    })  # fmt: skip
    assert "&lt;b&gt;S&lt;/b&gt;" in page
    page = text(alice, save, part="authorisation", **{
        "authorisation-service": "Btw", "authorisation-intermediary": "Kantoor",
        "authorisation-requested_on": "2026-01-05",
        "authorisation-granted_by": "silence",
    })  # fmt: skip
    assert "31-01-2026" in page  # 26 days of silence
    assert alice.post(save, {"part": "x"}).status_code == 422


def test_r253_only_who_gives_access_gives_the_right(world: TwoOffices, alice: Client, signed_in: SignedIn) -> None:
    save = at(world, "settings/save/")
    sent = {"part": "right", "right-email": world.bob.email, "right-may_approve": "on"}
    assert world.bob.email in text(alice, save, **sent)
    bob = signed_in(world.bob)
    assert bob.post(save, sent).status_code == 403
    text(bob, at(world, "begin/"), period=SPAN)
    assert bob.post(at(world, f"returns/{SPAN}/0/do/"), {"deed": "ready"}).status_code == 302
    assert bob.post(at(world, f"returns/{SPAN}/0/do/"), {"deed": "file", "channel": "portal"}).status_code == 403


def test_a_code_is_placed_in_another_box_in_the_browser(world: TwoOffices, alice: Client) -> None:
    text(alice, at(world, "begin/"), period=SPAN)
    page = text(alice, at(world, "codes/"))
    assert 'value="1a" selected' in page
    place = at(world, "codes/place/")
    text(alice, place, prefix="c0", **{"c0-code": "VH", "c0-box": "1b", "c0-rate": "9"})
    assert 'value="1b" selected' in text(alice, at(world, "codes/"))
    for wrong in (
        {"c0-code": "??", "c0-box": "1b"},
        {"c0-code": "VH", "c0-box": "5g"},
        {"c0-code": "VH", "c0-rate": "NaN"},
    ):
        assert alice.post(place, {"prefix": "c0", **wrong}).status_code in (404, 422)


def test_who_reads_only_sees_and_changes_nothing_and_others_find_nothing(
    world: TwoOffices, alice: Client, signed_in: SignedIn
) -> None:
    eva = make_person("Eva")
    join(world.alice, world.giver.slug, eva, Role.CLIENT_USER)
    with act(world.alice, world.giver.slug) as actor:
        from overstap.tenancy import actions as tenancy

        tenancy.give_access(actor=actor, code=CODE, person=eva)
    client = signed_in(eva)
    page = text(client, at(world, "settings/"))
    assert '<form method="post"' not in page.replace("sign-out", "")[page.index("<main") :]
    assert client.post(at(world, "begin/"), {"period": SPAN}).status_code == 403
    assert client.post(at(world, "settings/save/"), {"part": "contact", "span": "year"}).status_code == 403
    stranger = signed_in(world.charlie)
    for rest in ("", "codes/", "settings/", "returns/2025-Q1/0/"):
        assert stranger.get(at(world, rest)).status_code == 404
    assert alice.get(at(world, "returns/2025-Q3/0/")).status_code == 404
    assert alice.get(at(world, "returns/x/99999999/")).status_code == 404


@pytest.mark.parametrize(("rest", "most"), [("", 30), ("returns/2025-Q1/0/", 30), ("codes/", 28), ("settings/", 26)])
def test_pages_ask_a_fixed_number_of_questions(
    world: TwoOffices, alice: Client, rest: str, most: int, django_assert_max_num_queries: object
) -> None:
    for span in ("2025-Q2", "2025-Q3", "2024-Q4"):
        text(alice, at(world, "begin/"), period=span)
    with django_assert_max_num_queries(most):  # type: ignore[operator]
        alice.get(at(world, rest))
