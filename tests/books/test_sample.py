"""The sample books keep every promise that an auditor would check, and the odd things a reader must survive."""

import hashlib
import itertools
import os
import subprocess
import sys
import tracemalloc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from overstap.books.ledger.values import Entry, Line, SubledgerLine
from overstap.books.sample import DEMO_PLANS, BadPlan, SampleBooks, SamplePlan, chart, make
from tests.books.sample_plans import PLANS

ZERO = Decimal(0)
CONTROL = {"CU": "1300", "SU": "1600"}


def each_year(books: SampleBooks) -> Iterator[tuple[int, list[Entry]]]:
    for year in books.plan.years:
        yield year, list(books.entries(year))


def all_lines(books: SampleBooks) -> Iterator[tuple[Entry, Line]]:
    for _, entries in each_year(books):
        for entry in entries:
            for line in entry.lines:
                yield entry, line


def balances(entries: Iterable[Entry]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        for line in entry.lines:
            totals[line.account] += line.amount
    return {account: total for account, total in totals.items() if total}


def is_opening(entry: Entry) -> bool:
    return entry.period == 0


def test_every_entry_balances_to_the_cent(books: SampleBooks) -> None:
    for _, entries in each_year(books):
        for entry in entries:
            assert sum(line.amount for line in entry.lines) == 0, entry.number
            assert len(entry.lines) >= 2


def test_amounts_are_decimals_with_two_places_and_a_known_side(books: SampleBooks) -> None:
    for _, line in all_lines(books):
        assert line.amount.as_tuple().exponent == -2
        assert line.side in ("D", "C")


def test_entry_numbers_are_unique_and_rise_within_their_journal(books: SampleBooks) -> None:
    for _, entries in each_year(books):
        numbers_of: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            numbers_of[entry.journal].append(entry.number)
            assert [line.nr for line in entry.lines] == [str(nr + 1) for nr in range(len(entry.lines))]
        for found in numbers_of.values():
            assert found == sorted(set(found))


def test_entries_follow_the_calendar_and_lie_in_their_period(books: SampleBooks) -> None:
    for year, entries in each_year(books):
        assert [entry.date for entry in entries] == sorted(entry.date for entry in entries)
        months = {period.number: period for period in books.periods(year)}
        for entry in entries:
            assert entry.year == entry.date.year == year
            if entry.kind == "transaction":
                assert months[entry.period].start <= entry.date <= months[entry.period].end


def test_everything_a_line_refers_to_exists(books: SampleBooks) -> None:
    accounts = {account.code for account in books.accounts()}
    journals = {journal.code for journal in books.journals()}
    relations = {relation.code for relation in books.relations()} | {""}
    codes = {vat.code for vat in books.vat_codes()}
    names = {kind: {"", *(d.code for d in books.dimensions() if d.type == kind)} for kind in ("03", "04", "30")}
    for entry, line in all_lines(books):
        assert line.account in accounts
        assert line.relation in relations
        assert {vat.code for vat in line.vat} <= codes
        assert line.cost_centre in names["03"]
        assert line.project in names["04"]
        assert entry.user in names["30"]
        assert entry.journal in journals or entry.kind == "opening"


def test_master_data_has_each_code_once(books: SampleBooks) -> None:
    lists = (books.accounts(), books.journals(), books.vat_codes(), books.dimensions(), books.relations())
    for values in lists:
        codes = [value.code for value in values]
        assert len(codes) == len(set(codes))
    accounts = {account.code for account in books.accounts()}
    for vat in books.vat_codes():
        assert {vat.to_pay_account, vat.to_claim_account} <= accounts | {""}
    for journal in books.journals():
        assert journal.offset_account in accounts | {""}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.trade}-{plan.opening}")
