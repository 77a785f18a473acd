"""Customers and suppliers of Twinfield (dimension types DEB and CRD) as relations.

Source of the fields: recorded answers (php-twinfield, customerGetResponse and supplierGetResponse). In the older layout
the VAT number stands in ``field4`` of the address and that of the Chamber of Commerce in ``field5``.
"""

from collections.abc import Iterator
from decimal import Decimal

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.twinfield import xml
from overstap.connectors.twinfield.desk import RELATIONS, Desk, amount
from overstap.connectors.twinfield.naming import Naming
from overstap.connectors.values import PaymentCondition

_ADDRESS_KINDS = {"postal": "postal"}


def read(desk: Desk, naming: Naming) -> Iterator[Relation]:
    """All relations of an office, customers first. One question for each: Twinfield tells no more in its lists."""
    for kind, type_ in RELATIONS.items():
        for one in desk.listed(kind):
            if kind == "CRD" and naming.is_both(one.code):
                continue
            read_type = "B" if naming.is_both(one.code) else type_
            yield relation(desk.dimension(kind, one.code), naming.ours(kind, one.code), read_type)


def relation(element: xml.Element, code: str, type_: str) -> Relation:
    """A dimension as relation ``code``."""
    address = _main(element)
    vat_number = xml.text(element, "vatnumber") or xml.text(address, "field4")
    limit = amount(xml.text(element, "creditmanagement/basecreditlimit"))
    return Relation(
        code=code,
        name=xml.text(element, "name"),
        type=type_,
        contact=xml.text(address, "contact") or xml.text(address, "field1"),
        phone=xml.text(address, "telephone"),
        fax=xml.text(address, "telefax"),
        email=xml.text(address, "email"),
        website=xml.text(element, "website"),
        commerce_number=xml.text(element, "cocnumber") or xml.text(address, "field5"),
        tax_country=vat_number[:2] if vat_number[:2].isalpha() else "",
        tax_number=vat_number,
        customer_limit=limit or None,
        addresses=[_address(one) for one in element.iterfind("addresses/address")],
        bank_accounts=[one for one in map(_bank, element.iterfind("banks/bank")) if one.number],
        extra=_extra(element),
    )


def conditions(relations: list[Relation]) -> list[PaymentCondition]:
    """The payment conditions that relations have: Twinfield keeps days with each of them, and no list of conditions."""
    days = sorted(
        {int(str(one.extra["duedays"])) for one in relations if str(one.extra.get("duedays", "")).isdecimal()}
    )
    return [PaymentCondition(str(number), f"{number} dagen", number) for number in days]


def _main(element: xml.Element) -> xml.Element:
    """The address that is used where one has to be; an empty one where there is none."""
    found = list(element.iterfind("addresses/address"))
    default = [one for one in found if one.get("default") == "true"]
    return (default or found or [xml.make("address")])[0]


def _address(element: xml.Element) -> Address:
    extra = {name: xml.text(element, name) for name in ("name", "field6") if xml.text(element, name)}
    return Address(
        kind=_ADDRESS_KINDS.get(element.get("type", ""), "street"),
        street=xml.text(element, "field2"),
        property=xml.text(element, "field3"),
        city=xml.text(element, "city"),
        postal_code=xml.text(element, "postcode"),
        country=(xml.text(element, "country") or xml.text(element, "ictcountrycode")).upper(),
        extra={**extra, "type": element.get("type", "")},
    )


def _bank(element: xml.Element) -> BankAccount:
    return BankAccount(xml.text(element, "iban") or xml.text(element, "accountnumber"), xml.text(element, "biccode"))


def _extra(element: xml.Element) -> dict[str, object]:
    told = {
        "uid": xml.text(element, "uid"),
        "shortname": xml.text(element, "shortname"),
        "status": "" if element.get("status") == "active" else element.get("status", ""),
        "duedays": xml.text(element, "financials/duedays"),
        "paycode": xml.text(element, "financials/paycode"),
        "vatcode": xml.text(element, "financials/vatcode"),
        "account": xml.text(element, "financials/substitutewith"),
        "mandate": xml.text(element, "financials/collectmandate/id"),
        "mandate_signed": xml.text(element, "financials/collectmandate/signaturedate"),
        "comment": xml.text(element, "creditmanagement/comment"),
        "discount": _discounts(element),
    }
    return {name: value for name, value in told.items() if value}


def _discounts(element: xml.Element) -> str:
    """Discounts for who pays early: "2% in 8 days; …"."""
    found = element.iterfind("paymentconditions/paymentcondition")
    told = ((xml.text(one, "discountpercentage"), xml.text(one, "discountdays")) for one in found)
    return "; ".join(f"{Decimal(percentage):f}% in {days} days" for percentage, days in told if percentage)
