"""The XML interface of the sandbox: valid by Exact's own schema, and honest about each part."""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from overstap.connectors.sandboxes.world import Fault
from tests.connectors.exact_online.sandbox_caller import BLOCKED, BOOKS, EMPTY, Caller

TOPICS = ("Accounts", "Costcenters", "Costunits", "Documents", "GLAccounts", "GLTransactions", "Journals",
          "PaymentConditions", "VATs")  # fmt: skip
Valid = Callable[[etree._Element], bool]


@pytest.fixture
def valid(shared: Path) -> Valid:
    """Exact's own schema."""
    schema = etree.XMLSchema(etree.parse(shared / "data/exact/eExact-XML.xsd"))

    def check(document: etree._Element) -> bool:
        schema.assertValid(document)
        return True

    return check


def down(exact: Caller, topic: str, division: int = BOOKS, **more: str) -> etree._Element:
    """One page of a topic."""
    query = {"Topic": topic, "_Division_": str(division), "output": "1"} | more
    return etree.fromstring(exact.client.get("/docs/XMLDownload.aspx", params=query).content)


def up(exact: Caller, topic: str, inner: str) -> etree._Element:
    """The answer to an upload."""
    query = {"Topic": topic, "_Division_": str(EMPTY)}
    answer = exact.client.post("/docs/XMLUpload.aspx", params=query, content=f"<eExact>{inner}</eExact>".encode())
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


def told(answer: etree._Element) -> list[tuple[str | None, str | None]]:
    """Of each message its type and text."""
    return [(one.get("type"), one.findtext("Description")) for one in answer.iter("Message")]


def line(number: int, account: str, value: str, relation: str = "") -> str:
    """A line of an entry."""
    who = f'<Account code="{relation}"/>' if relation else ""
    return (
        f'<GLTransactionLine line="{number}" status="20"><Date>2026-01-01</Date><GLAccount code="{account}"/>{who}'
        f'<Amount><Currency code="EUR"/><Value>{value}</Value></Amount></GLTransactionLine>'
    )


def entry(number: int, journal: str, *lines: str, kind: int = 90) -> str:
    """An entry."""
    return (
        f'<GLTransaction entry="{number}"><TransactionType number="{kind}"><Description/></TransactionType>'
        f'<Journal code="{journal}"><Description/></Journal><Date>2026-01-01</Date>{"".join(lines)}</GLTransaction>'
    )


