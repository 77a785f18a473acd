"""Writes rows into one division of the sandbox when it starts."""

from dataclasses import dataclass
from datetime import datetime

from overstap.connectors.exact_online.sandbox.booking import stamped
from overstap.connectors.exact_online.sandbox.tables import Division, Row, guid


@dataclass(frozen=True, slots=True)
class Maker:
    """Puts rows into ``division``, made at ``at``."""

    division: Division
    at: datetime

    def account(self, code: str) -> Row:
        """An account of the chart."""
        return self.division.table("financial/GLAccounts")[guid(self.division.code, "gl", code)]

    def journal(self, code: str) -> Row:
        """A journal."""
        return self.division.table("financial/Journals")[guid(self.division.code, "journal", code)]

    def vat(self, code: str) -> Row:
        """A VAT code, without its blanks."""
        return self.division.table("vat/VATCodes")[guid(self.division.code, "vat", code)]

    def put(self, entity: str, key: str, row: Row) -> Row:
        """Add a row; with who made it, and when."""
        made = stamped(self.division, self.at) | row
        self.division.put(entity, key, made)
        return made

    def guid(self, *parts: object) -> str:
        """A GUID that is the same in every run."""
        return guid(self.division.code, *parts)
