"""What the sandbox accepts and refuses when it is written to: each element judged by itself, in Dutch."""

from collections.abc import Callable

import pytest
from lxml.etree import _Element as Element

from tests.connectors.twinfield.sandbox_calls import Calls, entered, said

_MOST_LINES = 1000


def _line(kind: str, at: int, account: str, side: str, value: str, more: str = "") -> str:
    return (
        f'<line type="{kind}" id="{at}"><dim1>{account}</dim1>{more}<debitcredit>{side}</debitcredit>'
        f"<value>{value}</value></line>"
    )


def memo(*lines: str, head: str = "", attributes: str = 'destiny="final"', office: str = "001") -> str:
    """A memorandum entry of two lines, or of these."""
    told = lines or (_line("detail", 1, "4700", "debit", "10.00"), _line("detail", 2, "1000", "credit", "10.00"))
    return (
        f"<transaction {attributes}><header><code>MEMO</code><office>{office}</office>"
        f"{head or '<date>20261105</date>'}</header><lines>{''.join(told)}</lines></transaction>"
    )


def sale(amount: str, more: str = "<vatcode>VH</vatcode>", attributes: str = "") -> str:
    """A sales invoice of 100.00 without VAT."""
    return (
        f'<transaction destiny="temporary" {attributes}><header><code>VRK</code><office>001</office>'
        "<date>20261105</date><invoicenumber>F1</invoicenumber></header><lines>"
        + _line("total", 1, "1300", "debit", amount, "<dim2>1000</dim2>")
        + _line("detail", 2, "8000", "credit", "100.00", more)
        + "</lines></transaction>"
    )


def batch(*transactions: str) -> str:
    """Several at once."""
    return f"<transactions>{''.join(transactions)}</transactions>"


def customer(inside: str, attributes: str = "") -> str:
    """A customer with this inside."""
    return f"<dimension {attributes}><office>001</office><type>DEB</type>{inside}</dimension>"


def message(element: Element, path: str = ".") -> str:
    """What is said about an element."""
    found = element.find(path)
    return "" if found is None else str(found.get("msg") or "")


def read(at: Calls, code: str, number: str) -> Element:
    """A transaction as it is there."""
    asked = f"<code>{code}</code><number>{number}</number>"
    return at.xml(f"<read><type>transaction</type><office>001</office>{asked}</read>")


@pytest.fixture
def at() -> Calls:
    """A client that is in."""
    return entered()


