"""What can be asked of the sandbox: browses, the finder, the books in it."""

from collections import defaultdict
from decimal import Decimal

import pytest
from lxml import etree
from lxml.etree import _Element as Element

from tests.connectors.twinfield.sandbox_calls import TWINFIELD, Calls, entered, said
from tests.connectors.twinfield.test_sandbox_writing import batch, memo, message

_HEAD, _LINE = "fin.trs.head.", "fin.trs.line."


def column(field: str, operator: str = "", low: str = "", high: str = "", *, visible: bool = True) -> str:
    """A column; with an operator it asks."""
    asks = f"<ask>true</ask><operator>{operator}</operator><from>{low}</from><to>{high}</to>" if operator else ""
    return f"<column><field>{field}</field><visible>{str(visible).lower()}</visible>{asks}</column>"


def browse(at: Calls, code: str, *columns: str, more: str = "") -> Element:
    """What a browse answers."""
    return at.xml(f'<columns code="{code}" optimize="true">{more}{"".join(columns)}</columns>')


def rows(answered: Element) -> list[dict[str, str]]:
    """The cells of each row, by field, and its key."""
    return [
        {str(cell.get("field")): said(cell) for cell in row.iterfind("td")}
        | {f"key.{part.tag!s}": said(part) for part in row.iterfind("key/*")}
        for row in answered.iterfind("tr")
    ]


def year(which: int) -> str:
    """A column that asks for a book year."""
    return column(f"{_HEAD}yearperiod", "between", f"{which}/00", f"{which}/55")


@pytest.fixture
def at() -> Calls:
    """A client that is in."""
    return entered()


