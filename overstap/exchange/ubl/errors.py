"""Why a file is not read as an invoice, or an invoice is not written.

Refused
├── UnreadableInvoice    UBL-NOT-UBL         something else: a picture, another kind of XML
│                        UBL-BROKEN-XML      not well-formed
│                        UBL-DOCTYPE         a document type or entities, which no invoice needs
│                        UBL-LIMIT           larger, deeper or longer than any invoice is
└── InvoiceBreaksRules   UBL-RULES           not written: the rules of the standard are broken
"""

from collections.abc import Sequence

from overstap.lib.errors import Refused
from overstap.lib.findings import Finding
from overstap.lib.sentences import sentence


class UnreadableInvoice(Refused):
    """The file cannot be read as an invoice; the message says why."""

    code = "UBL-NOT-UBL"


class InvoiceBreaksRules(Refused):
    """An invoice that others would refuse is not written. ``findings`` are the rules that it breaks."""

    code = "UBL-RULES"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0]
        super().__init__(
            sentence("The invoice breaks rule %(rule)s: %(what)s", rule=first.code, what=first.message),
            remedy=first.remedy,
            facts={"findings": [one.as_dict() for one in findings]},
        )
        self.findings = tuple(findings)
