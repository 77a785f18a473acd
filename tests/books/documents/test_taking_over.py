"""What an invoice says is on the card of its document, and whose it seems to be is proposed, never decided."""

from dataclasses import replace
from typing import Any

import pytest

from overstap.books.documents import taking_over
from overstap.books.documents.models import Document
from overstap.books.documents.taking_over import Party, Proposal
from overstap.books.documents.values import Arrival, Source, Tag
from overstap.books.relations import store as relations
from overstap.books.relations.values import BankAccount, Company, Relation
from overstap.connectors.documents.actions import receive
from overstap.exchange import ubl
from overstap.exchange.ubl.values import Invoice
from tests.books.documents.archives import Archive
from tests.books.ledgers import open_books
from tests.exchange.ubl.examples import BUYER, IBAN, SELLER, invoice

KORENAAR = Relation(
    "2001",
    "De Korenaar",
    tax_country="NL",
    tax_number="123456789B13",
    commerce_number="12 34 56 78",
    bank_accounts=(BankAccount("NL91 ABNA 0417 1643 00"),),
)


def _know(archive: Archive, *known: Relation, own: Company | None = None) -> None:
    with archive.at_work():
        relations.save_relations(archive.administration, known, replace=True)
        relations.save_company(archive.administration, own or Company("Bakkerij Jansen"), replace=True)


def _arrive(archive: Archive, made: Invoice | bytes) -> Document:
    content = made if isinstance(made, bytes) else ubl.write(made)
    with archive.at_work() as actor:
        kept = receive(actor, archive.code, content, Arrival("factuur.xml", "", Source.UPLOAD))
        return Document.objects.get(administration=archive.administration, uid=kept.uid)


def test_the_fields_of_an_invoice_are_on_its_card(archive: Archive) -> None:
    """R062."""
    _know(archive, KORENAAR)
    card = _arrive(archive, invoice())
    taken = card.extra["invoice"]
    assert (taken["number"], taken["issued"], taken["payable"]) == ("2026-0117", "2026-03-02", "121.00")
    assert taken["seller"]["name"] == "Bakkerij De Korenaar B.V."
    assert card.extra["proposal"] == {"tag": "purchase", "relation_code": "2001", "by": "vat_number"}


def test_nothing_is_decided(archive: Archive) -> None:
    """R063: without a tag of whoever delivers it, it waits to be sorted."""
    _know(archive, KORENAAR)
    card = _arrive(archive, invoice())
    assert (card.tag, card.relation_code) == ("", "")


def test_a_wrong_invoice_is_taken_over_as_it_stands(archive: Archive) -> None:
    content = ubl.write(invoice()).replace(b">121.00</cbc:PayableAmount>", b">1,21</cbc:PayableAmount>")
    assert _arrive(archive, content).extra["invoice"]["payable"] is None


@pytest.mark.parametrize("content", [b"<?xml version='1.0'?><brief>Geachte</brief>", b"<Invoice/>"])
def test_another_file_gives_no_fields(content: bytes, archive: Archive) -> None:
    assert _arrive(archive, content).extra == {}


@pytest.mark.parametrize(
    ("known", "by"),
    [
        (replace(KORENAAR, commerce_number="", bank_accounts=()), "vat_number"),
        (replace(KORENAAR, tax_country="", tax_number="nl 123.456.789.B13", commerce_number=""), "vat_number"),
        (replace(KORENAAR, tax_number=""), "kvk"),
        (replace(KORENAAR, tax_number="", commerce_number=""), "account"),
        (Relation("2001", "BAKKERIJ DE KORENAAR b.v."), "name"),
    ],
)
def test_a_supplier_is_recognised_by_the_surest_that_is_known(known: Relation, by: str, archive: Archive) -> None:
    _know(archive, known, Relation("2002", "Een ander", tax_country="NL", tax_number="999999999B99"))
    assert _arrive(archive, invoice()).extra["proposal"] == {"tag": "purchase", "relation_code": "2001", "by": by}


def test_two_with_the_same_number_are_told_apart_by_another_or_not_at_all(archive: Archive) -> None:
    _know(archive, KORENAAR, replace(KORENAAR, code="2002", commerce_number="", bank_accounts=()))
    assert _arrive(archive, invoice()).extra["proposal"]["by"] == "kvk"
    _know(archive, KORENAAR, replace(KORENAAR, code="2002"))
    assert _arrive(archive, invoice()).extra["proposal"]["relation_code"] == ""


@pytest.mark.parametrize(
    "own",
    [
        Company("Wij", tax_country="NL", tax_number="123456789B13"),
        Company("Wij", commerce_number="12345678"),
        Company("bakkerij de korenaar B.V."),
    ],
)
def test_an_invoice_of_the_company_itself_is_a_sale_to_its_buyer(own: Company, archive: Archive) -> None:
    _know(archive, KORENAAR, Relation("1001", "Het Anker", commerce_number="87654321"), own=own)
    proposal = _arrive(archive, invoice()).extra["proposal"]
    assert proposal == {"tag": "sales", "relation_code": "1001", "by": "kvk"}


def test_the_account_that_is_paid_is_not_the_buyers(archive: Archive) -> None:
    other = replace(KORENAAR, code="1001", tax_number="", commerce_number="", bank_accounts=(BankAccount(IBAN),))
    _know(archive, other, own=Company(SELLER.name))
    made = invoice(buyer=replace(BUYER, legal_id=None), customization="urn:cen.eu:en16931:2017")
    assert _arrive(archive, made).extra["proposal"]["relation_code"] == ""


def test_relations_of_another_administration_are_not_proposed(archive: Archive) -> None:
    other = open_books(archive.world, "2002")
    with archive.at_work():
        relations.save_relations(other, [KORENAAR], replace=True)
    assert _arrive(archive, invoice()).extra["proposal"]["relation_code"] == ""


HOSTILE: list[dict[str, Any]] = [
    {},
    {"seller": None, "buyer": 3, "accounts": "x"},
    {"seller": {"name": "%", "vat_number": "'; --", "kvk": ["x"]}, "accounts": [None, {}]},
]


@pytest.mark.parametrize("fields", HOSTILE)
def test_odd_fields_propose_nobody(fields: dict[str, Any], archive: Archive) -> None:
    _know(archive, KORENAAR)
    with archive.at_work():
        assert taking_over.propose(archive.administration, fields) == Proposal(Tag.PURCHASE)


def test_nobody_is_recognised_by_nothing(archive: Archive) -> None:
    _know(archive, Relation("2001", ""), Relation("2002", "Iemand"))
    with archive.at_work():
        assert taking_over.recognise(archive.administration, Party()) == ("", "")
