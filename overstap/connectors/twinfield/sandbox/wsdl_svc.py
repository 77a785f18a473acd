"""The WSDLs and schemas of the newer services (…svc), in our own writing.

Their shape is Twinfield's: a ``Query`` gives a ``Result``, a ``Command`` gives nothing, and what is meant stands in
xsi:type. The schemas lie beside the WSDL at ``?xsd=xsd0`` and on, under the numbers that Twinfield's WSDLs give them,
so that those find them here too. Sources: the WSDLs; developers.twinfield.com (deleted-transactions, periods); the
schemas of BankBookService in Twinfield/twinfield-api-reference. What is in DocumentService is published nowhere: its
names here are ours, in the form of the others. Of PeriodService the commands that rename and reset are not played.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

SERVICES = "http://schemas.datacontract.org/2004/07/Twinfield.WebServices"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
_XS = 'xmlns:xs="http://www.w3.org/2001/XMLSchema"'
_Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its commands, queries and results, the types in them, and the codes of its fault."""

    name: str
    types: Mapping[str, _Fields]
    commands: Mapping[str, _Fields] = field(default_factory=dict)
    queries: Mapping[str, _Fields] = field(default_factory=dict)
    results: Mapping[str, _Fields] = field(default_factory=dict)
    faults: Sequence[str] = ()
    arrays: bool = False

    @property
    def namespace(self) -> str:
        """That of its own types."""
        return f"{SERVICES}.{self.name}"


_WHERE = (("Daybook", "xs:string"), ("TransactionNumber", "xs:string"))
_MEANT = (
    Service(
        "DocumentService",
        types={
            "Document": (
                ("Id", "xs:string"),
                ("Name", "xs:string"),
                ("ContentType", "xs:string"),
                ("Size", "xs:int"),
                ("Created", "xs:dateTime"),
                *_WHERE,
            ),
            "ArrayOfDocument": (("Document", "tns:Document*"),),
        },
        commands={
            "CreateDocument": (
                ("CompanyCode", "xs:string"),
                ("Id", "xs:string"),
                ("Name", "xs:string"),
                ("ContentType", "xs:string"),
                ("Content", "xs:base64Binary"),
                *_WHERE,
            ),
            "DeleteDocument": (("CompanyCode", "xs:string"), ("Id", "xs:string")),
        },
        queries={
            "GetDocuments": (("CompanyCode", "xs:string"), *_WHERE),
            "GetDocument": (("CompanyCode", "xs:string"), ("Id", "xs:string")),
        },
        results={
            "GetDocumentsResult": (("Documents", "tns:ArrayOfDocument"),),
            "GetDocumentResult": (("Document", "tns:Document"), ("Content", "xs:base64Binary")),
        },
        faults=("DocumentNotFound", "TransactionNotFound", "DocumentAlreadyExists"),
    ),
    Service(
        "DeletedTransactionsService",
        types={
            "DeletedTransaction": (
                ("Daybook", "xs:string"),
                ("DeletionDate", "xs:dateTime"),
                ("ReasonForDeletion", "xs:string"),
                ("TransactionDate", "xs:dateTime"),
                ("TransactionNumber", "xs:decimal"),
                ("User", "xs:string"),
            ),
            "ArrayOfDeletedTransaction": (("DeletedTransaction", "tns:DeletedTransaction*"),),
        },
        queries={
            "GetDeletedTransactions": (
                ("CompanyCode", "xs:string"),
                ("DateFrom", "xs:dateTime"),
                ("DateTo", "xs:dateTime"),
                ("Daybook", "xs:string"),
            )
        },
        results={"GetDeletedTransactionsResult": (("DeletedTransactions", "tns:ArrayOfDeletedTransaction"),)},
        faults=("InvalidCompanyCode", "InvalidDaybook", "InvalidDates"),
    ),
    Service(
        "PeriodService",
        types={
            "Period": (("EndDate", "xs:dateTime"), ("Name", "xs:string"), ("Number", "xs:int"), ("Open", "xs:boolean")),
            "ArrayOfPeriod": (("Period", "tns:Period*"),),
        },
        queries={"GetYears": (), "GetPeriods": (("Year", "xs:int"),)},
        results={
            "GetYearsResult": (("Years", "arr:ArrayOfint"),),
            "GetPeriodsResult": (("Periods", "tns:ArrayOfPeriod"),),
        },
        commands={
            "CreateYear": (("NumberOfPeriods", "xs:int"),),
            "DeleteYear": (("Year", "xs:int"),),
            "OpenPeriod": (("Year", "xs:int"), ("PeriodNumber", "xs:int")),
            "ClosePeriod": (("Year", "xs:int"), ("PeriodNumber", "xs:int")),
        },
        faults=(
            "YearNotFound",
            "PeriodNotFound",
            "YearCanNotBeDeleted",
            "InvalidNumberOfPeriods",
            "YearCanNotBeCreated",
            "EndDateCanNotBeChanged",
            "NameCanNotBeChanged",
            "PeriodCanNotBeOpened",
            "PeriodCanNotBeClosed",
        ),
        arrays=True,
    ),
    Service(
        "BankBookService",
        types={
            "BankAccount": tuple(
                (name, "xs:string") for name in ("Bic", "Country", "Iban", "Name", "Nbic", "Number", "ReferenceNumber")
            )
        },
        queries={"GetBankBook": (("Code", "xs:string"),)},
        results={
            "GetBankBookResult": (
                ("BankAccount", "tns:BankAccount"),
                ("GeneralLedgerAccount", "xs:string"),
                ("Name", "xs:string"),
                ("ShortName", "xs:string"),
            )
        },
        faults=("BankBookNotFound",),
    ),
)
BY_FILE: Mapping[str, Service] = {f"{one.name}.svc".lower(): one for one in _MEANT}