class TestTransactions:
    def test_what_is_kept_is_numbered_on_and_can_be_read(self, at: Calls) -> None:
        first, second = at.xml(batch(memo(), memo()))
        numbers = [int(said(one, "header/number")) for one in (first, second)]
        assert numbers[1] == numbers[0] + 1
        assert (first.get("result"), first.get("location")) == ("1", "final")
        assert said(read(at, "MEMO", str(numbers[0])), "lines/line/value") == "10.00"

    def test_of_a_batch_the_good_are_kept_and_the_others_say_why(self, at: Calls) -> None:
        answered = at.xml(batch(memo(), memo(_line("detail", 1, "4700", "debit", "1.00")), memo()))
        assert answered.get("result") == "0"
        assert [one.get("result") for one in answered] == ["1", "0", "1"]

    def test_one_that_does_not_balance_is_refused_with_how_much_is_missing(self, at: Calls) -> None:
        lines = _line("detail", 1, "4700", "debit", "10.00"), _line("detail", 2, "1000", "credit", "10.01")
        (answered,) = at.xml(batch(memo(*lines)))
        assert message(answered) == (
            "De boeking is niet in balans. Er ontbreekt 0.01 debet."
            "//De boeking balanceert niet in de basisvaluta. Er ontbreekt 0.01 debet."
            "//De boeking balanceert niet in de rapportagevaluta. Er ontbreekt 0.01 debet."
        )
        assert answered.find("header/number") is None

    def test_an_english_user_is_told_in_english(self) -> None:
        at = entered("ENGLISH")
        lines = _line("detail", 1, "4700", "debit", "10.00"), _line("detail", 2, "1000", "credit", "10.01")
        (answered,) = at.xml(batch(memo(*lines)))
        assert message(answered).startswith("The transaction is not in balance.")

    def test_an_unknown_account_is_said_on_the_very_element(self, at: Calls) -> None:
        lines = _line("detail", 1, "00590", "debit", "1.00"), _line("detail", 2, "1000", "credit", "1.00")
        (answered,) = at.xml(batch(memo(*lines)))
        assert message(answered, "lines/line/dim1") == "Dimensie 00590 bestaat niet."
        assert answered.get("result") == "0"

    @pytest.mark.parametrize(
        ("head", "path", "told"),
        [
            ("<date>20261305</date>", "header/date", "De waarde '20261305' is ongeldig."),
            ("<period>2031/01</period>", "header/period", "Periode 2031/01 bestaat niet."),
            ("<period>2025/03</period>", "header/period", "Periode 2025/03 is afgesloten."),
            ("<currency>XYZ</currency>", "header/currency", "Valuta XYZ bestaat niet."),
            ("<number>202600001</number>", "header/number", "De boeking is definitief en kan niet worden gewijzigd."),
        ],
    )
    def test_what_is_wrong_in_the_header_is_said_there(self, at: Calls, head: str, path: str, told: str) -> None:
        (answered,) = at.xml(batch(memo(head=head)))
        assert message(answered, path) == told

    def test_a_date_outside_the_period_is_a_warning_that_stops_unless_it_is_waved_away(self, at: Calls) -> None:
        head = "<date>20260725</date><period>2026/09</period>"
        (stopped,) = at.xml(batch(memo(head=head)))
        date = stopped.find("header/date")
        assert date is not None
        assert date.get("msgtype") == "warning"
        assert date.get("msg") == "Datum 25-07-2026 valt buiten de opgegeven periode (2026/09)."
        (kept,) = at.xml(batch(memo(head=head, attributes='destiny="final" raisewarning="false"')))
        assert (kept.get("result"), said(kept, "header/period")) == ("1", "2026/09")

    def test_vat_lines_are_reckoned_where_none_are_sent(self, at: Calls) -> None:
        (answered,) = at.xml(batch(sale("121.00")))
        vat = answered.find("lines/line[@type='vat']")
        assert vat is not None
        assert [said(vat, name) for name in ("dim1", "value", "vatturnover")] == ["1500", "21.00", "100.00"]

    def test_a_difference_of_two_cents_goes_into_the_vat_where_that_is_asked(self, at: Calls) -> None:
        (refused,) = at.xml(batch(sale("121.02")))
        assert refused.get("result") == "0"
        (kept,) = at.xml(batch(sale("121.02", attributes='autobalancevat="true"')))
        assert said(kept, "lines/line[@type='vat']/value") == "21.02"
        (too_much,) = at.xml(batch(sale("121.03", attributes='autobalancevat="true"')))
        assert too_much.get("result") == "0"

    def test_a_vat_code_of_purchases_is_no_good_in_a_sales_book(self, at: Calls) -> None:
        (answered,) = at.xml(batch(sale("121.00", "<vatcode>IH</vatcode>")))
        assert message(answered, ".//vatcode") == "BTW-code IH kan niet in dit dagboek worden gebruikt."

    def test_a_control_account_needs_a_relation(self, at: Calls) -> None:
        lines = _line("detail", 1, "1300", "debit", "1.00"), _line("detail", 2, "1000", "credit", "1.00")
        (answered,) = at.xml(batch(memo(*lines)))
        assert "1300" in message(answered, "lines/line/dim1")

    def test_what_is_temporary_can_be_sent_again_under_its_number(self, at: Calls) -> None:
        (made,) = at.xml(batch(memo(attributes='destiny="temporary"')))
        number = said(made, "header/number")
        lines = _line("detail", 1, "4700", "debit", "7.00"), _line("detail", 2, "1000", "credit", "7.00")
        head = f"<date>20261105</date><number>{number}</number>"
        (again,) = at.xml(batch(memo(*lines, head=head)))
        assert (said(again, "header/number"), again.get("location")) == (number, "final")
        assert said(read(at, "MEMO", number), "lines/line/value") == "7.00"

    def test_more_than_a_thousand_lines_is_a_bad_request(self, at: Calls) -> None:
        lines = [_line("detail", one, "4700", "debit", "1.00") for one in range(_MOST_LINES)]
        assert at.process(batch(memo(*lines))).status_code == 200
        assert at.process(batch(memo(*lines, _line("detail", 0, "4700", "debit", "1.00")))).status_code == 400

    def test_only_what_is_temporary_can_be_deleted_and_with_a_reason(self, at: Calls) -> None:
        def delete(number: str, reason: str = 'reasonfordeletion="dubbel"') -> Element:
            where = f"<office>001</office><code>MEMO</code><number>{number}</number>"
            return at.xml(f'<transaction action="delete" {reason}>{where}</transaction>')

        (made,) = at.xml(batch(memo(attributes='destiny="temporary"')))
        number = said(made, "header/number")
        assert message(delete(number, "")) == "Geef de reden van verwijdering op."
        assert delete(number).get("result") == "1"
        assert message(read(at, "MEMO", number)) == "De boeking bestaat niet."
        assert message(delete("202600001")) == "De boeking is definitief en kan niet worden gewijzigd."

    def test_an_opening_balance_is_for_period_nought(self, at: Calls) -> None:
        wrong = memo().replace("MEMO", "BEGINBALANS")
        (answered,) = at.xml(batch(wrong))
        assert answered.get("result") == "0"
        right = memo(head="<date>20260101</date><period>2026/00</period>").replace("MEMO", "BEGINBALANS")
        (kept,) = at.xml(batch(right))
        assert kept.get("result") == "1"

    @pytest.mark.parametrize(
        ("office", "told"),
        [
            ("777", "De administratie bestaat niet."),
            ("100", "U hebt geen toegang tot deze administratie."),
            ("090", "De administratie is geblokkeerd: deze wordt afgesloten."),
        ],
    )
    def test_an_office_that_is_not_open_to_us_says_so(self, at: Calls, office: str, told: str) -> None:
        (answered,) = at.xml(batch(memo(office=office)))
        assert message(answered, "header/office") == told