def test_the_opening_is_stated_in_the_way_the_plan_asks(plan: SamplePlan) -> None:
    books = make(plan)
    for _, entries in each_year(books):
        openings = [entry for entry in entries if is_opening(entry)]
        if plan.opening == "none":
            assert openings == []
            continue
        assert openings == entries[:1]
        if plan.opening == "element":
            assert (openings[0].kind, openings[0].journal, openings[0].number) == ("opening", "", "")
        else:
            assert (openings[0].kind, openings[0].journal) == ("transaction", chart.OPENING_JOURNAL)


@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan.opening != "none"], ids=lambda plan: plan.trade)
def test_a_year_opens_with_the_closing_of_the_year_before_and_its_result_in_equity(plan: SamplePlan) -> None:
    books = make(plan)
    kinds = {account.code: account.type for account in books.accounts()}
    for year in plan.years[1:]:
        closing = defaultdict(Decimal, balances(books.entries(year - 1)))
        result = sum((total for account, total in closing.items() if kinds[account] == "P"), ZERO)
        assert result != 0
        closing[chart.RESULT] += result
        expected = {account: total for account, total in closing.items() if kinds[account] == "B" and total}
        assert balances([next(books.entries(year))]) == expected


def test_the_sub_ledgers_tie_to_the_ledger_every_year(books: SampleBooks) -> None:
    for year, entries in each_year(books):
        found = balances(entries)
        totals = dict.fromkeys(CONTROL, ZERO)
        for line in books.subledger_lines(year):
            totals[line.kind] += line.amount
        assert totals == {kind: found[account] for kind, account in CONTROL.items()}


def test_sub_ledger_lines_point_at_lines_of_debtors_and_creditors(books: SampleBooks) -> None:
    for year, entries in each_year(books):
        lines = {
            (entry.kind, entry.journal, entry.number, line.nr): (entry, line)
            for entry in entries
            for line in entry.lines
        }
        pointed: dict[tuple[str, str, str, str], Decimal] = defaultdict(Decimal)
        for sub in books.subledger_lines(year):
            key = (sub.kind_of_entry, sub.journal, sub.entry_number, sub.line_nr)
            entry, line = lines[key]
            pointed[key] += sub.amount
            assert line.account == CONTROL[sub.kind]
            if entry.kind == "transaction":
                assert (line.relation, line.invoice_ref, line.match_key, line.side, line.currency_amount) == (
                    sub.relation,
                    sub.invoice_ref,
                    sub.match_key,
                    sub.side,
                    sub.currency_amount,
                )
        on_control = {key: line.amount for key, (_, line) in lines.items() if line.account in CONTROL.values()}
        assert pointed == on_control


def test_sub_ledger_lines_carry_dates_and_are_numbered_within_their_kind(books: SampleBooks) -> None:
    for year in books.plan.years:
        counts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for sub in books.subledger_lines(year):
            assert sub.invoice_date is not None
            assert sub.due_date is not None
            assert sub.invoice_date < sub.due_date
            assert sub.mutation in ("I", "P", "Z")
            assert (sub.currency == "") == (sub.currency_amount is None)
            counts[sub.kind, sub.kind_of_entry].append(sub.nr)
        for found in counts.values():
            assert found == [str(nr + 1) for nr in range(len(found))]


def test_one_sub_ledger_can_be_asked_for(books: SampleBooks) -> None:
    year = books.plan.years[-1]
    both = list(books.subledger_lines(year))
    for kind in CONTROL:
        assert list(books.subledger_lines(year, kind)) == [line for line in both if line.kind == kind]


def open_items(lines: Iterable[SubledgerLine]) -> dict[tuple[str, str], Decimal]:
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        totals[line.kind, line.match_key] += line.amount
    return {key: total for key, total in totals.items() if total}


@pytest.mark.parametrize("plan", [plan for plan in PLANS if plan.opening != "none"], ids=lambda plan: plan.trade)
def test_open_items_are_carried_over_one_by_one(plan: SamplePlan) -> None:
    books = make(plan)
    for year in plan.years[1:]:
        left = open_items(books.subledger_lines(year - 1))
        count = len(left)
        carried = itertools.islice(books.subledger_lines(year), count)
        assert open_items(carried) == left
        assert count > 5


