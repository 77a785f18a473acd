"""The codes of findings about invoices: those of EN 16931 and NLCIUS under their own numbers, and ours (UBL-…).

Rules of EN 16931-1 are called BR-…; those of the Dutch NLCIUS (STPE; SI-UBL 2.0) BR-NL-…. What they call fatal is an
ERROR here. What they only advise, and what no rule of theirs forbids, is a WARNING or less.
"""

from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence

_W, _I = Severity.WARNING, Severity.INFO
_ASK = sentence("Ask the sender for an invoice that is right.")
_LOOK = sentence("It is taken over as it stands; look whether that is meant.")
_COMPARE = sentence("Compare it with the PDF, and ask the sender which is right.")
_KEEP = sentence("The original is kept; see there what it says.")
_ADVICE = sentence("Nothing needs to be done; the sender had better leave it out.")

# Everything that is not here is an error to be mended by the sender.
_OTHERS: dict[str, tuple[Severity, Sentence]] = {
    "UBL-REPEATED": (_W, sentence("The first is used; see in the original which is right.")),
    "UBL-CURRENCY": (_W, _COMPARE),
    "UBL-DATE-ZONE": (_W, sentence("The day is taken over as it stands, without the time zone.")),
    "UBL-ATTACHMENT-SIZE": (_W, _KEEP),
    "UBL-ATTACHMENT-BROKEN": (_W, _ASK),
    "UBL-NOT-VAT": (_W, _LOOK),
    "UBL-NOT-TAKEN": (_I, _KEEP),
    "UBL-OTHER-SPECIFICATION": (_I, sentence("Nothing needs to be done; only the rules of EN 16931 were checked.")),
    "UBL-VAT-NUMBER": (_W, sentence("Check the VAT number before the VAT is claimed back.")),
    "UBL-KVK-NUMBER": (_W, sentence("Check the number in the trade register.")),
    "UBL-OIN-NUMBER": (_W, sentence("Check the number in the register of government bodies.")),
    "UBL-IBAN": (_W, sentence("Check the account number before anything is paid.")),
    "UBL-VAT-ROUNDING": (_W, _COMPARE),
    "SI-UBL-2": (_W, _ADVICE),
    "PEPPOL-EN16931-R120": (_W, _COMPARE),
    **{f"BR-NL-{number}": (_W, _ADVICE) for number in (19, 20, 21, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35)},
}
MOST_OF_ONE_CODE = 100


def finding(code: str, place: str, message: str) -> Finding:
    """A finding of this code, as grave as its rule is."""
    severity, remedy = _OTHERS.get(code, (Severity.ERROR, _ASK))
    return Finding(code, severity, place, message, remedy)


class Findings:
    """Collects findings, each once; of one code the first hundred."""

    def __init__(self) -> None:
        self._kept: dict[Finding, None] = {}
        self._count: dict[str, int] = {}

    def add(self, code: str, place: str, message: str) -> None:
        """One more finding."""
        made = finding(code, place, message)
        if made in self._kept or self._count.get(code, 0) >= MOST_OF_ONE_CODE:
            return
        self._count[code] = self._count.get(code, 0) + 1
        self._kept[made] = None

    def listed(self) -> tuple[Finding, ...]:
        """All that were kept."""
        return tuple(self._kept)