class TestBrowse:
    @pytest.mark.parametrize("which", [2025, 2026])
    def test_every_transaction_of_a_book_year_is_in_balance(self, at: Calls, which: int) -> None:
        found = rows(browse(at, "030_3", year(which), column(f"{_LINE}basevaluesigned")))
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for row in found:
            sums[row["key.code"], row["key.number"]] += Decimal(row[f"{_LINE}basevaluesigned"])
        assert len(sums) > 150
        assert {key for key, value in sums.items() if value != 0} == set()

    def test_it_tells_first_last_and_total_and_the_key_of_each_row(self, at: Calls) -> None:
        answered = browse(at, "000", year(2026), column(f"{_HEAD}code", "equal", "KAS"))
        total = str(len(answered.findall("tr")))
        assert (answered.get("first"), answered.get("last"), answered.get("total")) == ("1", total, total)
        assert rows(answered)[0]["key.office"] == "001"
        assert {one["key.code"] for one in rows(answered)} == {"KAS"}

    def test_several_book_years_at_once_are_too_much(self, at: Calls) -> None:
        answered = browse(at, "030_3", column(f"{_HEAD}yearperiod", "between", "2025/00", "2026/55"))
        assert message(answered) == "Vraag de gegevens van één boekjaar tegelijk op."
        assert browse(at, "030_3").get("result") == "0"

    def test_what_was_modified_may_be_asked_of_all_years(self, at: Calls) -> None:
        at.world.move(60)
        since = f"{at.world.now():%Y%m%d%H%M%S}"
        at.xml(batch(memo()))
        found = rows(browse(at, "030_3", column(f"{_HEAD}modified", "between", since, "20991231235959")))
        assert [(one["key.code"], one["key.line"]) for one in found] == [("MEMO", "1"), ("MEMO", "2")]

    def test_dates_are_shown_twice_and_codes_as_they_are(self, at: Calls) -> None:
        answered = browse(at, "030_3", year(2025), column(f"{_HEAD}date"), column(f"{_LINE}dim1", "equal", "0100"))
        date = answered.find(f"tr/td[@field='{_HEAD}date']")
        assert date is not None
        assert (date.get("type"), date.get("name"), date.text) == ("Date", "01/01/2025", "20250101")
        assert rows(answered)[0][f"{_LINE}dim1"] == "0100"

    def test_hidden_columns_select_and_are_not_shown(self, at: Calls) -> None:
        answered = browse(at, "000", year(2026), column(f"{_HEAD}code", "equal", "KAS", visible=False))
        assert [str(one.text) for one in answered.iterfind("th/td")] == [f"{_HEAD}yearperiod"]
        assert {one["key.code"] for one in rows(answered)} == {"KAS"}

    def test_labels_are_in_the_language_of_the_user(self, at: Calls) -> None:
        asked = (year(2026), column(f"{_LINE}dim1"))
        dutch = [one.get("label") for one in browse(at, "000", *asked).iterfind("th/td")]
        english = [one.get("label") for one in browse(entered("ENGLISH"), "000", *asked).iterfind("th/td")]
        assert (dutch, english) == (["Periode", "Grootboekrek."], ["Period", "General ledger"])

    def test_customers_and_suppliers_are_browsed_by_themselves_with_what_is_open(self, at: Calls) -> None:
        asked = (
            year(2026),
            column(f"{_LINE}dim2type"),
            column(f"{_LINE}matchstatus", "equal", "available"),
            column(f"{_LINE}openbasevaluesigned"),
        )
        for code, kind in (("100", "DEB"), ("130_3", "DEB"), ("200", "CRD")):
            found = rows(browse(at, code, *asked))
            assert {one[f"{_LINE}dim2type"] for one in found} == {kind}
            assert all(Decimal(one[f"{_LINE}openbasevaluesigned"]) != 0 for one in found)

    def test_rows_come_in_the_order_that_is_asked(self, at: Calls) -> None:
        order = f'<sort><field order="descending">{_HEAD}number</field></sort>'
        asked = (year(2026), column(f"{_HEAD}code", "equal", "KAS"), column(f"{_LINE}dim1", "equal", "1000"))
        found = [int(one["key.number"]) for one in rows(browse(at, "000", *asked, more=order))]
        assert found == sorted(found, reverse=True)

    def test_what_it_does_not_know_is_said_where_it_stands(self, at: Calls) -> None:
        answered = browse(at, "000", year(2026), column("fin.trs.head.shoe"))
        assert message(answered, "column[2]/field") == "Het veld fin.trs.head.shoe bestaat niet."
        assert message(browse(at, "999", year(2026))) == "Browse 999 bestaat niet."
        other = browse(at, "030_3", year(2026), column(f"{_LINE}matchstatus"))
        assert message(other, "column[2]/field") == "Het veld fin.trs.line.matchstatus bestaat niet."
        wrong = browse(at, "000", year(2026), column(f"{_HEAD}number", "between", "een", "twee"))
        assert message(wrong, "column[2]/from") == "De waarde 'een' is ongeldig."

    def test_an_office_grows_to_about_as_many_lines_as_are_asked(self) -> None:
        at = entered(lines=5000)
        totals = [int(str(browse(at, "030_3", year(which)).get("total"))) for which in (2025, 2026)]
        assert 4900 < sum(totals) <= 5000


