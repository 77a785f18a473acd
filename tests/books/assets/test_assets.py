"""Fixed assets: entered, depreciated into the ledger, disposed of; register against ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from overstap.books.assets import actions, queries
from overstap.books.assets.actions import AssetRefused, AssetState
from overstap.books.assets.queries import AssetNotFound
from overstap.books.assets.values import AssetCard, AssetFile, Disposal
from overstap.books.ledger import models as ledger
from overstap.books.ledger import queries as books
from overstap.tenancy.access import Actor, NotAllowed
from overstap.tenancy.roles import Role
from tests.moves.conftest import world
from tests.moves.world import CODE, TwoOffices, act, administration_of
from tests.tenancy.people import join, make_person

__all__ = ["world"]
VAN = AssetCard(
    "V1", "Bestelbus", "Vervoer", date(2025, 1, 10), Decimal("20000.00"), Decimal("2000.00"), "linear", 36, Decimal(0),
    date(2025, 1, 1), "0200", "0210", "4300",
)  # fmt: skip
END = date(2025, 12, 31)


@pytest.fixture
def office(world: TwoOffices) -> TwoOffices:
    """One with the accounts and a memorial journal; the oven of every test's administration is taken away."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        for code, name, kind in (
            ("0200", "Vervoermiddelen", "B"),
            ("0210", "Afschrijving", "B"),
            ("4300", "Kosten", "P"),
        ):
            ledger.Account.objects.create(administration=one, code=code, name=name, type=kind)
        ledger.Journal.objects.create(administration=one, code="ME", name="Memoriaal", type="M")
        from overstap.books.assets.models import Asset, Depreciation

        Depreciation.objects.filter(administration=one).delete()
        Asset.objects.filter(administration=one).delete()
    return world


def do(office: TwoOffices, deed: Callable[[Actor], object]) -> object:
    with act(office.alice, office.giver.slug) as actor:
        return deed(actor)


def found(office: TwoOffices, on: date = END) -> AssetFile:
    one = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        return queries.asset(one, "V1", on)


def enter(office: TwoOffices, card: AssetCard = VAN) -> None:
    do(office, lambda actor: actions.enter(actor, CODE, card))


def test_depreciation_is_booked_once_in_a_balanced_entry_and_lowers_the_book_value(office: TwoOffices) -> None:
    enter(office)
    made = do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 3, "ME"))
    assert made == actions.Depreciated("ME", "AFS-2025-03", 1, Decimal("1500.00"))
    one = found(office)
    assert (one.row.value, one.row.depreciated) == (Decimal("18500.00"), Decimal("1500.00"))
    assert found(office, date(2025, 2, 15)).row.value == Decimal("19000.00")
    assert {row.entry_number for row in one.booked} == {"AFS-2025-03"}
    administration = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        balances = {row.account: row.closing for row in books.trial_balance(administration)}
    assert (balances["4300"], balances["0210"]) == (Decimal("1500.00"), Decimal("-1500.00"))
    with pytest.raises(AssetState) as refused:
        do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 3, "ME"))
    assert refused.value.code == "ASSET-NOTHING-DUE"
    enter(office, replace(VAN, code="V2"))
    again = do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 3, "ME"))
    assert again == actions.Depreciated("ME", "AFS-2025-03-2", 1, Decimal("1500.00"))


def test_r166_the_register_is_held_against_the_ledger(office: TwoOffices) -> None:
    enter(office)
    do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 2, "ME"))
    one = administration_of(office.alice, office.giver.slug, CODE)
    with act(office.alice, office.giver.slug):
        (cost, gone) = queries.differences(one, END)
    assert (cost.account, cost.register, cost.ledger) == ("0200", Decimal("20000.00"), Decimal("0.00"))
    assert cost.difference == Decimal("-20000.00")
    assert (gone.account, gone.register, gone.difference) == ("0210", Decimal("-1000.00"), Decimal("0.00"))


def test_what_was_booked_is_not_changed_afterwards(office: TwoOffices) -> None:
    enter(office)
    do(office, lambda actor: actions.change(actor, CODE, replace(VAN, months=48)))
    do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 1, "ME"))
    do(office, lambda actor: actions.change(actor, CODE, replace(VAN, months=48, name="Bus", note="rood")))
    assert found(office).row.card.name == "Bus"
    for deed in (
        lambda actor: actions.change(actor, CODE, replace(VAN, months=12)),
        lambda actor: actions.remove(actor, CODE, "V1"),
    ):
        with pytest.raises(AssetState) as refused:
            do(office, deed)
        assert refused.value.code == "ASSET-BOOKED"


