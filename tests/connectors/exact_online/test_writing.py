"""Writing to Exact Online: each record once, what differs is changed, what is refused is told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Line, LineVat, Period, VatCode
from overstap.books.relations.values import BankAccount, Company, Relation
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import Became, Kind, PaymentCondition, Record, Written
from overstap.lib.findings import Severity
from tests.connectors.driven import Driven
from tests.connectors.exact_online.written_books import CUSTOMER, calls, desk, posts, read, write

HERE = "/api/v1/100002"
RENT = Account("4150", "Huur loods", "P", "WBedHui")


@pytest.fixture
def at() -> Iterator[Driven]:
    """A connector with the division 100002, which has a chart and nothing in it."""
    with desk() as made:
        yield made


def only(written: list[Written]) -> Written:
    """What became of the one record."""
    [one] = written
    return one


def found(at: Driven, kind: Kind, code: str) -> Record:
    """One record, read back."""
    return next(record for record in read(at, kind) if getattr(record, "code", "") == code)


def test_an_account_is_made_with_the_type_that_its_rgs_code_means(at: Driven) -> None:
    assert only(write(at, RENT)).became is Became.MADE
    made = found(at, Kind.ACCOUNTS, "4150")
    assert isinstance(made, Account)
    assert (made.name, made.type, made.reference) == ("Huur loods", "P", "WBedHui")
    assert (made.extra["type"], made.extra["balance_side"]) == ("120", "D")


@pytest.mark.parametrize(
    ("account", "kind", "side"),
    [
        (Account("1", "Debiteuren", "B"), "20", "D"),
        (Account("2", "Crediteuren binnenland", "B"), "22", "C"),
        (Account("3", "Bankkosten", "P"), "120", "D"),  # not a bank: it is of profit and loss
        (Account("4", "Iets", "B", "BMvaTevCae"), "35", "C"),
        (Account("5", "Iets", "B", "BSchBepBtw"), "24", "C"),
        (Account("6", "Iets", "B", "BSchBepLhe"), "90", "D"),
        (Account("7", "Omzet", "P", "WOmzNop"), "110", "C"),
        (Account("8", "Overig", "B"), "90", "D"),
    ],
)
def test_the_type_of_an_account_follows_from_rgs_else_name_else_balance(
    at: Driven, account: Account, kind: str, side: str
) -> None:
    write(at, account)
    made = found(at, Kind.ACCOUNTS, account.code)
    assert isinstance(made, Account)
    assert (made.extra["type"], made.extra["balance_side"]) == (kind, side)


def test_what_is_there_and_the_same_costs_one_listing_and_nothing_else(at: Driven) -> None:
    write(at, RENT, CUSTOMER)
    at.world.calls.clear()
    assert [one.became for one in write(at, RENT, CUSTOMER)] == [Became.THERE, Became.THERE]
    assert posts(at) == 0
    assert calls(at, "PUT") == 0
    assert at.world.calls[f"GET {HERE}/bulk/Financial/GLAccounts"] == 1
    assert at.world.calls[f"GET {HERE}/bulk/CRM/Accounts"] == 1


def test_a_changed_name_is_sent_without_the_code_which_exact_takes_for_a_double(at: Driven) -> None:
    write(at, RENT)
    assert only(write(at, replace(RENT, name="Huur hal"))).became is Became.CHANGED
    assert getattr(found(at, Kind.ACCOUNTS, "4150"), "name", "") == "Huur hal"


def test_the_type_that_exact_has_is_not_overwritten_by_a_guess(at: Driven) -> None:
    """4100 is of type 121 there; RGS alone says 120."""
    assert only(write(at, Account("4100", "Huisvestingskosten", "P", "WBedHui"))).became is Became.THERE


def test_an_account_on_the_other_side_of_the_balance_sheet_is_refused(at: Driven) -> None:
    told = only(write(at, Account("4100", "Huisvestingskosten", "B")))
    assert told.became is Became.REFUSED
    assert told.finding is not None
    assert (told.finding.code, told.finding.severity) == ("EXACT-ACCOUNT-NATURE", Severity.ERROR)
    assert told.finding.remedy


def test_a_journal_is_made_with_its_type_and_account(at: Driven) -> None:
    bank = Journal("21", "ING", "B", "1200", "NL91TEST0417164300")
    assert only(write(at, bank)).became is Became.MADE
    made = found(at, Kind.JOURNALS, "21")
    assert isinstance(made, Journal)
    assert (made.type, made.offset_account, made.bank_account) == ("B", "1200", "NL91TEST0417164300")


def test_a_journal_of_another_type_with_the_same_code_is_refused(at: Driven) -> None:
    told = only(write(at, Journal("70", "Memoriaal 2", "M")))
    assert told.finding is not None
    assert told.finding.code == "EXACT-JOURNAL-TYPE"


def test_another_bank_account_of_a_journal_that_is_there_is_told(at: Driven) -> None:
    told = only(write(at, Journal("20", "Rabobank", "B", "1100", "NL91TEST0417164300")))
    assert told.became is Became.THERE
    assert told.finding is not None
    assert (told.finding.code, told.finding.severity) == ("EXACT-JOURNAL-BANK", Severity.WARNING)


def test_a_vat_code_is_matched_by_its_code(at: Driven) -> None:
    told = only(write(at, VatCode("2", "Hoog 21%", extra={"percentage": "21.000"})))
    assert (told.became, told.foreign, told.finding) == (Became.THERE, "2", None)


def test_a_vat_code_with_another_name_is_matched_by_its_percentage_and_direction(at: Driven) -> None:
    """Of two codes of sales with 21 per cent one counts VAT within the amount: that is not what ours does."""
    purchases, sales = (
        VatCode("IL", "Laag 9%", to_claim_account="1520"),
        VatCode("VH", "Hoog 21%", to_pay_account="1500"),
    )
    written = write(at, purchases, sales)
    assert [(one.became, one.foreign) for one in written] == [(Became.THERE, "5"), (Became.THERE, "2")]
    assert [one.finding.severity for one in written if one.finding] == [Severity.WARNING, Severity.WARNING]


def test_a_vat_code_that_fits_none_or_several_needs_a_person(at: Driven) -> None:
    """No VAT code is made: its boxes on the return can only be set in Exact Online."""
    written = write(at, VatCode("XX", "Bijzonder 4%"), VatCode("V0", "Verkoop 0%"))
    assert [one.finding.code for one in written if one.finding] == ["EXACT-VAT-CODE", "EXACT-VAT-CODE"]
    assert posts(at) == 0


def test_the_same_code_with_another_percentage_is_not_taken_for_the_same(at: Driven) -> None:
    told = only(write(at, VatCode("2", "Laag 9%", to_pay_account="1510", extra={"percentage": "9.000"})))
    assert told.foreign == "1"


def test_cost_centres_cost_units_and_projects_are_made_and_other_dimensions_told(at: Driven) -> None:
    written = write(
        at,
        Dimension("03", "BAR", "Bar"),
        Dimension("02", "WIJN", "Wijn"),
        Dimension("04", "P1", "Verbouwing"),
        Dimension("30", "SDB", "Saskia"),
    )
    assert [one.became for one in written] == [Became.MADE, Became.MADE, Became.MADE, Became.REFUSED]
    there = {(one.type, one.code) for one in read(at, Kind.DIMENSIONS) if isinstance(one, Dimension)}
    assert {("03", "BAR"), ("02", "WIJN"), ("04", "P1")} <= there


def test_payment_conditions_are_made_and_one_with_other_days_is_told(at: Driven) -> None:
    new, other = PaymentCondition("21", "Drie weken", 21), PaymentCondition("14", "Binnen 14 dagen", 15)
    assert [one.became for one in write(at, new, other)] == [Became.MADE, Became.REFUSED]
    assert found(at, Kind.PAYMENT_CONDITIONS, "21") == new


def test_years_and_the_company_are_there_or_need_a_person(at: Driven) -> None:
    years = [FiscalYear(year, str(year), _first(year), _last(year)) for year in (2026, 2040)]
    month = Period(2026, 3, "", _first(2026), _last(2026))
    written = write(at, Company("Jansen"), *years, month)
    assert [one.became for one in written] == [Became.REFUSED, Became.THERE, Became.REFUSED, Became.THERE]
    assert posts(at) == 0


def test_a_relation_is_made_with_all_that_belongs_to_it_and_no_call_more(at: Driven) -> None:
    at.world.calls.clear()
    assert only(write(at, CUSTOMER)).became is Became.MADE
    assert {call: times for call, times in at.world.calls.items() if call.startswith("POST")} == {
        f"POST {HERE}/crm/Accounts": 1,
        f"POST {HERE}/crm/Addresses": 1,
        f"POST {HERE}/crm/BankAccounts": 1,
        f"POST {HERE}/crm/Contacts": 1,
    }
    made = found(at, Kind.RELATIONS, "1001")
    assert isinstance(made, Relation)
    assert replace(made, addresses=(), extra={}) == replace(CUSTOMER, addresses=(), tax_country="NL", extra={})
    assert [(one.kind, one.street, one.city) for one in made.addresses] == [
        ("street", "Kade 12 a", "Rotterdam"),
        ("postal", "Postbus 99", "Rotterdam"),
    ]


def test_a_relation_that_is_there_gets_what_it_lacks(at: Driven) -> None:
    write(at, CUSTOMER)
    both = (*CUSTOMER.bank_accounts, BankAccount("NL20TEST0001234567"))
    told = only(write(at, replace(CUSTOMER, phone="010-7654321", bank_accounts=both)))
    assert told.became is Became.CHANGED
    made = found(at, Kind.RELATIONS, "1001")
    assert isinstance(made, Relation)
    assert made.phone == "010-7654321"
    assert [one.number for one in made.bank_accounts] == ["NL91TEST0417164300", "NL20TEST0001234567"]


@pytest.mark.parametrize("code", ["DEB-01", "007", "1234567890123456789"])
def test_a_code_that_exact_does_not_take_stays_as_search_code_and_finds_the_relation_again(
    at: Driven, code: str
) -> None:
    relation = Relation(code, "Bakker Noord", "C")
    told = only(write(at, relation))
    assert told.became is Became.MADE
    assert told.foreign.isdigit()
    assert told.finding is not None
    assert told.finding.code == "EXACT-RELATION-NUMBER"
    assert only(write(at, relation)).became is Became.THERE


def test_what_exact_refuses_is_told_in_its_own_words_and_the_rest_goes_on(at: Driven) -> None:
    at.world.switch_on(Fault("500", "POST .*crm/Accounts", facts={"message": "Ongeldig: Btw-nummer"}))
    written = write(at, CUSTOMER, replace(CUSTOMER, code="1009", name="Tweede"))
    assert [one.became for one in written] == [Became.REFUSED, Became.MADE]
    assert written[0].finding is not None
    assert written[0].finding.message == "Ongeldig: Btw-nummer"


@pytest.mark.parametrize("fault", ["drop-after", "drop-before", "500-silent"])
@pytest.mark.parametrize(
    ("where", "record", "kind"),
    [
        ("financial/GLAccounts", RENT, Kind.ACCOUNTS),
        ("financial/Journals", Journal("21", "ING", "M"), Kind.JOURNALS),
        ("crm/Accounts", CUSTOMER, Kind.RELATIONS),
        ("crm/BankAccounts", CUSTOMER, Kind.RELATIONS),
        ("crm/Contacts", CUSTOMER, Kind.RELATIONS),
        ("crm/Addresses", CUSTOMER, Kind.RELATIONS),
        ("cashflow/PaymentConditions", PaymentCondition("21", "Drie weken", 21), Kind.PAYMENT_CONDITIONS),
    ],
)
def test_what_got_no_answer_is_looked_up_and_not_made_twice(
    at: Driven, fault: str, where: str, record: Record, kind: Kind
) -> None:
    at.world.switch_on(Fault(fault, f"POST .*{where}$"))
    assert only(write(at, record)).became is Became.MADE
    code = getattr(record, "code", "")
    there = [one for one in read(at, kind) if getattr(one, "code", "") == code]
    assert len(there) == 1
    if isinstance(record, Relation):
        made = there[0]
        assert isinstance(made, Relation)
        assert made.contact == record.contact
        assert [one.number for one in made.bank_accounts] == [one.number for one in record.bank_accounts]
        assert len(made.addresses) == len(record.addresses)


def test_a_change_whose_answer_got_lost_is_sent_again(at: Driven) -> None:
    write(at, RENT)
    at.world.switch_on(Fault("drop-after", "PUT .*GLAccounts"))
    assert only(write(at, replace(RENT, name="Huur hal"))).became is Became.CHANGED


def test_a_limit_that_is_reached_is_waited_for_and_writing_goes_on(at: Driven) -> None:
    many = [Account(f"45{nr:02d}", f"Kosten {nr}", "P") for nr in range(70)]
    assert {one.became for one in write(at, *many)} <= {Became.MADE, Became.CHANGED}
    at.world.switch_on(Fault("429", "POST .*GLAccounts"))
    assert only(write(at, RENT)).became is Became.MADE
    assert sum(at.waits) > 0


def test_vat_on_a_line_keeps_the_code_that_a_matched_code_stands_for(at: Driven) -> None:
    """The source calls it IL; in the division it is 5."""
    vat = VatCode("IL", "Inkoop laag 9%", to_claim_account="1520")
    lines = [
        Line("0", "1600", Decimal("-109.00"), "C", relation="1001"),
        Line("1", "7000", Decimal("100.00"), "D", vat=[LineVat("IL", Decimal(9), Decimal("9.00"), "D")]),
        Line("2", "1520", Decimal("9.00"), "D"),
    ]
    entry = _purchase(lines)
    assert {one.became for one in write(at, vat, CUSTOMER, entry)} == {Became.THERE, Became.MADE}
    [made] = [one for one in read(at, Kind.ENTRIES) if getattr(one, "number", "") == entry.number]
    assert [vat.code for line in getattr(made, "lines", ()) for vat in line.vat] == ["5"]


def _purchase(lines: list[Line]) -> Entry:
    return Entry("26500777", "50", 2026, 3, date(2026, 3, 5), lines, "Meel")


def _first(year: int) -> date:
    return date(year, 1, 1)


def _last(year: int) -> date:
    return date(year, 12, 31)
