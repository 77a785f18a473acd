"""Dimensions: listing and reading ledger accounts, customers, suppliers, cost centres, projects, assets."""

from overstap.connectors.twinfield.sandbox.elements import (
    Element,
    child,
    named,
    put,
    put_all,
    root,
    text,
    written_moment,
)
from overstap.connectors.twinfield.sandbox.session import About, Session
from overstap.connectors.twinfield.sandbox.state import LEVELS, Dimension, Office
from overstap.connectors.twinfield.sandbox.texts import ENGLISH, Said

NAMES = {
    "BAS": ("Balans", "Balance sheet"),
    "PNL": ("Winst & verlies", "Profit & loss"),
    "DEB": ("Debiteuren", "Customers"),
    "CRD": ("Crediteuren", "Suppliers"),
    "KPL": ("Kostenplaatsen", "Cost centers"),
    "PRJ": ("Projecten", "Projects"),
    "AST": ("Vaste activa", "Fixed assets"),
    "ACT": ("Activiteiten", "Activities"),
}
COUNTRIES = {"NL": "Nederland", "BE": "België", "DE": "Duitsland", "FR": "Frankrijk", "GB": "Verenigd Koninkrijk"}
PAY_CODES = {"SEPANLCT": "SEPA NL Excasso", "SEPANLDD": "SEPA NL Incasso"}
ADDRESS = ("name", "contact", "country", "city", "postcode", "telephone", "telefax", "email")
FREE = tuple(f"field{number}" for number in range(1, 7))
BANK = (
    "ascription",
    "accountnumber",
    "bankname",
    "biccode",
    "city",
    "country",
    "iban",
    "natbiccode",
    "postcode",
    "state",
)
RELATIONS = ("DEB", "CRD")


def type_name(kind: str, language: str) -> str:
    """What a dimension type is called."""
    return NAMES[kind][1 if language == ENGLISH else 0]


def listed(request: Element, session: Session) -> Element:
    """``<list><type>dimensions</type><office/><dimtype/></list>``.

    The last row is no dimension: the type itself, without a name, closes the list in every recorded answer.
    """
    office = session.office_in(request)
    kind = _kind(request, "dimtype")
    made = root("dimensions", {"office": office.code, "type": kind, "result": "1"})
    for code, one in sorted(office.dimensions[kind].items()):
        if one.status != "deleted":
            named(made, "dimension", code, one.name, one.shortname)
    named(made, "dimension", kind, "", "")
    return made


def read(request: Element, session: Session) -> Element:
    """``<read><type>dimensions</type><office/><dimtype/><code/></read>``."""
    office = session.office_in(request)
    kind = _kind(request, "dimtype")
    code = text(request, "code")
    found = office.dimensions[kind].get(code)
    if found is None:
        raise About(Said("dimension-unknown", code), child(request, "code"))
    return made_of(found, office, session.language)


def _kind(request: Element, tag: str) -> str:
    kind = text(request, tag)
    if kind not in LEVELS:
        raise About(Said("dimension-type-unknown", kind), child(request, tag))
    return kind


def made_of(one: Dimension, office: Office, language: str) -> Element:
    """A dimension, whole."""
    made = root("dimension", {"status": one.status, "result": "1"})
    named(made, "office", office.code, office.name, office.shortname)
    kind = type_name(one.kind, language)
    named(made, "type", one.kind, kind, kind)
    used = office.uses[one.kind, one.code] > 0
    put_all(
        made,
        {
            "code": one.code,
            "uid": one.uid,
            "name": one.name,
            "shortname": one.shortname,
            "inuse": str(used).lower(),
            "behaviour": "normal",
            "touched": one.touched,
            "beginperiod": 0,
            "beginyear": 0,
            "endperiod": 0,
            "endyear": 0,
            "website": one.website,
            "cocnumber": one.cocnumber,
            "vatnumber": one.vatnumber,
            "editdimensionname": "true",
            "modified": written_moment(one.modified),
        },
    )
    _financials(made, one, office)
    if one.kind in RELATIONS:
        _credit_management(made, one)
        _addresses(made, one)
    else:
        put_all(put(made, "remittanceadvice"), {"sendtype": "ToFileManager", "sendmail": ""})
    _banks(made, one)
    _extras(made, one)
    return made


_INHERIT = {"matchtype": "notmatchable", "accounttype": "inherit", "subanalyse": "false"}
_DEFAULTS = {
    "BAS": {"matchtype": "notmatchable", "accounttype": "balance", "subanalyse": "maybe"},
    "PNL": {"matchtype": "notmatchable", "accounttype": "profitandloss", "subanalyse": "maybe"},
    "DEB": {**_INHERIT, "matchtype": "customersupplier"},
    "CRD": {**_INHERIT, "matchtype": "customersupplier"},
}


def financial(one: Dimension, name: str) -> str:
    """A word of the financial part, with its default."""
    return one.financials.get(name, _DEFAULTS.get(one.kind, _INHERIT).get(name, ""))


