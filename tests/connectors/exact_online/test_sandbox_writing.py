"""The sandbox takes what Exact takes, and refuses in its words."""

import base64
import json
from typing import Any

import httpx
import pytest

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.sandbox_caller import EMPTY, Caller, message

LINES = "financialtransaction/TransactionLines"


def account(exact: Caller, code: str) -> str:
    """The ID of an account of the chart."""
    return str(exact.one("financial/GLAccounts", EMPTY, select="ID", filter=f"Code eq '{code}'")["ID"])


def relation(exact: Caller, name: str = "Nieuwe klant") -> str:
    """The ID of a new relation."""
    return str(exact.made("crm/Accounts", {"Name": name, "Status": "C"})["ID"])


def sale(exact: Caller, **told: object) -> dict[str, Any]:
    """A new sale of 100.10 and 21% VAT."""
    line = {"GLAccount": account(exact, "8100"), "AmountFC": 100.10, "VATCode": "2", "Description": "Broodjes"}
    base = {"Customer": relation(exact), "Journal": "70", "EntryDate": "2026-03-04", "SalesEntryLines": [line]}
    return exact.made("salesentry/SalesEntries", base | told)


def booked(exact: Caller, entry: str) -> list[tuple[int, str, float]]:
    """Line number, account and amount of an entry."""
    found = exact.rows(LINES, EMPTY, filter=f"EntryID eq guid'{entry}'")
    return sorted((row["LineNumber"], row["GLAccountCode"], row["AmountDC"]) for row in found)


