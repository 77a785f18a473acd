"""What of a relation differs, as the fields and rows of Exact in which that is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors.exact_online.writer_relations import CODED, EXTRA, VISIT, address_body, address_type

Body = Mapping[str, Any]
_CUSTOMER, _NO_CUSTOMER = "C", "A"  # Status: A is none
_PLAIN: Mapping[str, str] = {
    "name": "Name",
    "phone": "Phone",
    "fax": "Fax",
    "email": "Email",
    "website": "Website",
    "commerce_number": "ChamberOfCommerce",
    "tax_number": "VATNumber",
    "customer_limit": "CreditLineSales",
    "supplier_limit": "CreditLinePurchase",
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """Of a list: what is to go, what is to come, and which of those go and come in one place."""

    gone: Sequence[Body]
    added: Sequence[Body]
    changed: Sequence[tuple[Body, Body]]


def account_fields(relation: Relation) -> dict[str, Any]:
    """All fields of crm/Accounts that can be written but its Code, those that say nothing as None."""
    own = own_address(relation)
    told: dict[str, Any] = {field: getattr(relation, name) for name, field in _PLAIN.items()}
    told |= address_body(own or Address())
    told |= {field: relation.extra.get(name) for name, field in EXTRA.items()}
    told |= {field: relation.extra.get(name) for name, (field, _listing) in CODED.items()}
    told = {field: value if value != "" else None for field, value in told.items()}
    told |= {
        "Status": _status(relation),
        "IsSupplier": relation.type in ("S", "B"),
        "Blocked": bool(relation.extra.get("blocked")),
    }
    return told


def own_address(relation: Relation) -> Address | None:
    """The first visiting address: crm/Accounts itself has it."""
    return next((one for one in relation.addresses if address_type(one) == VISIT), None)


def other_addresses(relation: Relation) -> list[Body]:
    """Bodies of the addresses that stand in crm/Addresses alone, with their Type."""
    own = own_address(relation)
    others = [one for one in relation.addresses if one is not own]
    return [address_body(one) | {"Type": address_type(one)} for one in others]


def bank_bodies(accounts: Sequence[BankAccount]) -> list[Body]:
    """Bodies of bank accounts; which one is the main one is said apart."""
    return [{"BankAccount": one.number.replace(" ", ""), "BICCode": one.bank_code} for one in accounts]


def exchanged(before: Sequence[Body], after: Sequence[Body]) -> Exchange:
    """What goes and what comes between two lists; as many as both have changed in their places."""
    gone = [one for one in before if one not in after]
    added = [one for one in after if one not in before]
    both = min(len(gone), len(added))
    return Exchange(gone[both:], added[both:], list(zip(gone[:both], added[:both], strict=True)))


def _status(relation: Relation) -> str:
    if relation.type in ("C", "B"):
        return _CUSTOMER
    told = str(relation.extra.get("status", ""))
    return told if told not in ("", _CUSTOMER) else _NO_CUSTOMER
