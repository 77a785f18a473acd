"""Statements into the books: once, without gaps unseen, and nothing of a file that does not add up."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from overstap.books.bank.models import BankAccount, Statement, StatementLine
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.exchange.bank_errors import BrokenBankFile, NotABankFile
from overstap.tenancy.access import Frozen, NotAllowed, NotFound
from overstap.tenancy.models import Administration, AuditEvent
from overstap.tenancy.values import AdministrationState
from tests.books.bank.conftest import OURS, Import
from tests.exchange.bank.files import camt_file, made, mt940_file, together
from tests.moves.world import CODE, TwoOffices, act, administration_of
from tests.tenancy.people import join, make_person


def codes(result: object) -> list[str]:
    """Of the findings."""
    return [finding.code for finding in result.findings]  # type: ignore[attr-defined]


def held(world: TwoOffices) -> list[tuple[int, Decimal, Decimal, int]]:
    """The statements of our account: number, opening, closing, lines."""
    with act(world.alice, world.giver.slug):
        rows = Statement.objects.filter(account_number=OURS).order_by("number")
        return list(rows.values_list("number", "opening", "closing", "line_count"))


def test_statements_are_kept_with_their_lines(books: TwoOffices, bring: Import) -> None:
    found = made(3, 4, OURS)
    result = bring(found)
    assert (result.statements, result.lines, codes(result)) == (3, 12, [])
    assert held(books) == [(number, one.opening, one.closing, 4) for number, one in enumerate(found, start=1)]
    with act(books.alice, books.giver.slug):
        line = StatementLine.objects.get(account_number=OURS, statement_number=2, position=3)
        assert (line.amount, line.counter_name, line.state) == (found[1].lines[2].amount, "Relatie 2", "waiting")
        assert AuditEvent.objects.filter(action="bank.import", facts__lines=12).exists()


def test_the_same_file_twice_is_told_and_not_doubled(books: TwoOffices, bring: Import) -> None:
    bring(made(3, 4, OURS))
    again = bring(made(3, 4, OURS))
    assert (again.statements, again.known) == (0, 3)
    assert codes(again) == ["BANK-FILE-KNOWN", "BANK-KNOWN", "BANK-KNOWN", "BANK-KNOWN"]
    assert len(held(books)) == 3


def test_the_same_statements_in_the_other_format_are_known(books: TwoOffices, bring: Import) -> None:
    bring(made(3, 4, OURS))
    again = bring(made(3, 4, OURS), mt940_file)
    assert (again.statements, codes(again)) == (0, ["BANK-KNOWN"] * 3)


def test_of_a_file_that_overlaps_only_the_new_part_is_kept(books: TwoOffices, bring: Import) -> None:
    days = made(6, 3, OURS)
    bring(days[:3])
    result = bring(days[1:])
    assert (result.statements, result.known) == (3, 2)
    whole = together(made(8, 3, OURS)[:0] or days)  # one statement over all six days
    assert codes(bring([whole])) == ["BANK-KNOWN"]
    assert len(held(books)) == 6


def test_of_a_statement_whose_first_days_are_known_the_rest_is_kept(books: TwoOffices, bring: Import) -> None:
    days = made(4, 3, OURS)
    bring([together(days[:2])])
    result = bring([together(days)])
    assert (result.statements, result.lines, codes(result)) == (1, 6, ["BANK-OVERLAP"])
    assert held(books)[1] == (2, days[2].opening, days[3].closing, 6)
    assert codes(bring([together(days)])) == ["BANK-FILE-KNOWN", "BANK-KNOWN"]


def test_two_payments_that_are_alike_on_one_day_are_two(books: TwoOffices, bring: Import) -> None:
    """The second statement goes on where the first ended: its line is no repetition, though day and amount are."""
    one = made(1, 1, OURS)[0]
    line = one.lines[0]._replace(amount=Decimal("2.50"))
    first = replace(one, lines=[line], opening=Decimal("0.00"), closing=Decimal("2.50"))
    second = replace(one, lines=[line], opening=Decimal("2.50"), closing=Decimal("5.00"), reference="2")
    result = bring([first, second])
    assert (result.statements, codes(result)) == (2, [])


def test_a_gap_is_told_with_what_is_missing_and_closed_by_what_comes_late(books: TwoOffices, bring: Import) -> None:
    days = made(4, 3, OURS)
    bring(days[:1])
    result = bring(days[2:])
    assert codes(result) == ["BANK-GAP"]
    missing = days[2].opening - days[0].closing
    assert str(missing) in result.findings[0].message
    assert result.findings[0].remedy
    late = bring(days[1:2])
    assert (late.statements, codes(late)) == (1, [])


def test_lines_that_are_known_here_and_there_are_refused(books: TwoOffices, bring: Import) -> None:
    days = made(4, 3, OURS)
    bring([replace(days[1], lines=days[1].lines)])
    mixed = together(days)
    result = bring([mixed])
    assert (result.statements, result.refused, codes(result)) == (0, 1, ["BANK-OVERLAP-UNCLEAR"])


def test_a_statement_that_does_not_add_up_is_left_out_and_the_others_kept(books: TwoOffices, bring: Import) -> None:
    days = made(3, 2, OURS)
    days[1] = replace(days[1], closing=days[1].closing + Decimal("0.01"))
    result = bring(days)
    assert (result.statements, result.refused) == (2, 1)
    assert codes(result) == ["BANK-BALANCE", "BANK-GAP"]


def test_an_account_that_is_not_known_here_or_in_other_money_is_told(books: TwoOffices, bring: Import) -> None:
    assert codes(bring(made(1, 1, "NL41INGB0999999999"))) == ["BANK-ACCOUNT-UNKNOWN"]
    assert codes(bring([replace(made(1, 1, OURS)[0], currency="USD")])) == ["BANK-CURRENCY"]


def test_an_account_that_a_journal_names_is_made(books: TwoOffices, bring: Import) -> None:
    from overstap.books.ledger.models import Journal

    one = administration_of(books.alice, books.giver.slug, CODE)
    number = "NL13TEST0123456789"
    with act(books.alice, books.giver.slug):
        Journal.objects.create(administration=one, code="B2", type="B", offset_account="1100", bank_account=number)
    result = bring(made(1, 1, number))
    assert codes(result) == ["BANK-ACCOUNT-ADDED"]
    with act(books.alice, books.giver.slug):
        made_now = BankAccount.objects.get(number=number)
        assert (made_now.account_code, made_now.journal_code) == ("1100", "B2")


def test_a_number_without_country_and_bank_finds_its_account(books: TwoOffices, bring: Import) -> None:
    result = bring([replace(one, account="1234567") for one in made(1, 2, OURS)], mt940_file)
    assert (result.statements, codes(result)) == (1, [])


def test_what_makes_copy_stumble_is_kept_to_the_letter(books: TwoOffices, bring: Import) -> None:
    one = made(1, 1, OURS)[0]
    text = "tab\\there \\N \\. ‘é’ \\\\ 1;--"
    bring([replace(one, lines=[one.lines[0]._replace(description=text, counter_name="\\")])])
    with act(books.alice, books.giver.slug):
        line = StatementLine.objects.get(account_number=OURS)
        assert (line.description, line.counter_name) == (text, "\\")


def test_of_a_file_that_breaks_off_nothing_stays(books: TwoOffices, bring: Import, tmp_path: Path) -> None:
    def broken(folder: Path, found: list) -> Path:  # type: ignore[type-arg]
        path = camt_file(folder, found)
        path.write_text(path.read_text()[:-400])
        return path

    with pytest.raises(BrokenBankFile):
        bring(made(5, 3, OURS), broken)
    assert held(books) == []


def test_an_empty_file_is_no_bank_file(books: TwoOffices, bring: Import, tmp_path: Path) -> None:
    def empty(folder: Path, _found: list) -> Path:  # type: ignore[type-arg]
        path = folder / "x"
        path.write_bytes(b"")
        return path

    with pytest.raises(NotABankFile):
        bring([], empty)


def test_r124_r172_in_a_frozen_or_read_only_administration_nothing_is_imported(
    books: TwoOffices, bring: Import
) -> None:
    for state in (AdministrationState.FROZEN, AdministrationState.READ_ONLY):
        with act(books.alice, books.giver.slug):
            Administration.objects.filter(code=CODE, environment=books.giver).update(state=state)
        with pytest.raises(Frozen):
            bring(made(1, 1, OURS))


def test_who_may_not_write_or_works_elsewhere_imports_nothing(books: TwoOffices, tmp_path: Path) -> None:
    path = camt_file(tmp_path, made(1, 1, OURS))
    client = make_person("Client")
    join(books.alice, books.giver.slug, client, "client_user")
    from overstap.tenancy import actions as tenancy

    with act(books.alice, books.giver.slug) as actor:
        tenancy.give_access(actor=actor, code=CODE, person=client)
    with act(client, books.giver.slug) as actor, pytest.raises(NotAllowed):
        import_bank_file(actor, CODE, path, "x")
    with act(books.charlie, books.elsewhere.slug) as actor, pytest.raises(NotFound):
        import_bank_file(actor, CODE, path, "x")


def test_another_environment_sees_nothing_of_any_table(books: TwoOffices, bring: Import) -> None:
    """Plain SQL, as the role of the application."""
    bring(made(2, 2, OURS))
    tables = ("bankaccount", "statement", "statementline", "bankmatch", "banklink", "bankconsent")

    def seen() -> list[int]:
        with connection.cursor() as cursor:
            counts = []
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM bank_{table}")
                counts.append(cursor.fetchone()[0])
            return counts

    with act(books.alice, books.giver.slug):
        assert all(seen())
    with act(books.charlie, books.elsewhere.slug):
        assert seen() == [0] * len(tables)
        one = administration_of(books.alice, books.giver.slug, CODE)
        from django.db import DatabaseError, transaction

        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            BankAccount.objects.create(administration_id=one.pk, number="X", kind="cash", currency="EUR")


def test_days_outside_the_statement_are_told(books: TwoOffices, bring: Import) -> None:
    one = made(1, 2, OURS)[0]
    late = one.lines[1]._replace(booked_on=date(2025, 3, 3) + timedelta(days=40))
    assert codes(bring([replace(one, lines=[one.lines[0], late])])) == ["BANK-DAY"]
