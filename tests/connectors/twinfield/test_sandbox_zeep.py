"""zeep, unmodified, over a socket: with the WSDLs that the sandbox serves, and with Twinfield's own ones.

A client that nobody here wrote reads the descriptions, and checks against them what it sends and what comes back.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zeep
from lxml import etree
from lxml.etree import _Element as Element
from zeep.exceptions import Fault as ZeepFault
from zeep.exceptions import TransportError

from overstap.connectors.sandboxes.serving import Served, serving
from overstap.connectors.sandboxes.world import World
from overstap.connectors.twinfield.sandbox import application
from tests.connectors.twinfield.sandbox_calls import SERVICES, SOAP, TWINFIELD, Calls

OURS, THEIRS = "the WSDLs of the sandbox", "the WSDLs of Twinfield"
_INSIDE = "https://web-edgenetworking-instancerouting-router.master.svc.cluster.local"
_OUTSIDE = "https://accounting.twinfield.com"
_GONE = ("ebankstatements.asmx", "sbr.asmx")  # a page that says so was recorded in their place


class Zeep:
    """zeep clients of one sandbox."""

    def __init__(self, served: Served, token: str, wsdl: Callable[[str], str]) -> None:
        self.served = served
        self.token = token
        self.wsdl = wsdl

    def client(self, file: str) -> Any:
        return _read(self.wsdl(file))

    def header(self, company: str | None = "001") -> dict[str, object]:
        """CompanyId is nil: the description demands it, and nobody knows it."""
        return {"Header": {"AccessToken": self.token, "CompanyCode": company, "CompanyId": zeep.xsd.Nil}}

    def process(self, request: str, company: str | None = "001") -> Element:
        service = self.client("processxml.asmx").service
        return etree.fromstring(service.ProcessXmlString(request, _soapheaders=self.header(company)))

    def query(self, service: str, meant: str, **fields: object) -> Any:
        """What is asked of a newer service; zeep leaves out wrappers that hold one thing."""
        return self._newer(service, "Query", meant, fields)

    def command(self, service: str, meant: str, **fields: object) -> Any:
        return self._newer(service, "Process", meant, fields)

    def _newer(self, service: str, operation: str, meant: str, fields: dict[str, object]) -> Any:
        """zeep's call takes no derived type for a body, so that the envelope is put together from its elements."""
        client = self.client(f"{service}.svc")
        value = client.get_type(f"{{{SERVICES}.{service}}}{meant}")(**fields)
        header = client.get_element(f"{{{TWINFIELD}}}Authentication")
        envelope = etree.Element(f"{{{SOAP}}}Envelope")
        header.render(
            etree.SubElement(envelope, f"{{{SOAP}}}Header"), header(AccessToken=self.token, CompanyCode="001")
        )
        name = "Query" if operation == "Query" else "Command"
        body = client.get_element(f"{{{TWINFIELD}}}{name}")
        body.render(etree.SubElement(envelope, f"{{{SOAP}}}Body"), value)
        binding = client.service._binding
        address = client.service._binding_options["address"]
        action = {"SOAPAction": f'"{TWINFIELD}{service}/{operation}"', "Content-Type": "text/xml; charset=utf-8"}
        answered = client.transport.post_xml(address, envelope, action)
        return binding.process_reply(client, binding.get(operation), answered)


def _read(wsdl: str) -> Any:
    made: Any = zeep.Client  # its types are not told
    return made(wsdl)


@pytest.fixture
def served() -> Iterator[Served]:
    world = World()
    with serving(application(world), world) as made:
        yield made


