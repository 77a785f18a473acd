"""Relations of a division one by one, by Exact's own key: looked at, made, and changed where something differs.

Our reference stands in SearchCode: of the fields that Exact lets us look for, it is the one that nothing is printed
from and that does not change with what the relation is called. It has 20 characters there; a longer reference stands
there as the beginning of its SHA-256. A relation whose making got no answer is found again by it.

Exact has no way to change a relation on condition that nobody else did since; so it is looked at just before, only
fields that differ are sent, and what somebody changes in between in another field is not touched.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from overstap.books.relations.values import Relation
from overstap.connectors.exact_online import wording
from overstap.connectors.exact_online.client import Client, Row
from overstap.connectors.exact_online.directory import Directory, plain, text
from overstap.connectors.exact_online.division import Division
from overstap.connectors.exact_online.keeping_fields import account_fields, own_address
from overstap.connectors.exact_online.keeping_steps import Steps, changed_there
from overstap.connectors.exact_online.reader_relations import Relations
from overstap.connectors.exact_online.writer_relations import CODE, CODED, RelationWriter, numeric
from overstap.connectors.exact_online.written import Making
from overstap.connectors.port import PackageRefused
from overstap.connectors.values import Kept
from overstap.lib.findings import Finding

_ACCOUNTS = "crm/Accounts"
_MARK = 20  # characters of a SearchCode
_CODED_FIELDS = frozenset(field for field, _listing in CODED.values())


class Keeper:
    """The relations of one division."""

    def __init__(self, client: Client, code: str) -> None:
        self._division = Division(client, code)
        directory = Directory(client, code)
        self._making = Making(client, directory)
        self._writer = RelationWriter(self._making, directory)
        self._steps = Steps(self._division, self._making)

    def relation(self, key: str) -> Kept | None:
        """As it is there now; None where it is not there (any more)."""
        if not _is_key(key):
            return None
        for record in Relations(self._division).some([key]):
            if isinstance(record, Finding):
                raise PackageRefused(record.message, remedy=record.remedy)
            if isinstance(record, Relation):
                return Kept(key, record)
        return None

    def make(self, relation: Relation, reference: str) -> Kept:
        """Make it, once for each reference, with all that belongs to it; never over another one."""
        mark = marked(reference)
        row = self._marked(mark)
        if row is None:
            row, there = self._made(relation, mark), _alone(relation)
        else:
            there = self._there(text(row, "ID")).relation
        key = text(row, "ID")
        wanted = replace(
            there, addresses=relation.addresses, bank_accounts=relation.bank_accounts, contact=relation.contact
        )
        self._steps.take(key, there, there, wanted)
        return self._there(key)

    def change(self, key: str, before: Relation, after: Relation) -> Kept:
        """Change what differs; nothing at all where a part of it is not as it was. Raises ChangedThere."""
        there = self._there(key)
        if self._steps.take(key, there.relation, before, after):
            return self._there(key)
        return there

    def remove(self, key: str) -> None:
        """Delete it with what belongs to it. Raises PackageRefused where it is in use."""
        if _is_key(key):
            self._steps.remove(key)

    def _there(self, key: str) -> Kept:
        found = self.relation(key)
        if found is None:
            raise changed_there(["relation"], _("This relation is not there any more."))
        return found

    def _made(self, relation: Relation, mark: str) -> Row:
        """By the code that is wanted where Exact takes it, else by the next number of its own series."""
        told = {field: value for field, value in account_fields(relation).items() if value is not None}
        told = {field: value for field, value in told.items() if field not in _CODED_FIELDS} | self._writer.coded(
            relation
        )
        body = {**told, "Name": relation.name or relation.code, "SearchCode": mark}
        if numeric(relation.code):
            try:
                return self._posted(body | {"Code": relation.code.rjust(CODE)}, mark)
            except PackageRefused:
                # Its words come in the user's language; whether it was for the code is seen by looking.
                if not self._is_taken(relation.code):
                    raise
        return self._posted(body, mark)

    def _posted(self, body: dict[str, Any], mark: str) -> Row:
        return self._making.once(_ACCOUNTS, body, lambda: self._marked(mark))

    def _marked(self, mark: str) -> Row | None:
        rows = self._asked(f"SearchCode eq {wording.quoted(mark)}")
        return next((plain(row) for row in rows if text(row, "SearchCode") == mark), None)

    def _is_taken(self, code: str) -> bool:
        return any(text(row, "Code") == code for row in self._asked(f"Code eq {wording.quoted(code.rjust(CODE))}"))

    def _asked(self, chosen: str) -> Sequence[Row]:
        return list(self._division.rows(_ACCOUNTS, ("ID", "Code", "SearchCode"), filter=chosen))


def marked(reference: str) -> str:
    """What stands in SearchCode for a reference of ours."""
    if len(reference) <= _MARK:
        return reference
    return hashlib.sha256(reference.encode()).hexdigest()[:_MARK].upper()


def _alone(relation: Relation) -> Relation:
    """The relation as it stands right after it was made: with its own address, without the rest."""
    own = own_address(relation)
    return replace(relation, addresses=(own,) if own else (), bank_accounts=(), contact="")


def _is_key(key: str) -> bool:
    try:
        wording.guid(key)
    except ValueError:
        return False
    return True
