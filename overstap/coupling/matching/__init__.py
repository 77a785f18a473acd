"""Contact matching: which cards of several administrations are one party.

``match(cards)`` gives clusters and questions; ``KnownCards(cards, labels).place(new)`` finds where new cards belong.
Pure: no database of ours, no settings, nothing is changed. What two cards share is found by rules anybody can read
(``sql``), weighed by shipped weights (``weights``), and forbidden where registered numbers differ.
"""

from overstap.coupling.matching.engine import Matched, match
from overstap.coupling.matching.place import Index, KnownCards, Placed
from overstap.coupling.matching.values import CAREFUL, Card, Kind, Question, Reason, Settings

__all__ = [
    "CAREFUL",
    "Card",
    "Index",
    "Kind",
    "KnownCards",
    "Matched",
    "Placed",
    "Question",
    "Reason",
    "Settings",
    "match",
]
