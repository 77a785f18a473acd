"""Debtors and creditors of AFAS, as entries need them: whose account is a line?"""

from dataclasses import dataclass

from overstap.books.ledger.values import Entry, Line
from overstap.connectors.afas_sb.client import EQUAL, Afas
from overstap.connectors.afas_sb.getconnectors import CREDITORS, DEBTORS
from overstap.connectors.by_json import fields


@dataclass(frozen=True, slots=True)
class Party:
    """A debtor (kind "2") or creditor ("3") with the ledger account that its invoices are collected on."""

    kind: str
    code: str
    account: str


class Parties:
    """Asks for each number once; ``all`` asks for everybody at once instead, where many are to come."""

    def __init__(self, afas: Afas) -> None:
        self._afas = afas
        self._known: dict[str, tuple[Party, ...]] = {}
        self._complete = False

    def all(self) -> None:
        """Read everybody, unless that was done."""
        if self._complete:
            return
        found: dict[str, tuple[Party, ...]] = {}
        for party in self._read(""):
            found[party.code] = (*found.get(party.code, ()), party)
        self._known, self._complete = found, True

    def of(self, number: str) -> tuple[Party, ...]:
        """The debtor and the creditor of that number, as far as they are there."""
        if number not in self._known and not self._complete:
            self._known[number] = tuple(self._read(number))
        return self._known.get(number, ())

    def add(self, party: Party) -> None:
        """One that was just made."""
        self._known[party.code] = (*self._known.get(party.code, ()), party)

    def whose(self, line: Line) -> Party | None:
        """The party of a line on its account; None for a line of the ledger itself."""
        found = self.of(line.relation) if line.relation else ()
        return next((one for one in found if one.account == line.account), None)

    def homeless(self, entry: Entry) -> list[str]:
        """Relations that the entry has an invoice of, and that AFAS does not know."""
        asked = {line.relation for line in entry.lines if line.relation and line.invoice_ref}
        return sorted(number for number in asked if not self.of(number))

    def _read(self, number: str) -> list[Party]:
        found: list[Party] = []
        for connector, name, kind in ((DEBTORS, "DebtorId", "2"), (CREDITORS, "CreditorId", "3")):
            filters = [(name, EQUAL, number)] if number else []
            rows = self._afas.all(connector, filters)
            found += [Party(kind, fields.text(row, name), fields.text(row, "CollectAccount")) for row in rows]
        return found