def _financials(made: Element, one: Dimension, office: Office) -> None:
    part = put(made, "financials")
    said = one.financials
    level = LEVELS[one.kind]
    for name in ("matchtype", "accounttype", "subanalyse"):
        put(part, name, financial(one, name))
    put_all(part, {"duedays": said.get("duedays", "0"), "level": level})
    put(part, "payavailable", said.get("payavailable", "false"))
    put(part, "meansofpayment", said.get("meansofpayment", "none"))
    pay = said.get("paycode", "")
    named(part, "paycode", pay, PAY_CODES.get(pay, ""), PAY_CODES.get(pay, ""))
    put_all(part, {"ebilling": said.get("ebilling", "false"), "ebillmail": said.get("ebillmail", "")})
    put(part, "substitutionlevel", said.get("substitutionlevel", str(max(0, level - 1))))
    _substitute(part, said.get("substitutewith", ""), office)
    put(part, "relationsreference", said.get("relationsreference", ""))
    named(part, "vattype", "", "", "")
    vat = office.vat.get(said.get("vatcode", ""))
    attributes = {"name": vat.name, "shortname": vat.shortname, "type": vat.kind} if vat else {}
    put(part, "vatcode", said.get("vatcode", ""), {**attributes, "fixed": "false"})
    put_all(part, {"vatobligatory": said.get("vatobligatory", "false"), "performancetype": ""})
    mandate = put(part, "collectmandate")
    put_all(mandate, {name: one.mandate.get(name, "") for name in ("id", "signaturedate", "firstrundate")})
    put(part, "collectionschema", said.get("collectionschema", "core" if one.kind == "DEB" else ""))
    if one.kind in RELATIONS and said.get("substitutewith"):
        checks = put(part, "childvalidations")
        put(checks, "childvalidation", said["substitutewith"], {"type": "code", "level": "1"})


def _substitute(part: Element, code: str, office: Office) -> None:
    account = office.account(code)
    if account is None:
        put(part, "substitutewith", code, {"name": "", "shortname": "", "dimensiontype": ""})
        return
    told = {"name": account.name, "shortname": account.shortname, "dimensiontype": account.kind, "id": account.uid}
    put(part, "substitutewith", code, told)


def _credit_management(made: Element, one: Dimension) -> None:
    part = put(made, "creditmanagement")
    named(part, "responsibleuser", one.credit.get("responsibleuser", ""), "", "")
    put(part, "basecreditlimit", one.credit.get("basecreditlimit", "0.00"))
    put(part, "sendreminder", one.credit.get("sendreminder", "true"))
    put(part, "reminderemail", one.credit.get("reminderemail", ""))
    put(part, "blocked", one.credit.get("blocked", "false"), {"locked": "false", "modified": ""})
    put_all(part, {name: one.credit.get(name, "") for name in ("freetext1", "freetext2", "freetext3", "comment")})


def _addresses(made: Element, one: Dimension) -> None:
    part = put(made, "addresses")
    for number, held in enumerate(one.addresses, 1):
        told = {"id": str(number), "type": held.get("type", "invoice"), "default": held.get("default", "false")}
        address = put(part, "address", attributes=told)
        for name in ADDRESS:
            if name == "country":
                country = held.get("country", "")
                named(address, "country", country, COUNTRIES.get(country, ""), "")
            else:
                put(address, name, held.get(name, ""))
        put_all(address, {name: held.get(name, "") for name in FREE})


def _banks(made: Element, one: Dimension) -> None:
    part = put(made, "banks")
    for number, held in enumerate(one.banks, 1):
        bank = put(part, "bank", attributes={"default": held.get("default", "false"), "id": str(number)})
        for name in BANK:
            if name == "country":
                country = held.get("country", "")
                named(bank, "country", country, COUNTRIES.get(country, ""), "")
            else:
                put(bank, name, held.get(name, ""))
        put_all(put(bank, "address"), {name: held.get(f"address-{name}", "") for name in ("field2", "field3")})


def _extras(made: Element, one: Dimension) -> None:
    if one.kind in RELATIONS:
        groups = put(made, "groups")
        put(groups, "group", "1DEB" if one.kind == "DEB" else "2REL", {"shortname": "Relaties", "name": "Relaties"})
        conditions = put(made, "paymentconditions")
        for held in one.conditions:
            put_all(put(conditions, "paymentcondition"), held)
    if one.kind == "AST":
        _fixed_asset(made, one)
    if one.kind == "PRJ":
        put_all(put(made, "projects"), {"invoicedescription": "", "validfrom": "", "validtill": "", **one.projects})


_ASSET = [
    "status",
    "residualvalue",
    "stopvalue",
    "method",
    "beginperiod",
    "purchasedate",
    "selldate",
    "freetext1",
    "freetext2",
    "freetext3",
    "freetext4",
    "freetext5",
    "translines",
    "nrofperiods",
    "percentage",
    "lastdepreciation",
]


def _fixed_asset(made: Element, one: Dimension) -> None:
    part = put(made, "fixedassets")
    for name in _ASSET:
        locked = str(name in ("status", "selldate", "translines")).lower()
        names = {"name": "Lineair", "shortname": "Lineair"} if name == "method" else {}
        if name != "translines":
            put(part, name, one.assets.get(name, ""), {**names, "locked": locked})
    lines = put(part, "translines", attributes={"locked": "true"})
    for amount in filter(None, one.assets.get("translines", "").split(";")):
        kind, period, value = amount.split(",")
        put_all(put(lines, "transline"), {"code": kind, "period": period, "amount": value})
