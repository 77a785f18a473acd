"""Pages of sales: what people type becomes quotations and invoices; what a customer sees by their link."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from overstap.books.sales import portal, queries, store
from overstap.books.sales.models import Invoice, Product, Quotation
from overstap.books.sales.values import InvoiceState, QuotationState
from overstap.lib import clock
from overstap.lib.secrets import link_hash
from overstap.tenancy import access, payment
from overstap.tenancy.models import Administration, Person
from overstap.tenancy.roles import Role
from overstap.tenancy.values import AdministrationState
from tests.books.sales.filled import CUSTOMER, SELLER, draft
from tests.books.sales.selling import bill, let_in, quote, tokens
from tests.moves.world import CODE, TwoOffices
from tests.tenancy.people import join, make_person

SignIn = Callable[[Person], Client]
LINES = {
    "line_product": ["BROOD", "", ""],
    "line_description": ["", "Workshop", ""],
    "line_quantity": ["1.000", "1,5", ""],
    "line_unit": ["", "uur", ""],
    "line_price": ["", "1.234,50", ""],
    "line_discount": ["", "10", ""],
    "line_vat": ["high", "high", "high"],
}
HEAD = {
    "relation": "C1", "name": "Hotel De Zwaan", "street": "Markt 3", "postal_code": "3511 AB", "city": "Utrecht",
    "country": "NL", "email": "inkoop@zwaan.example", "subject": "November", "language": "nl",
}  # fmt: skip


@pytest.fixture(autouse=True)
def objects(settings: Settings, tmp_path: Path) -> None:
    """Contents of this test alone."""
    settings.OBJECT_DIR = tmp_path / "objects"


def at(world: TwoOffices, path: str = "") -> str:
    return f"/e/{world.giver.slug}/administrations/{CODE}/sales/{path}"


def ours(world: TwoOffices) -> Administration:
    return Administration.objects.get(environment=world.giver, code=CODE)


def test_an_invoice_is_typed_looked_at_and_sent(signed_in: SignIn, world: TwoOffices) -> None:
    """A product fills in its line; the thousand and the comma are Dutch."""
    client = signed_in(world.bob)
    assert client.get(at(world, "invoices/new/")).status_code == 200
    made = client.post(at(world, "invoices/new/"), {**HEAD, **LINES, "deed": "save"})
    assert made.status_code == 302
    page = client.get(made["Location"])
    assert "Volkorenbrood" in page.text
    with access.enter(world.bob, world.giver.slug):
        row = Invoice.objects.exclude(state=InvoiceState.SENT).get(administration=ours(world))
        lines = store.lines(ours(world), row.uid)
    assert [(line.quantity, line.price, line.unit) for line in lines] == [
        (1000, Decimal("2.35"), "stuks"),
        (Decimal("1.5"), Decimal("1234.50"), "uur"),
    ]
    sent = client.post(made["Location"], {"deed": "send"})
    assert sent.status_code == 302
    shown = client.get(made["Location"]).text
    assert f"{store.today().year}-" in shown
    pdf = client.get(at(world, f"invoices/{row.uid}/pdf/"))
    assert (pdf["Content-Type"], pdf["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    assert pdf.content.startswith(b"%PDF-")
    assert client.get(at(world, f"invoices/{row.uid}/preview/")).content.startswith(b"\x89PNG")
    assert client.get(at(world, f"invoices/{row.uid}/pdf/?as=ubl")).status_code == 404
    assert client.post(made["Location"], {"deed": "send"}).status_code == 422
    assert client.get(at(world)).status_code == 200


def test_totals_are_computed_on_the_server_without_saving(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    sent = {**HEAD, **LINES, "deed": "calculate"}
    part = client.post(at(world, "invoices/new/"), sent, headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<dl")
    assert "€ 4.578,06" in part.text  # 1000 x 2,35 at 9%; 1,5 x 1.234,50 less 10% at 21%
    whole = client.post(at(world, "quotations/new/"), sent)
    assert whole.text.count('name="line_description"') == 2 + 3
    with access.enter(world.bob, world.giver.slug):
        assert not Invoice.objects.exclude(state=InvoiceState.SENT).filter(administration=ours(world)).exists()


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("line_quantity", ["x", "1", ""], "geen getal"),
        ("line_price", ["", "1e5", ""], "geen getal"),
        ("line_discount", ["", "101", ""], "0 tot en met 100"),
        ("line_vat", ["high", "none", "high"], "btw"),
        ("line_quantity", ["9" * 31, "1", ""], "geen getal"),
        ("payment_days", "-1", "geen geheel getal"),
        ("supplied_on", "2026-02-30", "geen dag"),
    ],
)
def test_what_cannot_be_read_comes_back_with_the_form(
    signed_in: SignIn, world: TwoOffices, field: str, value: object, told: str
) -> None:
    client = signed_in(world.bob)
    answer = client.post(at(world, "invoices/new/"), {**HEAD, **LINES, field: value, "deed": "save"})
    assert answer.status_code == 422
    assert told in answer.text
    assert "Workshop" in answer.text  # nothing that was typed is lost


@pytest.mark.parametrize("page", ["invoices/new/", "quotations/new/"])
def test_the_menu_stands_beside_the_form(signed_in: SignIn, world: TwoOffices, page: str) -> None:
    shown = signed_in(world.alice).get(at(world, page)).text
    assert f'href="/e/{world.giver.slug}/administrations/"' in shown
    assert f'href="/e/{world.giver.slug}/migrations/"' in shown


def test_a_quotation_goes_from_draft_to_a_link(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    made = client.post(at(world, "quotations/new/"), {**HEAD, **LINES})
    assert client.post(made["Location"], {"deed": "send"}).status_code == 302
    assert "verstuurd" in client.get(made["Location"]).text
    visitor = Client()
    found = visitor.get(f"/quotation/{tokens()[-1]}/")
    assert found.status_code == 302
    assert tokens()[-1] not in found["Location"]
    page = visitor.get(found["Location"])
    assert "Hotel De Zwaan" in page.text
    assert visitor.get(found["Location"] + "pdf/").content.startswith(b"%PDF-")
    assert visitor.post(found["Location"], {"name": ""}).status_code == 422
    assert visitor.post(found["Location"], {"name": "A. de Boer"}).status_code == 302
    assert "A. de Boer" in visitor.get(found["Location"]).text
    assert visitor.post(found["Location"], {"name": "Mallory"}).status_code == 422
    office = client.get(made["Location"]).text
    assert "A. de Boer" in office
    assert "Goedgekeurd" in office


def test_a_customer_refuses_with_a_reason(signed_in: SignIn, world: TwoOffices) -> None:
    uid, token = quote(world.bob, world.giver.slug, CODE)
    visitor = Client()
    where = visitor.get(f"/quotation/{token}/")["Location"]
    assert visitor.get(where + "refuse/").status_code == 200
    assert visitor.post(where + "refuse/", {"name": "Anna"}).status_code == 422
    assert visitor.post(where + "refuse/", {"name": "Anna", "reason": "te duur"}).status_code == 302
    assert "te duur" in signed_in(world.bob).get(at(world, f"quotations/{uid}/")).text


def test_the_page_of_a_link_speaks_the_language_of_the_quotation_until_another_is_chosen(world: TwoOffices) -> None:
    words = {"nl": "Offerte goedkeuren", "en": "Approve the quotation"}
    for language, other in (("nl", "en"), ("en", "nl")):
        _uid, token = quote(world.bob, world.giver.slug, CODE, replace(draft(), language=language))
        visitor = Client()
        where = visitor.get(f"/quotation/{token}/")["Location"]
        assert words[language] in visitor.get(where).text
        visitor.post("/language/", {"language": other, "next": where})
        visitor.get(f"/quotation/{token}/")
        assert words[other] in visitor.get(where).text


def test_without_the_link_its_page_shows_nothing(world: TwoOffices) -> None:
    """Another visitor who knows the address, which is no secret, sees nothing; nor does one with another link."""
    _first, token = quote(world.bob, world.giver.slug, CODE)
    where = Client().get(f"/quotation/{token}/")["Location"]
    stranger = Client()
    for path in (where, where + "refuse/", where + "pdf/"):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert CUSTOMER.name not in answer.text
    assert stranger.post(where, {"name": "Mallory"}).status_code == 404


def test_made_up_links_are_refused_after_some(world: TwoOffices) -> None:
    visitor = Client()
    answers = [visitor.get(f"/quotation/{'x' * 20}{number}/").status_code for number in range(22)]
    assert answers[0] == 404
    assert answers[-1] == 503


def test_a_form_from_elsewhere_approves_nothing(world: TwoOffices) -> None:
    _uid, token = quote(world.bob, world.giver.slug, CODE)
    visitor = Client(enforce_csrf_checks=True)
    where = visitor.get(f"/quotation/{token}/")["Location"]
    assert visitor.post(where, {"name": "Mallory"}).status_code == 403
    assert portal.look(link_hash(token)).stands is portal.Stands.OPEN


def test_during_a_freeze_the_customer_is_asked_for_patience(world: TwoOffices) -> None:
    _uid, token = quote(world.bob, world.giver.slug, CODE)
    visitor = Client()
    where = visitor.get(f"/quotation/{token}/")["Location"]
    with access.enter(world.alice, world.giver.slug):
        Administration.objects.filter(pk=ours(world).pk).update(state=AdministrationState.FROZEN)
    assert "Volkorenbrood" in visitor.get(where).text
    answer = visitor.post(where, {"name": "Anna"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")


def test_after_its_last_day_the_page_says_so(world: TwoOffices) -> None:
    _uid, token = quote(world.bob, world.giver.slug, CODE)
    visitor = Client()
    where = visitor.get(f"/quotation/{token}/")["Location"]
    with clock.moved_by(timedelta(days=40)):
        assert "Vraag om een nieuwe" in visitor.get(where).text
        assert visitor.post(where, {"name": "Anna"}).status_code == 422


def test_products_are_added_and_changed(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    typed = {"code": "A/1 é", "name": "Taart", "unit": "stuk", "price": "12,345", "vat": "low", "active": "on"}
    assert client.post(at(world, "product/"), typed).status_code == 302
    assert client.post(at(world, "product/") + "?product=A/1 é", {**typed, "price": "13"}).status_code == 302
    assert client.post(at(world, "product/"), {**typed, "code": "B", "price": "veel"}).status_code == 422
    assert client.post(at(world, "product/"), {**typed, "code": " "}).status_code == 422
    assert client.get(at(world, "product/") + "?product=nergens").status_code == 404
    assert "Taart" in client.get(at(world, "products/") + "?search=taa").text
    with access.enter(world.bob, world.giver.slug):
        assert Product.objects.get(administration=ours(world), code="A/1 é").price == 13


def test_the_seller_and_the_numbers_are_chosen(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    seller = {name: getattr(SELLER, name) for name in ("name", "street", "postal_code", "city", "country", "iban")}
    typed = {**seller, "payment_days": "14", "quotation_days": "10", "rounding": "line"}
    assert client.post(at(world, "settings/"), typed).status_code == 302
    assert client.post(at(world, "settings/"), {**typed, "iban": "NL00"}).status_code == 422
    assert client.post(at(world, "settings/"), {**typed, "payment_days": ""}).status_code == 422
    series = {"series": "quotation", "begins": "Q-", "width": "3", "first": "7"}
    assert client.post(at(world, "settings/"), series).status_code == 302
    assert client.post(at(world, "settings/"), {**series, "begins": "{x}"}).status_code == 422
    with access.enter(world.bob, world.giver.slug):
        assert queries.settings(ours(world)).payment_days == 14
    assert "14" in client.get(at(world, "settings/")).text


def test_r077_r078_who_is_billed_is_written_down_by_a_superuser(signed_in: SignIn, world: TwoOffices) -> None:
    where = f"/e/{world.giver.slug}/administrations/{CODE}/payment-agreement/"
    typed = {
        "payer": "Jansen Beheer", "iban": "NL91 ABNA 0417 1643 00", "reference": "M-1", "signed_on": "2026-02-03",
        "scheme": "core",
    }  # fmt: skip
    client = signed_in(world.alice)
    assert client.post(where, {**typed, "iban": "NL1"}).status_code == 422
    assert client.post(where, {**typed, "signed_on": ""}).status_code == 422
    assert client.post(where, typed).status_code == 302
    assert "Jansen Beheer" in client.get(where).text
    with access.enter(world.alice, world.giver.slug) as actor:
        assert payment.look(actor, CODE) is not None
    assert signed_in(world.bob).get(where).status_code == 403
    assert client.post(where, {"deed": "end"}).status_code == 302
    with access.enter(world.alice, world.giver.slug) as actor:
        assert payment.look(actor, CODE) is None


def test_readers_see_and_do_nothing_and_strangers_find_nothing(signed_in: SignIn, world: TwoOffices) -> None:
    uid, _token = quote(world.bob, world.giver.slug, CODE)
    reader = make_person("Rita")
    join(world.alice, world.giver.slug, reader, Role.CLIENT_USER)
    let_in(world.alice, world.giver.slug, CODE, reader)
    client = signed_in(reader)
    page = client.get(at(world, f"quotations/{uid}/"))
    assert page.status_code == 200
    assert 'name="deed"' not in page.text
    assert client.post(at(world, f"quotations/{uid}/"), {"deed": "send"}).status_code == 403
    assert client.get(at(world, "invoices/new/")).status_code == 403
    assert client.get(at(world, "settings/")).status_code == 403
    stranger = signed_in(world.charlie)
    for path in ("", "quotations/", "products/", f"quotations/{uid}/", f"quotations/{uid}/pdf/", "settings/"):
        assert stranger.get(at(world, path)).status_code == 404, path


@pytest.mark.parametrize("path", ["", "quotations/", "products/", "settings/", "invoices/new/"])
def test_a_page_asks_the_database_a_fixed_number_of_questions(
    signed_in: SignIn, world: TwoOffices, path: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(world.bob)
    for _one in range(3):
        bill(world.bob, world.giver.slug, CODE)
        quote(world.bob, world.giver.slug, CODE, draft())
    client.get(at(world, path))
    with django_assert_max_num_queries(26):
        assert client.get(at(world, path)).status_code == 200


def test_numbers_of_quotations_and_states_stand_in_the_lists(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    quote(world.bob, world.giver.slug, CODE)
    for state, found in (("sent", True), ("refused", False), ("nonsense", True), ("", True)):
        text = client.get(at(world, f"quotations/?state={state}")).text
        assert (f"OF{store.today().year}-0001" in text) is found, state
    for after in ("x", "2026-01-01T00:00:00+00:00_x", "2026-01-01_1", "_", "2026-01-01T00:00:00+00:00_" + "9" * 40):
        assert client.get(at(world, "quotations/") + f"?after={after}").status_code == 200


def test_everything_that_stands_ready_is_sent_with_one_button(signed_in: SignIn, world: TwoOffices) -> None:
    client = signed_in(world.bob)
    for _one in range(2):
        made = client.post(at(world, "invoices/new/"), {**HEAD, **LINES})
        assert client.post(made["Location"], {"deed": "ready"}).status_code == 302
    assert client.post(at(world, "send/")).status_code == 302
    with access.enter(world.bob, world.giver.slug):
        assert not queries.to_send(ours(world))
        assert Quotation.objects.filter(administration=ours(world), state=QuotationState.DRAFT).count() == 0