RELATION = '<Accounts><Account code="12" status="C"><Name>Piet</Name></Account></Accounts>'
OPENING = entry(7, "90", line(1, "1300", "121.00", "12"), line(2, "0550", "-121.00"), kind=10)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_downloaded_is_valid_by_the_schema_of_exact(exact: Caller, valid: Valid, topic: str) -> None:
    assert valid(down(exact, topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_says_how_much_it_gave(exact: Caller, topic: str) -> None:
    document = down(exact, topic)
    [page] = document.findall("Topics/Topic")
    assert page.get("code") == topic
    assert len(document[0]) == int(page.get("count", "")) > 0


def test_pages_follow_each_other_by_their_timestamp(exact: Caller) -> None:
    found, after = [], ""
    while True:
        document = down(exact, "GLTransactions", TSPaging=after)
        found += [one.get("entry") for one in document.iter("GLTransaction")]
        [page] = document.findall("Topics/Topic")
        after = page.get("ts_d", "")
        if not after:
            break
        assert page.get("count") == page.get("pagesize") == "100"
    entries = {row["EntryID"] for row in exact.rows("bulk/Financial/TransactionLines", select="EntryID")}
    assert len(found) == len(entries)


def test_parameters_choose_a_journal(exact: Caller) -> None:
    document = down(exact, "GLTransactions", Params_Journal="20")
    assert {one.get("code") for one in document.iterfind(".//Journal")} == {"20"}


def test_an_opening_balance_is_taken_in_and_answered_validly(exact: Caller, valid: Valid) -> None:
    assert valid(up(exact, "Accounts", RELATION))
    assert valid(up(exact, "GLTransactions", f"<GLTransactions>{OPENING}</GLTransactions>"))


def test_each_part_is_answered_and_a_wrong_one_does_not_stop_the_others(exact: Caller) -> None:
    assert told(up(exact, "Accounts", RELATION)) == [("2", "Verwerkt")]
    wrong = entry(8, "90", line(1, "0550", "5.00"))
    nowhere = entry(9, "ZZ", line(1, "0550", "5.00"), line(2, "1000", "-5.00"))
    right = entry(10, "20", line(0, "1100", "5.00"), line(1, "0550", "-5.00"))
    answer = up(exact, "GLTransactions", f"<GLTransactions>{OPENING}{wrong}{nowhere}{right}</GLTransactions>")
    assert told(answer) == [
        ("2", "Verwerkt"),
        ("0", "Boeking is niet in balans"),
        ("0", "Ongeldige referentie: Journals"),
        ("2", "Verwerkt"),
    ]
    keys = [one.get("keyAlt") for one in answer.iter("Data")]
    assert keys == ["7", "8", "9", "10"]
    lines = exact.rows("bulk/Financial/TransactionLines", EMPTY, select="EntryNumber,Type,GLAccountCode,AmountDC")
    assert sorted((row["EntryNumber"], row["GLAccountCode"], row["AmountDC"]) for row in lines) == [
        (7, "0550", -121), (7, "1300", 121), (10, "0550", -5), (10, "1100", 5),
    ]  # fmt: skip
    assert {row["Type"] for row in lines if row["EntryNumber"] == 7} == {10}
    again = up(exact, "GLTransactions", f"<GLTransactions>{right}</GLTransactions>")
    assert told(again) == [("0", "Gegeven bestaat reeds.")]


def test_an_entry_is_listed_among_those_of_its_journal(exact: Caller) -> None:
    up(exact, "Accounts", RELATION)
    sold = entry(3, "70", line(0, "1300", "121", "12"), line(1, "8100", "-100"), line(2, "1500", "-21"), kind=20)
    bank = entry(4, "20", line(0, "1100", "5.00"), line(1, "0550", "-5.00"), kind=40)
    up(exact, "GLTransactions", f"<GLTransactions>{OPENING}{sold}{bank}</GLTransactions>")
    [sale] = exact.rows("salesentry/SalesEntries", EMPTY, expand="SalesEntryLines")
    assert (sale["EntryNumber"], sale["AmountDC"], sale["CustomerName"]) == (3, 121, "Piet")
    assert sale["SalesEntryLines"]["results"][0]["AmountDC"] == 100
    general = exact.one("generaljournalentry/GeneralJournalEntries", EMPTY, select="EntryNumber,Type")
    assert (general["EntryNumber"], general["Type"]) == (7, 10)
    assert exact.one("financialtransaction/BankEntries", EMPTY, top=100, inlinecount="allpages")["EntryNumber"] == 4


def test_matching_closes_open_items(exact: Caller) -> None:
    up(exact, "Accounts", RELATION)
    paid = entry(3, "20", line(0, "1100", "121.00"), line(1, "1300", "-121.00", "12"), kind=40)
    up(exact, "GLTransactions", f"<GLTransactions>{OPENING}{paid}</GLTransactions>")
    assert [row["Amount"] for row in exact.rows("read/financial/ReceivablesList", EMPTY)] == [-121]
    ours = '<MatchLine finyear="2026" finperiod="1" journal="90" entry="7" amountdc="121"/>'
    theirs = '<MatchLine finyear="2026" finperiod="1" journal="20" entry="3" amountdc="-121"/>'
    head = '<MatchSets><MatchSet><GLAccount code="1300"/><Account code="12"/><MatchLines>'
    foot = "</MatchLines></MatchSet></MatchSets>"
    assert told(up(exact, "MatchSets", f"{head}{ours}{foot}"))[0][0] == "0"  # half a match
    assert told(up(exact, "MatchSets", f"{head}{ours}{theirs}{foot}")) == [("2", "Verwerkt")]
    assert exact.rows("read/financial/ReceivablesList", EMPTY) == []


def test_the_chart_the_journals_and_documents_are_taken_in(exact: Caller) -> None:
    chart = '<GLAccounts><GLAccount code="8300" type="110" balanceSide="C" balanceType="W">'
    chart += "<Description>Omzet taart</Description></GLAccount></GLAccounts>"
    assert told(up(exact, "GLAccounts", chart)) == [("2", "Verwerkt")]
    journals = '<Journals><Journal code="21" type="12"><Description>Tweede bank</Description>'
    journals += '<GLAccount code="1100"/></Journal></Journals>'
    assert told(up(exact, "Journals", journals)) == [("2", "Verwerkt")]
    document = '<Documents><Document><Subject>Bon</Subject><DocumentType number="20"/><Attachments><Attachment>'
    document += (
        "<Name>bon.txt</Name><BinaryData>aGFsbG8=</BinaryData></Attachment></Attachments></Document></Documents>"
    )
    assert told(up(exact, "Documents", document)) == [("2", "Verwerkt")]
    [made] = exact.rows("documents/DocumentAttachments", EMPTY)
    assert exact.client.get(made["Url"]).content == b"hallo"
    assert exact.one("financial/GLAccounts", EMPTY, filter="Code eq '8300'")["BalanceType"] == "W"


@pytest.mark.parametrize(
    "inner", ["", "<GLTransactions>", "<Bestaatniet/>", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>&b;']
)
def test_what_is_no_such_document_is_told_by_a_message(exact: Caller, inner: str) -> None:
    [(kind, text)] = told(up(exact, "GLTransactions", inner))
    assert kind == "3"
    assert "root:" not in str(text)


def test_who_has_no_rights_gets_a_page_of_html(exact: Caller) -> None:
    query = {"Topic": "Accounts", "_Division_": str(BLOCKED)}
    answer = exact.client.get("/docs/XMLDownload.aspx", params=query)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert 'id="mode" value="0"' in answer.text


def test_who_asks_too_often_gets_a_page_of_html(exact: Caller) -> None:
    exact.world.switch_on(Fault("xml-throttled", "XMLDownload"))
    query = {"Topic": "Accounts", "_Division_": str(BOOKS)}
    answer = exact.client.get("/docs/XMLDownload.aspx", params=query)
    assert 'id="mode" value="8"' in answer.text


def test_divisions_are_listed_for_the_xml_interface(exact: Caller) -> None:
    root = etree.fromstring(exact.client.get("/docs/XMLDivisions.aspx").content)
    assert [one.get("Code") for one in root][:2] == ["100001", "100002"]
    assert root[0].get("Current") == "True"
