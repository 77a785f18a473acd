"""Which lines belong together: MatchSets of the XML interface. Names and order are those of eExact-XML.xsd."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from overstap.connectors.exact_online.xml import building
from overstap.connectors.exact_online.xml.building import Element

_NO_WRITE_OFF = "0"


@dataclass(frozen=True, slots=True)
class Matched:
    """A line on an account of debtors or creditors. ``amount`` is debit positive, in the administration's currency."""

    year: int
    period: int
    journal: str
    entry: str
    amount: Decimal


def match_set(account: str, relation: str, lines: Sequence[Matched]) -> Element:
    """A MatchSet: lines on one account and relation. What they leave stays open: nothing is written off."""
    made = building.element("MatchSet")
    building.put_coded(made, "GLAccount", account)
    building.put_coded(made, "Account", relation)
    kept = building.element("MatchLines")
    kept.extend(_line(line) for line in lines)
    made.append(kept)
    made.append(building.element("WriteOff", type=_NO_WRITE_OFF))
    return made


def _line(line: Matched) -> Element:
    return building.element(
        "MatchLine",
        finyear=line.year,
        finperiod=line.period,
        journal=line.journal,
        entry=line.entry,
        amountdc=f"{line.amount:f}",
    )
