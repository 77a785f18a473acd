"""What Twinfield really answered once (recorded by php-twinfield), read by the connector.

The same is read from our own sandbox in test_reading.py and test_posting.py, which always run.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from overstap.connectors.port import PackageRefused
from overstap.connectors.twinfield import relations, streaming, transactions, xml
from overstap.connectors.twinfield.client import messages
from overstap.connectors.twinfield.desk import Desk, Named, Vat, vat_of
from overstap.connectors.twinfield.envelopes import Services
from overstap.connectors.twinfield.naming import Naming
from overstap.lib.money import ZERO
from tests.connectors.twinfield.test_streaming import envelope


@pytest.fixture
def recorded(shared: Path) -> Path:
    """The folder of recorded answers."""
    return shared / "data" / "twinfield"


def told(recorded: Path, name: str) -> xml.Element:
    return xml.parsed((recorded / name).read_text())


class Recorded(Desk):
    """A desk at an office of which only these answers are known."""

    currency = "EUR"

    def __init__(self, vat: Vat) -> None:
        self._known = vat

    def listed(self, kind: str) -> list[Named]:
        """No lists were recorded."""
        del kind
        return []

    def vat(self, code: str) -> Vat | None:
        """The one VAT code that was recorded stands for all: they are of 21 per cent."""
        del code
        return self._known


@pytest.mark.parametrize(
    ("name", "key", "amounts"),
    [
        ("salesTransactionGetResponse.xml", "SLS/201300095", ["121.00", "-100.00", "-21.00"]),
        ("purchaseTransactionGetResponse.xml", "INK/201300021", ["-121.00", "100.00", "21.00"]),
        ("journalTransactionGetResponse.xml", "MEMO/201300003", ["435.55", "-435.55"]),
        ("cashTransactionGetResponse.xml", "CASH/201300008", ["435.55", "-435.55"]),
    ],
)
def test_transactions(recorded: Path, name: str, key: str, amounts: Sequence[str]) -> None:
    desk = Recorded(vat_of(told(recorded, "vatCodeGetResponse.xml")))
    entry = transactions.entry(desk, Naming(desk), told(recorded, name))
    assert f"{entry.journal}/{entry.number}" == key
    assert [one.amount for one in entry.lines] == [Decimal(one) for one in amounts]
    assert sum(one.amount for one in entry.lines) == ZERO
    assert (entry.extra or {})["status"] == "temporary"
    for line in entry.lines:
        assert len(line.vat) == (line.account == "8020")
        assert bool((line.extra or {}).get("vat_code")) == (line.account in ("1510", "1530"))


def test_a_vat_code(recorded: Path) -> None:
    vat = vat_of(told(recorded, "vatCodeGetResponse.xml"))
    assert (vat.code, vat.kind, vat.group) == ("VH", "sales", "NL1A")
    assert [one.percentage for one in vat.rates] == [Decimal("19.000"), Decimal("21.000")]
    assert vat.rates[1].accounts == ("17120",)


@pytest.mark.parametrize(("name", "code"), [("customerGetResponse.xml", "1097"), ("supplierGetResponse.xml", "2000")])
def test_a_customer_and_a_supplier(recorded: Path, name: str, code: str) -> None:
    found = relations.relation(told(recorded, name), code, "C")
    assert found.name.endswith(" 0")
    assert found.addresses[0].country == "NL"
    assert found.bank_accounts[0].number.startswith("NL")
    assert found.tax_number.endswith("B01"), "in the older layout it stands in the address"
    assert found.email == "info@example.com"


def test_rows_of_a_browse(recorded: Path) -> None:
    pieces = [envelope((recorded / "browseDataGetResponse.xml").read_text())]
    found = list(streaming.rows(pieces))
    assert len(found) == 6
    assert (found[0].code, found[0].number, found[0].line) == ("BNK", "201300001", "2")
    assert found[0].cells["fin.trs.line.valuesigned"] == "-121.00"


def test_a_batch_that_was_accepted_in_part(recorded: Path) -> None:
    parts = list(told(recorded, "2-failed-and-1-successful-banktransactions.xml"))
    assert [one.get("result") for one in parts] == ["0", "0", "1"]
    assert messages(parts[0])[0] == "De boeking is niet in balans. Er ontbreekt 0.01 debet."
    assert messages(parts[2]) == []


def test_the_real_wsdls_are_read(shared: Path) -> None:
    """Their addresses are never posted to: only the envelope is theirs."""
    folder = shared / "data" / "twinfield" / "wsdl"

    def answer(request: httpx.Request) -> httpx.Response:
        name = request.url.path.rpartition("/")[2]
        return httpx.Response(200, content=(folder / f"{name}.wsdl.xml").read_bytes())

    http = httpx.Client(transport=httpx.MockTransport(answer))
    services = Services(http, "http://opgenomen.localhost")
    letter = services.letter(
        "/webservices/processxml.asmx",
        "ProcessXmlString",
        {"AccessToken": "t", "CompanyCode": "001"},
        xmlRequest="<a/>",
    )
    assert letter.path == "/webservices/processxml.asmx"
    assert "ProcessXmlString" in letter.action
    assert b"<ns0:CompanyCode>001</ns0:CompanyCode>" in letter.body.replace(b"ns1:", b"ns0:")
    asked = {"type": "DIM", "pattern": "*", "field": 0, "firstRow": 1, "maxRows": 10}
    options = {"ArrayOfString": [{"string": ["dimtype", "DEB"]}]}
    search = services.letter("/webservices/finder.asmx", "Search", {"AccessToken": "t"}, **asked, options=options)
    assert b"dimtype" in search.body


def test_a_refusal_that_was_recorded_is_told(recorded: Path) -> None:
    text = (recorded / "failed-response-without-line-ids.xml").read_text()
    (said,) = messages(xml.parsed(text))
    assert said.startswith("Configuratiefout in rekening-courant. Er is geen directe ontvangstregel in administratie")
    with pytest.raises(PackageRefused):
        list(streaming.rows([envelope('<browse result="0" msg="Configuratiefout."/>')]))