class TestDimensions:
    def test_a_code_that_is_not_sent_is_given(self, at: Calls) -> None:
        made = at.xml(f"<dimensions>{customer('<name>Nieuw</name>')}{customer('<name>Ook</name>')}</dimensions>")
        assert [said(one, "code") for one in made] == ["1008", "1009"]
        assert [one.get("result") for one in made] == ["1", "1"]

    def test_of_a_batch_the_good_are_kept(self, at: Calls) -> None:
        made = at.xml(f"<dimensions>{customer('<code>5</code>')}{customer('<name>Goed</name>')}</dimensions>")
        assert (made.get("result"), [one.get("result") for one in made]) == ("0", ["0", "1"])

    @pytest.mark.parametrize("tag", ["inuse", "uid", "touched"])
    def test_what_twinfield_keeps_itself_may_not_be_sent(self, at: Calls, tag: str) -> None:
        made = at.xml(customer(f"<name>Nieuw</name><{tag}>1</{tag}>"))
        assert message(made, tag) == f"Het element '{tag}' mag niet worden aangeleverd."
        assert made.get("result") == "0"

    def test_what_is_not_sent_stays(self, at: Calls) -> None:
        made = at.xml(customer("<code>1000</code><website>https://zwaan.example</website>"))
        assert (said(made, "name"), said(made, "website")) == ("Café De Zwaan", "https://zwaan.example")
        assert said(made, "addresses/address/city") == "Utrecht"

    def test_the_list_of_addresses_is_replaced(self, at: Calls) -> None:
        address = '<addresses><address type="postal"><name>A</name><field2>Straat 1</field2></address></addresses>'
        made = at.xml(customer(f"<code>1000</code>{address}"))
        assert [(one.get("type"), said(one, "field2")) for one in made.iterfind("addresses/address")] == [
            ("postal", "Straat 1")
        ]

    def test_what_is_in_use_cannot_be_deleted_but_made_inactive(self, at: Calls) -> None:
        refused = at.xml(customer("<code>1000</code>", 'status="deleted"'))
        assert message(refused, "code") == "Dimensie 1000 is in gebruik en kan niet worden verwijderd."
        assert at.xml(customer("<code>1000</code>", 'status="inactive"')).get("status") == "inactive"
        (answered,) = at.xml(batch(sale("121.00")))
        assert message(answered, ".//dim2") == "Dimensie 1000 is niet actief."

    def test_what_is_deleted_is_listed_no_more(self, at: Calls) -> None:
        assert at.xml(customer("<code>1005</code>", 'status="deleted"')).get("result") == "1"
        listed = at.xml("<list><type>dimensions</type><office>001</office><dimtype>DEB</dimtype></list>")
        assert "1005" not in [one.text for one in listed]

    def test_leading_zeros_belong_to_a_code(self, at: Calls) -> None:
        made = at.xml(customer("<code>0042</code><name>Nullen</name>"))
        assert said(made, "code") == "0042"
        asked = "<dimtype>DEB</dimtype><code>42</code>"
        answered = at.xml(f"<read><type>dimensions</type><office>001</office>{asked}</read>")
        assert message(answered, "code") == "Dimensie 42 bestaat niet."

    def test_one_code_may_be_a_customer_and_a_supplier(self, at: Calls) -> None:
        at.xml(customer("<code>2000</code><name>Meelfabriek, als klant</name>"))
        (made,) = at.xml(batch(sale("121.00").replace("<dim2>1000</dim2>", "<dim2>2000</dim2>")))
        found = made.find("lines/line/dim2")
        assert found is not None
        assert (found.get("type"), found.get("name")) == ("DEB", "Meelfabriek, als klant")

    def test_an_unknown_type_is_said(self, at: Calls) -> None:
        answered = at.xml("<list><type>dimensions</type><office>001</office><dimtype>BAT</dimtype></list>")
        assert message(answered, "dimtype") == "Dimensietype BAT bestaat niet."

    def test_what_nobody_knows_is_not_implemented(self, at: Calls) -> None:
        assert message(at.xml("<list><type>geheimen</type></list>")) == "Type niet geïmplementeerd"


