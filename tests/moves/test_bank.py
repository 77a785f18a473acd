"""How bank and cash move: statements go along, a consent never does, and the first statement afterwards is checked."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from overstap.books.bank import consents, links
from overstap.books.bank.models import BankLink, Statement, StatementLine
from overstap.books.bank.values import BankLine, BankStatement, LineState
from overstap.connectors.bank_file.actions import import_bank_file
from overstap.lib.secrets import link_hash
from overstap.moves import actions
from overstap.moves.aftercare import report
from overstap.moves.aftercare.models import Task
from overstap.moves.aftercare.values import Line, Verdict
from overstap.moves.checking import Context
from overstap.moves.holdings import planning
from overstap.moves.holdings.values import Fate, PlanLine
from overstap.moves.preflight import giver_problems
from overstap.moves.profiles import profile
from overstap.tenancy import actions as tenancy
from tests.books.bank.filled import ABN, ING, KNAB, RABO
from tests.exchange.bank.files import camt_file
from tests.moves import running
from tests.moves.aftercare.conftest import world
from tests.moves.aftercare.moved import delivered, released
from tests.moves.world import CODE, NEW_CODE, TwoOffices, act, administration_of

__all__ = ["world"]
TICKET, TAKEOVER = "environment-ticket", "takeover"  # AFAS SB; Twinfield
LAST = Decimal("25.00")  # the balance of the statement that ``filled`` holds
AFTER = date(2025, 4, 1)


def states(world: TwoOffices, at: str) -> dict[str, str]:
    """The links at one side: bank -> state."""
    person, slug, code = (
        (world.alice, world.giver.slug, CODE) if at == "giver" else (world.dora, world.receiver.slug, NEW_CODE)
    )
    one = administration_of(person, slug, code)
    with act(person, slug):
        rows = BankLink.objects.filter(administration=one)
        return {row.bank: str(links.shown(row, one, date(2026, 1, 1))) for row in rows}


def lines(world: TwoOffices, uid: UUID) -> dict[str, Line]:
    """The check report as the receiver reads it."""
    with act(world.dora, world.receiver.slug) as actor:
        return {one.code: one for one in report.report(actor, uid).parts[0].lines}


def plan(world: TwoOffices, name: str) -> dict[str, PlanLine]:
    """The lines of the plan about bank and cash."""
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug):
        found = planning.lines(profile(name), [one])
    return {line.code: line for line in found if line.code.startswith(("bank", "paid-bank"))}


def bring(world: TwoOffices, folder: Path, opening: Decimal, amounts: list[str]) -> list[str]:
    """Dora imports a statement of the ABN account; the codes of what was found."""
    found = [BankLine(AFTER, AFTER, Decimal(amount)) for amount in amounts]
    closing = opening + sum((line.amount for line in found), Decimal("0.00"))
    statement = BankStatement(ABN, "EUR", "2", AFTER, opening, AFTER, closing, found, "statement 1")
    with act(world.dora, world.receiver.slug) as actor:
        result = import_bank_file(actor, NEW_CODE, camt_file(folder, [statement]), "april.xml")
    return [finding.code for finding in result.findings]


def open_for_dora(world: TwoOffices) -> None:
    """Dora gives herself access."""
    with act(world.dora, world.receiver.slug) as actor:
        tenancy.give_access(actor=actor, code=NEW_CODE, person=world.dora)


def test_r173_r174_only_the_bank_that_carries_its_links_stays_active_at_the_receiver(world: TwoOffices) -> None:
    released(world, TICKET)
    assert states(world, "receiver") == {
        "rabobank": "active", "abn-amro": "to_activate", "knab": "to_activate", "ing": "to_activate",
    }  # fmt: skip


def test_r248_r249_r250_no_link_is_copied_and_each_has_its_task(world: TwoOffices) -> None:
    uid = released(world, TAKEOVER)
    assert set(states(world, "receiver").values()) == {"to_activate"}
    with act(world.dora, world.receiver.slug):
        tasks = {one.variant: one.facts for one in Task.objects.filter(move__uid=uid, code="bank-link")}
    assert set(tasks) == {"rabobank", "abn-amro", "knab", "ing"}
    for bank, number in (("rabobank", RABO), ("abn-amro", ABN), ("knab", KNAB), ("ing", ING)):
        (told,) = tasks[bank]
        assert number in told.replace(" ", "")
        assert "J. de Bakker" in told


def test_r175_r176_at_the_giver_links_stay_active_and_read_only(world: TwoOffices) -> None:
    released(world, TICKET)
    assert set(states(world, "giver").values()) == {"active_read_only"}


def test_taken_back_the_giver_has_its_links_as_they_were(world: TwoOffices) -> None:
    uid = released(world, TAKEOVER)
    with act(world.dora, world.receiver.slug) as actor:
        actions.take_back(actor, uid)
    running.run(uid)
    assert set(states(world, "giver").values()) == {"active"}
    with act(world.alice, world.giver.slug):
        assert all(row.before == {} for row in BankLink.objects.all())


def test_the_plan_says_by_bank_what_becomes_of_a_link(world: TwoOffices) -> None:
    by_ticket = plan(world, TICKET)
    assert by_ticket["bank-links:rabobank"].fate is Fate.MOVES
    assert by_ticket["bank-link:ing"].fate is Fate.TASK
    assert by_ticket["bank-accounts"].fate is Fate.MOVES
    assert RABO in by_ticket["bank-links:rabobank"].facts[0].replace(" ", "")
    by_takeover = plan(world, TAKEOVER)
    assert {line.fate for code, line in by_takeover.items() if code.startswith("bank-link:")} == {Fate.TASK}
    assert plan(world, "relink") == {}


def test_a_paid_link_is_a_task_for_the_giver(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug):
        BankLink.objects.filter(bank="ing").update(paid=True)
    assert plan(world, TAKEOVER)["paid-bank-link"].fate is Fate.TASK
    uid = released(world, TAKEOVER)
    with act(world.alice, world.giver.slug):
        (task,) = Task.objects.filter(move__uid=uid, code="paid-bank-link")
        assert ING in task.facts[0].replace(" ", "")


def test_without_a_paid_link_the_giver_has_no_such_task(world: TwoOffices) -> None:
    uid = released(world, TAKEOVER)
    with act(world.alice, world.giver.slug):
        assert not Task.objects.filter(move__uid=uid, code="paid-bank-link").exists()


def test_r159_r178_r180_balances_accounts_and_transactions_stand_on_both_sides(world: TwoOffices) -> None:
    found = lines(world, delivered(world, TICKET))
    figures = {
        code: {one.label: (one.before, one.after) for one in found[code].figures}
        for code in ("bank-balance", "bank-and-cash-accounts", "bank-transactions")
    }
    assert figures["bank-balance"][f"{ABN} 2025-03-31"] == ("25.00", "25.00")
    assert figures["bank-and-cash-accounts"][f"{ABN} Rekening 300"] == ("1", "1")
    assert figures["bank-transactions"][ABN] == ("1", "1")
    assert {found[code].verdict for code in figures} == {Verdict.EQUAL}


def test_r179_a_link_is_never_called_equal(world: TwoOffices) -> None:
    found = lines(world, delivered(world, TICKET))["bank-links"]
    assert (found.verdict, found.note) == (Verdict.NOT_HELD, "consent-at-the-bank")
    assert len(found.figures) == 4
    assert all(one.before and not one.after for one in found.figures)


def test_r250_the_first_statement_after_a_move_is_compared_with_the_last_before_it(
    world: TwoOffices, tmp_path: Path
) -> None:
    released(world, TAKEOVER)
    open_for_dora(world)
    assert bring(world, tmp_path, LAST, ["10.00"]) == ["BANK-JOINS-AFTER-MOVE"]
    assert bring(world, tmp_path, LAST + 10, ["5.00"]) == []  # the second one is a statement like any other


def test_r250_a_gap_after_a_move_is_told(world: TwoOffices, tmp_path: Path) -> None:
    released(world, TAKEOVER)
    open_for_dora(world)
    assert bring(world, tmp_path, LAST + 1, ["10.00"]) == ["BANK-GAP-AFTER-MOVE"]


def test_r250_an_overlap_with_what_came_along_is_told_and_not_doubled(world: TwoOffices, tmp_path: Path) -> None:
    released(world, TAKEOVER)
    open_for_dora(world)
    day = date(2025, 3, 31)
    both = [BankLine(day, day, LAST), BankLine(AFTER, AFTER, Decimal("7.00"))]
    statement = BankStatement(ABN, "EUR", "9", day, Decimal("0.00"), AFTER, LAST + 7, both, "statement 1")
    with act(world.dora, world.receiver.slug) as actor:
        result = import_bank_file(actor, NEW_CODE, camt_file(tmp_path, [statement]), "x.xml")
        assert [one.code for one in result.findings] == ["BANK-OVERLAP-AFTER-MOVE"]
        newest = Statement.objects.get(account_number=ABN, number=2)
        assert (newest.opening, newest.line_count) == (LAST, 1)


def test_a_question_to_an_account_holder_is_answered_where_the_administration_is_now(world: TwoOffices) -> None:
    with act(world.alice, world.giver.slug) as actor:
        consents.ask(actor, CODE, ABN)
        from overstap.durable.failures import as_worker
        from overstap.durable.models import OutgoingMail

    with as_worker():
        text = OutgoingMail.objects.filter(key__startswith="bank-consent/").latest("created_at").text
    hashed = link_hash(text.split("/bank-consent/")[1].split("/")[0])
    assert consents.look(hashed).office == world.giver.name
    released(world, TAKEOVER)
    assert consents.look(hashed).office == world.receiver.name
    consents.confirm(hashed, ABN[-4:], "J. de Bakker")
    assert states(world, "receiver")["abn-amro"] == "active"
    assert states(world, "giver")["abn-amro"] == "active_read_only"


@pytest.mark.parametrize("paid", [True, False])
def test_the_giver_is_told_what_is_better_done_first(world: TwoOffices, paid: bool) -> None:
    one = administration_of(world.alice, world.giver.slug, CODE)
    with act(world.alice, world.giver.slug) as actor:
        BankLink.objects.filter(administration=one, bank="ing").update(paid=paid)
        if paid:
            StatementLine.objects.filter(administration=one).update(state=LineState.WAITING)
            held = Statement.objects.get(administration=one)
            held.pk, held.number, held.opening = None, 2, held.closing + 1
            held.closed_on += timedelta(days=1)
            held.save()
        context = Context(profile(TAKEOVER), actor.environment, [one])
        found = {problem.check for problem in giver_problems(context)}
    mine = {"bank-lines-waiting", "bank-statements-missing", "bank-links-paid"}
    assert found & mine == (mine if paid else set())
