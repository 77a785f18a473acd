"""What is read from Exact Online: everything, as our values, with no call more than it takes."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import pytest

from overstap.books.assets.values import AssetCard
from overstap.books.ledger.values import Account, Dimension, Entry, FiscalYear, Journal, Period, VatCode
from overstap.books.relations.values import Company, Relation
from overstap.connectors.exact_online.answers import trouble
from overstap.connectors.exact_online.connector import ExactOnlineConnector
from overstap.connectors.exact_online.reader_entries import LINE_FIELDS, entry_of, grouped
from overstap.connectors.exact_online.wording import amount, day, guid, written
from overstap.connectors.port import NoAccess, PackageAway, PackageRefused
from overstap.connectors.sandboxes.world import Fault
from overstap.connectors.values import DocumentFile, Kind, OpenItem, PaymentCondition, Record, Wanted
from overstap.lib.errors import TryLater
from overstap.lib.findings import Finding
from tests.connectors.driven import IN_PROCESS, Driven, driven
from tests.connectors.exact_online.driven import ARCHIVED, BLOCKED, BOOKS, EMPTY, PLAYED, UNSEEN

T = TypeVar("T", bound=Record)


@pytest.fixture
def at() -> Iterator[Driven]:
    with driven(PLAYED, IN_PROCESS) as made:
        made.world.calls.clear()
        yield made


def exact(at: Driven) -> ExactOnlineConnector:
    assert isinstance(at.connector, ExactOnlineConnector)
    return at.connector


def read(at: Driven, kind: Kind, wanted: type[T], *years: int, code: str = BOOKS) -> list[T]:
    found = list(exact(at).read(at.connection, code, Wanted(frozenset({kind}), years)))
    return [one for one in found if isinstance(one, wanted)]


def calls(at: Driven) -> dict[str, int]:
    return {call.partition("/api/v1/")[2] or call: times for call, times in at.world.calls.items()}


def test_a_whole_read_takes_one_call_for_each_list(at: Driven) -> None:
    """All lists fit in one page; none is asked twice but that of the lines (opening balance, and the rest)."""
    for record in exact(at).read(at.connection, BOOKS, Wanted()):
        assert not isinstance(record, Finding)
    assert sum(at.world.calls.values()) == 22
    assert [call for call, times in at.world.calls.items() if times > 1] == [
        f"GET /api/v1/{BOOKS}/bulk/Financial/TransactionLines"
    ]
    assert at.waits == []


def test_r059_blocked_administrations_are_listed_with_the_reason_and_unseen_ones_are_not(at: Driven) -> None:
    listed = {one.code: one.blocked for one in exact(at).administrations(at.connection)}
    assert UNSEEN not in listed
    assert listed[BOOKS] == ""
    assert "converting" in listed[BLOCKED]
    assert "archived" in listed[ARCHIVED]
    assert sum(at.world.calls.values()) == 2


@pytest.mark.parametrize(("code", "reason"), [(BLOCKED, "DivisionBlocked"), (UNSEEN, "NoDivisionAccess")])
def test_an_administration_that_may_not_be_read_says_why(at: Driven, code: str, reason: str) -> None:
    with pytest.raises(NoAccess) as caught:
        read(at, Kind.JOURNALS, Journal, code=code)
    assert caught.value.facts == {"reason": reason}
    assert caught.value.remedy


@pytest.mark.parametrize("code", ["", "x", "1/../2", "100001 ", "١٠٠", "1" * 30])
def test_a_code_that_is_no_number_is_never_part_of_an_address(at: Driven, code: str) -> None:
    with pytest.raises(PackageRefused):
        read(at, Kind.JOURNALS, Journal, code=code)
    assert at.world.calls == {}


def test_the_company(at: Driven) -> None:
    (company,) = read(at, Kind.COMPANY, Company)
    assert (company.name, company.tax_country, company.addresses[0].city) == ("Bakkerij Jansen B.V.", "NL", "Utrecht")
    assert company.extra["currency"] == "EUR"


def test_book_years_go_from_their_first_period_to_their_last(at: Driven) -> None:
    years = read(at, Kind.PERIODS, FiscalYear, 2025, 2026)
    assert [(one.year, one.start, one.end) for one in years] == [
        (2025, date(2025, 1, 1), date(2025, 12, 31)),
        (2026, date(2026, 1, 1), date(2026, 12, 31)),
    ]
    assert len(read(at, Kind.PERIODS, Period, 2025)) == 12


def test_accounts_with_their_rgs_code(at: Driven) -> None:
    accounts = {one.code: one for one in read(at, Kind.ACCOUNTS, Account)}
    assert list(accounts) == sorted(accounts)
    debtors, sales = accounts["1300"], accounts["8000"]
    assert (debtors.type, debtors.reference, debtors.extra["type"]) == ("B", "BVorDeb", "20")
    assert (sales.type, sales.reference, sales.extra["balance_side"]) == ("P", "WOmzNoh", "C")


def test_vat_codes_without_padding_and_in_per_cents(at: Driven) -> None:
    codes = {one.code: one for one in read(at, Kind.VAT_CODES, VatCode)}
    assert (codes["2"].extra["percentage"], codes["2"].to_pay_account) == ("21.000", "1500")
    assert codes["4"].to_claim_account == "1520"


def test_journals_with_the_letter_of_the_audit_file(at: Driven) -> None:
    journals = {one.code: one for one in read(at, Kind.JOURNALS, Journal)}
    assert {code: one.type for code, one in journals.items()} == {"10": "C", "20": "B", "50": "P", "70": "S", "90": "M"}
    assert journals["20"].bank_account.startswith("NL")
    assert journals["70"].offset_account == "1300"


def test_dimensions_and_payment_conditions(at: Driven) -> None:
    found = {(one.type, one.code) for one in read(at, Kind.DIMENSIONS, Dimension)}
    assert found == {("03", "WINKEL"), ("03", "CATERING"), ("02", "BROOD"), ("04", "FEEST")}
    assert [(one.code, one.days) for one in read(at, Kind.PAYMENT_CONDITIONS, PaymentCondition)] == [
        ("00", 0), ("14", 14), ("30", 30),
    ]  # fmt: skip


def test_relations_with_what_hangs_below_them(at: Driven) -> None:
    relations = {one.code: one for one in read(at, Kind.RELATIONS, Relation)}
    swan, mill = relations["1"], relations["51"]
    assert (swan.name, swan.type, mill.type) == ("Hotel De Zwaan", "C", "S")
    assert (swan.contact, swan.addresses[0].street, swan.addresses[0].country) == ("Anna Bakker", "Markt 12", "NL")
    assert swan.bank_accounts[0].bank_code == "TESTNL2A"
    assert sum(at.world.calls.values()) == 4


def test_the_opening_balance_is_the_one_that_was_entered(at: Driven) -> None:
    (opening,) = read(at, Kind.OPENING, Entry)
    assert (opening.kind, opening.year, opening.date) == ("opening", 2025, date(2025, 1, 1))
    assert sum(line.amount for line in opening.lines) == 0
    assert [one.kind for one in read(at, Kind.ENTRIES, Entry) if one.kind == "opening"] == []


def test_the_opening_of_a_later_year_is_what_the_years_before_it_left(at: Driven) -> None:
    """Exact books none; the result goes to retained earnings."""
    before = read(at, Kind.OPENING, Entry) + read(at, Kind.ENTRIES, Entry, 2025)
    profit = {one.code for one in read(at, Kind.ACCOUNTS, Account) if one.type == "P"}
    left: dict[str, Decimal] = {}
    for line in (line for entry in before for line in entry.lines):
        account = "0550" if line.account in profit else line.account
        left[account] = left.get(account, Decimal(0)) + line.amount
    (opening,) = read(at, Kind.OPENING, Entry, 2026)
    assert {line.account: line.amount for line in opening.lines} == {code: left[code] for code in left if left[code]}
    assert (opening.kind, opening.date) == ("opening", date(2026, 1, 1))


def test_entries_of_one_year_only(at: Driven) -> None:
    found = read(at, Kind.ENTRIES, Entry, 2026)
    assert {one.year for one in found} == {2026}
    assert sum(at.world.calls.values()) == 1


def test_an_entry_of_sales_line_by_line(at: Driven) -> None:
    sold = next(one for one in read(at, Kind.ENTRIES, Entry) if one.journal == "70")
    whole, net, vat = sold.lines
    assert (whole.account, whole.relation, whole.side) == ("1300", "1", "D")
    assert (net.account, net.side, net.amount) == ("8000", "C", Decimal("-187.50"))
    assert [(one.code, one.percentage, one.amount, one.side) for one in net.vat] == [
        ("1", Decimal("9.000"), Decimal("-16.88"), "C")
    ]
    assert (vat.account, vat.vat, vat.extra) == (
        "1510", (), {"due": "2025-02-02", "payment_reference": whole.extra["payment_reference"], "vat_code": "1",
                     "vat_base": "-187.50"} if whole.extra else None,
    )  # fmt: skip
    assert (whole.invoice_ref, whole.doc_ref) == (sold.number, f"PO-{sold.number}")


def test_open_items_with_their_sign_as_in_the_ledger(at: Driven) -> None:
    """They add up to the accounts that gather them: nothing is paid there that is still open here."""
    items = read(at, Kind.OPEN_ITEMS, OpenItem)
    entries = read(at, Kind.ENTRIES, Entry)
    for side, account, sign in (("CU", "1300", 1), ("SU", "1600", -1)):
        mine = [one for one in items if one.side == side]
        ledger = sum(line.amount for one in entries for line in one.lines if line.account == account)
        assert mine
        assert sum(one.open for one in mine) == ledger
        assert all(one.open * sign > 0 and abs(one.amount) >= abs(one.open) for one in mine)
        assert {one.account for one in mine} == {account}
    assert any(abs(one.amount) > abs(one.open) for one in items)


def test_assets_with_the_accounts_of_their_group(at: Driven) -> None:
    cards = {one.code: one for one in read(at, Kind.ASSETS, AssetCard)}
    oven = cards["OVEN"]
    assert (oven.purchase, oven.method, oven.months) == (Decimal("24000.00"), "linear", 120)
    assert (oven.asset_account, oven.depreciation_account, oven.cost_account) == ("0200", "0210", "4600")
    assert cards["BALIE"].residual == Decimal("1600.00")


def test_documents_know_their_entry_and_give_their_bytes_when_asked(at: Driven) -> None:
    entries = {(one.journal, one.number): one for one in read(at, Kind.ENTRIES, Entry)}
    at.world.calls.clear()
    documents = read(at, Kind.DOCUMENTS, DocumentFile)
    assert len(documents) == 18
    assert not [call for call in at.world.calls if "Attachment.aspx" in call]
    for one in documents:
        assert entries[one.journal, one.entry].lines[0].relation == one.relation
        assert one.tag == "purchase"
    first = documents[0]
    assert b"".join(first.content()).startswith(b"%PDF")
    assert b"".join(first.content()) == b"".join(first.content())


@pytest.mark.parametrize("name", ["maintenance", "drop-before", "500-silent", "429"])
def test_a_page_of_maintenance_is_never_taken_for_a_document(at: Driven, name: str) -> None:
    first = read(at, Kind.DOCUMENTS, DocumentFile)[0]
    at.world.switch_on(Fault(name, "Attachment.aspx"))
    with pytest.raises(TryLater):
        list(first.content())
    assert b"".join(first.content()).startswith(b"%PDF")


def test_what_was_read_of_entries_is_not_asked_again_for_documents(at: Driven) -> None:
    list(exact(at).read(at.connection, BOOKS, Wanted(frozenset({Kind.ENTRIES, Kind.DOCUMENTS}))))
    assert calls(at) == {
        f"{BOOKS}/bulk/Financial/TransactionLines": 1,
        f"{BOOKS}/bulk/Documents/Documents": 1,
        f"{BOOKS}/bulk/Documents/DocumentAttachments": 1,
    }


def test_an_empty_administration_has_no_books(at: Driven) -> None:
    kinds = frozenset({Kind.OPENING, Kind.ENTRIES, Kind.OPEN_ITEMS, Kind.ASSETS, Kind.DOCUMENTS, Kind.RELATIONS})
    assert list(exact(at).read(at.connection, EMPTY, Wanted(kinds))) == []


def test_any_other_resource_can_be_read_as_plain_rows(at: Driven) -> None:
    (item,) = exact(at).entities(at.connection, BOOKS, "bulk/Logistics/Items", {"$select": "Code,Description,Created"})
    assert item["Code"] == "BROOD-WIT"
    assert str(item["Created"]).endswith("+00:00")
    (rates,) = exact(at).entities(at.connection, BOOKS, "general/Currencies")
    assert rates["Code"] == "EUR"
    for entity, params in (("../system", {}), ("crm/Accounts?x", {}), ("crm", {}), ("crm/Accounts", {"a=b&c": "1"})):
        with pytest.raises(PackageRefused):
            list(exact(at).entities(at.connection, BOOKS, entity, params))


@pytest.mark.parametrize("name", ["maintenance", "500-silent"])
def test_a_package_that_is_away_for_a_moment_is_told_so_and_read_later(at: Driven, name: str) -> None:
    at.world.switch_on(Fault(name, "GET", times=9))
    with pytest.raises(PackageAway):
        read(at, Kind.JOURNALS, Journal)
    at.world.switch_off()
    assert read(at, Kind.JOURNALS, Journal)


def test_a_consent_that_is_too_narrow_is_told_apart_from_rights() -> None:
    said = {
        "error": {"code": "", "message": {"lang": "", "value": "Forbidden - Application Scope Violated. Cannot read"}}
    }
    told = trouble(httpx.Response(403, json=said))
    assert isinstance(told, NoAccess)
    assert (told.facts, "Connect again" in told.remedy) == ({"reason": "scope"}, True)


def test_one_failure_without_a_message_is_asked_again(at: Driven) -> None:
    at.world.switch_on(Fault("500-silent", "Journals"))
    assert read(at, Kind.JOURNALS, Journal)
    assert (at.waits, sum(at.world.calls.values())) == ([1.0], 2)


def test_a_failure_with_a_message_is_told_in_exacts_own_words_and_not_repeated(at: Driven) -> None:
    at.world.switch_on(Fault("500", "Journals", facts={"message": "Ongeldig: Dagboek"}))
    with pytest.raises(PackageRefused, match="Ongeldig: Dagboek"):
        read(at, Kind.JOURNALS, Journal)
    assert sum(at.world.calls.values()) == 1


def test_a_division_that_is_blocked_half_way_keeps_what_was_read(at: Driven) -> None:
    reading = exact(at).read(at.connection, BOOKS, Wanted(frozenset({Kind.JOURNALS, Kind.RELATIONS})))
    first = next(reading)
    at.world.switch_on(Fault("division-blocked", "CRM"))
    with pytest.raises(NoAccess):
        list(reading)
    assert isinstance(first, Journal)


def row(**fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = dict.fromkeys(LINE_FIELDS) | {
        "EntryID": "e1", "EntryNumber": 7, "LineNumber": 1, "Type": 90, "Status": 50, "JournalCode": "90",
        "Date": "/Date(1735776000000)/", "FinancialYear": 2025, "FinancialPeriod": 1, "GLAccountCode": "1000",
        "AmountDC": 0, "AmountFC": 0, "Currency": "EUR", "ExchangeRate": 1,
    }  # fmt: skip
    return plain | fields


def of_entry(key: str, *amounts: str) -> list[dict[str, Any]]:
    return [row(EntryID=key, LineNumber=nr, AmountDC=Decimal(value)) for nr, value in enumerate(amounts, 1)]


def test_lines_that_come_apart_are_one_entry_all_the_same() -> None:
    one, other = of_entry("e1", "10.00", "-4.00", "-6.00"), of_entry("e2", "1.00", "-1.00")
    found = [record for record in grouped([*one[:2], *other, one[2]]) if isinstance(record, Entry)]
    assert [len(entry.lines) for entry in found] == [2, 3]


def test_an_entry_that_does_not_balance_is_given_and_found() -> None:
    found = list(grouped(of_entry("e1", "10.00", "-4.00")))
    assert isinstance(found[0], Entry)
    assert isinstance(found[1], Finding)
    assert (found[1].code, found[1].place) == ("EXACT-UNBALANCED", "entry 90 7")


@pytest.mark.parametrize("fields", [{"Date": "gisteren"}, {"Date": None}, {"AmountDC": "tien"}, {"FinancialYear": "x"}])
def test_what_cannot_be_read_is_a_finding_with_its_place(fields: dict[str, Any]) -> None:
    (found,) = grouped([row(**fields)])
    assert isinstance(found, Finding)
    assert (found.code, found.place) == ("EXACT-UNREADABLE", "entry 90 7")


def test_a_line_in_another_currency_keeps_both_amounts() -> None:
    rows: Sequence[dict[str, Any]] = [
        row(AmountDC=Decimal("-92.59"), AmountFC=-100, Currency="USD", ExchangeRate=Decimal("0.9259")),
        row(LineNumber=2, AmountDC=Decimal("92.59"), AmountFC=Decimal("92.59")),
    ]
    first, second = entry_of(rows).lines
    assert (first.currency, first.currency_amount, first.side) == ("USD", Decimal("100.00"), "C")
    assert (second.currency, second.currency_amount) == ("", None)


def test_lines_that_exact_adds_itself_get_a_number_of_their_own() -> None:
    rows = [row(LineNumber=1), row(LineNumber=1), row(LineNumber=2)]
    assert [line.nr for line in entry_of(rows).lines] == ["1", "1.2", "2"]


@pytest.mark.parametrize(
    ("written_", "on"),
    [
        ("/Date(1267747200000)/", date(2010, 3, 5)),  # midnight in UTC, as recorded
        ("/Date(1735686000000)/", date(2025, 1, 1)),  # midnight in Amsterdam, winter
        ("/Date(1751320800000)/", date(2025, 7, 1)),  # midnight in Amsterdam, summer
        ("/Date(1735686000000+0000)/", date(2025, 1, 1)),
        ("/Date(-3600000)/", date(1970, 1, 1)),
        (None, None),
    ],
)
def test_a_day_is_one_in_amsterdam(written_: str | None, on: date | None) -> None:
    assert day(written_) == on


@pytest.mark.parametrize("wrong", ["1-1-2025", "/Date(x)/", "/Date(-99999999999999)/", 7])
def test_what_is_no_date_is_not_guessed(wrong: object) -> None:
    with pytest.raises(ValueError, match="not a date"):
        day(wrong)


def test_amounts_are_rounded_at_once() -> None:
    assert amount(Decimal("0.30000000000000004")) == Decimal("0.30")
    assert str(amount(Decimal("-0.001"))) == "0.00"
    assert amount(None) == 0


def test_what_is_sent_has_its_amounts_as_they_are() -> None:
    assert written({"A": Decimal("0.10"), "B": [date(2026, 1, 2), None, "é"]}) == (
        '{"A":0.10,"B":["2026-01-02T00:00:00",null,"\\u00e9"]}'
    )


def test_only_a_guid_is_written_as_one() -> None:
    assert guid("6669ec3c-ba21-5588-b917-efda00b3dfef") == "guid'6669ec3c-ba21-5588-b917-efda00b3dfef'"
    with pytest.raises(ValueError, match="not a guid"):
        guid("x') or true or (ID eq guid'")