def test_open_items_of_years_without_an_opening_add_up_over_the_years() -> None:
    books = make(PLANS[3])
    lines = [line for year in books.plan.years for line in books.subledger_lines(year)]
    entries = [entry for year in books.plan.years for entry in books.entries(year)]
    left = open_items(lines)
    for kind, account in CONTROL.items():
        assert sum(total for (of, _), total in left.items() if of == kind) == balances(entries)[account]


def test_vat_blocks_tie_to_the_vat_accounts_in_every_period(books: SampleBooks) -> None:
    account_of = {vat.code: vat.to_pay_account or vat.to_claim_account for vat in books.vat_codes()}
    blocks: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    posted: dict[tuple[int, int, str], Decimal] = defaultdict(Decimal)
    for entry, line in all_lines(books):
        for vat in line.vat:
            if account_of[vat.code]:
                blocks[entry.year, entry.period, account_of[vat.code]] += vat.amount
        if line.account in chart.VAT_ACCOUNTS and entry.journal != chart.VAT_JOURNAL and not is_opening(entry):
            posted[entry.year, entry.period, line.account] += line.amount
    assert {key: total for key, total in blocks.items() if total} == {
        key: total for key, total in posted.items() if total
    }


def test_vat_is_the_percentage_of_its_line_and_stands_on_a_side() -> None:
    for entry, line in all_lines(make(PLANS[4])):
        for vat in line.vat:
            assert vat.side in ("D", "C")
            if len(line.vat) == 1:
                exact = line.amount * vat.percentage / 100
                assert abs(vat.amount - exact) <= Decimal("0.005"), (entry.number, line.nr)


def test_vat_is_declared_in_whole_euros_and_paid_every_quarter(books: SampleBooks) -> None:
    for _, entries in each_year(books):
        returns = [entry for entry in entries if entry.journal == chart.VAT_JOURNAL]
        assert [entry.period for entry in returns] == [3, 6, 9, 12]
        due = {entry.period: line.amount for entry in returns for line in entry.lines if line.account == "1560"}
        paid = {
            entry.period: line.amount
            for entry in entries
            for line in entry.lines
            if line.account == "1560" and entry.journal == chart.BANK_ONE_JOURNAL
        }
        assert all(amount == amount.to_integral_value() for amount in due.values())
        for quarter, payment in ((3, 4), (6, 7), (9, 10)):
            assert due[quarter] == -paid[payment]
        assert not balances(entries).keys() & set(chart.VAT_ACCOUNTS)


def test_foreign_invoices_carry_both_amounts_and_payments_their_exchange_difference() -> None:
    entries = [entry for _, found in each_year(make(PLANS[4])) for entry in found]
    lines = [line for entry in entries for line in entry.lines]
    assert {line.currency for line in lines} == {"", "USD", "GBP"}
    assert any(line.account == chart.RATE_DIFFERENCES and line.amount for line in lines)
    for line in lines:
        assert (line.currency_amount is None) == (line.currency == "")
        if line.currency_amount:
            assert (line.currency_amount > 0) == ((line.amount > 0) == (line.side == "D"))
    invoices = [entry for entry in entries if entry.journal in ("60", "70") and entry.lines[0].currency]
    for entry in invoices:
        signed = (line.currency_amount if line.side == "D" else -line.currency_amount for line in entry.lines
                  if line.currency_amount is not None)  # fmt: skip
        assert sum(signed, ZERO) == 0, entry.number


def test_paid_foreign_invoices_leave_nothing_in_either_currency() -> None:
    books = make(PLANS[4])
    own: dict[str, Decimal] = defaultdict(Decimal)
    foreign: dict[str, Decimal] = defaultdict(Decimal)
    for year in books.plan.years:
        for line in books.subledger_lines(year):
            if line.currency_amount is not None and (line.kind_of_entry == "transaction" or year == 2023):
                own[line.match_key] += line.amount
                foreign[line.match_key] += line.currency_amount if line.side == "D" else -line.currency_amount
    assert len(own) > 20
    assert {key for key, total in own.items() if total} == {key for key, total in foreign.items() if total}
    assert any(total == 0 for total in own.values())


