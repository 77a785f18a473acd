"""The findings of reading and writing an audit file: their codes, how grave they are, what to do about them.

ERROR is kept for what makes the books untrue (an unbalanced entry, an amount or date that is none). All else is
taken over as it stands: the real files of good packages break many a rule of the schema.
"""

from collections import Counter
from typing import NamedTuple

from overstap.lib.findings import Finding, Severity
from overstap.lib.sentences import Sentence, sentence


class Code(NamedTuple):
    """How grave a finding of this code is, and what to do next."""

    severity: Severity
    remedy: Sentence


_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_CORRECT = sentence("Correct it in the package that made the file and export again.")
_LOOK = sentence("It is taken over as it stands; look whether that is meant.")
_NOTHING = sentence("Nothing needs to be done.")

CODES: dict[str, Code] = {
    # the file
    "XAF-NAMESPACE": Code(_W, sentence("It is read as the version named here. Tell the maker of the package.")),
    "XAF-ENCODING-OVERRIDDEN": Code(_I, sentence("Look at names with accents after the import.")),
    "XAF-ENCODING-CONFLICT": Code(_I, _NOTHING),
    "XAF-C1-CONTROL": Code(_W, sentence("Look at names with accents: they were probably spoilt before the export.")),
    "XAF-ORDER": Code(_I, _NOTHING),
    "XAF-UNKNOWN-ELEMENT": Code(
        _I, sentence("It is kept with the record, but no other version of the format knows it.")
    ),
    "XAF-NOT-TAKEN": Code(_W, sentence("Keep the original file; this part of it is not taken over.")),
    "XAF-REPEATED": Code(_W, sentence("The first is used and the others are kept beside it; see which is right.")),
    "XAF-STRAY-TEXT": Code(_W, sentence("Keep the original file; this text is not taken over.")),
    "XAF-SPLIT-DIFFERS": Code(_E, sentence("Give the parts of one export only.")),
    "XAF-SPLIT-ORDER": Code(_I, _NOTHING),
    # fields
    "XAF-BAD-AMOUNT": Code(_E, _CORRECT),
    "XAF-BAD-DATE": Code(_E, _CORRECT),
    "XAF-BAD-SIDE": Code(_E, _CORRECT),
    "XAF-BAD-PERIOD": Code(_E, _CORRECT),
    "XAF-BAD-NUMBER": Code(_W, sentence("It is kept as text beside the record.")),
    "XAF-NO-SIDE": Code(_I, sentence("The amount is zero, so nothing depends on it.")),
    "XAF-MISSING": Code(_W, sentence("It is taken over as empty; complete it afterwards.")),
    "XAF-TOO-LONG": Code(_W, sentence("It is taken over whole; a package that keeps to the standard may cut it off.")),
    "XAF-NOT-ALLOWED": Code(_W, sentence("It is taken over as it stands; choose a known value afterwards.")),
    "XAF-BOTH-SIDES": Code(_W, sentence("The line is taken over as two lines, so that no amount is lost.")),
    "XAF-VAT-SIDE": Code(_I, sentence("The VAT is taken to stand on the side of its line.")),
    "XAF-NEGATIVE": Code(_I, sentence("A negative amount stays on its own side.")),
    "XAF-VAT-PERCENTAGE": Code(_W, _LOOK),
    "XAF-YEAR-LABEL": Code(_W, sentence("The dates decide; see that they are the book year meant.")),
    # entries
    "XAF-UNBALANCED": Code(_E, _CORRECT),
    "XAF-EMPTY-ENTRY": Code(_W, _LOOK),
    "XAF-NO-CODE": Code(_E, _CORRECT),
    "XAF-DATE-OUTSIDE-YEAR": Code(_I, _LOOK),
    "XAF-DATE-OUTSIDE-PERIOD": Code(_I, _LOOK),
    "XAF-DUPLICATE-KEY": Code(_W, sentence("The first stands; the others are not taken over as records of their own.")),
    "XAF-DUPLICATE-ENTRY": Code(_W, sentence("Both are taken over; see whether one was exported twice.")),
    "XAF-DUPLICATE-LINE": Code(_I, sentence("All lines are taken over; a sub-ledger cannot tell them apart.")),
    "XAF-NOT-CHECKED": Code(_I, sentence("The import checks it in the database.")),
    # references
    "XAF-UNKNOWN-ACCOUNT": Code(_W, sentence("Add the account to the chart of accounts after the import.")),
    "XAF-UNKNOWN-RELATION": Code(_W, sentence("Add the relation after the import.")),
    "XAF-UNKNOWN-VAT-CODE": Code(_W, sentence("Add the VAT code after the import, before a VAT return is made.")),
    "XAF-UNKNOWN-PERIOD": Code(_W, sentence("Add the period after the import.")),
    "XAF-UNKNOWN-COST-CODE": Code(_W, sentence("Add the cost centre, product or project after the import.")),
    "XAF-UNKNOWN-JOURNAL": Code(_W, sentence("See in the package which journal is meant.")),
    "XAF-POINTS-NOWHERE": Code(_W, sentence("The open item is taken over, but no ledger line stands behind it.")),
    # totals and opening
    "XAF-TOTALS-DIFFER": Code(_W, sentence("See in the package which of the two is right. Nothing has been adjusted.")),
    "XAF-NO-TOTALS": Code(_I, sentence("Compare the trial balance with that of the package.")),
    "XAF-SUBLEDGER-DIFFERS": Code(_W, sentence("Compare the open items with the balance of their ledger account.")),
    "XAF-OPENING-TWICE": Code(_W, sentence("See whether one of the two repeats the other before the books are used.")),
    "XAF-NO-OPENING": Code(_I, sentence("If this is not the first book year, take the opening balance over apart.")),
    # writing
    "XAF-NOT-CARRIED": Code(_W, sentence("Keep it in the books; this version of the format has no place for it.")),
    "XAF-FILLED": Code(_I, sentence("The format asks for a value, so one stands there.")),
    "XAF-INVALID-VALUE": Code(
        _W, sentence("It is written as it stands; the schema of this version does not allow it.")
    ),
    "XAF-CHARACTER": Code(_W, sentence("XML cannot hold this character; it is left out.")),
}

MOST_OF_ONE_CODE = 1_000


class Findings:
    """Collects findings; of one code the first thousand are kept and the others counted."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._count: Counter[str] = Counter()

    def add(self, code: str, place: str, message: Sentence, remedy: Sentence | None = None) -> None:
        """One more finding; ``code`` is a key of CODES."""
        self._count[code] += 1
        if self._count[code] > MOST_OF_ONE_CODE:
            return
        severity, usual = CODES[code]
        self._kept.append(Finding(code, severity, place, message, remedy or usual))

    def listed(self) -> list[Finding]:
        """All that were kept, and one sentence for each code of which there were more."""
        return self._kept + [self._more(code, n) for code, n in self._count.items() if n > MOST_OF_ONE_CODE]

    @staticmethod
    def _more(code: str, count: int) -> Finding:
        severity, remedy = CODES[code]
        more = count - MOST_OF_ONE_CODE
        message = sentence("%(count)d more findings of this kind are not listed one by one.", count=more)
        return Finding(code, severity, "file", message, remedy)
