"""The newer services (…svc): a ``Query`` gives a ``Result``, a ``Command`` gives nothing; xsi:type says which."""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from uuid import uuid4
from xml.sax.saxutils import escape

from overstap.connectors.twinfield.sandbox.elements import Element, plain, text, whole
from overstap.connectors.twinfield.sandbox.session import Session
from overstap.connectors.twinfield.sandbox.soap import INSTANCE, SERVICES, TWINFIELD, Fault
from overstap.connectors.twinfield.sandbox.state import Document, Office
from overstap.connectors.twinfield.sandbox.texts import Said
from overstap.connectors.twinfield.sandbox.wsdl_svc import ARRAYS, Service

_MONTHS = 12
_LONGEST = 10 * 1024 * 1024


def is_query(body: Element) -> bool:
    """Whether it only asks, which costs less."""
    return plain(body.tag) == "Query"


def answer(service: Service, body: Element, session: Session) -> str:
    """The body of the answer. Raises Fault."""
    meant = (body.get(f"{{{INSTANCE}}}type") or "").rpartition(":")[2]
    if not session.company:
        raise security(service, "HeaderIsMissing", Said("company-missing").text(session.language))
    try:
        office = session.office(text(body, "CompanyCode") or session.company)
    except Said as said:
        if "InvalidCompanyCode" in service.faults:
            raise _fault(service, "InvalidCompanyCode", said.text(session.language)) from said
        raise security(service, "AccessDenied", said.text(session.language)) from said
    if plain(body.tag) == "Command" and meant in _COMMANDS and meant in service.commands:
        _COMMANDS[meant](service, body, office, session)
        return ""
    if plain(body.tag) != "Query" or meant not in _QUERIES or meant not in service.queries:
        raise _validation(f"{meant or plain(body.tag)} is not known.")
    inside = _QUERIES[meant](service, body, office)
    return (
        f'<Result xmlns="{TWINFIELD}" xmlns:a="{service.namespace}" xmlns:b="{ARRAYS}" xmlns:i="{INSTANCE}"'
        f' i:type="a:{meant}Result">{inside}</Result>'
    )


def security(service: Service | None, code: str, message: str) -> Fault:
    """A fault of who may not come in."""
    told = f'<SecurityFault xmlns="{SERVICES}"><Code>{code}</Code><Message>{escape(message)}</Message></SecurityFault>'
    return Fault(0, message, told if service else "")


def _validation(message: str) -> Fault:
    return Fault(
        0, message, f'<ValidationFault xmlns="{SERVICES}"><Message>{escape(message)}</Message></ValidationFault>'
    )


def _fault(service: Service, code: str, message: str) -> Fault:
    name = f"{service.name}Fault"
    inside = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    return Fault(0, message, f'<{name} xmlns="{service.namespace}">{inside}</{name}>')


def _parts(prefix: str, values: Mapping[str, object]) -> str:
    return "".join(f"<{prefix}:{name}>{escape(str(value))}</{prefix}:{name}>" for name, value in values.items())


def _moment(at: datetime | date) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}Z" if isinstance(at, datetime) else f"{at:%Y-%m-%d}T00:00:00"


def _day(said: str) -> date | None:
    if not said:
        return None
    try:
        return datetime.fromisoformat(said).date()
    except ValueError:
        raise _validation(f"{said!r} is no date.") from None


def _deleted(service: Service, body: Element, office: Office) -> str:
    since, until = _day(text(body, "DateFrom")), _day(text(body, "DateTo"))
    daybook = text(body, "Daybook")
    if daybook and daybook not in office.daybooks:
        raise _fault(service, "InvalidDaybook", f"Dagboek {daybook} bestaat niet.")
    if since and until and since > until:
        raise _fault(service, "InvalidDates", "De einddatum ligt voor de begindatum.")
    made = "".join(
        "<a:DeletedTransaction>"
        + _parts(
            "a",
            {
                "Daybook": one.code,
                "DeletionDate": _moment(one.at.astimezone(UTC)),
                "ReasonForDeletion": one.reason,
                "TransactionDate": _moment(one.on),
                "TransactionNumber": one.number,
                "User": one.user,
            },
        )
        + "</a:DeletedTransaction>"
        for one in office.deleted
        if daybook in ("", one.code)
        and (since is None or since <= one.at.date())
        and (until is None or one.at.date() <= until)
    )
    return f"<a:DeletedTransactions>{made}</a:DeletedTransactions>"


def _years(_service: Service, _body: Element, office: Office) -> str:
    return f"<a:Years>{''.join(f'<b:int>{year}</b:int>' for year in office.years)}</a:Years>"


def _periods(service: Service, body: Element, office: Office) -> str:
    year = text(body, "Year")
    if year not in map(str, office.years):
        raise _fault(service, "YearNotFound", f"Boekjaar {year} bestaat niet.")
    made = "".join(_period(office, int(year), number) for number in (*range(13), 55))
    return f"<a:Periods>{made}</a:Periods>"


