"""Cards: what a package tells of a relation, as fields that people compare."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from overstap.books.relations.values import Address, BankAccount, Relation
from overstap.connectors import packing
from overstap.coupling.values import FIELDS, Fields

_STREET = "street"
_PLAIN = ("name", "type", "commerce_number", "tax_number", "contact", "email", "phone", "website")


def fields_of(relation: Relation) -> dict[str, str]:
    """The fields of a relation that say something."""
    address = _main_address(relation)
    found = {name: getattr(relation, name) for name in _PLAIN}
    found |= {
        "street": " ".join(filter(None, (address.street, address.number, address.addition))),
        "postal_code": address.postal_code,
        "city": address.city,
        "country": address.country,
        "iban": relation.bank_accounts[0].number if relation.bank_accounts else "",
    }
    return {name: found[name].strip() for name in FIELDS if found[name].strip()}


def with_fields(relation: Relation, fields: Fields) -> Relation:
    """``relation`` with ``fields`` in place of its own; a field that is absent stays, an empty one is emptied."""
    plain: dict[str, Any] = {name: fields[name] for name in _PLAIN if name in fields}
    return replace(
        relation, **plain, addresses=_addresses(relation, fields), bank_accounts=_bank_accounts(relation, fields)
    )


def digest_of(relation: Relation) -> str:
    """What differs as soon as anything of the relation does."""
    told = json.dumps(packing.pack(relation), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "backslashreplace")).hexdigest()


def is_division(relation: Relation) -> bool:
    """Whether it stands for an administration itself; such a card is never copied."""
    return bool(relation.extra.get("division_itself"))


def _main_address(relation: Relation) -> Address:
    visits = [one for one in relation.addresses if one.kind == _STREET]
    return next(iter(visits or relation.addresses), Address())


def _addresses(relation: Relation, fields: Fields) -> tuple[Address, ...]:
    wanted: dict[str, Any] = {name: fields[name] for name in ("postal_code", "city", "country") if name in fields}
    old = _main_address(relation)
    if "street" in fields and fields["street"] != fields_of(relation).get("street", ""):
        wanted |= {"street": fields["street"], "number": "", "addition": ""}
    if not wanted:
        return tuple(relation.addresses)
    new = replace(old, **wanted)
    if old in relation.addresses:
        return tuple(new if one is old else one for one in relation.addresses)
    return (new, *relation.addresses) if any(wanted.values()) else tuple(relation.addresses)


def _bank_accounts(relation: Relation, fields: Mapping[str, str]) -> tuple[BankAccount, ...]:
    there = tuple(relation.bank_accounts)
    if "iban" not in fields or fields["iban"] == (there[0].number if there else ""):
        return there
    first = (BankAccount(fields["iban"]),) if fields["iban"] else ()
    return (*first, *there[1:])
