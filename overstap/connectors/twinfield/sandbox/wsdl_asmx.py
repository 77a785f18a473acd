"""The WSDLs of the older services, in our own writing: ProcessXml, Finder, Matching.

Names, order and nillability are those of Twinfield's own (…asmx?wsdl); the address is that of the request, since that
is where clients post to.
"""

from collections.abc import Mapping

_GUID = (
    '<s:schema elementFormDefault="qualified" targetNamespace="http://microsoft.com/wsdl/types/">'
    '<s:simpleType name="guid"><s:restriction base="s:string"><s:pattern value="[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-'
    '[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"/></s:restriction></s:simpleType></s:schema>'
)
_HEADER = (
    '<s:element name="Header" type="tns:Header"/><s:complexType name="Header"><s:sequence>'
    '<s:element minOccurs="0" name="SessionID" type="s:string"/>'
    '<s:element minOccurs="0" name="AccessToken" type="s:string"/>'
    '<s:element minOccurs="0" name="CompanyCode" type="s:string"/>'
    '<s:element minOccurs="1" name="CompanyId" nillable="true" type="s1:guid"/>'
    "</s:sequence><s:anyAttribute/></s:complexType>"
)
_ANY = '<s:complexType mixed="true"><s:sequence><s:any/></s:sequence></s:complexType>'


def _field(name: str, kind: str, *, least: int = 0) -> str:
    return f'<s:element minOccurs="{least}" maxOccurs="1" name="{name}" type="{kind}"/>'


def _many(name: str, item: str, kind: str) -> str:
    return (
        f'<s:complexType name="{name}"><s:sequence><s:element minOccurs="0" maxOccurs="unbounded" name="{item}"'
        f' nillable="true" type="{kind}"/></s:sequence></s:complexType>'
    )


def _complex(name: str, fields: str) -> str:
    return f'<s:complexType name="{name}"><s:sequence>{fields}</s:sequence></s:complexType>'


def _choice(name: str, values: str) -> str:
    listed = "".join(f'<s:enumeration value="{value}"/>' for value in values.split())
    return f'<s:simpleType name="{name}"><s:restriction base="s:string">{listed}</s:restriction></s:simpleType>'


def _message(kind: str) -> str:
    """An array of the messages of a service, and the types in it."""
    return (
        _many(f"ArrayOfMessageOf{kind}", f"MessageOf{kind}", f"tns:MessageOf{kind}")
        + _complex(
            f"MessageOf{kind}",
            _field("Type", "tns:MessageType", least=1)
            + _field("Text", "s:string")
            + _field("Code", f"tns:{kind}", least=1)
            + _field("Parameters", "tns:ArrayOfString"),
        )
        + _choice("MessageType", "Error Warning Informational")
        + _many("ArrayOfString", "string", "s:string")
    )


# operation -> the fields of its request and of its answer
_Operations = Mapping[str, tuple[str, str]]

_PROCESS_XML: _Operations = {
    "ProcessXmlString": (_field("xmlRequest", "s:string"), _field("ProcessXmlStringResult", "s:string")),
    "ProcessXmlDocument": (
        f'<s:element minOccurs="0" maxOccurs="1" name="xmlRequest">{_ANY}</s:element>',
        f'<s:element minOccurs="0" maxOccurs="1" name="ProcessXmlDocumentResult">{_ANY}</s:element>',
    ),
}
_FINDER: _Operations = {
    "Search": (
        _field("type", "s:string")
        + _field("pattern", "s:string")
        + "".join(_field(name, "s:int", least=1) for name in ("field", "firstRow", "maxRows"))
        + _field("options", "tns:ArrayOfArrayOfString"),
        _field("SearchResult", "tns:ArrayOfMessageOfErrorCodes") + _field("data", "tns:FinderData"),
    )
}
FINDER_CODES = (
    "NoAccessToOffice OptionNotAllowed InvalidBooleanOptionValue InvalidIntegerOptionValue InvalidDecimalOptionValue"
    " InvalidEnumerationOptionValue OptionValueOutOfRange ParameterOutOfRange InvalidFinderType ParameterTooSmall"
    " OptionLevelMandatoryForSectionTeq OptionIcIncompatibleWithOptionHidden InvalidDateTimeOptionLength"
    " InvalidDateTimeOptionValue InvalidDateTimeOptionOutOfRange OptionMandatory AccessDenied"
    " DisableAccessRulesNotAllowed Option1MandatoryIfOption2IsUsed"
    " OptionAvailableForAbnAmroSignUpOnlyIsIncompatibleWithOfficeWildCard"
    " OptionCompanyAndOptionOfficeCannotBeBothProvided"
)
_FINDER_TYPES = (
    _many("ArrayOfArrayOfString", "ArrayOfString", "tns:ArrayOfString")
    + _message("ErrorCodes")
    + _choice("ErrorCodes", FINDER_CODES)
    + _complex(
        "FinderData",
        _field("TotalRows", "s:int", least=1)
        + _field("Columns", "tns:ArrayOfString")
        + _field("Items", "tns:ArrayOfArrayOfString"),
    )
)
_MATCHING: _Operations = {
    "UndoMatch": (
        "".join(_field(name, "s:string") for name in ("office", "dimensionType", "dimension"))
        + _field("matchNumber", "s:int", least=1),
        _field("UndoMatchResult", "tns:ArrayOfMessageOfUndoSetByTypeResult"),
    )
}
_MATCHING_TYPES = _message("UndoSetByTypeResult") + _choice(
    "UndoSetByTypeResult",
    "DimensionNotFoundByType DimensionDeleted DimensionNotFoundByLevel MatchNotFound"
    " MatchingTransactionsCouldNotBeDeleted",
)

