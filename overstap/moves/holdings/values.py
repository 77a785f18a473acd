"""What an administration holds besides its ledger, and what a move has to know of it: one ``Holding`` for each part.

The flow asks this list and no part by name: ``carry`` copies the tables, ``verify`` compares the kinds, ``preflight``
runs the checks, the plan tells the lines before anything begins, the check report compares the lines afterwards.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from overstap.moves.aftercare.values import Line
from overstap.moves.checking import Check
from overstap.moves.holdings.shapes import Kind
from overstap.moves.models import MoveAdministration
from overstap.moves.profiles import Profile
from overstap.moves.values import KindResult
from overstap.tenancy.models import Administration


class Fate(StrEnum):
    """What becomes of something in a move."""

    MOVES = "moves"
    CHANGES = "changes"
    STAYS = "stays"
    TASK = "task"  # a person has to do it


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan of a move: ``text`` is a sentence for people, ``facts`` what it is about, by name."""

    code: str
    fate: Fate
    text: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class BothSides:
    """An administration as the giver had it (its rows stay as they were) and as the receiver has it now.

    ``kinds``: what the verification said of each kind, by name (``KindResult.as_dict``).
    """

    profile: Profile
    giver: Administration
    receiver: Administration
    kinds: Mapping[str, Mapping[str, Any]]


Plan = Callable[[Profile, Sequence[Administration]], Iterator[PlanLine]]
ReportLine = Callable[[str, BothSides], Line]
Compare = Callable[[MoveAdministration, Administration], Sequence[KindResult]]
LeftBehind = Callable[[Profile], Sequence[type[models.Model]]]


def _nothing_planned(_profile: Profile, _administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    return iter(())


def _nothing_left_behind(_profile: Profile) -> Sequence[type[models.Model]]:
    return ()


def _nothing_compared(_part: MoveAdministration, _holder: Administration) -> Sequence[KindResult]:
    return ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One part of what an administration holds.

    ``tables``: copied as they stand, in this order; they hang on their administration and on nothing else, and are
    keyed by what lines and people use, never by row numbers. ``kinds``: one for every table. ``compare``: what else
    has to be read at the receiver's, such as the contents of documents. ``plan`` reads the giver's data. ``report``:
    lines of the check report by code (``aftercare.codes.REPORT``). ``left_behind``: those of ``tables`` that stay at
    the giver's under this profile; a take back leaves them as they are there.
    """

    name: str
    tables: tuple[type[models.Model], ...] = ()
    kinds: tuple[Kind, ...] = ()
    of_the_giver: tuple[Check, ...] = ()
    of_the_receiver: tuple[Check, ...] = ()
    plan: Plan = _nothing_planned
    report: Mapping[str, ReportLine] = field(default_factory=dict)
    compare: Compare = _nothing_compared
    left_behind: LeftBehind = _nothing_left_behind
