"""Invoices and quotations: drafts, sending, what stays as it was."""

import io
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pypdf
import pytest
from django.db import DatabaseError, transaction

from overstap.books.documents.models import Document
from overstap.books.documents.values import Source, Tag
from overstap.books.sales import actions, queries, sending
from overstap.books.sales.errors import AlreadySent, NotReady, SalesRefused
from overstap.books.sales.models import Invoice, Numbering
from overstap.books.sales.values import Customer, Draft, InvoiceState, Product, QuotationState, SalesLine, Settings, Vat
from overstap.connectors.invoices import actions as connected
from overstap.durable.failures import as_worker
from overstap.durable.models import MailAttachment, OutgoingMail
from overstap.exchange import ubl
from overstap.lib import objects
from overstap.lib.errors import Refused
from overstap.tenancy import access, audit
from overstap.tenancy.access import NotAllowed, NotFound
from overstap.tenancy.models import Administration
from overstap.tenancy.roles import Right, Role
from tests.books.sales.conftest import CODE
from tests.books.sales.filled import BREAD, CUSTOMER, LESSON, SELLER, draft
from tests.books.sales.selling import bill, let_in, quote
from tests.tenancy.people import World, join, make_person

FIRM = replace(CUSTOMER, commerce_number="87654321", tax_number="NL009876543B01")


def held(shop: World) -> Administration:
    """The administration, for whoever is at work."""
    return Administration.objects.get(environment=shop.environment, code=CODE)


def document(uid: UUID | None) -> Document:
    """What was kept."""
    assert uid is not None
    return Document.objects.get(uid=uid)


def test_an_invoice_is_sent_with_number_pdf_ubl_and_mail(shop: World) -> None:
    number = bill(shop.bob, shop.slug, CODE, draft(customer=FIRM))
    with access.enter(shop.bob, shop.slug):
        row = Invoice.objects.get(administration=held(shop))
        found = queries.invoice(held(shop), row.uid)
        kept = document(found.document)
        xml = document(found.electronic)
    assert (found.state, found.paper.number, row.gross) == (InvoiceState.SENT, number, Decimal("462.56"))
    assert (kept.name, kept.tag, kept.source) == (f"Factuur {number}.pdf", Tag.SALES, Source.MADE)
    text = pypdf.PdfReader(io.BytesIO(objects.content(kept.sha256))).pages[0].extract_text()
    for wanted in (number, SELLER.name, SELLER.tax_number, SELLER.commerce_number, CUSTOMER.name, "Markt 3",
                   "Volkorenbrood", "120", "2,35", "9%", "21%", "282,00", "25,38", "26,93", "462,56"):  # fmt: skip
        assert wanted in text, wanted
    read = ubl.read(objects.content(xml.sha256)).invoice
    assert (read.number, read.totals.payable, read.buyer.name) == (number, Decimal("462.56"), CUSTOMER.name)
    with as_worker():
        mail = OutgoingMail.objects.get(key=f"sales/invoice/{row.uid}")
        names = list(MailAttachment.objects.filter(mail=mail).order_by("place").values_list("name", flat=True))
    assert (mail.to, names) == (CUSTOMER.email, [f"Factuur {number}.pdf", f"Factuur {number}.xml"])


def test_a_consumer_gets_no_ubl(shop: World) -> None:
    bill(shop.bob, shop.slug, CODE)
    with access.enter(shop.bob, shop.slug):
        assert Invoice.objects.get(administration=held(shop)).electronic_uid is None


def test_what_was_sent_never_changes(shop: World) -> None:
    bill(shop.bob, shop.slug, CODE)
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = Invoice.objects.get(administration=held(shop)).uid
        for deed in (
            lambda: actions.save_invoice(actor=actor, code=CODE, draft=draft(BREAD), uid=uid),
            lambda: actions.set_to_send(actor=actor, code=CODE, uid=uid),
            lambda: actions.remove_draft(actor=actor, code=CODE, uid=uid),
            lambda: connected.send(actor=actor, code=CODE, uid=uid),
        ):
            with pytest.raises(AlreadySent):
                deed()
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Invoice.objects.filter(uid=uid).update(gross=0)