def test_an_asset_that_is_gone_has_no_book_value_and_is_depreciated_no_more(office: TwoOffices) -> None:
    enter(office)
    gone = Disposal(date(2025, 3, 20), Decimal("15000.00"))
    do(office, lambda actor: actions.dispose(actor, CODE, "V1", gone))
    made = do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 12, "ME"))
    assert isinstance(made, actions.Depreciated)
    assert made.amount == Decimal("1500.00")  # January to March
    one = found(office)
    assert (one.row.value, one.row.disposal) == (Decimal("0.00"), gone)
    assert found(office, date(2025, 3, 19)).row.value == Decimal("18500.00")
    with pytest.raises(AssetState):
        do(office, lambda actor: actions.dispose(actor, CODE, "V1", gone))


@pytest.mark.parametrize(
    ("gone", "code"),
    [
        (Disposal(date(2024, 1, 1), Decimal(0)), "ASSET-DISPOSAL-DAY"),
        (Disposal(date(2025, 3, 1), Decimal(-1)), "ASSET-AMOUNT"),
        (Disposal(date(2025, 3, 1), Decimal(0), "VK", "no such"), "ASSET-NO-ENTRY"),
    ],
)
def test_a_disposal_that_cannot_be_is_refused(office: TwoOffices, gone: Disposal, code: str) -> None:
    enter(office)
    with pytest.raises(AssetRefused) as refused:
        do(office, lambda actor: actions.dispose(actor, CODE, "V1", gone))
    assert refused.value.code == code


def test_months_from_before_it_came_here_are_not_booked_again(office: TwoOffices) -> None:
    enter(office)
    months = [(2025, 1, Decimal("500.00")), (2025, 2, Decimal("500.00"))]
    do(office, lambda actor: actions.already_booked(actor, CODE, "V1", months))
    made = do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 3, "ME"))
    assert isinstance(made, actions.Depreciated)
    assert made.amount == Decimal("500.00")
    for wrong in ([(2025, 1, Decimal(1))], [(2025, 13, Decimal(1))], [(2025, 9, Decimal("99999.00"))]):
        with pytest.raises(AssetRefused):
            do(office, lambda actor, wrong=wrong: actions.already_booked(actor, CODE, "V1", wrong))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("year", "month", "journal", "code"),
    [(2025, 13, "ME", "ASSET-MONTH"), (2199, 1, "ME", "ASSET-MONTH"), (2025, 1, "no", "ASSET-JOURNAL"),
     (2025, 1, "\0", "ASSET-JOURNAL")],
)  # fmt: skip
def test_depreciation_takes_a_month_and_a_journal_that_are_there(
    office: TwoOffices, year: int, month: int, journal: str, code: str
) -> None:
    enter(office)
    with pytest.raises(AssetRefused) as refused:
        do(office, lambda actor: actions.depreciate(actor, CODE, year, month, journal))
    assert refused.value.code == code


def test_a_code_is_used_once_and_an_account_has_to_be_there(office: TwoOffices) -> None:
    enter(office)
    with pytest.raises(AssetRefused) as refused:
        enter(office)
    assert refused.value.code == "ASSET-EXISTS"
    with pytest.raises(AssetRefused) as refused:
        enter(office, replace(VAN, code="V3", asset_account="9999"))
    assert refused.value.facts["fields"] == {"asset_account": "There is no such account in the ledger."}
    with pytest.raises(AssetNotFound):
        do(office, lambda actor: actions.change(actor, CODE, replace(VAN, code="\0")))


def test_who_only_reads_enters_nothing_and_another_environment_sees_nothing(office: TwoOffices) -> None:
    enter(office)
    do(office, lambda actor: actions.depreciate(actor, CODE, 2025, 1, "ME"))
    eva = make_person("Eva")
    join(office.alice, office.giver.slug, eva, Role.CLIENT_USER)
    with act(office.alice, office.giver.slug) as actor:
        from overstap.tenancy import actions as tenancy

        tenancy.give_access(actor=actor, code=CODE, person=eva)
    with act(eva, office.giver.slug) as actor, pytest.raises(NotAllowed):
        actions.enter(actor, CODE, replace(VAN, code="V9"))
    for table in ("asset", "depreciation"):
        with act(office.alice, office.giver.slug), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM assets_{table}")
            assert cursor.fetchone()[0] == 1
        with act(office.charlie, office.elsewhere.slug), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM assets_{table}")
            assert cursor.fetchone()[0] == 0
