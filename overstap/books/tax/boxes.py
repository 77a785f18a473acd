"""From VAT codes to the boxes of the return, exact and in whole euros.

What leads where is our proposal by the name, the rate and the side of a code, until a person chooses otherwise.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from overstap.books.tax.values import (
    ACQUIRED,
    BASE_ONLY,
    WITH_BOTH,
    Amounts,
    Box,
    CodeSums,
    Figures,
    Rule,
)
from overstap.lib.money import CENT, ZERO

HIGH_RATES = (Decimal(21), Decimal(19))  # since 1-10-2012, and before
LOW_RATES = (Decimal(9), Decimal(6))  # since 2019, and before
_RATE = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?) ?%", re.ASCII)
_EURO = Decimal(1)

_CLAIMED = ("voorbelasting", "te vorderen", "terug te vorderen", "aftrekbaar", "input vat", "deductible")
_BOUGHT = ("inkoop", "inkopen", "verwerving", "af te dragen", "naar ons", "invoer", "import", "purchase", "ontvangen")
_SOLD = ("verkoop", "levering", "afnemer", "uitvoer", "export", "omzet", "sales", "supply")
_REVERSED = ("verleg", "reverse")
_OUTSIDE = ("buiten de eu", "buiten eu", "niet-eu", "non-eu", "outside", "uitvoer", "export", "invoer", "import")
_EU = (r"eu\b", "icp", "icl", "icv", "intracommunautair", "intra-communautair", "verwerving", "lidsta")
_PRIVATE = ("privé", "prive", "private use", "eigen gebruik")
_INSTALLED = ("installatie", "afstandsverkop", "distance sales", "televerkop")
_NOTHING = ("geen btw", "vrijgesteld", "buiten btw", "no vat", "exempt", "n.v.t")


def proposed(sums: CodeSums) -> Rule:
    """Where a code leads as far as its name, rate and side tell; box None where they do not."""
    return Rule(sums.code, _box(sums), _rate(sums))


def figures(found: Iterable[tuple[CodeSums, Rule]], typed: Mapping[Box, Amounts]) -> Figures:
    """The boxes, exact to the cent, from what codes add up to; ``typed`` are added by hand on top of those.

    What was bought with VAT due here (2a, 4a, 4b) is due over its base: as booked where it was booked as due, else at
    the rule's rate, and then it is deductible (5b) too, for such a code books the two against each other.
    """
    bases: dict[Box, Decimal] = dict.fromkeys((*WITH_BOTH, *BASE_ONLY), ZERO)
    vat: dict[Box, Decimal] = dict.fromkeys((*WITH_BOTH, Box.INPUT), ZERO)
    for sums, rule in found:
        if rule.box is None:
            continue
        if rule.box in ACQUIRED:
            due, back = _acquired(sums, rule)
            bases[rule.box] += sums.base
            vat[rule.box] += due
            vat[Box.INPUT] += back
        elif rule.box is Box.INPUT:
            vat[Box.INPUT] += sums.vat
        else:
            bases[rule.box] -= sums.base
            if rule.box in vat:
                vat[rule.box] -= sums.vat
    for box, amounts in typed.items():
        if box in bases and amounts.base is not None:
            bases[box] += amounts.base
        if box in vat and amounts.vat is not None:
            vat[box] += amounts.vat
    by_hand = {box: amounts.vat or ZERO for box, amounts in typed.items()}
    return _with_totals(bases, vat, by_hand)


def in_euros(exact: Figures) -> Figures:
    """Whole euros, rounded in favour of whoever files: what is due down, what comes back up; totals are added anew.

    Source: the notes to the VAT return of the Dutch tax authority ask for whole euros and allow rounding in favour of
    who files, as makers of bookkeeping programs retell it; the notes themselves were not at hand.
    """
    bases = {box: _down(one.base) for box, one in exact.items() if one.base is not None}
    vat = {box: _down(one.vat) for box, one in exact.items() if one.vat is not None and box in WITH_BOTH}
    vat[Box.INPUT] = _up(_vat(exact, Box.INPUT))
    by_hand = {
        Box.SMALL_BUSINESS: _up(_vat(exact, Box.SMALL_BUSINESS)),
        Box.ESTIMATED_BEFORE: _up(_vat(exact, Box.ESTIMATED_BEFORE)),
        Box.ESTIMATED_NOW: _down(_vat(exact, Box.ESTIMATED_NOW)),
    }
    return _with_totals(bases, vat, by_hand)


def same(one: Figures, other: Figures) -> bool:
    """Whether every box says the same."""
    return all(one.get(box, Amounts()) == other.get(box, Amounts()) for box in Box)


def _with_totals(bases: Mapping[Box, Decimal], vat: Mapping[Box, Decimal], by_hand: Mapping[Box, Decimal]) -> Figures:
    """5a is all VAT due, 5c what is left of it after input VAT (5b), 5g what is left after 5d, 5e and 5f."""
    zero = Decimal(0) * next(iter(bases.values()), ZERO)
    due = sum((vat[box] for box in WITH_BOTH if box in vat), zero)
    reduction, before, now = (
        by_hand.get(box, zero) for box in (Box.SMALL_BUSINESS, Box.ESTIMATED_BEFORE, Box.ESTIMATED_NOW)
    )
    balance = due - vat[Box.INPUT]
    totals = {
        Box.DUE: due,
        Box.INPUT: vat[Box.INPUT],
        Box.BALANCE: balance,
        Box.SMALL_BUSINESS: reduction,
        Box.ESTIMATED_BEFORE: before,
        Box.ESTIMATED_NOW: now,
        Box.TOTAL: balance - reduction - before + now,
    }
    return {box: Amounts(bases.get(box), totals.get(box, vat.get(box))) for box in Box}


def _acquired(sums: CodeSums, rule: Rule) -> tuple[Decimal, Decimal]:
    if sums.vat < 0:
        return -sums.vat, ZERO
    if sums.vat > 0:
        return sums.vat, sums.vat
    due = (sums.base * rule.rate / 100).quantize(CENT, ROUND_HALF_UP)
    return due, due


def _box(sums: CodeSums) -> Box | None:
    name = f" {sums.name.casefold()} "
    if _says(name, _NOTHING) and not _RATE.search(name):
        return None
    if sums.claims or _says(name, _CLAIMED):
        return Box.INPUT
    bought = _is_bought(sums, name)
    if _says(name, _PRIVATE):
        return Box.PRIVATE
    if _says(name, _INSTALLED):
        return Box.INSTALLED
    if _says(name, _OUTSIDE):
        return Box.IMPORT if bought else Box.EXPORT
    if _says_eu(name):
        return Box.FROM_EU if bought else Box.TO_EU
    if _says(name, _REVERSED):
        return Box.REVERSED if bought else Box.ZERO
    return Box.INPUT if bought else _by_rate(sums)


def _by_rate(sums: CodeSums) -> Box | None:
    rate = _rate(sums)
    if rate in HIGH_RATES:
        return Box.HIGH
    if rate in LOW_RATES:
        return Box.LOW
    if rate == 0:
        told = _RATE.search(sums.name) or (sums.base and not sums.vat)
        return Box.ZERO if told else None
    return Box.OTHER_RATES


def _is_bought(sums: CodeSums, name: str) -> bool:
    """By its words; else by the side on which it was booked: what is bought stands on the debit side."""
    if _says(name, _BOUGHT):
        return True
    return sums.base > 0 and not _says(name, _SOLD)


def _rate(sums: CodeSums) -> Decimal:
    """The rate in its name; else the one that was reckoned with, in whole per cents."""
    told = _RATE.search(sums.name)
    if told:
        return Decimal(told[1].replace(",", "."))
    if sums.base and sums.vat:
        return (abs(sums.vat) * 100 / abs(sums.base)).quantize(_EURO, ROUND_HALF_UP)
    return HIGH_RATES[0] if sums.base > 0 else Decimal(0)


def _says(name: str, words: Iterable[str]) -> bool:
    return any(word in name for word in words)


def _says_eu(name: str) -> bool:
    return any(re.search(rf"\b{word}", name) for word in _EU)


def _vat(exact: Figures, box: Box) -> Decimal:
    return exact.get(box, Amounts()).vat or ZERO


def _down(amount: Decimal) -> Decimal:
    return amount.quantize(_EURO, ROUND_FLOOR)


def _up(amount: Decimal) -> Decimal:
    return amount.quantize(_EURO, ROUND_CEILING)