def test_a_relation_is_made_changed_and_deleted(exact: Caller) -> None:
    made = exact.made("crm/Accounts", {"Name": "Piet", "Code": "77", "Country": "NL", "StartDate": "2026-01-01"})
    assert (made["Code"], made["Country"]) == ("77".rjust(18), "NL ")
    one = f"crm/Accounts(guid'{made['ID']}')"
    changed = exact.send("PUT", one, {"Name": "Piet & Co", "Code": "78"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert exact.get(one, EMPTY).json()["d"]["Name"] == "Piet & Co"
    deleted = exact.send("DELETE", one)
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert exact.get(one, EMPTY).status_code == 404


@pytest.mark.parametrize(
    ("path", "told", "refusal"),
    [
        ("crm/Accounts", {"Code": "1"}, "Verplicht: Name"),
        ("crm/Accounts", {"Name": "x", "Code": "1" * 19}, "Ongeldig: Code"),
        ("crm/Contacts", {"Account": "x", "FirstName": "a", "LastName": "b"}, "Ongeldige referentie: Accounts"),
        ("crm/Accounts", {"Name": "x", "PaymentConditionSales": "99"}, "Ongeldige referentie: PaymentConditions"),
        ("financial/GLAccounts", {"Code": "1300", "Description": "x"}, "Gegeven bestaat reeds."),
        ("financial/GLAccounts", {"Code": "9", "Description": "x", "Type": 7}, "Ongeldig: Grootboekrekeningtype"),
        ("financial/Journals", {"Code": "80", "Description": "x", "Type": 7}, "Ongeldig: Dagboek"),
        ("documents/Documents", {"Subject": "x", "Type": 7}, "Ongeldige referentie: DocumentTypes"),
        ("hrm/Costcenters", {"Code": "WINKEL", "Description": "x"}, "Gegeven bestaat reeds."),
        ("salesentry/SalesEntries", {"Journal": "70"}, "Verplicht: SalesEntryLines"),
    ],
)
def test_what_the_books_do_not_allow_is_a_500_in_dutch(exact: Caller, path: str, told: object, refusal: str) -> None:
    answer = exact.send("POST", path, told)
    assert (answer.status_code, message(answer)) == (500, refusal)


@pytest.mark.parametrize(
    "told",
    [
        {"Name": "x", "Bestaat": 1},
        {"Name": 5},
        {"Name": "x", "IsSales": "ja"},
        {"Name": "x", "StartDate": "gisteren"},
        [],
    ],
)
def test_what_has_another_shape_is_a_400(exact: Caller, told: object) -> None:
    answer = exact.send("POST", "crm/Accounts", told)
    assert answer.status_code == 400
    assert message(answer).startswith("Error processing request stream.")


def test_a_code_that_stays_the_same_may_not_be_sent_again(exact: Caller) -> None:
    """picqer/exact-php-client 416 and 432."""
    made = exact.made("crm/Accounts", {"Name": "Piet", "Code": "77"})
    answer = exact.send("PUT", f"crm/Accounts(guid'{made['ID']}')", {"Code": "77"})
    assert (answer.status_code, message(answer)) == (500, "Gegeven bestaat reeds.")


def test_what_is_in_use_is_not_deleted(exact: Caller) -> None:
    made = sale(exact)
    answer = exact.send("DELETE", f"crm/Accounts(guid'{made['Customer']}')")
    assert answer.status_code == 500
    assert message(answer) == "Can't delete: Account 1 - Used in: TransactionLines"


def test_what_was_not_sent_comes_back_empty_unless_it_is_asked_for(exact: Caller) -> None:
    told = json.dumps({"Name": "Piet", "Country": "NL"})
    headers = {"Content-Type": "application/json"}
    answer = exact.client.post(f"/api/v1/{EMPTY}/crm/Accounts", content=told, headers=headers)
    made = answer.json()["d"]
    assert (made["Name"], made["Code"], made["Type"]) == ("Piet", None, None)
    assert exact.get(f"crm/Accounts(guid'{made['ID']}')", EMPTY).json()["d"]["Code"] == "1".rjust(18)


def test_a_sale_becomes_lines_with_vat_and_an_open_item(exact: Caller) -> None:
    made = sale(exact, PaymentCondition="30", YourRef="PO-1")
    assert (made["AmountDC"], made["VATAmountDC"], made["Status"]) == (121.12, 21.02, 20)
    assert booked(exact, made["EntryID"]) == [(0, "1300", 121.12), (1, "8100", -100.1), (2, "1500", -21.02)]
    [item] = exact.rows("read/financial/ReceivablesList", EMPTY)
    assert (item["Amount"], item["YourRef"]) == (-121.12, "PO-1")
    assert item["DueDate"] == made["DueDate"]
    assert len(exact.rows("bulk/Financial/TransactionLines", EMPTY, select="ID")) == 3


def test_a_vat_code_with_vat_included_splits_the_amount(exact: Caller) -> None:
    line = {"GLAccount": account(exact, "8100"), "AmountFC": 121, "VATCode": "3"}
    made = sale(exact, SalesEntryLines=[line])
    assert booked(exact, made["EntryID"]) == [(0, "1300", 121), (1, "8100", -100), (2, "1500", -21)]


def test_a_purchase_is_the_other_way_round(exact: Caller) -> None:
    line = {"GLAccount": account(exact, "4300"), "AmountFC": 50, "VATCode": "4", "VATAmountFC": 10.49}
    told = {"Supplier": relation(exact), "Journal": "50", "PurchaseEntryLines": [line]}
    made = exact.made("purchaseentry/PurchaseEntries", told)
    assert booked(exact, made["EntryID"]) == [(0, "1600", -60.49), (1, "4300", 50), (2, "1520", 10.49)]
    assert exact.one("read/financial/PayablesList", EMPTY)["Amount"] == 60.49


def test_a_general_entry_balances_or_is_refused(exact: Caller) -> None:
    def entry(second: float, **told: object) -> dict[str, object]:
        lines = [
            {"GLAccount": account(exact, "0550"), "AmountFC": -10.05, "Date": "2026-01-01"},
            {"GLAccount": account(exact, "1100"), "AmountFC": second, "Date": "2026-01-01"},
        ]
        return {"JournalCode": "90", "GeneralJournalEntryLines": lines} | told

    path = "generaljournalentry/GeneralJournalEntries"
    assert message(exact.send("POST", path, entry(10.04))) == "Boeking is niet in balans"
    made = exact.made(path, entry(10.05, Type=10))
    assert (made["Type"], made["FinancialYear"], made["FinancialPeriod"]) == (10, 2026, 1)
    assert booked(exact, made["EntryID"]) == [(1, "0550", -10.05), (2, "1100", 10.05)]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"Journal": "ZZ"}, "Ongeldige referentie: Journals"),
        ({"Journal": "90"}, "Ongeldig: Dagboek"),
        ({"Customer": "00000000-0000-0000-0000-000000000000"}, "Ongeldige referentie: Accounts"),
        ({"EntryDate": "2019-03-04"}, "Ongeldig: Boekjaar / Periode"),
        ({"ReportingPeriod": 13}, "Ongeldig: Boekjaar / Periode"),
        ({"Type": 90}, "Ongeldig: Type"),
        ({"Currency": "XXX"}, "Ongeldige referentie: Currencies"),
        ({"PaymentCondition": "99"}, "Ongeldige referentie: PaymentConditions"),
        ({"Document": "00000000-0000-0000-0000-000000000000"}, "Ongeldige referentie: Documents"),
    ],
)
def test_an_entry_that_points_nowhere_is_refused(exact: Caller, told: dict[str, object], refusal: str) -> None:
    line = {"GLAccount": account(exact, "8100"), "AmountFC": 1}
    base = {"Customer": relation(exact), "Journal": "70", "SalesEntryLines": [line]}
    answer = exact.send("POST", "salesentry/SalesEntries", base | told)
    assert (answer.status_code, message(answer)) == (500, refusal)
    assert exact.rows(LINES, EMPTY) == []