def payments(lines: Iterable[SubledgerLine]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        found[line.match_key].append(line.mutation)
    return found


def test_invoices_are_paid_late_partly_twice_or_not_at_all() -> None:
    books = make(SamplePlan(7, "Betaalgedrag B.V.", (2023, 2024), 20_000))
    entry_dates = {(entry.journal, entry.number): entry.date for y in (2023, 2024) for entry in books.entries(y)}
    lines = [line for year in (2023, 2024) for line in books.subledger_lines(year)]
    mutations = payments(line for line in lines if line.kind == "CU" and line.kind_of_entry == "transaction")
    shapes = {tuple(found) for found in mutations.values()}
    assert {("I",), ("I", "P"), ("I", "P", "P"), ("I", "Z")} <= shapes
    late = [line for line in lines if line.mutation == "P" and _days_late(line, entry_dates) > 10]
    assert late


def _days_late(line: SubledgerLine, dates: dict[tuple[str, str], date]) -> int:
    assert line.due_date is not None
    return (dates[line.journal, line.entry_number] - line.due_date).days


def test_the_odd_things_of_real_books_occur() -> None:
    books = make(SamplePlan(8, "Alles van Alles B.V.", (2024,), 15_000))
    lines = [line for _, line in all_lines(books)]
    assert any(line.side == "D" and line.amount < 0 for line in lines)
    assert any(line.side == "C" and line.amount > 0 for line in lines)
    assert any(line.amount == 0 for line in lines)
    assert any(len([vat for vat in line.vat if vat.code in ("VH", "VL")]) == 2 for line in lines)
    assert {vat.code for line in lines for vat in line.vat} >= {"VH", "VL", "EU", "EX", "IH", "IL", "I0", "EV", "EC"}
    assert any(line.quantity is not None and line.quantity < 0 for line in lines)
    assert any(entry.description.startswith("Creditnota") for entry in books.entries(2024))
    names = "".join(relation.name for relation in books.relations())
    assert all(sign in names for sign in "éëø€&\"'<")
    assert any(len(relation.name) == 1 for relation in books.relations())
    assert {relation.type for relation in books.relations()} == {"C", "S", "B"}


def test_the_builder_charges_and_is_charged_with_vat_reversed() -> None:
    lines = [line for _, line in all_lines(make(PLANS[2]))]
    assert {vat.code for line in lines for vat in line.vat} >= {"VV", "RV", "RC"}
    assert any(line.project and line.cost_centre for line in lines)


def digest(books: SampleBooks) -> str:
    """One hash over everything a sample says."""
    seen = hashlib.sha256()
    parts: list[Iterable[object]] = [
        [books.company],
        books.accounts(),
        books.journals(),
        books.vat_codes(),
        books.dimensions(),
        books.relations(),
    ]
    for year in books.plan.years:
        parts += [books.periods(year), books.entries(year), books.subledger_lines(year)]
    for value in itertools.chain.from_iterable(parts):
        seen.update(repr(value).encode())
    return seen.hexdigest()


PRINT_DIGEST = """
from tests.books.sample_plans import PLANS
from tests.books.test_sample import digest
from overstap.books.sample import make
print(digest(make(PLANS[2])))
"""


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_the_same_seed_gives_the_same_books_in_every_process(hash_seed: str) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(root)}
    found = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST], cwd=root, env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == digest(make(PLANS[2]))


def test_another_seed_gives_other_books() -> None:
    one, other = (make(SamplePlan(seed, "Zelfde Naam B.V.", (2024,), 1_500)) for seed in (1, 2))
    assert list(one.entries(2024)) != list(other.entries(2024))
    assert one.relations() != other.relations()


