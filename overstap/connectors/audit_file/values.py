"""What an import gives, and why one is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from overstap.books.ledger.values import Totals
from overstap.lib.errors import Refused
from overstap.lib.findings import Finding


class ImportRefused(Refused):
    """The file was read, and what it says cannot be taken over; ``findings`` say why. Nothing was written."""

    code = "IMPORT-REFUSED"

    def __init__(self, message: str, findings: Sequence[Finding], *, remedy: str = "") -> None:
        facts = {"findings": [finding.as_dict() for finding in findings]}
        super().__init__(message, remedy=remedy, facts=facts)
        self.findings = list(findings)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was imported: the administration's code, how much, what the file declared and what was counted.

    ``lines`` and ``entries`` are those of the transactions; an opening balance stated as such counts apart.
    """

    administration: str
    year: int
    lines: int
    entries: int
    opening_lines: int
    declared: Mapping[str, Totals]
    computed: Mapping[str, Totals]
    findings: Sequence[Finding]

    def as_dict(self) -> dict[str, object]:
        """Plain data for ``--json``, amounts as strings."""
        return {
            "administration": self.administration,
            "year": self.year,
            "lines": self.lines,
            "entries": self.entries,
            "opening_lines": self.opening_lines,
            "declared": plain_totals(self.declared),
            "computed": plain_totals(self.computed),
            "findings": [finding.as_dict() for finding in self.findings],
        }


def plain_totals(totals: Mapping[str, Totals]) -> dict[str, dict[str, object]]:
    """Totals per section as plain data."""
    return {
        section: {"lines": one.lines, "debit": str(one.debit), "credit": str(one.credit)}
        for section, one in totals.items()
    }
