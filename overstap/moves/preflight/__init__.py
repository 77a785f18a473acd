"""Preflight: named checks, each a gate (blocks) or advice (never blocks), each with finding and remedy.

``giver_problems`` runs before an offer, ``receiver_problems`` before an acceptance. The worker asks the giver's gates
again, with the rights of the system actor, before it prepares: what was clean may no longer be.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from overstap.moves.checking import Check, Context
from overstap.moves.holdings import HOLDINGS
from overstap.moves.preflight import giver, receiver
from overstap.moves.preflight.giver import ADVISED_BEFORE
from overstap.moves.values import Gravity, Problem

__all__ = [
    "ADVISED_BEFORE",
    "Context",
    "blocking",
    "giver_checks",
    "giver_gates",
    "giver_problems",
    "held_problems",
    "receiver_checks",
    "receiver_problems",
]

giver_checks: Sequence[Check] = (*giver.CHECKS, *(check for one in HOLDINGS for check in one.of_the_giver))
receiver_checks: Sequence[Check] = (
    *receiver.CHECKS,
    *(check for one in HOLDINGS for check in one.of_the_receiver),
)


def giver_problems(context: Context, names: Collection[str] = ()) -> list[Problem]:
    """What the giver's side has to know or mend; with ``names`` of those checks alone."""
    return _run([check for check in giver_checks if not names or check.name in names], context)


def giver_gates(context: Context) -> list[Problem]:
    """What would stop the move on the giver's side: for the worker, whom nobody reads advice from."""
    return _run([check for check in giver_checks if check.gravity is Gravity.GATE], context)


def held_problems(context: Context) -> list[Problem]:
    """Gates about what the giver's administrations hold besides their ledger: asked once more when they are frozen."""
    gates = [check for one in HOLDINGS for check in one.of_the_giver if check.gravity is Gravity.GATE]
    return _run(gates, context)


def receiver_problems(context: Context, names: Collection[str] = ()) -> list[Problem]:
    """What the receiver's side has to know or mend; with ``names`` of those checks alone."""
    return _run([check for check in receiver_checks if not names or check.name in names], context)


def blocking(problems: Iterable[Problem]) -> list[Problem]:
    """Gates that were not overridden."""
    return [problem for problem in problems if problem.gravity is Gravity.GATE and not problem.overridden]


def _run(checks: Sequence[Check], context: Context) -> list[Problem]:
    return [_as_overridden(problem, context.overrides) for check in checks for problem in check.run(context)]


def _as_overridden(problem: Problem, overrides: Mapping[str, str]) -> Problem:
    if problem.gravity is not Gravity.GATE or problem.check not in overrides:
        return problem
    return replace(problem, overridden=True)