class TestFinder:
    def test_offices_are_those_that_the_user_may_see(self, at: Calls) -> None:
        """R060: a user without rights has an empty list."""
        assert _codes(at.search("OFF")) == ["0002", "001", "010", "090"]
        assert _codes(entered("LEEG").search("OFF")) == []

    def test_a_window_is_cut_out_of_what_is_found(self, at: Calls) -> None:
        found = at.search("DIM", rows=(3, 2), dimtype="DEB")
        assert _codes(found) == ["1002", "1003"]
        assert said(found, f"{{{TWINFIELD}}}data/{{{TWINFIELD}}}TotalRows") == "8"

    def test_one_row_is_a_list_of_one(self, at: Calls) -> None:
        assert _codes(at.search("DIM", "*Küppers*", dimtype="DEB")) == ["1006"]

    def test_wildcards_go_for_code_and_name(self, at: Calls) -> None:
        assert _codes(at.search("DIM", "100?", dimtype="DEB")) == [f"100{one}" for one in range(8)]
        assert _codes(at.search("DIM", "café*", dimtype="DEB")) == ["1000"]

    def test_bank_books_are_found_and_daybooks_of_all_kinds(self, at: Calls) -> None:
        assert _codes(at.search("BNK")) == ["BNK", "KAS"]
        assert _codes(at.search("TRS")) == ["VRK", "INK", "BNK", "KAS", "MEMO", "BEGINBALANS"]

    def test_vat_codes_are_found_by_type(self, at: Calls) -> None:
        assert _codes(at.search("VAT", vattype="purchase")) == ["IH", "IL", "IN"]

    def test_periods_of_a_year_go_from_nought_to_the_years_end(self, at: Calls) -> None:
        found = _codes(at.search("PRD", year="2026"))
        assert (found[0], found[-1], len(found)) == ("2026/00", "2026/55", 14)

    def test_open_invoices_are_found_with_what_is_open(self, at: Calls) -> None:
        found = at.search("IVT", dim2="1007")
        assert _rows(found)[-1] == ["2026-USD1", "1000.00", "1007", "Brasserie Le Coq", "D"]

    @pytest.mark.parametrize(
        ("kind", "options", "code"),
        [
            ("ZZZ", {}, "InvalidFinderType"),
            ("DIM", {"kleur": "rood"}, "OptionNotAllowed"),
            ("DIM", {"modifiedsince": "2026"}, "InvalidDateTimeOptionLength"),
            ("DIM", {"modifiedsince": "20261332000000"}, "InvalidDateTimeOptionValue"),
            ("DIM", {"office": "100"}, "NoAccessToOffice"),
        ],
    )
    def test_what_is_wrong_is_a_message_with_a_code(
        self, at: Calls, kind: str, options: dict[str, str], code: str
    ) -> None:
        told = at.search(kind, "*", (1, 10), **options).findtext(f".//{{{TWINFIELD}}}Code")
        assert told == code

    def test_rows_are_counted_from_one(self, at: Calls) -> None:
        assert at.search("DIM", rows=(0, 5)).findtext(f".//{{{TWINFIELD}}}Code") == "ParameterTooSmall"

    def test_what_was_changed_since_a_moment_is_found(self, at: Calls) -> None:
        at.world.move(60)
        since = f"{at.world.now():%Y%m%d%H%M%S}"
        at.xml("<dimension><office>001</office><type>DEB</type><code>1003</code><name>Anders</name></dimension>")
        assert _codes(at.search("DIM", dimtype="DEB", modifiedsince=since)) == ["1003"]


def test_the_books_of_the_bakery_are_lifelike(at: Calls) -> None:
    office = at.xml("<read><type>office</type><office>001</office><code>001</code></read>")
    assert (said(office, "name"), said(office, "basecurrency")) == ("Bakkerij Jansen B.V.", "EUR")
    asset = at.xml("<read><type>dimensions</type><office>001</office><dimtype>AST</dimtype><code>60000</code></read>")
    assert said(asset, "fixedassets/purchasedate") == "20230301"
    method = at.xml("<read><type>assetmethod</type><office>001</office><code>100</code></read>")
    assert said(method, "balanceaccounts/purchasevalue") == "0100"
    user = at.xml("<read><type>user</type></read>")
    assert (said(user, "code"), user.get("iscurrentuser")) == ("SYNC", "true")
    listed = at.xml("<list><type>currencies</type><office>001</office></list>")
    assert [one.text for one in listed] == ["EUR", "USD", "GBP"]


def test_process_xml_document_answers_as_a_document(at: Calls) -> None:
    body = (
        f'<ProcessXmlDocument xmlns="{TWINFIELD}"><xmlRequest><list xmlns=""><type>offices</type></list></xmlRequest>'
        "</ProcessXmlDocument>"
    )
    answered = at.post("processxml.asmx", body, None)
    offices = etree.fromstring(answered.content).find(f".//{{{TWINFIELD}}}ProcessXmlDocumentResult/offices")
    assert offices is not None
    assert len(offices) == 4


def _rows(found: Element) -> list[list[str]]:
    items = f".//{{{TWINFIELD}}}Items/{{{TWINFIELD}}}ArrayOfString"
    return [[said(cell) for cell in row] for row in found.iterfind(items)]


def _codes(found: Element) -> list[str]:
    return [row[0] for row in _rows(found)]
