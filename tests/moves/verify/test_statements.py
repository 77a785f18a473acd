"""The accounting statements find what was meddled with, in figures that an accountant knows."""

from decimal import Decimal

import pytest

from overstap.moves.preflight import Context, giver_gates
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.tenancy.models import Administration
from tests.moves.verify.books import NOBODY, Carried, Superuser, behind_our_back, compared, kind, statement

SALE = "VK 2025-0110"  # one of the plain sales: 121.00 = 100.00 + 21.00 VAT


def seq_of(connection: Superuser, move: Carried, number: str = SALE) -> int:
    row = connection.execute(
        "SELECT seq FROM ledger_entry WHERE ledger_id = %s AND journal_code || ' ' || number = %s",
        [move.ledger_id, number],
    ).fetchone()
    assert row is not None
    return int(str(row["seq"]))


def test_a_cent_on_one_line_shows_in_the_trial_balance_and_in_the_balance_of_its_entry(move: Carried) -> None:
    with behind_our_back("ledger_line", move) as connection:
        seq = seq_of(connection, move)
        connection.execute(
            "UPDATE ledger_line SET amount = amount - 0.01 WHERE ledger_id = %s AND entry_seq = %s AND position = 2",
            [move.ledger_id, seq],
        )
        comparison = compared(move)
    assert list(kind(comparison, "line").different) == [f"{SALE}/2 (seq {seq})"]
    (difference,) = statement(comparison, "trial_balance").differences
    assert difference["key"] == "2025 3 8000 credit"
    assert Decimal(difference["present"]) - Decimal(difference["expected"]) == Decimal("0.01")
    assert statement(comparison, "balance_of_entries").differences == [
        {"key": f"{SALE} (seq {seq})", "expected": "0.00", "present": "-0.01"}
    ]
    assert compared(move).clean


def test_a_cent_on_one_line_closes_the_gate_for_these_books_alone(move: Carried) -> None:
    with behind_our_back("ledger_line", move) as connection:
        connection.execute(
            "UPDATE ledger_line SET amount = amount - 0.01 WHERE ledger_id = %s AND entry_seq = %s AND position = 2",
            [move.ledger_id, seq_of(connection, move)],
        )
        with for_system(move.uid):
            target = Administration.objects.get(pk=move.target_id)
            others = Administration(name="Empty", ledger_id=NOBODY, environment=target.environment)
            context = Context(profile("transfer-code"), target.environment, administrations=[others, target])
            found = [problem for problem in giver_gates(context) if problem.check == "books-balance"]
    assert [problem.place for problem in found] == [target.name]
    assert "0.01" in found[0].message


def test_a_cent_from_one_account_to_another_leaves_the_entry_in_balance_and_is_found(move: Carried) -> None:
    with behind_our_back("ledger_line", move) as connection:
        connection.execute(
            "UPDATE ledger_line SET amount = amount + CASE position WHEN 2 THEN 0.01 ELSE -0.01 END"
            " WHERE ledger_id = %s AND entry_seq = %s AND position IN (2, 3)",
            [move.ledger_id, seq_of(connection, move)],
        )
        comparison = compared(move)
    assert statement(comparison, "balance_of_entries").clean
    assert [row["key"] for row in statement(comparison, "trial_balance").differences] == [
        "2025 3 1500 credit",
        "2025 3 8000 credit",
    ]


def test_an_invoice_on_another_relation_shows_in_the_open_items(move: Carried) -> None:
    with behind_our_back("ledger_line", move) as connection:
        connection.execute(
            "UPDATE ledger_line SET relation_code = 'C2' WHERE ledger_id = %s AND entry_seq = %s AND position = 1",
            [move.ledger_id, seq_of(connection, move)],
        )
        comparison = compared(move)
    assert list(statement(comparison, "open_items").differences) == [
        {"key": "1300 C1 2025-0027", "expected": "1331.00", "present": "1210.00"},
        {"key": "1300 C2 2025-0027", "expected": "", "present": "121.00"},
    ]
    assert statement(comparison, "trial_balance").clean


def test_a_cent_of_vat_shows_per_code_and_period(move: Carried) -> None:
    with behind_our_back("ledger_linevat", move) as connection:
        connection.execute(
            "UPDATE ledger_linevat SET amount = amount + 0.01 WHERE ledger_id = %s AND entry_seq = %s",
            [move.ledger_id, seq_of(connection, move)],
        )
        comparison = compared(move)
    assert [row["key"] for row in statement(comparison, "vat").differences] == ["2025 3 VH VAT"]


def test_a_subledger_that_no_longer_agrees_with_its_account_is_found(move: Carried) -> None:
    with behind_our_back("ledger_subledgerline", move) as connection:
        connection.execute(
            "UPDATE ledger_subledgerline SET amount = amount + 0.01 WHERE ledger_id = %s AND invoice_ref = '2025-0003'",
            [move.ledger_id],
        )
        comparison = compared(move)
    assert [row["key"] for row in statement(comparison, "subledger_against_ledger").differences] == [
        "CU 3 1300 sub-ledger"
    ]


@pytest.mark.parametrize(
    ("number", "changed"),
    [("2025-0110", {"count"}), ("2025-0001", {"count", "lowest"}), ("2025-0399", {"count", "highest"})],
)
def test_a_gap_in_a_number_series_is_found(move: Carried, number: str, changed: set[str]) -> None:
    with behind_our_back("ledger_entry", move) as connection:
        connection.execute("DELETE FROM ledger_entry WHERE ledger_id = %s AND number = %s", [move.ledger_id, number])
        comparison = compared(move)
    found = statement(comparison, "number_series").differences
    assert {row["key"] for row in found} == {f"VK 2025 {what}" for what in changed}


def test_an_entry_after_the_position_of_the_freeze_is_extra(move: Carried) -> None:
    with behind_our_back("ledger_entry", move) as connection:
        connection.execute(
            "INSERT INTO ledger_entry SELECT ledger_id, seq + 100000, booked_at, date, year, period, booked_by, kind,"
            " journal_code, 'NEW-1', description, source, user_name, extra FROM ledger_entry"
            " WHERE ledger_id = %s AND seq = 1",
            [move.ledger_id],
        )
        comparison = compared(move)
    assert [name.rpartition(" (")[0] for name in kind(comparison, "entry").extra] == [" NEW-1"]


def test_the_receiver_s_own_view_is_compared_not_the_giver_s(move: Carried) -> None:
    """A holder whose environment does not see the ledger has nothing, whatever the giver still sees."""
    with behind_our_back("tenancy_administration", move) as connection:
        connection.execute("UPDATE tenancy_administration SET sealed_at = 0 WHERE id = %s", [move.target_id])
        comparison = compared(move)
    assert kind(comparison, "line").present == 0
    assert len(kind(comparison, "line").missing) == kind(comparison, "line").expected > 900