@pytest.fixture(params=[OURS, THEIRS])
def at(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Zeep:
    """A client that is in."""
    calls = Calls(httpx.Client(base_url=served.address), served.world)
    calls.enter()
    calls.http.close()
    if request.param == OURS:
        return Zeep(served, calls.token, lambda file: f"{served.address}/webservices/{file}?wsdl")
    folder = request.getfixturevalue("shared") / "data" / "twinfield" / "wsdl"

    def rewritten(file: str) -> str:
        text = (folder / f"{file}.wsdl.xml").read_text().replace(_INSIDE, served.address)
        made = tmp_path / f"{file}.wsdl"
        made.write_text(text.replace(_OUTSIDE, served.address))
        return str(made)

    return Zeep(served, calls.token, rewritten)


def test_it_lists_the_offices_by_code_with_their_leading_zeros(at: Zeep) -> None:
    """R059: the list of codes comes from the package."""
    listed = at.process("<list><type>offices</type></list>", None)
    assert [one.text for one in listed] == ["0002", "001", "010", "090"]


def test_it_lists_and_reads_customers(at: Zeep) -> None:
    listed = at.process("<list><type>dimensions</type><office>001</office><dimtype>DEB</dimtype></list>")
    assert [one.text for one in listed][-1] == "DEB"
    read = "<read><type>dimensions</type><office>001</office><dimtype>DEB</dimtype><code>1005</code></read>"
    assert at.process(read).findtext("name") == "Kantine Müller GmbH"


def test_without_a_company_it_is_a_fault_that_says_so(at: Zeep) -> None:
    with pytest.raises(ZeepFault) as caught:
        at.process("<list><type>dimensions</type><dimtype>DEB</dimtype></list>", None)
    assert caught.value.message == "Toegang geweigerd. Company ontbreekt in request header."
    assert caught.value.detail.findtext("code") == "359"


def test_a_token_that_is_not_good_is_401_with_the_reason_in_its_phrase(at: Zeep) -> None:
    at.token = "nonsense"
    with pytest.raises(TransportError) as caught:
        at.process("<list><type>offices</type></list>", None)
    assert caught.value.status_code == 401
    assert b"354 : Access denied. Token invalid." in caught.value.content


def test_the_finder_finds_and_tells_its_columns(at: Zeep) -> None:
    options = {"ArrayOfString": [{"string": ["dimtype", "CRD"]}]}
    service = at.client("finder.asmx").service
    found = service.Search("DIM", "*", 0, 1, 2, options, _soapheaders=at.header())
    assert found.SearchResult is None
    assert found.data.TotalRows == 6
    assert [one.string[0] for one in found.data.Items.ArrayOfString] == ["2000", "2001"]
    assert found.data.Columns.string == ["Code", "Naam"]


def test_the_finder_tells_what_it_does_not_know(at: Zeep) -> None:
    service = at.client("finder.asmx").service
    found = service.Search("ZZZ", "*", 0, 1, 2, _soapheaders=at.header())
    (message,) = found.SearchResult.MessageOfErrorCodes
    assert (message.Type, message.Code) == ("Error", "InvalidFinderType")


def test_what_was_matched_can_be_undone_once(at: Zeep) -> None:
    service = at.client("matching.asmx").service
    paid = "<read><type>transaction</type><office>001</office><code>VRK</code><number>202500001</number></read>"
    status = ".//line[@type='total']/matchstatus"
    assert at.process(paid).findtext(status) == "matched"
    arguments = ("001", "DEB", "1001", 1)
    assert service.UndoMatch(*arguments, _soapheaders=at.header()) is None
    assert at.process(paid).findtext(status) == "available"
    (message,) = service.UndoMatch(*arguments, _soapheaders=at.header())
    assert message.Code == "MatchNotFound"


def test_documents_are_listed_fetched_made_and_deleted(at: Zeep) -> None:
    where = {"Daybook": "INK", "TransactionNumber": "202600001"}
    (there,) = at.query("DocumentService", "GetDocuments", **where)
    held = at.query("DocumentService", "GetDocument", Id=there.Id)
    assert held.Content.startswith(b"%PDF-")
    assert held.Document.Size == len(held.Content)
    made = {"Id": "6a3c", "Name": "bon.txt", "ContentType": "text/plain", "Content": b"twee broden", **where}
    at.command("DocumentService", "CreateDocument", **made)
    assert at.query("DocumentService", "GetDocument", Id="6a3c").Content == b"twee broden"
    with pytest.raises(ZeepFault) as caught:
        at.command("DocumentService", "CreateDocument", **made)
    assert caught.value.detail.findtext(".//{*}Code") == "DocumentAlreadyExists"
    at.command("DocumentService", "DeleteDocument", Id="6a3c")
    with pytest.raises(ZeepFault):
        at.query("DocumentService", "GetDocument", Id="6a3c")


def test_years_and_periods_are_told(at: Zeep) -> None:
    assert at.query("PeriodService", "GetYears") == [2025, 2026]
    told = at.query("PeriodService", "GetPeriods", Year=2025)
    assert [(one.Number, one.Open) for one in told][:2] == [(0, True), (1, False)]
    assert told[2].EndDate.date().isoformat() == "2025-02-28"


def test_years_are_made_and_periods_opened_and_closed(at: Zeep) -> None:
    at.command("PeriodService", "CreateYear", NumberOfPeriods=12)
    assert at.query("PeriodService", "GetYears") == [2025, 2026, 2027]
    at.command("PeriodService", "OpenPeriod", Year=2025, PeriodNumber=1)
    at.command("PeriodService", "ClosePeriod", Year=2027, PeriodNumber=12)
    assert at.query("PeriodService", "GetPeriods", Year=2025)[1].Open
    assert not at.query("PeriodService", "GetPeriods", Year=2027)[12].Open
    for year, code in ((2026, "YearCanNotBeDeleted"), (1999, "YearNotFound")):
        with pytest.raises(ZeepFault) as caught:
            at.command("PeriodService", "DeleteYear", Year=year)
        assert caught.value.detail.findtext(".//{*}Code") == code
    at.command("PeriodService", "DeleteYear", Year=2027)


def test_a_bank_book_tells_its_account(at: Zeep) -> None:
    told = at.query("BankBookService", "GetBankBook", Code="BNK")
    assert told.BankAccount.Iban == "NL44RABO0123456789"


def test_deleted_transactions_are_told() -> None:
    """Of this service no WSDL was recorded: the sandbox's own is used."""
    world = World()
    with serving(application(world), world) as made:
        calls = Calls(httpx.Client(base_url=made.address), world)
        calls.enter()
        at = Zeep(made, calls.token, lambda file: f"{made.address}/webservices/{file}?wsdl")
        gone = at.process(
            '<transaction action="delete" reasonfordeletion="dubbel"><office>001</office><code>MEMO</code>'
            "<number>202600020</number></transaction>"
        )
        assert gone.get("result") == "1"
        told = at.query("DeletedTransactionsService", "GetDeletedTransactions", CompanyCode="001")
        calls.http.close()
    (one,) = told
    assert (one.Daybook, str(one.TransactionNumber), one.ReasonForDeletion) == ("MEMO", "202600020", "dubbel")


def test_all_of_twinfields_descriptions_can_be_read(shared: Path, served: Served, tmp_path: Path) -> None:
    """Fifteen were recorded; of two only a page was left. What the newer ones import, the sandbox has."""
    folder = shared / "data" / "twinfield" / "wsdl"
    read, beyond = [], []
    for path in sorted(folder.glob("*.wsdl.xml")):
        file = path.name.removesuffix(".wsdl.xml")
        if file in _GONE:
            continue
        made = tmp_path / path.name
        made.write_text(path.read_text().replace(_INSIDE, served.address).replace(_OUTSIDE, served.address))
        try:
            _read(str(made))
        except OSError:  # as the network tells that there is no such schema
            beyond.append(file)
        else:
            read.append(file)
    # Statements and cash books: read and written by transactions, so that their services are not played.
    assert beyond == ["BankStatementService.svc", "CashBookService.svc"]
    assert len(read) == 11


def test_soap_1_2_is_spoken_too(at: Zeep) -> None:
    service = at.client("processxml.asmx").bind("ProcessXml", "ProcessXmlSoap12")
    answered = service.ProcessXmlString("<list><type>offices</type></list>", _soapheaders=at.header(None))
    assert len(etree.fromstring(answered)) == 4
    with pytest.raises(ZeepFault) as caught:
        service.ProcessXmlString("<list><type>dimensions</type></list>", _soapheaders=at.header(None))
    assert caught.value.message == "Toegang geweigerd. Company ontbreekt in request header."