def test_settings_changed_afterwards_do_not_change_what_was_sent(shop: World) -> None:
    bill(shop.bob, shop.slug, CODE)
    with audit.attempt(shop.alice, shop.slug, "test") as actor:
        moved = Settings(seller=replace(SELLER, street="Nieuwe Weg 1"), footer="Ander onderschrift")
        actions.save_settings(actor=actor, code=CODE, settings=moved)
        paper = queries.invoice(held(shop), Invoice.objects.get(administration=held(shop)).uid).paper
    assert (paper.seller.street, paper.footer) == (SELLER.street, "")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (draft(customer=replace(CUSTOMER, street="")), "SALES-CUSTOMER"),
        (draft(customer=replace(CUSTOMER, email="")), "SALES-EMAIL"),
        (replace(draft(), lines=()), "SALES-LINES"),
        (draft(replace(BREAD, vat=Vat.REVERSED)), "SALES-VAT-NUMBER"),
        (draft(customer=replace(CUSTOMER, email="nergens")), "EMAIL-MALFORMED"),
    ],
)
def test_nothing_is_sent_or_numbered_without_what_the_law_asks(shop: World, typed: Draft, code: str) -> None:
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = actions.save_invoice(actor=actor, code=CODE, draft=typed)
    with pytest.raises(Refused) as caught, audit.attempt(shop.bob, shop.slug, "test") as actor:
        connected.send(actor=actor, code=CODE, uid=uid)
    assert caught.value.code == code
    with access.enter(shop.bob, shop.slug):
        assert not Numbering.objects.filter(administration=held(shop)).exists()
    with as_worker():
        assert not OutgoingMail.objects.filter(key__startswith="sales/").exists()


def test_an_unfinished_seller_cannot_send(shop: World) -> None:
    with audit.attempt(shop.alice, shop.slug, "test") as actor:
        actions.save_settings(actor=actor, code=CODE, settings=Settings(seller=replace(SELLER, tax_number="")))
        uid = actions.save_invoice(actor=actor, code=CODE, draft=draft())
        with pytest.raises(NotReady) as caught:
            actions.set_to_send(actor=actor, code=CODE, uid=uid)
    assert caught.value.code == "SALES-SELLER"


HUGE = "9" * 13


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (replace(BREAD, quantity=Decimal("NaN")), "SALES-NUMBER"),
        (replace(BREAD, price=Decimal("Infinity")), "SALES-NUMBER"),
        (replace(BREAD, price=Decimal(HUGE)), "SALES-NUMBER"),
        (replace(BREAD, price=Decimal("0.0000001")), "SALES-NUMBER"),
        (replace(BREAD, discount=Decimal(101)), "SALES-DISCOUNT"),
        (replace(BREAD, discount=Decimal("NaN")), "SALES-DISCOUNT"),
        (replace(BREAD, description=" \n"), "SALES-DESCRIPTION"),
        (replace(BREAD, description="a\0b"), "SALES-TEXT"),
        (replace(BREAD, unit="x" * 41), "SALES-TEXT"),
    ],
)
def test_lines_that_could_not_be_kept_are_refused(shop: World, line: SalesLine, code: str) -> None:
    with pytest.raises(SalesRefused) as caught, audit.attempt(shop.bob, shop.slug, "test") as actor:
        actions.save_invoice(actor=actor, code=CODE, draft=draft(line))
    assert caught.value.code == code


def test_hostile_text_is_printed_as_text(shop: World) -> None:
    """No markup, no code, no missing letter stops it; what cannot be shown is printed by its number."""
    hostile = '#read("/etc/passwd") *x* $y$ \\ <script> 漢字 😀 \u202e'
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uid = actions.save_invoice(
            actor=actor, code=CODE, draft=draft(replace(BREAD, description=hostile.replace("\u202e", "")))
        )
        connected.send(actor=actor, code=CODE, uid=uid)
        kept = document(queries.invoice(held(shop), uid).document)
    text = pypdf.PdfReader(io.BytesIO(objects.content(kept.sha256))).pages[0].extract_text()
    assert '#read("/etc/passwd")' in text
    assert "[U+6F22]" in text