def test_an_entry_number_is_given_or_kept_and_never_given_twice(exact: Caller) -> None:
    first, second = sale(exact), sale(exact)
    assert second["EntryNumber"] == first["EntryNumber"] + 1
    assert sale(exact, EntryNumber=7)["EntryNumber"] == 7
    line = {"GLAccount": account(exact, "8100"), "AmountFC": 1}
    told = {"Customer": relation(exact), "Journal": "70", "EntryDate": "2026-03-04", "EntryNumber": 7}
    answer = exact.send("POST", "salesentry/SalesEntries", told | {"SalesEntryLines": [line]})
    assert message(answer) == "Gegeven bestaat reeds."


def test_an_open_entry_is_changed_and_deleted_a_processed_one_is_not(exact: Caller) -> None:
    one = f"salesentry/SalesEntries(guid'{sale(exact)['EntryID']}')"
    assert exact.send("PUT", one, {"YourRef": "later"}).status_code == 204
    assert exact.one(LINES, EMPTY)["YourRef"] == "later"
    assert exact.send("PUT", one, {"Journal": "50"}).status_code == 500
    assert exact.send("DELETE", one).status_code == 204
    assert exact.rows(LINES, EMPTY) == exact.rows("read/financial/ReceivablesList", EMPTY) == []
    old = exact.one("salesentry/SalesEntries", filter="ReportingYear eq 2025", select="EntryID")["EntryID"]
    assert exact.send("DELETE", f"salesentry/SalesEntries(guid'{old}')", division=100_001).status_code == 500


def test_an_attachment_comes_back_as_it_was_sent(exact: Caller) -> None:
    document = exact.made("documents/Documents", {"Subject": "Bon", "Type": 20, "Account": relation(exact)})
    content = bytes(range(256)) * 4
    told = {"Document": document["ID"], "FileName": "bon.pdf", "Attachment": base64.b64encode(content).decode()}
    made = exact.made("documents/DocumentAttachments", told)
    assert made["FileSize"] == len(content)
    assert exact.client.get(made["Url"] + "&Download=1").content == content
    wrong = exact.send("POST", "documents/DocumentAttachments", told | {"Attachment": "geen base64!"})
    assert "property 'Attachment' to type 'Byte[]'" in message(wrong)


def test_a_document_and_its_entry_know_each_other(exact: Caller) -> None:
    document = exact.made("documents/Documents", {"Subject": "Bon", "Type": 10})["ID"]
    entry = sale(exact, Document=document)["EntryID"]
    row = exact.get(f"documents/Documents(guid'{document}')", EMPTY).json()["d"]
    assert row["FinancialTransactionEntryID"] == entry
    assert {line["Document"] for line in exact.rows(LINES, EMPTY)} == {document}
    told = {"Subject": "Bon", "Type": 10, "FinancialTransactionEntryID": document}
    answer = exact.send("POST", "documents/Documents", told)
    assert message(answer) == "Ongeldige referentie: FinancialTransactions"


def test_a_connection_that_is_cut_after_a_write_leaves_it_written(exact: Caller) -> None:
    exact.world.switch_on(Fault("drop-after", "POST .*/crm/Accounts"))
    with pytest.raises(httpx.ReadError):
        exact.send("POST", "crm/Accounts", {"Name": "Een keer", "Code": "5"})
    assert exact.rows("crm/Accounts", EMPTY, select="Name", filter="trim(Code) eq '5'")[0]["Name"] == "Een keer"


def test_what_the_sandbox_does_not_play_it_says(exact: Caller) -> None:
    answer = exact.send("POST", "vat/VATCodes", {"Code": "9", "Description": "x"})
    assert answer.status_code == 501
