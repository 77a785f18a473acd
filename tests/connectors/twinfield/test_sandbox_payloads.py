"""What the sandbox answers has the form of what Twinfield answered, element by element and attribute by attribute.

Recorded answers (of php-twinfield's tests) are held against the sandbox's: each element and attribute that was recorded
is there, under the same parents. Where ../shared is not there, the same is asked of the names that stand here.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from lxml.etree import _Element as Element

from tests.connectors.twinfield.sandbox_calls import Calls, entered

_SALE = """<transactions><transaction destiny="temporary" raisewarning="false"><header><code>VRK</code>
<currency>EUR</currency><date>20261102</date><period>2026/11</period><invoicenumber>20130-6000</invoicenumber>
<paymentreference>+++100/0160/01495+++</paymentreference><office>001</office><duedate>20261202</duedate></header><lines>
<line type="total" id="1"><dim1>1300</dim1><dim2>1000</dim2><debitcredit>debit</debitcredit><value>121.00</value>
<description /></line><line type="detail" id="2"><dim1>8000</dim1><debitcredit>credit</debitcredit>
<value>100.00</value><description>Outfit</description><vatcode>VH</vatcode></line></lines></transaction></transactions>"""
_UNBALANCED = (
    _SALE.replace("121.00", "121.01")
    .replace("VRK", "BNK")
    .replace("<dim1>1300</dim1><dim2>1000</dim2>", "<dim1>1100</dim1>")
)
_BANK = """<transactions><transaction destiny="temporary"><header><code>BNK</code><office>001</office>
<date>20261103</date><statementnumber>9</statementnumber><closevalue>121.00</closevalue></header><lines>
<line type="total" id="1"><dim1>1100</dim1><debitcredit>debit</debitcredit><value>121.00</value></line>
<line type="detail" id="2"><dim1>8000</dim1><debitcredit>credit</debitcredit><value>100.00</value>
<description>Los verkocht</description><vatcode>VH</vatcode></line></lines></transaction></transactions>"""
_LATE = _BANK.replace("<office>", "<period>2026/12</period><office>").replace("8000", "2200")
_SENT = 'destiny="temporary" autobalancevat="false" raisewarning="false"'
_MIXED = _UNBALANCED.replace('destiny="temporary" raisewarning="false"', _SENT).removesuffix(
    "</transactions>"
) + _BANK.replace('destiny="temporary"', _SENT).removeprefix("<transactions>")
_BROWSE = (
    '<columns code="000">'
    + "".join(
        f"<column><field>{name}</field><visible>true</visible></column>"
        for name in [
            "fin.trs.head.yearperiod",
            "fin.trs.head.code",
            "fin.trs.head.shortname",
            "fin.trs.head.number",
            "fin.trs.line.dim1",
            "fin.trs.head.curcode",
            "fin.trs.line.valuesigned",
            "fin.trs.line.description",
        ]
    )
    + "<column><field>fin.trs.head.yearperiod</field><visible>false</visible><ask>true</ask>"
    "<operator>between</operator><from>2026/00</from><to>2026/55</to></column></columns>"
)
# What was recorded that is no part of the form: what somebody typed, or only an older version said.
_NOT_FORM = {
    "browse/columns/column/finderparam",
    "transactions/transaction/lines/line/comment",
    "dimension/banks/bank@destination",
    "dimension/financials/paycode@id",
    "transaction@raisewarning",  # where it was sent: see the sale
    "dimension/financials/vatcode@name",
    "dimension/financials/vatcode@shortname",
    "dimension/financials/vatcode@type",
}


def _read(kind: str, code: str, number: int) -> str:
    return f"<read><type>{kind}</type><office>001</office><code>{code}</code><number>{number}</number></read>"


def _dimension(kind: str, code: str) -> str:
    asked = f"<dimtype>{kind}</dimtype><code>{code}</code>"
    return f"<read><type>dimensions</type><office>001</office>{asked}</read>"


def _listed(kind: str) -> str:
    return f"<list><type>dimensions</type><office>001</office><dimtype>{kind}</dimtype></list>"


def _customer(at: Calls) -> Element:
    """With a bank account, a mandate and all that."""
    return at.xml(_dimension("DEB", "1000"))


def _matched(at: Calls) -> Element:
    """A sales and a bank line that settle each other."""
    at.xml(_SALE)
    number = _number(at.xml(_SALE))
    paid = _BANK.replace("<dim1>8000</dim1>", "<dim1>1300</dim1><dim2>1000</dim2>").replace("<vatcode>VH</vatcode>", "")
    bank = _number(at.xml(paid.replace("100.00", "121.00")))
    lines = "".join(
        f"<line><transcode>{code}</transcode><transnumber>{at_number}</transnumber><transline>{line}</transline>"
        f"<matchvalue>{value}</matchvalue></line>"
        for code, at_number, line, value in (("VRK", number, 1, "121.00"), ("BNK", bank, 2, "-121.00"))
    )
    wrong = lines.replace("<transline>1</transline>", "<transline>77</transline>")
    return at.xml(
        "<match>"
        + "".join(
            f"<set><office>001</office><matchcode>170</matchcode><matchdate>20261103</matchdate><lines>{one}</lines></set>"
            for one in (lines, wrong)
        )
        + "</match>"
    )


def _number(answered: Element) -> str:
    number = answered.findtext("transaction/header/number")
    assert number
    return number


def _asked(request: str, path: str = ".") -> "_Ask":
    def ask(at: Calls) -> Element:
        found = at.xml(request).find(path)
        assert found is not None
        return found

    return ask


_Ask = Callable[[Calls], Element]
_ANSWERS: dict[str, tuple[_Ask, str]] = {
    "customerGetResponse.xml": (_customer, "."),
    "customers-response.xml": (_customer, "dimension"),
    "supplierGetResponse.xml": (_asked(_dimension("CRD", "2000")), "."),
    "customerListResponse.xml": (_asked(_listed("DEB")), "."),
    "supplierListResponse.xml": (_asked(_listed("CRD")), "."),
    "salesTransactionGetResponse.xml": (_asked(_SALE, "transaction"), "."),
    "purchaseTransactionGetResponse.xml": (_asked(_read("transaction", "INK", 202600001)), "."),
    "cashTransactionGetResponse.xml": (_asked(_read("transaction", "BNK", 202600002)), "."),
    "journalTransactionGetResponse.xml": (_asked(_read("transaction", "BEGINBALANS", 202500001)), "."),
    "banktransaction-with-all-line-types.xml": (_asked(_BANK), "."),
    "banktransaction-with-warning-message.xml": (_asked(_LATE), "."),
    "2-failed-and-1-successful-banktransactions.xml": (_asked(_MIXED), "."),
    "vatCodeGetResponse.xml": (_asked(_read("vat", "VH", 0)), "."),
    "browseDataGetResponse.xml": (_asked(_BROWSE), "."),
    "browseDefinitionGetResponse.xml": (_asked(_read("browse", "000", 0)), "."),
    "browseFieldsGetResponse.xml": (_asked("<list><type>browsefields</type></list>"), "."),
    "single-matchset.xml": (_matched, "."),
}


@pytest.mark.parametrize("file", _ANSWERS)
def test_all_that_twinfield_was_seen_to_answer_is_answered_here(file: str, shared: Path) -> None:
    ask, path = _ANSWERS[file]
    recorded = etree.fromstring((shared / "data" / "twinfield" / file).read_bytes()).find(path)
    assert recorded is not None
    assert _form(recorded) - _form(ask(entered())) - _NOT_FORM == set()


_OWN: dict[str, tuple[_Ask, set[str]]] = {
    "customer": (
        _customer,
        {
            "dimension@status",
            "dimension@result",
            "dimension/office@name",
            "dimension/uid",
            "dimension/touched",
            "dimension/inuse",
            "dimension/financials/substitutewith",
            "dimension/financials/collectmandate/signaturedate",
            "dimension/creditmanagement/blocked@locked",
            "dimension/addresses/address@default",
            "dimension/addresses/address/field2",
            "dimension/banks/bank/iban",
        },
    ),
    "sale": (
        _asked(_SALE, "transaction"),
        {
            "transaction@location",
            "transaction@raisewarning",
            "transaction/header/number",
            "transaction/header/regime",
            "transaction/lines/line@type",
            "transaction/lines/line/dim1@vatobligatory",
            "transaction/lines/line/vatturnover",
            "transaction/lines/line/baseline",
            "transaction/lines/line/vattotal",
            "transaction/lines/line/openbasevalue",
            "transaction/lines/line/matchstatus",
        },
    ),
    "browse": (
        _asked(_BROWSE),
        {
            "browse@result",
            "browse@first",
            "browse@last",
            "browse@total",
            "browse/th/td@label",
            "browse/tr/td@field",
            "browse/tr/td@hideforuser",
            "browse/tr/key/office",
            "browse/tr/key/line",
        },
    ),
    "match": (_matched, {"sets/set@result", "sets/set/lines/line@msg", "sets/set/dimensions/dimension@matchnumber"}),
}


@pytest.mark.parametrize("name", _OWN)
def test_what_is_known_of_the_form_is_there(name: str) -> None:
    ask, names = _OWN[name]
    assert names - _form(ask(entered())) == set()


@pytest.mark.parametrize("kind", ["DEB", "CRD", "BAS", "PNL", "KPL", "PRJ", "AST"])
def test_a_list_of_dimensions_ends_with_a_row_that_is_none(kind: str) -> None:
    last = entered().xml(_listed(kind))[-1]
    assert (last.text, last.get("name"), last.get("shortname")) == (kind, "", "")


def test_it_is_utf_8_without_a_byte_order_mark() -> None:
    answered = entered().process(_dimension("DEB", "1005"))
    assert answered.content.startswith(b"<?xml")
    assert answered.headers["content-type"] == "text/xml; charset=utf-8"
    assert "Kantine Müller GmbH".encode() in answered.content


def _form(element: Element, above: str = "") -> set[str]:
    """The names of elements and attributes in it, with those of their parents."""
    path = f"{above}/{element.tag!s}".lstrip("/")
    made = {path} | {f"{path}@{name!s}" for name in element.attrib}
    for child in element:
        made |= _form(child, path)
    return made
