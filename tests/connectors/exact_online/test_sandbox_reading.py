"""The sandbox answers questions in the shapes of Exact's OData."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.connectors.exact_online.sandbox_caller import BLOCKED, BOOKS, FOREIGN, SECRET, Caller, message

LINES = "financialtransaction/TransactionLines"


def test_me_is_a_collection_of_one(exact: Caller) -> None:
    [me] = exact.client.get("/api/v1/current/Me").json()["d"]["results"]
    assert me["CurrentDivision"] == BOOKS
    assert me["__metadata"]["type"] == "Exact.Web.Api.Models.Me"


def test_the_lists_of_divisions_differ(exact: Caller) -> None:
    seen = exact.rows("system/Divisions", select="Code,BlockingStatus,Status")
    assert [row["Code"] for row in seen] == [100_001, 100_002, 100_003, 100_004, 200_001]
    assert [row["BlockingStatus"] for row in seen] == [0, 0, 2, 0, 0]
    assert [row["Code"] for row in exact.rows("hrm/Divisions")] == [100_001, 100_002, 100_003, 100_004]
    assert [row["Code"] for row in exact.rows("hrm/Divisions", FOREIGN)] == [FOREIGN]
    assert SECRET in [row["Code"] for row in exact.rows("system/AllDivisions")]
    assert exact.get("system/Divisions(100001)", 7).json()["d"]["Description"] == "Bakkerij Jansen B.V."


def test_archived_has_another_status_in_each_list(exact: Caller) -> None:
    assert {row["Code"]: row["Status"] for row in exact.rows("system/Divisions")}[100_004] == 2
    assert {row["Code"]: row["Status"] for row in exact.rows("hrm/Divisions")}[100_004] == 1


def test_a_division_without_access_or_blocked_says_why(exact: Caller) -> None:
    secret = exact.get("financial/Journals", SECRET)
    assert (secret.status_code, secret.headers["Reason"]) == (403, "NoDivisionAccess")
    assert "division scope" in message(secret)
    blocked = exact.get("financial/Journals", BLOCKED)
    assert (blocked.status_code, blocked.headers["Reason"]) == (403, "DivisionBlocked")


def test_a_page_has_sixty_rows_and_an_absolute_address_of_the_next(exact: Caller) -> None:
    told = exact.get(LINES, select="ID,AmountDC", filter="FinancialYear eq 2025").json()["d"]
    assert len(told["results"]) == 60
    assert told["__next"].startswith(f"http://exact.test/api/v1/{BOOKS}/{LINES}?")
    for kept in ("$select=ID%2CAmountDC", "$filter=FinancialYear+eq+2025", "$skiptoken=guid%27"):
        assert kept in told["__next"]
    assert set(told) == {"results", "__next"}


def test_paging_gives_every_row_once(exact: Caller) -> None:
    found = [row["ID"] for row in exact.rows(LINES, select="ID")]
    assert len(found) == len(set(found)) == int(exact.get(f"{LINES}/$count").text)
    bulk = list(exact.pages("bulk/Financial/TransactionLines", select="ID"))
    assert len(bulk) == 1
    assert {row["ID"] for row in bulk[0]} == set(found)


def test_the_address_of_a_page_is_on_the_host_that_was_asked(exact: Caller) -> None:
    answer = exact.client.get(f"/api/v1/{BOOKS}/{LINES}", headers={"Host": "elders.test:8443"})
    assert answer.json()["d"]["__next"].startswith("http://elders.test:8443/api/v1/")


def test_top_gives_a_bare_list_unless_it_is_counted(exact: Caller) -> None:
    assert len(exact.get("financial/Journals", top=2).json()["d"]) == 2
    counted = exact.get("financial/Journals", top=2, inlinecount="allpages").json()["d"]
    assert (len(counted["results"]), counted["__count"]) == (2, "5")
    assert [len(page) for page in exact.pages(LINES, top=130, select="ID")] == [60, 60, 10]


def test_skip_leaves_out_and_goes_on(exact: Caller) -> None:
    everything = exact.rows(LINES, select="ID")
    assert exact.rows(LINES, select="ID", skip=70) == everything[70:]


def test_order_is_kept_over_pages(exact: Caller) -> None:
    found = exact.rows(LINES, select="EntryNumber,LineNumber", orderby="EntryNumber desc,LineNumber")
    pairs = [(-row["EntryNumber"], row["LineNumber"]) for row in found]
    assert pairs == sorted(pairs)
    assert len(pairs) == len(exact.rows(LINES, select="ID"))


def test_one_row_is_found_by_its_guid_with_or_without_a_blank(exact: Caller) -> None:
    key = exact.one("financial/Journals", select="ID")["ID"]
    for written in (f"guid'{key}'", f"guid '{key}'", f"guid'{key.upper()}'"):
        assert exact.get(f"financial/Journals({written})").json()["d"]["ID"] == key
    assert exact.get("financial/Journals(guid'00000000-0000-0000-0000-000000000000')").status_code == 404


def test_texts_are_padded_and_days_are_midnight_utc(exact: Caller) -> None:
    relation = exact.one("crm/Accounts", filter="trim(Code) eq '5'")
    assert relation["Code"] == "5".rjust(18)
    assert relation["Country"] == "NL "
    assert relation["SearchCode"] == relation["SearchCode"].strip().ljust(20)
    assert {row["Code"] for row in exact.rows("vat/VATCodes")} >= {"0  ", "2  "}
    line = exact.one(LINES, filter="Type eq 10")
    assert line["Date"] == f"/Date({int(datetime(2025, 1, 1, tzinfo=UTC).timestamp() * 1000)})/"
    assert line["AccountCode"] is None


@pytest.mark.parametrize(
    ("filter_", "wanted"),
    [
        ("Code eq '                 5'", 1),
        ("Code eq '5'", 0),
        ("trim(Code) eq '5'", 1),
        ("Name eq 'Café ''t Hoekje'", 1),
        ("tolower(Name) eq 'hotel de zwaan'", 1),
        ("substringof('school', Name)", 1),
        ("substringof('school', Name) eq true", 1),
        ("startswith(Name, 'Hotel') or endswith(Name, 'Postma') eq true", 2),
        ("IsSupplier eq true", 6),
        ("not (IsSupplier eq true)", 8),
        ("IsSales eq true and not startswith(Name,'Hotel')", 7),
        ("(Status eq 'C' or IsSupplier eq true) and City eq 'Utrecht'", 2),
        ("Status eq null", 6),
        ("Status ne null", 8),
        ("StartDate ge datetime'2025-01-01T00:00:00'", 14),
        ("StartDate lt datetime'2025-01-01T00:00:00'", 0),
        ("ID ne guid'00000000-0000-0000-0000-000000000000'", 14),
    ],
)
def test_filters_find_what_they_say(exact: Caller, filter_: str, wanted: int) -> None:
    assert len(exact.rows("crm/Accounts", select="ID", filter=filter_)) == wanted


@pytest.mark.parametrize(
    "filter_",
    [
        "Name", "Name eq", "Name eq 'x' and", "Name is 'x'", "Name eq Code", "(Name eq 'x'", "Name eq 'x')", "1 eq 1",
        "Bestaat eq 1", "CreditLineSales eq 1", "ID eq guid'dsadsds'", "ID eq '5'", "StartDate eq datetime'2025-01-01'",
        "StartDate eq '2025-01-01T00:00:00'", "Name eq 5", "BankAccounts/IBAN eq 'x'", "Name eq 'x", "not",
    ],
)  # fmt: skip
def test_what_is_no_filter_or_names_no_filterable_field_is_refused(exact: Caller, filter_: str) -> None:
    answer = exact.get("crm/Accounts", select="ID", filter=filter_)
    assert answer.status_code == 400
    assert answer.text.startswith('{\r\n"error": {\r\n"code": "", "message": {\r\n"lang": "", "value": ')
    assert message(answer)


@pytest.mark.parametrize(
    "options",
    [{"select": "Bestaat"}, {"orderby": "Bestaat"}, {"top": "veel"}, {"skip": -1}, {"expand": "Bestaat"},
     {"inlinecount": "x"}, {"bestaat": 1}, {"skiptoken": "x'"}],
)  # fmt: skip
def test_options_that_say_nothing_are_refused(exact: Caller, options: dict[str, Any]) -> None:
    assert exact.get("financial/Journals", **options).status_code == 400


def test_select_chooses_and_star_chooses_everything(exact: Caller) -> None:
    chosen = exact.one("financial/Journals", select="Code,Type")
    assert set(chosen) == {"__metadata", "Code", "Type"}
    assert len(exact.one("financial/Journals", select="*")) == 37


def test_navigations_are_deferred_until_expanded(exact: Caller) -> None:
    plain = exact.one("salesentry/SalesEntries")
    uri = plain["SalesEntryLines"]["__deferred"]["uri"]
    assert uri == f"{plain['__metadata']['uri']}/SalesEntryLines"
    below = exact.client.get(uri).json()["d"]["results"]
    expanded = exact.one("salesentry/SalesEntries", expand="SalesEntryLines")
    assert expanded["SalesEntryLines"]["results"] == below
    assert below[0]["EntryID"] == plain["EntryID"]


def test_an_expanded_navigation_has_sixty_rows_and_its_own_next(exact: Caller) -> None:
    account = exact.one("financial/GLAccounts", 100_002, select="ID", filter="Code eq '4300'")["ID"]
    lines = [{"GLAccount": account, "AmountFC": 1 if place % 2 else -1} for place in range(130)]
    exact.made("generaljournalentry/GeneralJournalEntries", {"JournalCode": "90", "GeneralJournalEntryLines": lines})
    options = {"select": "EntryID,GeneralJournalEntryLines", "expand": "GeneralJournalEntryLines"}
    told = exact.one("generaljournalentry/GeneralJournalEntries", 100_002, **options)["GeneralJournalEntryLines"]
    found = list(told["results"])
    while "__next" in told:
        told = exact.client.get(told["__next"]).json()["d"]
        found += told["results"]
    assert [row["LineNumber"] for row in found] == list(range(1, 131))


def test_some_resources_demand_a_select_or_a_filter(exact: Caller) -> None:
    wanted = "Please add a $select or a $top=1 statement to the query string."
    for path in ("cashflow/Receivables", "bulk/CRM/Accounts", "purchaseentry/PurchaseEntries"):
        assert message(exact.get(path)) == wanted
        assert exact.get(path, top=1).status_code == 200
    refused = exact.get("crm/Accounts")
    assert refused.status_code == 400
    assert "mandatory filtering" in message(refused)
    assert ",Name," in message(refused)


def test_who_does_not_ask_for_json_gets_none(exact: Caller) -> None:
    answer = exact.client.get(f"/api/v1/{BOOKS}/financial/Journals", headers={"Accept": "application/xml"})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "address",
    [
        "100001/financial/Journals()", "100001/financial/Journals(null)", "100001/financial/Journals(5)",
        "100001/system/Divisions('x')", "100001/financial/Journals(guid'x')/y", "100001/sync/Deleted(guid'x')",
    ],
)  # fmt: skip
def test_keys_that_are_no_keys_are_refused(exact: Caller, address: str) -> None:
    assert exact.client.get(f"/api/v1/{address}").status_code == 400


def test_unknown_resources_are_not_found_and_others_take_no_writing(exact: Caller) -> None:
    assert exact.get("financial/Bestaatniet").status_code == 404
    assert exact.get("Financial/Journals").status_code == 404  # capitals count
    assert exact.send("POST", "financialtransaction/TransactionLines", {}).status_code == 405


def test_the_books_balance_and_open_items_are_those_of_their_accounts(exact: Caller) -> None:
    lines = exact.rows(LINES, select="EntryID,AmountDC,GLAccountCode,FinancialYear")
    by_entry: Callable[[dict[str, Any]], str] = lambda row: row["EntryID"]  # noqa: E731
    for _entry, rows in itertools.groupby(sorted(lines, key=by_entry), by_entry):
        assert sum(Decimal(str(row["AmountDC"])) for row in rows) == 0
    assert {row["FinancialYear"] for row in lines} == {2025, 2026}
    for code, path in (("1300", "read/financial/ReceivablesList"), ("1600", "read/financial/PayablesList")):
        booked = sum(Decimal(str(row["AmountDC"])) for row in lines if row["GLAccountCode"] == code)
        assert booked == -sum(Decimal(str(row["Amount"])) for row in exact.rows(path))
        assert booked != 0
    balances = exact.rows("financial/ReportingBalance")
    assert sum(Decimal(str(row["Amount"])) for row in balances) == 0
    assert sum(row["Count"] for row in balances) == len(lines)


def test_a_full_list_of_items_tells_paid_from_open(exact: Caller) -> None:
    items = exact.rows("cashflow/Receivables", select="IsFullyPaid,AmountDC,TransactionAmountDC,Status")
    assert {row["IsFullyPaid"] for row in items} == {True, False}
    assert all(row["AmountDC"] < 0 < row["TransactionAmountDC"] for row in items)
    assert any(-row["AmountDC"] < row["TransactionAmountDC"] for row in items)  # paid in part


def test_attachments_are_fetched_by_their_address(exact: Caller) -> None:
    row = exact.one("documents/DocumentAttachments", select="ID,Url,FileName,FileSize")
    assert row["Url"] == f"http://exact.test/docs/SysAttachment.aspx?ID={row['ID']}"
    got = exact.client.get(row["Url"] + "&Download=1")
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.content.startswith(b"%PDF")
    assert len(got.content) == row["FileSize"]
