"""The sandbox is as strict as Twinfield: credits, calls at the same time, headers; and faults can be switched on."""

from contextlib import ExitStack

import httpx
import pytest

from overstap.connectors.sandboxes.catalogue import SANDBOXES
from overstap.connectors.sandboxes.world import Fault, World
from overstap.connectors.twinfield.sandbox.limits import CERTIFIED, Busy, Limits
from tests.connectors.twinfield.sandbox_calls import CONNECT, SERVICES, TWINFIELD, Calls, entered
from tests.connectors.twinfield.test_sandbox_writing import batch, memo, read

_OFFICES = "<list><type>offices</type></list>"
_AT_ONCE = 10


@pytest.fixture
def at() -> Calls:
    """A client that is in, at the first second of a minute."""
    made = entered()
    made.world.move(60 - made.world.now().timestamp() % 60)
    return made


def _left(answered: httpx.Response) -> int:
    return int(answered.headers["X-RateLimit-Remaining"])


class TestCredits:
    def test_a_question_costs_one_and_a_change_three(self, at: Calls) -> None:
        asked = at.process(_OFFICES)
        changed = at.process(batch(memo()))
        assert (asked.headers["X-RateLimit-Limit"], _left(asked)) == ("500", 499)
        assert (changed.headers["X-RateLimit-Credited"], _left(changed)) == ("3", 496)

    def test_who_asks_too_much_waits_until_the_minute_is_over(self) -> None:
        at = entered(certified=False)
        at.world.move(60 - at.world.now().timestamp() % 60)
        answered = [at.process(_OFFICES).status_code for _time in range(26)]
        assert answered == [200] * 25 + [429]
        refused = at.process(batch(memo()))
        wait = int(refused.headers["Retry-After"])
        assert 0 < wait <= 60
        at.world.move(wait)
        assert at.process(_OFFICES).status_code == 200

    def test_what_is_refused_is_not_done(self) -> None:
        at = entered(certified=False)
        for _time in range(24):
            at.process(_OFFICES)
        before = at.process(batch(memo())).status_code
        at.world.move(60)
        listed = read(at, "MEMO", "202600021")
        assert (before, listed.get("result")) == (429, "0")

    def test_ten_calls_at_the_same_time_are_all_that_an_organisation_gets_and_twenty_a_client(self) -> None:
        limits = Limits(World(), CERTIFIED)
        with ExitStack() as calling:
            for _call in range(_AT_ONCE):
                calling.enter_context(limits.call("us", "one", 1))
            with pytest.raises(Busy), limits.call("us", "one", 1):
                pass
            for _call in range(_AT_ONCE):
                calling.enter_context(limits.call("us", "two", 1))
            with pytest.raises(Busy), limits.call("us", "three", 1):
                pass
        with limits.call("us", "one", 1) as headers:
            assert headers["X-RateLimit-Remaining"] == str(500 - _AT_ONCE - 1)


class TestFaults:
    def test_a_429_says_how_long_to_wait(self, at: Calls) -> None:
        at.world.switch_on(Fault("429", "processxml", facts={"wait": "12"}))
        refused = at.process(_OFFICES)
        assert (refused.status_code, refused.headers["Retry-After"], refused.content) == (429, "12", b"")
        assert at.process(_OFFICES).status_code == 200

    def test_a_500_says_something_or_nothing(self, at: Calls) -> None:
        at.world.switch_on(Fault("500", facts={"message": "Onbekende fout"}))
        assert "<faultstring>Onbekende fout</faultstring>" in at.process(_OFFICES).text
        at.world.switch_on(Fault("500-silent"))
        silent = at.process(_OFFICES)
        assert (silent.status_code, silent.content) == (500, b"")

    def test_maintenance_is_a_page_with_200(self, at: Calls) -> None:
        at.world.switch_on(Fault("maintenance"))
        answered = at.process(_OFFICES)
        assert (answered.status_code, answered.headers["content-type"]) == (200, "text/html; charset=utf-8")

    def test_a_token_can_be_called_invalid(self, at: Calls) -> None:
        at.world.switch_on(Fault("token-invalid"))
        at.world.switch_on(Fault("token-invalid", facts={"status": "403"}))
        assert [at.process(_OFFICES).status_code for _time in range(3)] == [401, 403, 200]

    def test_an_office_can_be_blocked(self, at: Calls) -> None:
        at.world.switch_on(Fault("office-blocked"))
        (refused,) = at.xml(batch(memo()))
        office = refused.find("header/office")
        assert office is not None
        assert office.get("msg") == "De administratie is geblokkeerd."

    def test_what_was_done_before_the_connection_broke_is_done(self, at: Calls) -> None:
        number = "202600021"
        assert read(at, "MEMO", number).get("result") == "0"
        at.world.switch_on(Fault("drop-after", "processxml"))
        with pytest.raises(httpx.ReadError):
            at.process(batch(memo()))
        assert read(at, "MEMO", number).get("result") == "1"


