"""Every page of an environment takes a bounded number of statements, however much there is to show."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from overstap.books.ledger import store
from overstap.books.ledger.values import Entry, SubledgerLine
from overstap.books.relations import models as relations
from overstap.tenancy import audit, people
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Role
from tests.moves.world import CODE, TwoOffices, add_administration, administration_of, offer, sale
from tests.tenancy.people import join, make_person, unique
from tests.web.addresses import Address, addresses
from tests.web.examples import Examples, fill

SignIn = Callable[[Person], Client]

INSIDE = [one for one in addresses() if one.in_environment]
ASKED = {"administration-open-items": "?per=item", "administration-journals": "?search=2025"}
HOUSEKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT")
MOST = 17  # eight of them tell who asks, in which environment, and how far its coupling is
MORE = {
    "home": 20,  # moves, approvals, offers, tasks, events and administrations on one page
    "move": 20,
    # A move, its request, its approvals and its log; at both ends the preflight besides.
    **dict.fromkeys(("takeover", "takeover-refuse", "receive-takeover-client"), 18),
    **dict.fromkeys(("takeover-choose", "receive-takeover-codes"), 26),
    "administration": 19,  # figures, years, periods, files and the company on one page
    "administration-relation": 21,  # three lists on one page
    "export-audit-file": 40,  # writes a whole file: one statement for each kind of record
    # A refusal is written in the audit log, after all that was needed to see that it is one.
    **dict.fromkeys(
        ("move-release", "move-reject", "move-take-back", "move-check-sample", "move-people", "move-people-access"), 25
    ),
    **dict.fromkeys(("move-proof-json", "move-proof-pdf"), 19),
    # Every part of what administrations hold is asked what it has.
    **dict.fromkeys(("receive-move-offer", "move-plan"), 50),
    # A refusal is written down here too, after it was looked who may see which archive.
    **dict.fromkeys(("document-archive-file", "document-preview"), 21),
    **dict.fromkeys(("administration-tax-codes", "administration-tax-return"), 21),  # books, mapping, who may file
    "administration-assets": 23,  # the register beside the ledger
    "authorisation-document": 19,
    "administration-authorisation": 22,  # workflows, who may decide, what waits
    # Cards of contacts, what is asked about them, and what waits.
    **dict.fromkeys(
        (
            "contacts",
            "contact",
            "contact-join",
            "contact-change",
            "contact-send",
            "contact-remove",
            "coupling-differences",
            "coupling-question",
            "coupling-lead-all",
            "coupling-select",
            "coupling-configure",
            "coupling-keeping",
        ),
        21,
    ),
    "coupling": 24,  # every step of the wizard in one page
}
MANY = 60  # more than one page of most lists


def _statements(client: Client, place: str) -> int:
    """How many statements the page takes; savepoints are those of the test around it."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(place)
        answer.getvalue()
    return len([one for one in captured.captured_queries if not one["sql"].startswith(HOUSEKEEPING)])


def _pages(world: TwoOffices, examples: Examples, signed_in: SignIn) -> Iterator[tuple[Address, Client, str]]:
    giver, receiver = signed_in(world.alice), signed_in(world.dora)
    for one in INSIDE:
        receives = one.name.startswith("receive")
        client, mine = (receiver, examples.receiver) if receives else (giver, examples.giver)
        yield one, client, one.filled(mine) + ASKED.get(one.name, "")


def _counts(world: TwoOffices, examples: Examples, signed_in: SignIn) -> dict[str, int]:
    return {one.name: _statements(client, place) for one, client, place in _pages(world, examples, signed_in)}


def _sale(number: int) -> Entry:
    """A sale to a relation of its own."""
    one = sale(number)
    return one._replace(lines=[line._replace(relation=line.relation and f"C{number}") for line in one.lines])


def _item(number: int) -> SubledgerLine:
    """The same sale, unpaid, in the sub-ledger."""
    day, invoice = date(2025, 3, 1), f"2025-{number:04d}"
    return SubledgerLine(
        year=2025, kind="CU", nr=str(number), journal="VK", entry_number=invoice, line_nr="1", amount=Decimal("121.00"),
        side="D", relation=f"C{number}", invoice_ref=invoice, invoice_date=day, due_date=day, mutation="I",
    )  # fmt: skip


def _grow(world: TwoOffices) -> None:
    """More of everything that a page may list."""
    slug = world.giver.slug
    administration = administration_of(world.alice, slug, CODE)
    with audit.attempt(world.alice, slug, "test"):
        relations.Relation.objects.bulk_create(
            relations.Relation(administration=administration, code=f"C{number}", name=f"Klant {number}")
            for number in range(100, 100 + MANY)
        )
        with store.LedgerWriter(administration, world.alice.pk) as writer:
            writer.add(_sale(number) for number in range(100, 100 + MANY))
            writer.add_subledger([_item(number) for number in range(100, 100 + MANY)])
    for number in range(5):
        join(world.alice, slug, make_person(f"Colleague{number}"), Role.SME_BOOKKEEPER)
        with audit.attempt(world.alice, slug, "test") as actor:
            people.invite(actor=actor, email=f"{unique('guest')}@example.test", role=Role.ACCOUNTANT)
        add_administration(world, f"30{number:02}", f"Klein {number}")
        offer(world, (f"30{number:02}",))


@pytest.fixture
def examples(world: TwoOffices, tmp_path: Path) -> Examples:
    return fill(world, tmp_path)


def test_every_page_takes_few_statements_and_no_more_when_there_is_more_to_show(
    signed_in: SignIn, world: TwoOffices, examples: Examples
) -> None:
    before = _counts(world, examples, signed_in)
    beyond = {name: count for name, count in before.items() if count > MORE.get(name, MOST)}
    assert beyond == {}
    _grow(world)
    after = _counts(world, examples, signed_in)
    grown = {name: (before[name], count) for name, count in after.items() if count > before[name]}
    assert grown == {}
