"""Accounts, cost centres, projects and relations as dimensions that Twinfield takes.

Sources: php-twinfield's recorded requests (customerSendRequest, supplierSendRequest). What Twinfield tells and does not
take back (``inuse``, ``uid``, ``touched``) is left out.
"""

from overstap.books.ledger.values import Account, Dimension
from overstap.books.relations.values import Address, Relation
from overstap.connectors.twinfield import naming, xml
from overstap.connectors.twinfield.desk import ACCOUNTS, DIMENSIONS, Desk

_TYPES_OF_ACCOUNT = {type_: kind for kind, type_ in ACCOUNTS.items()}
_TYPES_OF_DIMENSION = {type_: kind for kind, type_ in DIMENSIONS.items()}
_TYPES_OF_RELATION = {"C": ("DEB",), "S": ("CRD",), "B": ("DEB", "CRD")}
_NAME, _SHORT = 80, 20  # characters


def kinds_of_relation(relation: Relation) -> tuple[str, ...]:
    """As which types of Twinfield it is written: both for one that is both, a customer for one that is neither."""
    return _TYPES_OF_RELATION.get(relation.type, ("DEB",))


def kind_of_account(desk: Desk, account: Account) -> str:
    """The type of an account: the one under which its code is there already, else what we hold it for."""
    there = next((kind for kind in ACCOUNTS if desk.there(kind, account.code)), None)
    return there or _TYPES_OF_ACCOUNT.get(account.type, "BAS")


def kind_of_dimension(dimension: Dimension) -> str:
    """The type of a cost centre or project; empty for another dimension, for which Twinfield has no place."""
    return _TYPES_OF_DIMENSION.get(dimension.type, "")


def plain(desk: Desk, kind: str, record: Account | Dimension) -> xml.Element:
    """An account, cost centre or project."""
    told = {"office": desk.code, "type": kind, "code": record.code, "name": record.name[:_NAME]}
    return xml.make("dimension", *xml.leaves(told | {"shortname": record.name[:_SHORT]}))


def relation(desk: Desk, kind: str, record: Relation) -> xml.Element:
    """A customer or supplier."""
    told = {
        "office": desk.code,
        "type": kind,
        "code": naming.theirs(record.code),
        "name": record.name[:_NAME],
        "shortname": _extra(record, "shortname")[:_SHORT],
        "website": record.website,
        "cocnumber": record.commerce_number,
        "vatnumber": record.tax_number,
    }
    addresses = [_address(record, one, first=not at) for at, one in enumerate(record.addresses or [Address()])]
    banks = [_bank(record, number) for number in range(len(record.bank_accounts))]
    return xml.make(
        "dimension",
        *xml.leaves(told),
        xml.make("financials", *_financials(record)),
        xml.make("addresses", *addresses),
        xml.make("banks", *banks),
        *_credit(record),
    )


def inactive(desk: Desk, kind: str, record: Relation) -> xml.Element:
    """A customer or supplier with which nothing is done any more."""
    told = {"office": desk.code, "type": kind, "code": naming.theirs(record.code), "name": record.name[:_NAME]}
    return xml.make("dimension", *xml.leaves(told), status="inactive")


def _financials(record: Relation) -> list[xml.Element]:
    told: dict[str, object] = {
        "duedays": _extra(record, "duedays"),
        "paycode": _extra(record, "paycode"),
        "vatcode": _extra(record, "vatcode"),
        "substitutewith": _extra(record, "account"),
    }
    mandate = {"id": _extra(record, "mandate"), "signaturedate": _extra(record, "mandate_signed")}
    parts = xml.leaves({name: value for name, value in told.items() if value})
    if mandate["id"]:
        parts.append(xml.make("collectmandate", *xml.leaves(mandate)))
    return parts


def _address(record: Relation, address: Address, *, first: bool) -> xml.Element:
    street = " ".join(part for part in (address.street, address.number, address.addition) if part)
    told: dict[str, object] = {
        "name": _of(address, "name") or record.name[:_NAME],
        "country": address.country or None,
        "city": address.city,
        "postcode": address.postal_code,
        "field2": street,
        "field3": address.property,
    }
    if first:
        told |= {"telephone": record.phone, "telefax": record.fax, "email": record.email, "contact": record.contact}
    kind = _of(address, "type") or ("postal" if address.kind == "postal" else "invoice")
    return xml.make("address", *xml.leaves(told), type=kind, default=str(first).lower())


def _bank(record: Relation, number: int) -> xml.Element:
    account = record.bank_accounts[number]
    iban = account.number.replace(" ", "")
    international = len(iban) > 2 and iban[:2].isalpha()
    told = {
        "ascription": record.name[:_NAME],
        "accountnumber": None if international else iban,
        "iban": iban if international else None,
        "biccode": account.bank_code,
        "country": iban[:2].upper() if international else None,
    }
    return xml.make("bank", *xml.leaves(told), default=str(number == 0).lower())


def _credit(record: Relation) -> list[xml.Element]:
    if not record.customer_limit:
        return []
    return [xml.make("creditmanagement", xml.make("basecreditlimit", text=record.customer_limit))]


def _extra(record: Relation, name: str) -> str:
    return str(record.extra.get(name) or "")


def _of(address: Address, name: str) -> str:
    return str(address.extra.get(name) or "")