class TestEnvelopes:
    @pytest.mark.parametrize(
        "header", ["", "<CompanyId/>", '<CompanyId xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>']
    )
    def test_company_id_may_be_left_out_or_nil(self, at: Calls, header: str) -> None:
        inside = f"<xmlRequest>{_OFFICES.replace('<', '&lt;')}</xmlRequest>"
        body = f'<ProcessXmlString xmlns="{TWINFIELD}">{inside}</ProcessXmlString>'
        assert at.post("processxml.asmx", body, "001", header).status_code == 200

    def test_a_company_may_be_named_by_its_id(self, at: Calls) -> None:
        office = at.xml("<read><type>office</type><code>0002</code></read>").findtext("uid")
        asked = "&lt;list&gt;&lt;type&gt;dimensions&lt;/type&gt;&lt;dimtype&gt;DEB&lt;/dimtype&gt;&lt;/list&gt;"
        body = f'<ProcessXmlString xmlns="{TWINFIELD}"><xmlRequest>{asked}</xmlRequest></ProcessXmlString>'
        answered = at.post("processxml.asmx", body, None, f"<CompanyId>{office}</CompanyId>")
        assert "Gemeente Utrecht" in answered.text

    def test_a_number_of_five_thousand_digits_is_none(self, at: Calls) -> None:
        assert read(at, "MEMO", "9" * 5000).get("result") == "0"
        (refused,) = at.xml(batch(memo(head=f"<number>{'9' * 5000}</number>")))
        assert refused.get("result") == "0"

    def test_a_request_in_cdata_is_understood(self, at: Calls) -> None:
        request = f'<xmlRequest><![CDATA[<?xml version="1.0" encoding="utf-16"?>{_OFFICES}]]></xmlRequest>'
        body = f'<ProcessXmlString xmlns="{TWINFIELD}">{request}</ProcessXmlString>'
        assert at.post("processxml.asmx", body).status_code == 200

    def test_what_was_retired_is_a_fault(self, at: Calls) -> None:
        body = f'<ProcessXmlCompressed xmlns="{TWINFIELD}"><xmlRequest>eA==</xmlRequest></ProcessXmlCompressed>'
        assert at.post("processxml.asmx", body).status_code == 500

    @pytest.mark.parametrize("content", [b"", b"<", b"<Envelope/>", b'{"a": 1}'])
    def test_what_is_no_envelope_is_a_bad_request(self, at: Calls, content: bytes) -> None:
        assert at.http.post("/webservices/processxml.asmx", content=content).status_code == 400

    def test_what_is_no_xml_inside_is_a_fault(self, at: Calls) -> None:
        answered = at.process("<list><type>")
        assert (answered.status_code, "<code>187</code>" in answered.text) == (500, True)

    def test_without_a_token_it_is_a_fault(self, at: Calls) -> None:
        at.token = ""
        answered = at.process(_OFFICES)
        assert (answered.status_code, "<code>101</code>" in answered.text) == (500, True)

    def test_without_the_scope_of_the_organisation_nobody_is_served(self, at: Calls) -> None:
        scope = "openid twf.user twf.organisationUser offline_access"
        at.token = at.exchange(at.consent(scope=scope)["code"]).json()["access_token"]
        refused = at.process(_OFFICES)
        assert (refused.status_code, refused.text.partition(" ")[0]) == (403, "352")
        told = at.http.get(f"{CONNECT}/accesstokenvalidation", params={"token": at.token}).json()
        assert "twf.clusterUrl" not in told

    def test_what_an_office_does_not_open_is_forbidden(self, at: Calls) -> None:
        body = f'<UndoMatch xmlns="{TWINFIELD}"><office>100</office><matchNumber>1</matchNumber></UndoMatch>'
        refused = at.post("matching.asmx", body)
        assert (refused.status_code, refused.text) == (403, "102 : Access is denied.")

    def test_a_file_of_this_machine_is_never_read(self, at: Calls) -> None:
        evil = '<!DOCTYPE list [<!ENTITY x SYSTEM "file:///etc/hostname">]><list><type>&x;</type></list>'
        assert "Type niet" in at.process(evil).text

    def test_an_unknown_service_or_page_is_not_there(self, at: Calls) -> None:
        assert at.http.get("/webservices/payroll.asmx?wsdl").status_code == 404
        assert at.http.get("/elders").status_code == 404