class TestMatching:
    def _pair(self, at: Calls) -> tuple[str, str]:
        """A sale of 121.00 and its payment in the bank book."""
        (made,) = at.xml(batch(sale("121.00")))
        bank = (
            _line("total", 1, "1100", "debit", "121.00")
            + _line("detail", 2, "1300", "credit", "121.00", "<dim2>1000</dim2>")
        )  # fmt: skip
        head = "<header><code>BNK</code><office>001</office><date>20261105</date></header>"
        (paid,) = at.xml(batch(f'<transaction destiny="temporary">{head}<lines>{bank}</lines></transaction>'))
        return said(made, "header/number"), said(paid, "header/number")

    def _match(self, at: Calls, *lines: tuple[str, str, str, str]) -> Element:
        told = "".join(
            f"<line><transcode>{code}</transcode><transnumber>{number}</transnumber><transline>{line}</transline>"
            f"<matchvalue>{value}</matchvalue></line>"
            for code, number, line, value in lines
        )
        head = "<office>001</office><matchcode>170</matchcode><matchdate>20261106</matchdate>"
        (made,) = at.xml(f"<match><set>{head}<lines>{told}</lines></set></match>")
        return made

    def test_lines_that_come_to_nothing_settle_each_other(self, at: Calls) -> None:
        sold, paid = self._pair(at)
        made = self._match(at, ("VRK", sold, "1", "121.00"), ("BNK", paid, "2", "-121.00"))
        assert made.get("result") == "1"
        line = read(at, "VRK", sold).find("lines/line")
        assert line is not None
        assert (said(line, "matchstatus"), said(line, "openvalue")) == ("matched", "0.00")
        assert said(line, "matches/set/lines/line/code") == "BNK"

    def test_what_was_settled_in_parts_shows_each_and_is_open_again_when_deleted(self, at: Calls) -> None:
        sold, paid = self._pair(at)
        for value in ("20.00", "101.00"):
            self._match(at, ("VRK", sold, "1", value), ("BNK", paid, "2", f"-{value}"))
        line = read(at, "VRK", sold).find("lines/line")
        assert line is not None
        assert [said(one, "matchvalue") for one in line.iterfind("matches/set")] == ["20.00", "101.00"]
        where = f"<office>001</office><code>BNK</code><number>{paid}</number>"
        at.xml(f'<transaction action="delete" reasonfordeletion="fout">{where}</transaction>')
        assert said(read(at, "VRK", sold), "lines/line/openvalue") == "121.00"

    def test_suspense_accounts_are_matched_by_themselves(self, at: Calls) -> None:
        def posted(side: str, other: str) -> str:
            lines = _line("detail", 1, "2200", side, "5.00"), _line("detail", 2, "4700", other, "5.00")
            (made,) = at.xml(batch(memo(*lines)))
            return said(made, "header/number")

        first, second = posted("debit", "credit"), posted("credit", "debit")
        told = "".join(
            f"<line><transcode>MEMO</transcode><transnumber>{one}</transnumber><transline>1</transline></line>"
            for one in (first, second)
        )
        head = "<office>001</office><matchcode>070</matchcode><matchdate>20261106</matchdate>"
        (made,) = at.xml(f"<match><set>{head}<lines>{told}</lines></set></match>")
        assert (made.get("result"), said(made, "dimensions/dimension")) == ("1", "2200")
        assert said(read(at, "MEMO", first), "lines/line/matchstatus") == "matched"

    def test_a_part_may_be_settled(self, at: Calls) -> None:
        sold, paid = self._pair(at)
        self._match(at, ("VRK", sold, "1", "21.00"), ("BNK", paid, "2", "-21.00"))
        assert said(read(at, "VRK", sold), "lines/line/openvalue") == "100.00"
        assert said(read(at, "VRK", sold), "lines/line/matchstatus") == "available"

    @pytest.mark.parametrize(
        ("change", "path", "told"),
        [
            (
                lambda sold, paid: (("VRK", sold, "9", "1.00"), ("BNK", paid, "2", "-1.00")),
                "lines/line",
                "bestaat niet",
            ),
            (lambda sold, paid: (("VRK", sold, "1", "2.00"), ("BNK", paid, "2", "-1.00")), ".", "is niet nul"),
            (lambda sold, paid: (("VRK", sold, "1", "500"), ("BNK", paid, "2", "-500")), "lines/line", "openstaande"),
            (
                lambda sold, paid: (("VRK", sold, "2", "-1.00"), ("BNK", paid, "2", "-1.00")),
                "lines/line",
                "afgeletterd",
            ),
        ],
    )
    def test_what_cannot_be_matched_is_said_where_it_stands(
        self,
        at: Calls,
        change: Callable[[str, str], tuple[tuple[str, str, str, str], ...]],
        path: str,
        told: str,
    ) -> None:
        made = self._match(at, *change(*self._pair(at)))
        assert told in message(made, path)
        assert made.get("result") == "0"
