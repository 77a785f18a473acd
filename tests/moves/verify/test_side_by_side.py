"""A verification keeps the trial balance of both sides, for both parties to look at."""

import json
from decimal import Decimal

from overstap.books.ledger.queries import trial_balance
from overstap.moves import verify
from overstap.moves.state import for_system
from overstap.moves.values import MOST_ACCOUNTS, BalanceOfBoth, BalancesOfBoth
from overstap.moves.verify.side_by_side import closings
from overstap.tenancy.models import Administration
from tests.moves.verify.books import Carried, behind_our_back, compared
from tests.moves.verify.test_statements import seq_of

ACCOUNTS = {"1100": ("Bank", "B"), "8000": ("Omzet", "P")}


def test_both_sides_are_the_trial_balance_of_the_books(move: Carried) -> None:
    balances = compared(move).balances
    assert balances is not None
    with for_system(move.uid):
        books = {
            row.account: (row.name, row.type, row.closing)
            for row in trial_balance(Administration.objects.get(pk=move.target_id), year=balances.year)
        }
    assert len(books) > 3
    assert {row.account: (row.name, row.type, row.target) for row in balances.rows} == books
    assert all(row.clean for row in balances.rows)
    assert [year.different for year in balances.years] == [0] * len(balances.years)
    assert balances.years[0].source == balances.years[0].target
    assert balances.years[0].source[0] == balances.years[0].source[1], "debit and credit balance"


def test_an_account_that_differs_shows_what_each_side_has(move: Carried) -> None:
    before = compared(move).balances
    assert before is not None
    with behind_our_back("ledger_line", move) as connection:
        connection.execute(
            "UPDATE ledger_line SET account_code = '1100' WHERE ledger_id = %s AND entry_seq = %s AND position = 3",
            [move.ledger_id, seq_of(connection, move)],
        )
        balances = compared(move).balances
    assert balances is not None
    different = {row.account: row for row in balances.rows if not row.clean}
    assert sorted(different) == ["1100", "1500"]
    as_it_was = {row.account: row.source for row in before.rows}
    assert {account: row.source for account, row in different.items()} == {
        account: as_it_was[account] for account in different
    }
    moved = different["1100"]
    assert moved.source is not None
    assert moved.target is not None
    assert moved.target - moved.source == Decimal("-21.00")
    assert balances.years[0].different == 2


def test_a_year_without_an_opening_goes_on_from_the_balance_sheet_of_the_year_before() -> None:
    folded = [
        ["2024", "1100", "opening", "100.00"],
        ["2024", "1100", "debit", "50.00"],
        ["2024", "8000", "credit", "-50.00"],
        ["2025", "1100", "debit", "7.00"],
        ["2025", "8000", "credit", "-7.00"],
    ]
    assert closings(folded, ACCOUNTS) == {
        2024: {"1100": Decimal("150.00"), "8000": Decimal("-50.00")},
        2025: {"1100": Decimal("157.00"), "8000": Decimal("-7.00")},
    }


def test_a_year_with_an_opening_of_its_own_does_not() -> None:
    folded = [["2024", "1100", "debit", "150.00"], ["2025", "1100", "opening", "149.00"]]
    assert closings(folded, ACCOUNTS)[2025] == {"1100": Decimal("149.00")}


def test_what_differs_is_kept_where_there_are_more_accounts_than_fit() -> None:
    rows = [BalanceOfBoth(f"{number:05d}", "", "B", Decimal(1), Decimal(1)) for number in range(MOST_ACCOUNTS)]
    different = BalanceOfBoth("99999", "", "B", Decimal(1), None)
    kept = BalancesOfBoth(2025, [*rows, different], []).as_dict()
    assert kept["left_out"] == 1
    found = kept["rows"]
    assert isinstance(found, list)
    assert len(found) == MOST_ACCOUNTS
    assert found[-1] == {"account": "99999", "name": "", "type": "B", "source": "1.00", "target": None}


def test_it_is_plain_data_with_amounts_as_text(move: Carried) -> None:
    kept = verify.as_dict(compared(move))["trial_balance"]
    assert isinstance(kept, dict)
    assert json.loads(json.dumps(kept)) == kept
    assert kept["left_out"] == 0
    assert set(kept["years"][0]) == {"year", "accounts", "different", "source", "target"}