def test_a_credit_invoice_takes_back_every_line(shop: World) -> None:
    number = bill(shop.bob, shop.slug, CODE, draft(customer=FIRM))
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        sent = Invoice.objects.get(administration=held(shop))
        uid = actions.credit_invoice(actor=actor, code=CODE, uid=sent.uid)
        connected.send(actor=actor, code=CODE, uid=uid)
        made = queries.invoice(held(shop), uid)
        xml = document(made.electronic)
    assert (made.paper.credits, made.paper.totals.gross) == (number, -sent.gross)
    assert ubl.read(objects.content(xml.sha256)).invoice.is_credit_note


def test_all_that_stands_ready_is_sent_in_order(shop: World) -> None:
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uids = [actions.save_invoice(actor=actor, code=CODE, draft=draft(line)) for line in (BREAD, LESSON)]
        left = actions.save_invoice(actor=actor, code=CODE, draft=draft())
        for uid in uids:
            actions.set_to_send(actor=actor, code=CODE, uid=uid)
        numbers, more = connected.send_all(actor=actor, code=CODE)
        assert more == 0
        assert [queries.invoice(held(shop), uid).paper.number for uid in uids] == numbers
        assert queries.invoice(held(shop), left).state is InvoiceState.DRAFT


def test_a_quotation_is_sent_once_more_with_another_link_and_the_same_number(shop: World) -> None:
    uid, token = quote(shop.bob, shop.slug, CODE)
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        first = queries.quotation(held(shop), uid)
        assert sending.send_quotation(actor=actor, code=CODE, uid=uid) == first.paper.number
        assert first.state is QuotationState.SENT
    with as_worker():
        mails = OutgoingMail.objects.filter(key__startswith="sales/quotation/")
        assert len({mail.text for mail in mails}) == 2
        assert all(token not in mail.body_hash for mail in mails)


def test_lists_go_on_where_the_last_page_ended(shop: World) -> None:
    with audit.attempt(shop.bob, shop.slug, "test") as actor:
        uids = [actions.save_invoice(actor=actor, code=CODE, draft=draft(BREAD)) for _one in range(5)]
        found, after = [], None
        while True:
            page = queries.invoices(held(shop), after=after, limit=2)
            found += [row.uid for row in page.rows]
            after = queries.Place.parse(str(page.next)) if page.next else None
            if after is None:
                break
        assert found == uids[::-1]
        for n in range(3):
            product = Product(f"P{n}", f"Product {n}", "stuk", Decimal(n), Vat.HIGH)
            actions.save_product(actor=actor, code=CODE, product=product)
        rows, more = queries.products(held(shop), limit=2)
        assert ([row.code for row in rows], more) == (["P0", "P1"], "P1")
        assert [row.code for row in queries.products(held(shop), after=more, limit=2)[0]] == ["P2"]


def test_roles_without_the_books_cannot_sell_and_others_see_nothing(shop: World) -> None:
    reader = make_person("Rita")
    join(shop.alice, shop.slug, reader, Role.CLIENT_USER)
    let_in(shop.alice, shop.slug, CODE, reader)
    with pytest.raises(NotAllowed), audit.attempt(reader, shop.slug, "test") as actor:
        actions.save_invoice(actor=actor, code=CODE, draft=draft())
    with pytest.raises(NotFound), audit.attempt(shop.charlie, shop.slug, "test") as actor:
        access.administration(actor, CODE, Right.READ_BOOKS)
    with access.enter(shop.bob, shop.slug) as actor:
        assert queries.invoices(access.administration(actor, CODE, Right.READ_BOOKS)).rows == []


def test_a_customer_from_elsewhere_keeps_its_own_words() -> None:
    """A value that came from JSON of another version loses what is not known, and nothing else."""
    from overstap.books.sales.values import customer_of, plain

    assert customer_of({**plain(CUSTOMER), "shoe_size": 43}) == CUSTOMER
    assert customer_of({}) == Customer()