def schema(service: Service, which: str, address: str) -> str | None:
    """Schema ``xsd0`` and on, of a service at ``address``; None for a number that it has not."""
    made = _schemas(service)
    number = which.removeprefix("xsd")
    if not number.isdigit() or int(number) >= len(made):
        return None
    namespace, inside = made[int(number)]
    imports = "".join(
        f'<xs:import schemaLocation="{address}?xsd=xsd{place}" namespace="{other}"/>'
        for place, (other, _inside) in enumerate(made)
        if other != namespace
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><xs:schema {_XS} xmlns:tns="{namespace}" xmlns:q="{SERVICES}"'
        f' xmlns:arr="{ARRAYS}" elementFormDefault="qualified" targetNamespace="{namespace}">{imports}{inside}'
        "</xs:schema>"
    )


def wsdl(service: Service, address: str) -> str:
    """The WSDL of a service at ``address``."""
    imports = "".join(
        f'<xs:import schemaLocation="{address}?xsd=xsd{place}" namespace="{namespace}"/>'
        for place, (namespace, _inside) in enumerate(_schemas(service))
    )
    name = service.name
    return (
        '<?xml version="1.0" encoding="utf-8"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
        f' {_XS} xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="http://www.twinfield.com/"'
        f' xmlns:q="{SERVICES}" xmlns:own="{service.namespace}" name="{name}"'
        ' targetNamespace="http://www.twinfield.com/">'
        f'<wsdl:types><xs:schema targetNamespace="http://www.twinfield.com/Imports">{imports}</xs:schema></wsdl:types>'
        f"{_messages(name)}{_port_type(name)}{_binding(name)}"
        f'<wsdl:service name="{name}"><wsdl:port name="BasicHttpBinding_{name}"'
        f' binding="tns:BasicHttpBinding_{name}"><soap:address location="{address}"/></wsdl:port></wsdl:service>'
        "</wsdl:definitions>"
    )


def _schemas(service: Service) -> list[tuple[str, str]]:
    made = [
        ("http://schemas.microsoft.com/2003/10/Serialization/", ""),
        (service.namespace, _own(service)),
        (SERVICES, _COMMON),
    ]
    if service.arrays:
        made.append((ARRAYS, _complex("ArrayOfint", (("int", "xs:int*"),))))
    return [*made, ("http://www.twinfield.com/", _ROOTS), (f"{SERVICES}.Shared", _AUTHENTICATION)]


def _element(name: str, kind: str) -> str:
    many = ' maxOccurs="unbounded"' if kind.endswith("*") else ""
    nillable = "" if kind in ("xs:int", "xs:boolean", "xs:int*", "xs:decimal") else ' nillable="true"'
    return f'<xs:element minOccurs="0"{many} name="{name}"{nillable} type="{kind.rstrip("*")}"/>'


def _complex(name: str, fields: _Fields, base: str = "") -> str:
    inside = f"<xs:sequence>{''.join(_element(*one) for one in fields)}</xs:sequence>"
    if base:
        inside = f'<xs:complexContent><xs:extension base="q:{base}">{inside}</xs:extension></xs:complexContent>'
    return (
        f'<xs:complexType name="{name}">{inside}</xs:complexType>'
        f'<xs:element name="{name}" nillable="true" type="tns:{name}"/>'
    )


def _choice(name: str, values: Sequence[str]) -> str:
    listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
    return (
        f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">{listed}</xs:restriction></xs:simpleType>'
        f'<xs:element name="{name}" nillable="true" type="tns:{name}"/>'
    )