def test_a_later_year_is_the_same_whether_or_not_the_earlier_ones_were_read() -> None:
    straight = make(PLANS[0])
    for year in straight.plan.years[:-1]:
        list(straight.entries(year))
    assert list(make(PLANS[0]).entries(2025)) == list(straight.entries(2025))


def test_streams_do_not_disturb_each_other() -> None:
    books = make(PLANS[0])
    pairs = list(zip(books.entries(2024), books.entries(2024), strict=True))
    assert all(one == other for one, other in pairs)
    half = books.entries(2024)
    next(half)
    half.close()  # type: ignore[attr-defined]
    assert list(books.entries(2024)) == [one for one, _ in pairs]


def test_a_stream_does_not_hold_a_year_of_lines() -> None:
    books = make(SamplePlan(6, "Grote Stroom B.V.", (2025,), 20_000))
    tracemalloc.start()
    count = sum(len(entry.lines) for entry in books.entries(2025))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A single line takes over 400 bytes; what is open at any moment is a small part of the year.
    assert peak < count * 100


@pytest.mark.parametrize("plan", [*DEMO_PLANS, *PLANS], ids=lambda plan: plan.name)
def test_the_number_of_lines_is_what_was_asked(plan: SamplePlan) -> None:
    books = make(plan)
    count = sum(len(entry.lines) for year in plan.years for entry in books.entries(year))
    assert abs(count - plan.lines) <= plan.lines * 2 // 100


def test_the_demonstration_has_three_companies_of_different_trades() -> None:
    assert len({plan.name for plan in DEMO_PLANS}) == len({plan.trade for plan in DEMO_PLANS}) == 3
    builder = DEMO_PLANS[2]
    books = make(builder)
    assert (builder.trade, builder.years) == ("builder", (2023, 2024, 2025))
    assert sum(len(entry.lines) for year in builder.years for entry in books.entries(year)) >= 100_000


@pytest.mark.parametrize("opening", ["element", "period0", "none"])
@pytest.mark.parametrize("currency", ["USD", "GBP"])
def test_books_in_another_currency_balance_too(opening: str, currency: str) -> None:
    books = make(SamplePlan(9, "Elders B.V.", (2024, 2025), 2_400, currency, opening))
    for _, entries in each_year(books):
        assert all(sum(line.amount for line in entry.lines) == 0 for entry in entries)
    assert {line.currency for _, line in all_lines(books)} <= {"", "EUR", "USD", "GBP"} - {currency}


@pytest.mark.parametrize(
    "change",
    [
        {"years": ()},
        {"years": (2023, 2025)},
        {"years": (2024, 2023)},
        {"years": (1,)},
        {"lines": 0},
        {"opening": "maybe"},
        {"trade": "bank"},
        {"currency": "XXX"},
    ],
)
def test_it_refuses_a_plan_that_cannot_be_carried_out(change: dict[str, object]) -> None:
    plan: dict[str, object] = {"seed": 1, "name": "Fout B.V.", "years": (2024,), "lines": 1_000}
    with pytest.raises(BadPlan) as refused:
        SamplePlan(**{**plan, **change})  # type: ignore[arg-type]
    assert refused.value.code == "SAMPLE-PLAN"


def test_it_refuses_a_year_outside_the_plan() -> None:
    books = make(PLANS[0])
    for ask in (books.entries, books.subledger_lines):
        with pytest.raises(BadPlan):
            next(ask(2019))
    with pytest.raises(BadPlan):
        books.periods(2019)


def test_the_number_of_customers_can_be_chosen_whatever_the_lines() -> None:
    few, many = (
        make(SamplePlan(seed=1, name="Even", years=(2025,), lines=lines, relations=40)) for lines in (1_200, 12_000)
    )
    assert len(few.relations()) == len(many.relations()) == 40 + 20 + 4
    with pytest.raises(BadPlan):
        SamplePlan(seed=1, name="Too few", years=(2025,), lines=1_200, relations=3)
