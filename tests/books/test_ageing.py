"""Open items per relation by age, and the small reads beside the ledger."""

from datetime import date
from decimal import Decimal

from overstap.books.ledger import queries
from overstap.tenancy import access
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, administration_of

__all__ = ["world"]


def test_what_is_open_stands_under_its_age_per_relation_and_in_total(world: TwoOffices) -> None:
    """R163. Seven invoices of 121.00, due on 1 to 7 April 2025."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        page = queries.ageing(one, "CU", as_of_date=date(2025, 5, 4))
    (row,) = page.rows
    assert (row.relation, row.name, row.items) == ("C1", "Café ’t Hoekje", 7)
    assert (row.not_due, row.to_30, row.to_60, row.total) == tuple(map(Decimal, ("0", "484.00", "363.00", "847.00")))
    assert page.total is not None
    assert page.total.to_60 == row.to_60
    assert page.next is None


def test_it_goes_on_after_a_relation_and_knows_the_kind(world: TwoOffices) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        after = queries.ageing(one, "CU", after="C1")
        suppliers = queries.ageing(one, "SU")
    assert after.rows == []
    assert after.total is not None
    assert after.total.total == Decimal("847.00")
    assert (suppliers.rows, suppliers.total) == ([], None)


def test_sub_ledger_lines_stand_with_their_entry_alone(world: TwoOffices) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with access.enter(world.alice, world.giver.slug):
        rows = [queries.subledger_of_entry(one, seq) for seq in (0, 1, 2, 3, 99)]
    assert [[row.invoice_ref for row in found] for found in rows] == [[], [], ["2025-0001"], ["2025-0002"], []]