def _own(service: Service) -> str:
    sorts = ((service.commands, "Command"), (service.queries, "Query"), (service.results, "QueryResult"))
    fault = f"{service.name}Fault"
    return (
        "".join(_complex(name, fields) for name, fields in service.types.items())
        + "".join(_complex(name, fields, base) for sort, base in sorts for name, fields in sort.items())
        + _complex(fault, (("Code", f"tns:{fault}Code"), ("Message", "xs:string")))
        + _choice(f"{fault}Code", service.faults)
    )


_SECURITY = (
    "HeaderIsMissing",
    "AccessDenied",
    "LogonInvalid",
    "LogonDeleted",
    "LogonDisabled",
    "OrganisationInactive",
    "SelectCompanyFailed",
)
_COMMON = (
    "".join(_complex(name, ()) for name in ("Command", "Query", "QueryResult"))
    + _complex("SecurityFault", (("Code", "tns:SecurityFaultCode"), ("Message", "xs:string")))
    + _choice("SecurityFaultCode", _SECURITY)
    + _complex("ValidationFault", (("Message", "xs:string"),))
)
_ROOTS = (
    '<xs:element name="Command" nillable="true" type="q:Command"/>'
    '<xs:element name="Query" nillable="true" type="q:Query"/>'
    '<xs:element name="Result" nillable="true" type="q:QueryResult"/>'
    '<xs:element name="SessionId" nillable="true" type="xs:string"/>'
    f'<xs:element xmlns:s="{SERVICES}.Shared" name="Authentication" nillable="true" type="s:Authentication"/>'
)
_AUTHENTICATION = _complex(
    "Authentication", (("AccessToken", "xs:string"), ("CompanyCode", "xs:string"), ("CompanyId", "xs:string"))
)
_FAULTS = ("SecurityFault", "ValidationFault")


def _messages(name: str) -> str:
    faults = "".join(
        f'<wsdl:message name="{name}_{operation}_{fault}Fault_FaultMessage">'
        f'<wsdl:part name="detail" element="{prefix}:{fault}"/></wsdl:message>'
        for operation in ("Process", "Query")
        for fault, prefix in ((_FAULTS[0], "q"), (_FAULTS[1], "q"), (f"{name}Fault", "own"))
    )
    headers = (
        '<wsdl:part name="Authentication" element="tns:Authentication"/>'
        '<wsdl:part name="SessionId" element="tns:SessionId"/>'
    )
    return (
        '<wsdl:message name="CommandRequest"><wsdl:part name="Command" element="tns:Command"/></wsdl:message>'
        f'<wsdl:message name="CommandRequest_Headers">{headers}</wsdl:message>'
        f'<wsdl:message name="{name}_Process_OutputMessage"/>'
        '<wsdl:message name="QueryRequest"><wsdl:part name="Query" element="tns:Query"/></wsdl:message>'
        f'<wsdl:message name="QueryRequest_Headers">{headers}</wsdl:message>'
        '<wsdl:message name="QueryResponse"><wsdl:part name="Result" element="tns:Result"/></wsdl:message>'
        f"{faults}"
    )


def _operations(name: str) -> tuple[tuple[str, str, str], ...]:
    return (("Process", "CommandRequest", f"{name}_Process_OutputMessage"), ("Query", "QueryRequest", "QueryResponse"))


def _port_type(name: str) -> str:
    listed = "".join(
        f'<wsdl:operation name="{operation}"><wsdl:input name="{asked}" message="tns:{asked}"/>'
        f'<wsdl:output message="tns:{answered}"/>'
        + "".join(
            f'<wsdl:fault name="{fault}Fault" message="tns:{name}_{operation}_{fault}Fault_FaultMessage"/>'
            for fault in (*_FAULTS, f"{name}Fault")
        )
        + "</wsdl:operation>"
        for operation, asked, answered in _operations(name)
    )
    return f'<wsdl:portType name="{name}">{listed}</wsdl:portType>'


def _binding(name: str) -> str:
    listed = "".join(
        f'<wsdl:operation name="{operation}">'
        f'<soap:operation soapAction="http://www.twinfield.com/{name}/{operation}" style="document"/>'
        f'<wsdl:input name="{asked}">'
        f'<soap:header message="tns:{asked}_Headers" part="Authentication" use="literal"/>'
        f'<soap:header message="tns:{asked}_Headers" part="SessionId" use="literal"/>'
        '<soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>'
        + "".join(
            f'<wsdl:fault name="{fault}Fault"><soap:fault name="{fault}Fault" use="literal"/></wsdl:fault>'
            for fault in (*_FAULTS, f"{name}Fault")
        )
        + "</wsdl:operation>"
        for operation, asked, _answered in _operations(name)
    )
    return (
        f'<wsdl:binding name="BasicHttpBinding_{name}" type="tns:{name}">'
        f'<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>{listed}</wsdl:binding>'
    )