_SERVICES: Mapping[str, tuple[str, _Operations, str]] = {
    "processxml.asmx": ("ProcessXml", _PROCESS_XML, ""),
    "finder.asmx": ("Finder", _FINDER, _FINDER_TYPES),
    "matching.asmx": ("Matching", _MATCHING, _MATCHING_TYPES),
}


def wsdl(file: str, address: str) -> str | None:
    """The WSDL of a service by its file's name, lower case; None where there is no such one.

    ``address`` is where clients are to post to.
    """
    if file not in _SERVICES:
        return None
    name, operations, types = _SERVICES[file]
    return (
        '<?xml version="1.0" encoding="utf-8"?><wsdl:definitions xmlns:s="http://www.w3.org/2001/XMLSchema"'
        ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/"'
        ' xmlns:tns="http://www.twinfield.com/" xmlns:s1="http://microsoft.com/wsdl/types/"'
        ' xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" targetNamespace="http://www.twinfield.com/">'
        f"<wsdl:types>{_schema(operations, types)}{_GUID}</wsdl:types>"
        f"{_messages(operations)}{_port_type(name, operations)}"
        f"{_binding(name, operations, 'soap', '')}{_binding(name, operations, 'soap12', '12')}"
        f"{_service(name, address)}</wsdl:definitions>"
    )


def _schema(operations: _Operations, types: str) -> str:
    elements = "".join(
        f'<s:element name="{name}{end}"><s:complexType><s:sequence>{fields}</s:sequence></s:complexType></s:element>'
        for name, sides in operations.items()
        for end, fields in zip(("", "Response"), sides, strict=True)
    )
    return (
        '<s:schema elementFormDefault="qualified" targetNamespace="http://www.twinfield.com/">'
        f'<s:import namespace="http://microsoft.com/wsdl/types/"/>{elements}{_HEADER}{types}</s:schema>'
    )


def _messages(operations: _Operations) -> str:
    return "".join(
        f'<wsdl:message name="{name}SoapIn"><wsdl:part name="parameters" element="tns:{name}"/></wsdl:message>'
        f'<wsdl:message name="{name}SoapOut"><wsdl:part name="parameters" element="tns:{name}Response"/>'
        f'</wsdl:message><wsdl:message name="{name}Header"><wsdl:part name="Header" element="tns:Header"/>'
        "</wsdl:message>"
        for name in operations
    )


def _port_type(service: str, operations: _Operations) -> str:
    listed = "".join(
        f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}SoapIn"/>'
        f'<wsdl:output message="tns:{name}SoapOut"/></wsdl:operation>'
        for name in operations
    )
    return f'<wsdl:portType name="{service}Soap">{listed}</wsdl:portType>'


def _binding(service: str, operations: _Operations, soap: str, end: str) -> str:
    listed = "".join(
        f'<wsdl:operation name="{name}"><{soap}:operation soapAction="http://www.twinfield.com/{name}"'
        f' style="document"/><wsdl:input><{soap}:body use="literal"/>'
        f'<{soap}:header message="tns:{name}Header" part="Header" use="literal"/></wsdl:input>'
        f'<wsdl:output><{soap}:body use="literal"/></wsdl:output></wsdl:operation>'
        for name in operations
    )
    return (
        f'<wsdl:binding name="{service}Soap{end}" type="tns:{service}Soap">'
        f'<{soap}:binding transport="http://schemas.xmlsoap.org/soap/http"/>{listed}</wsdl:binding>'
    )


def _service(service: str, address: str) -> str:
    ports = "".join(
        f'<wsdl:port name="{service}Soap{end}" binding="tns:{service}Soap{end}">'
        f'<{soap}:address location="{address}"/></wsdl:port>'
        for soap, end in (("soap", ""), ("soap12", "12"))
    )
    return f'<wsdl:service name="{service}">{ports}</wsdl:service>'