class TestNewerServices:
    def _query(self, at: Calls, meant: str, inside: str = "", service: str = "DocumentService") -> httpx.Response:
        own = f"{SERVICES}.{service}"
        body = (
            f'<Query xmlns="{TWINFIELD}" xmlns:b="{own}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
            f' i:type="b:{meant}">{inside}</Query>'
        )
        return at.post(f"{service}.svc", body)

    def test_what_is_wrong_is_a_fault_of_its_kind(self, at: Calls) -> None:
        unknown = self._query(at, "GetEverything")
        assert (unknown.status_code, "ValidationFault" in unknown.text) == (500, True)
        missing = self._query(at, "GetDocument", "<b:Id>nergens</b:Id>")
        assert "<Code>DocumentNotFound</Code>" in missing.text
        nowhere = self._query(at, "GetDocuments", "<b:CompanyCode>100</b:CompanyCode>")
        assert "<Code>AccessDenied</Code>" in nowhere.text

    def test_a_query_of_one_service_is_none_of_another(self, at: Calls) -> None:
        assert self._query(at, "GetDocuments", service="PeriodService").status_code == 500

    def test_deleted_transactions_are_asked_of_an_office_and_dates_that_are(self, at: Calls) -> None:
        service, meant = "DeletedTransactionsService", "GetDeletedTransactions"
        for inside, code in (
            ("<b:CompanyCode>100</b:CompanyCode>", "InvalidCompanyCode"),
            ("<b:Daybook>XXX</b:Daybook>", "InvalidDaybook"),
            ("<b:DateFrom>2026-02-01</b:DateFrom><b:DateTo>2026-01-01</b:DateTo>", "InvalidDates"),
        ):
            assert f"<Code>{code}</Code>" in self._query(at, meant, inside, service).text

    def test_a_year_that_is_not_there_is_said(self, at: Calls) -> None:
        answered = self._query(at, "GetPeriods", "<b:Year>1999</b:Year>", "PeriodService")
        assert "<Code>YearNotFound</Code>" in answered.text


def test_it_is_in_the_catalogue_with_its_settings() -> None:
    found = SANDBOXES["twinfield"]
    assert found.make(World()) is not None
    assert found.settings["OVERSTAP_TWINFIELD_URL"] == "{address}"


def test_it_is_the_same_in_every_run() -> None:
    asked = "<read><type>dimensions</type><office>001</office><dimtype>DEB</dimtype><code>1000</code></read>"
    assert entered().process(asked).content == entered().process(asked).content
