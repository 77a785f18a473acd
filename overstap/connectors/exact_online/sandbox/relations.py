"""What follows for a relation from a change of it or of what belongs to it: address, bank accounts, main contact."""

from collections.abc import Mapping
from datetime import datetime

from overstap.connectors.exact_online.sandbox.booking import USER, stamped
from overstap.connectors.exact_online.sandbox.tables import Division, Row, find

_ADDRESS = ("AddressLine1", "AddressLine2", "AddressLine3", "Postcode", "City", "State", "Country")
_BELONGINGS = ("crm/Addresses", "crm/BankAccounts", "crm/Contacts")


def settle(division: Division, entity: str, row: Row, told: Mapping[str, object], at: datetime) -> None:
    """``row`` of ``entity`` was just written; ``told`` is what was said of it."""
    if entity == "crm/Accounts":
        if told.keys() & set(_ADDRESS):
            _keep_address(division, row, at)
        if "MainContact" in told:
            _mark_main(division, row)
    elif entity == "crm/Contacts":
        _number_contact(division, row)
    elif entity == "crm/Addresses" and row.get("Main") and row.get("Type") == 1:
        _keep_in_relation(division, row)
    elif entity == "crm/BankAccounts" and row.get("Main"):
        _one_main(division, row)


def remove_belongings(division: Division, relation: str, at: datetime) -> None:
    """Addresses, bank accounts and contacts go with their relation."""
    for entity in _BELONGINGS:
        for row in list(division.by(entity, "Account").get(relation, ())):
            division.remove(entity, row["ID"], at, USER["ID"])


def _number_contact(division: Division, row: Row) -> None:
    """The first contact of a relation is its main one."""
    relation = division.table("crm/Accounts")[str(row["Account"]).lower()]
    if not relation.get("MainContact") or row.get("IsMainContact"):
        relation["MainContact"] = row["ID"]
        division.put("crm/Accounts", relation["ID"], relation)
        _mark_main(division, relation)


def _mark_main(division: Division, relation: Row) -> None:
    """IsMainContact of a contact is what MainContact of the relation says."""
    for row in list(division.by("crm/Contacts", "Account").get(relation["ID"], ())):
        main = row["ID"] == relation.get("MainContact")
        if bool(row.get("IsMainContact")) != main:
            division.put("crm/Contacts", row["ID"], row | {"IsMainContact": main})


def _keep_address(division: Division, row: Row, at: datetime) -> None:
    """The address of a relation is its main visiting address, and stands among its addresses too."""
    told = {name: row.get(name) for name in _ADDRESS}
    theirs = division.table("crm/Addresses").values()
    known = find(theirs, lambda one: one["Account"] == row["ID"] and one.get("Type") == 1 and bool(one.get("Main")))
    if known is None and not any(told.values()):
        return
    copies = {"Account": row["ID"], "AccountName": row.get("Name"), "Type": 1, "Main": True}
    made = known or stamped(division, at) | {"ID": division.new_guid()}
    division.put("crm/Addresses", made["ID"], made | copies | told)


def _keep_in_relation(division: Division, row: Row) -> None:
    """The other way about: what changes in the main visiting address, changes in the relation."""
    relation = division.table("crm/Accounts").get(str(row.get("Account")))
    if relation is not None:
        told = {name: row.get(name) for name in _ADDRESS}
        division.put("crm/Accounts", relation["ID"], relation | told)


def _one_main(division: Division, row: Row) -> None:
    for one in list(division.by("crm/BankAccounts", "Account").get(row["Account"], ())):
        if one["ID"] != row["ID"] and one.get("Main"):
            division.put("crm/BankAccounts", one["ID"], one | {"Main": False})
