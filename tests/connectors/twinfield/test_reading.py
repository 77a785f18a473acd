"""What the connector reads, and how often it asks for it."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.port import Books, Consenting, Metered, NoAccess, PackageAway, PackageBusy, PackageRefused
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.twinfield.client import Client
from overstap.connectors.twinfield.connector import TwinfieldConnector
from overstap.connectors.twinfield.sandbox.app import application
from overstap.connectors.values import DocumentFile, Kind, OpenItem, PaymentCondition, Record, Wanted
from overstap.lib.money import ZERO
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.twinfield.driven import BAKERY, CLOSING, EMPTY, FOUNDATION, PLAYED, REDIRECT, STATE, consented

PROCESS = "POST /webservices/processxml.asmx"
T = TypeVar("T")


def read(at: Driven, *kinds: Kind, code: str = BAKERY, years: tuple[int, ...] = ()) -> list[Record]:
    assert isinstance(at.connector, TwinfieldConnector)
    return list(at.connector.read(at.connection, code, Wanted(frozenset(kinds or Kind), years)))


def of(sort: type[T], records: list[Record]) -> list[T]:
    return [one for one in records if isinstance(one, sort)]


def test_it_is_all_that_the_port_knows(at: Driven) -> None:
    assert isinstance(at.connector, Books)
    assert isinstance(at.connector, Consenting)
    assert isinstance(at.connector, Metered)


def test_codes_keep_their_leading_zeros_and_come_in_order(at: Driven) -> None:
    """R059: the pick list of codes comes from the package itself."""
    found = at.connector.administrations(at.connection)
    assert [one.code for one in found] == [FOUNDATION, BAKERY, EMPTY, CLOSING]
    assert at.world.calls[PROCESS] == 1


def test_a_user_without_rights_sees_an_empty_list(at: Driven) -> None:
    """R060: the synchronisation user has to be linked to an administration before it can be picked."""
    assert isinstance(at.connector, TwinfieldConnector)
    answer = consented(at.connector, at.connection, at.outside, "LEEG")
    at.connector.redeem(at.connection, answer, STATE, REDIRECT)
    assert list(at.connector.administrations(at.connection)) == []
    assert at.connector.health(at.connection).works


def test_an_administration_of_somebody_else_is_no_access(at: Driven) -> None:
    with pytest.raises(NoAccess):
        read(at, Kind.COMPANY, code="100")


def test_an_administration_that_is_being_closed_is_refused_in_twinfields_words(at: Driven) -> None:
    with pytest.raises(PackageRefused, match="afgesloten"):
        read(at, Kind.COMPANY, code=CLOSING)


def test_the_company(at: Driven) -> None:
    (company,) = of(Company, read(at, Kind.COMPANY))
    assert (company.name, company.ident) == ("Bakkerij Jansen B.V.", BAKERY)
    assert company.tax_number == "NL001234567B01"
    assert at.world.calls[PROCESS] == 1


def test_book_years_and_their_periods_have_no_gaps(at: Driven) -> None:
    found = read(at, Kind.PERIODS, years=(2025, 2026))
    assert [one.year for one in of(FiscalYear, found)] == [2025, 2026]
    year = [one for one in of(Period, found) if one.year == 2026]
    assert [one.number for one in year] == [*range(13), 55]
    assert (year[2].start, year[2].end) == (date(2026, 2, 1), date(2026, 2, 28))
    assert (year[0].start, year[0].end) == (date(2026, 1, 1), date(2026, 1, 1))
    assert year[13].start == year[13].end == date(2026, 12, 31)


def test_accounts_are_read_with_a_question_for_each_type(at: Driven) -> None:
    found = of(Account, read(at, Kind.ACCOUNTS))
    assert next(one for one in found if one.code == "0100").type == "B"
    assert next(one for one in found if one.code == "8010").type == "P"
    assert not [one for one in found if one.code in ("BAS", "PNL")], "the row of the type itself is no account"
    assert at.world.calls[PROCESS] == 2


def test_vat_codes_tell_percentage_direction_and_account(at: Driven) -> None:
    found = {one.code: one for one in of(VatCode, read(at, Kind.VAT_CODES))}
    assert found["VH"].extra["percentage"] == "21.000"
    assert found["VH"].extra["direction"] == "sales"
    assert (found["VH"].to_pay_account, found["VH"].to_claim_account) == ("1500", "")
    assert (found["IH"].to_pay_account, found["IH"].to_claim_account) == ("", "1510")


def test_cost_centres_and_projects(at: Driven) -> None:
    found = of(Dimension, read(at, Kind.DIMENSIONS))
    assert Dimension("02", "00001", "Winkel") in found
    assert Dimension("04", "P0001", "Verbouwing winkel") in found


def test_daybooks_of_banks_have_their_account_and_number(at: Driven) -> None:
    found = {one.code: one for one in of(Journal, read(at, Kind.JOURNALS))}
    assert {code: one.type for code, one in found.items()} == {
        "VRK": "S",
        "INK": "P",
        "BNK": "B",
        "KAS": "C",
        "MEMO": "M",
        "BEGINBALANS": "O",
    }
    assert (found["BNK"].offset_account, found["BNK"].bank_account) == ("1100", "NL44RABO0123456789")


def test_relations_have_address_bank_and_terms(at: Driven) -> None:
    found = {one.code: one for one in of(Relation, read(at, Kind.RELATIONS))}
    zwaan, mill = found["1000"], found["2000"]
    assert (zwaan.type, mill.type) == ("C", "S")
    assert (zwaan.addresses[0].street, zwaan.addresses[0].postal_code) == ("Grote Markt 3", "3511 LK")
    assert zwaan.bank_accounts[0].number.startswith("NL")
    assert zwaan.tax_number.startswith("NL")
    assert zwaan.extra["duedays"] == "30"
    assert found["1004"].extra["status"] == "inactive"
    assert mill.extra["discount"] == "2.00% in 5 days"
    assert at.world.calls[PROCESS] == 2 + len(found), "a question for each list, and one for each relation"


def test_relations_are_asked_once_for_their_terms_too(at: Driven) -> None:
    found = read(at, Kind.PAYMENT_CONDITIONS, Kind.RELATIONS)
    assert {one.days for one in of(PaymentCondition, found)} == {14, 30}
    assert at.world.calls[PROCESS] == 2 + len(of(Relation, found))


def test_the_same_code_of_a_customer_and_a_supplier_are_two_relations(at: Driven) -> None:
    assert isinstance(at.connector, TwinfieldConnector)
    known = of(Relation, read(at, Kind.RELATIONS))
    other = replace(known[0], type="S", name="Een heel ander bedrijf")
    made = list(at.connector.write(at.connection, BAKERY, [other]))
    assert [one.became for one in made] == ["made"]
    found = {one.code: one for one in of(Relation, read(at, Kind.RELATIONS))}
    assert (found["1000"].name, found["1000"].type) == ("Café De Zwaan", "C")
    assert (found["1000.CRD"].name, found["1000.CRD"].type) == ("Een heel ander bedrijf", "S")


def test_a_customer_that_is_a_supplier_too_is_one_relation(at: Driven) -> None:
    assert isinstance(at.connector, TwinfieldConnector)
    known = of(Relation, read(at, Kind.RELATIONS))
    list(at.connector.write(at.connection, BAKERY, [replace(known[0], type="B")]))
    found = [one for one in of(Relation, read(at, Kind.RELATIONS)) if one.code.startswith("1000")]
    assert [(one.code, one.type) for one in found] == [("1000", "B")]


def test_the_opening_balance_is_what_was_booked_as_such(at: Driven) -> None:
    (opening,) = of(Entry, read(at, Kind.OPENING))
    assert (opening.kind, opening.year, opening.period) == ("opening", 2025, 0)
    assert sum(line.amount for line in opening.lines) == ZERO
    assert {line.relation for line in opening.lines if line.relation} == {"1001", "2000"}


def test_the_opening_balance_of_a_later_year_is_what_went_before(at: Driven) -> None:
    """Balance sheet accounts only, by relation; a result that was never booked off is told, and not hidden."""
    found = read(at, Kind.OPENING, years=(2026,))
    (opening,) = of(Entry, found)
    before = of(Entry, read(at, Kind.OPENING, Kind.ENTRIES, years=(2025,)))
    cash = sum((line.amount for entry in before for line in entry.lines if line.account == "1000"), ZERO)
    assert [line.amount for line in opening.lines if line.account == "1000"] == [cash]
    assert not [line for line in opening.lines if line.account >= "4000"]
    (told,) = [one for one in found if not isinstance(one, Entry)]
    assert getattr(told, "code", "") == "TWINFIELD-RESULT-OPEN"


def test_entries_have_vat_dimensions_and_what_settled_them(at: Driven) -> None:
    entries = {(one.journal, one.number): one for one in of(Entry, read(at, Kind.ENTRIES, years=(2026,)))}
    sale = entries["VRK", "202600001"]
    total, detail = sale.lines[0], sale.lines[1]
    assert (total.account, total.relation, total.side) == ("1300", "1001", "D")
    assert (detail.cost_centre, detail.vat[0].code, detail.vat[0].percentage) == ("00002", "VL", Decimal("9.000"))
    assert detail.vat[0].amount == next(line.amount for line in sale.lines if line.account == "1501")
    vat_line = next(line for line in sale.lines if line.account == "1501")
    assert vat_line.vat == ()
    assert vat_line.extra == {"vat_code": "VL"}
    paid = [line for entry in entries.values() for line in entry.lines if line.match_key == total.match_key]
    assert total.match_key
    assert sum(line.amount for line in paid) == ZERO
    assert total.extra == {"due": "2026-02-01"}


def test_an_amount_in_another_currency_is_read_in_both(at: Driven) -> None:
    entries = of(Entry, read(at, Kind.ENTRIES, years=(2026,)))
    export = next(one for one in entries if one.lines[0].currency == "USD")
    assert (export.lines[0].amount, export.lines[0].currency_amount) == (Decimal("920.00"), Decimal("1000.00"))
    assert (export.lines[1].amount, export.lines[1].currency_amount) == (Decimal("-920.00"), Decimal("1000.00"))


def test_an_entry_that_is_provisional_says_so(at: Driven) -> None:
    entries = of(Entry, read(at, Kind.ENTRIES, years=(2026,)))
    assert [one.journal for one in entries if (one.extra or {}).get("status") == "temporary"] == ["MEMO"]


def test_what_is_open_adds_up_to_the_accounts_of_debtors_and_creditors(at: Driven) -> None:
    found = read(at, Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS)
    lines = [line for entry in of(Entry, found) for line in entry.lines]
    for side, account in (("CU", "1300"), ("SU", "1600")):
        items = [one for one in of(OpenItem, found) if one.side == side]
        assert sum(one.open for one in items) == sum(line.amount for line in lines if line.account == account)
    part = [one for one in of(OpenItem, found) if one.open != one.amount]
    assert [one.open * 2 for one in part] == [one.amount for one in part]
    assert len(part) == 1


def test_a_book_year_is_browsed_once_and_its_sub_ledgers_once(at: Driven) -> None:
    read(at, Kind.ENTRIES, Kind.OPEN_ITEMS, years=(2026,))
    asked = at.world.calls[PROCESS]
    office, vat = 1, 6
    begins = 1 + 2 + _empty_years(at) * 2
    assert asked <= office + vat + begins + 2 + 1 + 2


def _empty_years(at: Driven) -> int:
    years = of(FiscalYear, read(at, Kind.PERIODS))
    return sum(one.year < 2025 for one in years)


def test_assets_have_the_accounts_of_their_method(at: Driven) -> None:
    oven = of(AssetCard, read(at, Kind.ASSETS))[0]
    assert (oven.code, oven.purchase, oven.residual) == ("60000", Decimal("24000.00"), Decimal("4000.00"))
    assert (oven.asset_account, oven.depreciation_account, oven.cost_account) == ("0100", "0110", "4500")
    assert (oven.months, oven.start) == (60, date(2023, 3, 1))


def test_documents_are_listed_at_once_and_fetched_when_wanted(at: Driven) -> None:
    found = of(DocumentFile, read(at, Kind.DOCUMENTS))
    assert at.world.calls["POST /webservices/DocumentService.svc"] == 1
    first = found[0]
    assert b"".join(first.content()).startswith(b"%PDF")
    assert b"".join(first.content()) == b"".join(first.content()), "anew at each call"
    assert (first.journal, first.entry) == ("INK", "202600001")


def test_a_question_is_asked_again_when_the_connection_breaks(at: Driven) -> None:
    at.world.switch_on(Fault("drop-after", "processxml", times=2))
    assert of(Account, read(at, Kind.ACCOUNTS))
    assert len(at.waits) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault("maintenance", "processxml", times=9),
        Fault("500-silent", "processxml", times=9),
        Fault("maintenance", "processxml", 9, {"status": "503"}),
    ],
)
def test_a_twinfield_that_is_out_is_away(at: Driven, fault: Fault) -> None:
    at.world.switch_on(fault)
    with pytest.raises(PackageAway):
        at.connector.administrations(at.connection)


def test_a_fault_is_told_in_its_own_words(at: Driven) -> None:
    at.world.switch_on(Fault("500", "processxml", 9, {"message": "Er ging iets mis met de <administratie>."}))
    with pytest.raises(PackageRefused, match="Er ging iets mis met de <administratie>"):
        at.connector.administrations(at.connection)


def test_a_short_wait_is_waited_and_a_long_one_is_told(at: Driven) -> None:
    at.world.switch_on(Fault("429", "processxml", 1, {"wait": "7"}))
    assert at.connector.administrations(at.connection)
    assert at.waits == [7.0]
    at.world.switch_on(Fault("429", "processxml", 1, {"wait": "3600"}))
    with pytest.raises(PackageBusy) as busy:
        at.connector.administrations(at.connection)
    assert str(busy.value.facts["until"]) > at.world.now().isoformat()


def test_a_twinfield_that_only_says_to_wait_is_told_as_busy(at: Driven) -> None:
    at.world.switch_on(Fault("429", "processxml", 1000, {"wait": "0"}))
    with pytest.raises(PackageBusy):
        at.connector.administrations(at.connection)
    assert len(at.waits) < 20


def test_credits_are_counted_before_they_are_spent(at: Driven) -> None:
    assert isinstance(at.connector, TwinfieldConnector)
    before = at.connector.allowances(at.connection, BAKERY)[0]
    read(at, Kind.RELATIONS)
    after = at.connector.allowances(at.connection, BAKERY)[0]
    assert (before.window, before.left, before.of) == ("credits", 500, 500)
    assert before.left - after.left == sum(number for call, number in at.world.calls.items() if call.startswith("POST"))


def test_a_plan_beyond_the_credits_of_a_minute_takes_more_minutes(at: Driven) -> None:
    assert isinstance(at.connector, TwinfieldConnector)
    client = Client(at.outside, at.connection)
    now = at.world.now()
    assert client.credits.until(400) < now + timedelta(minutes=1)
    assert client.credits.until(1700) > now + timedelta(minutes=2)


def test_a_client_with_few_credits_learns_so_and_waits_for_the_next_minute() -> None:
    """A client that is not certified has 25 credits a minute; none of its calls is refused for it twice."""
    played = replace(PLAYED, sandbox=lambda world: application(world, certified=False))
    with driven(played, IN_PROCESS) as at:
        found = of(Relation, read(at, Kind.RELATIONS))
        again = of(Relation, read(at, Kind.RELATIONS))
        assert found == again
        assert at.waits


def test_a_plan_tells_the_calls_that_a_reading_takes(at: Driven) -> None:
    assert isinstance(at.connector, TwinfieldConnector)
    plan = at.connector.plan(at.connection, BAKERY, Wanted(frozenset({Kind.RELATIONS})))
    at.world.calls.clear()
    read(at, Kind.RELATIONS)
    assert plan.calls - 4 <= sum(at.world.calls.values()) <= plan.calls
    assert plan.share_of_day == 0, "there is no limit a day"


def test_reading_costs_no_more_calls_for_more_lines() -> None:
    def calls(lines: int) -> Counter[str]:
        played = replace(PLAYED, sandbox=lambda world: application(world, lines=lines))
        with driven(played, IN_PROCESS) as at:
            at.world.calls.clear()
            assert len([line for one in of(Entry, read(at, Kind.ENTRIES)) for line in one.lines]) >= lines * 0.9
            return Counter(at.world.calls)

    assert calls(1000) == calls(6000)
