"""Changing a relation and what belongs to it: first all that has to be done is settled, then it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import wording
from overstap.connectors.exact_online.answers import NotThere
from overstap.connectors.exact_online.client import Row
from overstap.connectors.exact_online.directory import plain, text
from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.keeping_fields import (
    account_fields,
    bank_bodies,
    exchanged,
    other_addresses,
)
from overstap.connectors.exact_online.reader_relations import any_of
from overstap.connectors.exact_online.written import Body, Making
from overstap.connectors.port import ChangedThere, OutcomeUnknown

_ACCOUNTS, _ADDRESSES, _BANKS, _CONTACTS = "crm/Accounts", "crm/Addresses", "crm/BankAccounts", "crm/Contacts"
_LISTED: Mapping[str, tuple[str, ...]] = {
    _ADDRESSES: (
        "ID",
        "Account",
        "Type",
        "Main",
        "AddressLine1",
        "AddressLine2",
        "Postcode",
        "City",
        "State",
        "Country",
    ),
    _BANKS: ("ID", "Account", "BankAccount", "BICCode", "Main"),
    _CONTACTS: ("ID", "Account", "FullName", "IsMainContact"),
}


_NOT_COMPARED = frozenset({"Account", "Main", "IsMainContact"})


@dataclass(frozen=True, slots=True)
class Step:
    """One call: ``body`` None deletes the row ``key``, an empty ``key`` makes one."""

    path: str
    key: str
    body: Body | None


class Steps:
    """Settles and takes the steps from one state of a relation to another."""

    def __init__(self, division: Division, making: Making) -> None:
        self._division = division
        self._making = making

    def take(self, key: str, there: Relation, before: Relation, after: Relation) -> bool:
        """Bring what differs between ``before`` and ``after`` about; ``there`` is how it is. Whether that took a call.

        Raises ChangedThere before anything is done where a part that differs is neither as before nor as after.
        """
        steps = [
            *_account(key, there, before, after),
            *self._addresses(key, before, after),
            *self._banks(key, before, after),
            *self._contact(key, there, before, after),
        ]
        for step in steps:
            self._done(step)
        return bool(steps)

    def remove(self, key: str) -> None:
        """Delete the relation itself; one that is not there any more is deleted."""
        self._done(Step(_ACCOUNTS, key, None))

    def _addresses(self, key: str, before: Relation, after: Relation) -> list[Step]:
        old, new = other_addresses(before), other_addresses(after)
        return self._rows(_ADDRESSES, key, old, new) if old != new else []

    def _banks(self, key: str, before: Relation, after: Relation) -> list[Step]:
        old, new = bank_bodies(before.bank_accounts), bank_bodies(after.bank_accounts)
        if old == new:
            return []
        steps = self._rows(_BANKS, key, old, new)
        return self._with_main(key, steps, new) if new else steps

    def _with_main(self, key: str, steps: list[Step], wanted: Sequence[Body]) -> list[Step]:
        """The first one is the main one."""
        made = [
            Step(one.path, one.key, one.body if one.body is None else {**one.body, "Main": _is(one.body, wanted[0])})
            for one in steps
        ]
        if any(one.body and one.body["Main"] for one in made):
            return made
        first = _row(self._listed(_BANKS, key), wanted[0])
        if first is None or first.get("Main"):
            return made
        return [*made, Step(_BANKS, text(first, "ID"), {"Main": True})]

    def _rows(self, path: str, key: str, before: Sequence[Body], after: Sequence[Body]) -> list[Step]:
        rows, exchange = self._listed(path, key), exchanged(before, after)
        steps = []
        for old, new in exchange.changed:
            row = _row(rows, old)
            if row is not None:
                steps.append(Step(path, text(row, "ID"), _differing(old, new)))
            elif _row(rows, new) is None:
                raise changed_there([path])
        gone = [found for found in (_row(rows, old) for old in exchange.gone) if found is not None]
        added = [{"Account": key} | _filled(new) for new in exchange.added if _row(rows, new) is None]
        steps += [Step(path, text(row, "ID"), None) for row in gone]
        return steps + [Step(path, "", body | ({"Type": "A"} if path == _BANKS else {})) for body in added]

    def _contact(self, key: str, there: Relation, before: Relation, after: Relation) -> list[Step]:
        """Another main contact; the old one stays a contact of the relation."""
        if after.contact in (before.contact, there.contact):
            return []
        if there.contact != before.contact:
            raise changed_there([_CONTACTS])
        if not after.contact:
            return [Step(_ACCOUNTS, key, {"MainContact": None})]
        for row in self._listed(_CONTACTS, key):
            if text(row, "FullName") == after.contact:
                return [Step(_ACCOUNTS, key, {"MainContact": text(row, "ID")})]
        first, _space, last = after.contact.rpartition(" ")
        return [
            Step(_CONTACTS, "", _filled({"Account": key, "FirstName": first, "LastName": last, "IsMainContact": True}))
        ]

    def _listed(self, path: str, key: str) -> list[Row]:
        rows = self._division.rows(path, _LISTED[path], filter=any_of("Account", [key]))
        return [plain(row) for row in rows]

    def _done(self, step: Step) -> None:
        if not step.key and step.body is not None:
            body = step.body
            self._making.once(step.path, body, lambda: self._made(step.path, body))
            return
        address = f"{self._division.path(step.path)}({wording.guid(step.key)})"
        try:
            self._sent(address, step.body)
        except OutcomeUnknown:
            self._sent(address, step.body)  # the same change twice is one change

    def _sent(self, address: str, body: Body | None) -> None:
        client = self._division.client
        if body is not None:
            client.change(address, body)
            return
        try:
            client.remove(address)
        except NotThere:
            return

    def _made(self, path: str, body: Body) -> Row | None:
        """What may have been made although no answer came."""
        wanted = {field: value for field, value in body.items() if field not in ("FirstName", "LastName")}
        if path == _CONTACTS:
            wanted["FullName"] = " ".join(filter(None, (body.get("FirstName", ""), body["LastName"])))
        return _row(self._listed(path, str(body["Account"])), wanted)


def changed_there(parts: Sequence[str], message: str = "") -> ChangedThere:
    """Somebody changed ``parts`` of the relation at Exact."""
    return ChangedThere(
        message or _("This relation was changed in Exact Online meanwhile."),
        remedy=_("It is read again and compared anew."),
        facts={"parts": list(parts)},
    )


def _account(key: str, there: Relation, before: Relation, after: Relation) -> list[Step]:
    now, old, new = account_fields(there), account_fields(before), account_fields(after)
    changed = [field for field in new if new[field] != old[field]]
    moved = [field for field in changed if now[field] not in (old[field], new[field])]
    if moved:
        raise changed_there(moved)
    body: dict[str, Any] = {field: new[field] for field in changed if now[field] != new[field]}
    if "AddressLine2" in body:
        body["AddressLine3"] = None  # the two are one line here
    return [Step(_ACCOUNTS, key, body)] if body else []


def _row(rows: Sequence[Row], wanted: Body) -> Row | None:
    return next((row for row in rows if _is(row, wanted)), None)


def _is(row: Body, wanted: Body) -> bool:
    """Whether a row says all that is wanted of it, but which one is the main one."""
    compared = [field for field in wanted if field not in _NOT_COMPARED and (field != "Type" or field in row)]
    return all(text(row, field) == text(wanted, field) for field in compared)


def _differing(before: Body, after: Body) -> dict[str, Any]:
    return {field: value if value != "" else None for field, value in after.items() if value != before.get(field)}


def _filled(body: Body) -> dict[str, Any]:
    return {field: value for field, value in body.items() if value != ""}
