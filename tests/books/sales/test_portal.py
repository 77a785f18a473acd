"""The page of the customer: a link that cannot be guessed, used once, and only as long as the quotation stands."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from overstap.books.sales import actions, answering, portal, queries, store
from overstap.books.sales.errors import AlreadyAnswered, QuotationEnded, SalesRefused
from overstap.books.sales.models import Invoice, PortalLink, Quotation
from overstap.books.sales.portal import LinkUnknown, Stands
from overstap.books.sales.values import Deed, InvoiceState, QuotationState
from overstap.durable.failures import as_worker
from overstap.durable.models import OutgoingMail
from overstap.lib import clock
from overstap.lib.secrets import link_hash
from overstap.tenancy import access, audit
from overstap.tenancy.access import acting
from overstap.tenancy.models import Administration, AuditEvent
from overstap.tenancy.values import AdministrationState
from tests.books.sales.conftest import CODE
from tests.books.sales.filled import CUSTOMER, draft
from tests.books.sales.selling import quote, ready, tokens
from tests.tenancy.people import World, make_administration


def test_what_is_approved_becomes_the_draft_of_an_invoice(shop: World) -> None:
    uid, token = quote(shop.bob, shop.slug, CODE)
    shown = portal.look(link_hash(token))
    assert shown.stands is Stands.OPEN
    assert shown.file is not None
    assert shown.file.paper.customer == CUSTOMER
    portal.answer(link_hash(token), Deed.APPROVE, "  A. de\tBoer ")
    with access.enter(shop.bob, shop.slug) as actor:
        one = Administration.objects.get(environment=shop.environment, code=CODE)
        found = queries.quotation(one, uid)
        made = Invoice.objects.get(administration=one)
        line = AuditEvent.objects.filter(environment=actor.environment, action="quotation.approve").get()
    assert (found.state, found.answered_by, found.invoice) == (QuotationState.APPROVED, "A. de Boer", made.uid)
    assert (made.state, made.gross, made.quotation_uid) == (InvoiceState.DRAFT, found.paper.totals.gross, uid)
    assert line.facts["name"] == "A. de Boer"
    with as_worker():
        mail = OutgoingMail.objects.get(key=f"sales/answered/{uid}/{shop.bob.uid}")
    assert "A. de Boer" in mail.text


def test_a_refusal_needs_a_reason_and_makes_no_invoice(shop: World) -> None:
    uid, token = quote(shop.bob, shop.slug, CODE)
    for name, reason in (("", "te duur"), ("Anna", ""), ("Anna", "x" * 1_001), ("\0", "te duur")):
        with pytest.raises(SalesRefused):
            portal.answer(link_hash(token), Deed.REFUSE, name, reason)
    portal.answer(link_hash(token), Deed.REFUSE, "Anna", "te duur")
    with access.enter(shop.bob, shop.slug):
        assert Quotation.objects.get(uid=uid).reason == "te duur"
        assert not Invoice.objects.filter(quotation_uid=uid).exists()


def test_an_answer_is_given_once_whatever_link_it_comes_by(shop: World) -> None:
    uid, first = quote(shop.bob, shop.slug, CODE)
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        from overstap.books.sales import sending

        sending.send_quotation(actor=actor, code=CODE, uid=uid)
    (second,) = set(tokens()) - {first}
    portal.answer(link_hash(first), Deed.APPROVE, "Anna")
    for token in (first, second):
        for deed in Deed:
            with pytest.raises(AlreadyAnswered):
                portal.answer(link_hash(token), deed, "Mallory", "toch niet")
        assert portal.look(link_hash(token)).stands is Stands.ANSWERED
    with access.enter(shop.bob, shop.slug):
        assert Invoice.objects.filter(quotation_uid=uid).count() == 1
        assert Quotation.objects.get(uid=uid).answered_by == "Anna"


def test_after_its_last_day_it_cannot_be_approved(shop: World) -> None:
    last = store.today() + timedelta(days=3)
    _uid, token = quote(shop.bob, shop.slug, CODE, replace(draft(), valid_until=last))
    with clock.moved_by(timedelta(days=3)):
        assert portal.look(link_hash(token)).stands is Stands.OPEN
    with clock.moved_by(timedelta(days=4)):
        assert portal.look(link_hash(token)).stands is Stands.EXPIRED
        with pytest.raises(QuotationEnded):
            portal.answer(link_hash(token), Deed.APPROVE, "Anna")


@pytest.mark.parametrize("token", ["", "x", "\0", "a" * 10_000, "%00", "'; DROP TABLE portal_link --", "\udcff"])
def test_a_made_up_link_opens_nothing(shop: World, token: str) -> None:
    quote(shop.bob, shop.slug, CODE)
    with pytest.raises(LinkUnknown):
        portal.look(link_hash(token))
    with pytest.raises(LinkUnknown):
        portal.answer(link_hash(token), Deed.APPROVE, "Mallory")


def test_only_the_hash_of_a_link_is_kept(shop: World) -> None:
    _uid, token = quote(shop.bob, shop.slug, CODE)
    with access.enter(shop.bob, shop.slug):
        rows = list(PortalLink.objects.values())
        assert [row["token_hash"] for row in rows] == [link_hash(token)]
        assert token not in str(rows)
        assert token not in str(list(AuditEvent.objects.values("facts")))


def test_a_link_leads_to_its_own_quotation_and_to_no_other(shop: World) -> None:
    """Even with the mandate of one link the system sees the quotation of that link alone by it."""
    first, token = quote(shop.bob, shop.slug, CODE)
    second, other = quote(shop.bob, shop.slug, CODE, draft(customer=replace(CUSTOMER, name="Iemand anders")))
    shown = portal.look(link_hash(token)).file
    assert shown is not None
    assert shown.paper.uid == first
    portal.answer(link_hash(other), Deed.APPROVE, "Anna")
    with access.enter(shop.bob, shop.slug):
        assert Quotation.objects.get(uid=first).state == QuotationState.SENT
        assert Quotation.objects.get(uid=second).state == QuotationState.APPROVED


def test_another_environment_is_never_led_to(shop: World) -> None:
    """A row in another environment with the same uids changes nothing: the identity has one holder."""
    make_administration(shop.charlie, shop.elsewhere.slug, CODE)
    ready(shop.charlie, shop.elsewhere.slug, CODE)
    uid, token = quote(shop.bob, shop.slug, CODE)
    with access.enter(shop.charlie, shop.elsewhere.slug):
        other = Administration.objects.get(environment=shop.elsewhere, code=CODE)
        row = Quotation(administration=other, uid=uid, state=QuotationState.SENT, number="OF1")
        row.valid_until = store.today()
        row.net = row.vat = row.gross = 0
        row.save()
    portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    with access.enter(shop.charlie, shop.elsewhere.slug):
        assert Quotation.objects.get(uid=uid).state == QuotationState.SENT


def test_without_a_link_the_question_past_the_wall_answers_nothing(shop: World) -> None:
    quote(shop.bob, shop.slug, CODE)
    with acting(None, []), connection.cursor() as cursor:
        for guess in (None, "", str(uuid4()), "%"):
            cursor.execute("SELECT * FROM sales_portal(%s)", [guess])
            assert cursor.fetchall() == []


def test_while_it_is_frozen_it_is_shown_and_asks_for_patience(shop: World) -> None:
    _uid, token = quote(shop.bob, shop.slug, CODE)
    with access.enter(shop.alice, shop.slug):
        Administration.objects.filter(environment=shop.environment).update(state=AdministrationState.FROZEN)
    assert portal.look(link_hash(token)).stands is Stands.WAITS
    with pytest.raises(portal.BeingMoved):
        portal.answer(link_hash(token), Deed.APPROVE, "Anna")
    with access.enter(shop.alice, shop.slug):
        Administration.objects.filter(environment=shop.environment).update(state=AdministrationState.ACTIVE)
    portal.answer(link_hash(token), Deed.APPROVE, "Anna")


def test_the_pdf_is_the_one_that_was_mailed(shop: World) -> None:
    _uid, token = quote(shop.bob, shop.slug, CODE)
    name, content = portal.pdf(link_hash(token))
    assert name.startswith("Offerte OF")
    assert content.startswith(b"%PDF-")


def test_the_seller_can_write_an_answer_down_too(shop: World) -> None:
    uid, token = quote(shop.bob, shop.slug, CODE)
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        answering.settle(actor=actor, code=CODE, uid=uid, deed=Deed.APPROVE, name="Anna (telefoon)")
    with pytest.raises(AlreadyAnswered):
        portal.answer(link_hash(token), Deed.APPROVE, "Anna")


def test_a_draft_has_no_link_and_cannot_be_answered(shop: World) -> None:
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = actions.save_quotation(actor=actor, code=CODE, draft=draft())
        with pytest.raises(QuotationEnded):
            answering.settle(actor=actor, code=CODE, uid=uid, deed=Deed.APPROVE, name="Anna")
        again = actions.copy_quotation(actor=actor, code=CODE, uid=uid)
        actions.remove_draft(actor=actor, code=CODE, uid=uid)
        assert Quotation.objects.get().uid == again