def _period(office: Office, year: int, number: int) -> str:
    month = min(max(number, 1), 12)
    first = date(year, 1, 1) if number == 0 else date(year + month // 12, month % 12 + 1, 1)
    end = first if number == 0 else date.fromordinal(first.toordinal() - 1)
    told = {
        "EndDate": _moment(end),
        "Name": f"{year}/{number:02d}",
        "Number": number,
        "Open": str((year, number) not in office.closed).lower(),
    }
    return f"<a:Period>{_parts('a', told)}</a:Period>"


def _bank_book(service: Service, body: Element, office: Office) -> str:
    found = office.daybooks.get(text(body, "Code"))
    if found is None or found.base != "bank":
        raise _fault(service, "BankBookNotFound", "Het bankboek bestaat niet.")
    account = {
        "Bic": found.bic,
        "Country": found.iban[:2],
        "Iban": found.iban,
        "Name": found.name,
        "Nbic": "",
        "Number": found.iban[8:].lstrip("0"),
        "ReferenceNumber": "",
    }
    told = {"GeneralLedgerAccount": found.account, "Name": found.name, "ShortName": found.shortname}
    return f"<a:BankAccount>{_parts('a', account)}</a:BankAccount>{_parts('a', told)}"


def _documents(service: Service, body: Element, office: Office) -> str:
    """Those of a transaction, of a daybook, or all."""
    code, number = text(body, "Daybook"), text(body, "TransactionNumber")
    if code and number and (code, whole(number)) not in office.transactions:
        raise _fault(service, "TransactionNotFound", "De boeking bestaat niet.")
    made = "".join(
        f"<a:Document>{_document(one)}</a:Document>"
        for one in office.documents.values()
        if code in ("", one.code) and number in ("", str(one.number))
    )
    return f"<a:Documents>{made}</a:Documents>"


def _document(one: Document) -> str:
    return _parts(
        "a",
        {
            "Id": one.uid,
            "Name": one.name,
            "ContentType": one.kind,
            "Size": len(one.content),
            "Created": _moment(one.made.astimezone(UTC)),
            "Daybook": one.code,
            "TransactionNumber": one.number,
        },
    )


def _content(service: Service, body: Element, office: Office) -> str:
    found = office.documents.get(text(body, "Id"))
    if found is None:
        raise _fault(service, "DocumentNotFound", "Het document bestaat niet.")
    packed = base64.b64encode(found.content).decode()
    return f"<a:Document>{_document(found)}</a:Document><a:Content>{packed}</a:Content>"


def _create(service: Service, body: Element, office: Office, session: Session) -> None:
    """The caller may choose the Id: a GUID that is there already is refused, so that it can send again."""
    key = (text(body, "Daybook"), whole(text(body, "TransactionNumber")))
    if key not in office.transactions:
        raise _fault(service, "TransactionNotFound", "De boeking bestaat niet.")
    name = text(body, "Name")
    made = text(body, "Id") or str(uuid4())
    if made in office.documents:
        raise _fault(service, "DocumentAlreadyExists", "Het document bestaat al.")
    try:
        content = base64.b64decode(text(body, "Content"), validate=True)
    except binascii.Error:
        raise _validation("Content is not base64.") from None
    if not name or not content or len(content) > _LONGEST:
        raise _validation("A document has a name, and a content of at most 10 MB.")
    kind = text(body, "ContentType") or "application/octet-stream"
    office.documents[made] = Document(made, name, kind, content, *key, session.now)


def _delete(service: Service, body: Element, office: Office, _session: Session) -> None:
    if office.documents.pop(text(body, "Id"), None) is None:
        raise _fault(service, "DocumentNotFound", "Het document bestaat niet.")


def _create_year(service: Service, body: Element, office: Office, session: Session) -> None:
    """The year after the last one. Here a year has twelve periods; there it may have others."""
    if whole(text(body, "NumberOfPeriods")) != _MONTHS:
        raise _fault(service, "InvalidNumberOfPeriods", "Een boekjaar heeft hier 12 perioden.")
    office.years = (*office.years, max(office.years, default=session.now.year - 1) + 1)


def _delete_year(service: Service, body: Element, office: Office, _session: Session) -> None:
    year = whole(text(body, "Year"))
    if year not in office.years:
        raise _fault(service, "YearNotFound", f"Boekjaar {year} bestaat niet.")
    inner = year not in (office.years[0], office.years[-1])
    if inner or any(one.year == year for one in office.transactions.values()):
        raise _fault(service, "YearCanNotBeDeleted", f"Boekjaar {year} kan niet worden verwijderd.")
    office.years = tuple(one for one in office.years if one != year)


def _period_of(service: Service, body: Element, office: Office) -> tuple[int, int]:
    year, number = whole(text(body, "Year")), text(body, "PeriodNumber")
    if year not in office.years:
        raise _fault(service, "YearNotFound", f"Boekjaar {year} bestaat niet.")
    if number not in map(str, (*range(_MONTHS + 1), 55)):
        raise _fault(service, "PeriodNotFound", f"Periode {number} bestaat niet.")
    return year, int(number)


def _open_period(service: Service, body: Element, office: Office, _session: Session) -> None:
    office.closed.discard(_period_of(service, body, office))


def _close_period(service: Service, body: Element, office: Office, _session: Session) -> None:
    office.closed.add(_period_of(service, body, office))


_QUERIES: Mapping[str, Callable[[Service, Element, Office], str]] = {
    "GetDeletedTransactions": _deleted,
    "GetYears": _years,
    "GetPeriods": _periods,
    "GetBankBook": _bank_book,
    "GetDocuments": _documents,
    "GetDocument": _content,
}
_COMMANDS: Mapping[str, Callable[[Service, Element, Office, Session], None]] = {
    "CreateDocument": _create,
    "DeleteDocument": _delete,
    "CreateYear": _create_year,
    "DeleteYear": _delete_year,
    "OpenPeriod": _open_period,
    "ClosePeriod": _close_period,
}
