"""The check report (R141, R159 to R166, R177 to R182; G5): lines named by the profile, both sides, a verdict each.

Until the release it is read live; at the release it is kept as it was, for both parties. Marks that somebody looked at
a line are recommended and never asked for (R170); they belong to the environment of who made them.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.moves.aftercare.figures import Gathered, gather
from overstap.moves.aftercare.lines import line
from overstap.moves.aftercare.models import CheckMark, CheckReport
from overstap.moves.aftercare.values import Figure, Line, Mark, PartReport, Report, Verdict
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import profile
from overstap.moves.state import for_system, parts_of
from overstap.moves.transitions import ENDED
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy import access, audit
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right

_ARRIVED = (Outcome.CARRIED, Outcome.VERIFIED, Outcome.DELIVERED, Outcome.RELEASED, Outcome.CLOSED)
MARKABLE = (MoveState.VERIFIED, MoveState.DELIVERED, MoveState.RELEASED, MoveState.CLOSED)


class LineUnknown(Refused):
    """The report has no such line."""

    code = "CHECK-LINE-UNKNOWN"


class NothingToCheck(Refused):
    """Nothing was delivered yet, or it went back."""

    code = "CHECK-NOTHING-YET"


def report(actor: Actor, uid: UUID) -> Report:
    """The report of a move, for either party. Raises NotAllowed, and NotFound for those who are no party to it."""
    access.require(actor, Right.READ_MOVES)
    move = _move(uid)
    kept = CheckReport.objects.filter(move=move).first()
    return Report(
        move=move.uid,
        profile=move.profile,
        state=move.state,
        giver=move.giver_name,
        receiver=move.receiver_name or move.receiver_email,
        parts=[_part_from(one) for one in kept.parts] if kept else _live(move),
        marks=_marks(actor, move),
        kept_at=kept.at if kept else None,
    )


def keep(move: Move) -> None:
    """At the release: keep what the report says. Runs as the system actor. Harmless when it is there already."""
    if profile(move.profile).report and not CheckReport.objects.filter(move=move).exists():
        CheckReport.objects.create(move=move, at=clock.now(), parts=[part.as_dict() for part in _parts(move)])


def mark(actor: Actor, uid: UUID, part: int, code: str, *, checked: bool) -> None:
    """Put down that the actor looked at a line of administration number ``part``, or take that back.

    Raises NotAllowed, NotFound, LineUnknown, NothingToCheck before there is anything to look at.
    """
    access.require(actor, Right.READ_MOVES)
    move = _move(uid)
    one = MoveAdministration.objects.filter(move=move, number=part).first()
    if one is None or code not in profile(move.profile).report:
        raise LineUnknown(_("The check report has no such line."), remedy=_("Load the page again."))
    if move.state not in MARKABLE:
        raise NothingToCheck(
            _("There is nothing to check now."), remedy=_("Wait until the administrations are delivered.")
        )
    if ((part, code) in _marks(actor, move)) == checked:
        return  # sent twice
    CheckMark.objects.create(
        environment=actor.environment, part=one, line=code, person=actor.person, at=clock.now(), checked=checked
    )
    facts = {"move": str(uid), "administration": one.new_code or one.old_code, "line": code}
    if checked:
        audit.record(actor, "move.check_mark", facts)
    else:
        audit.record(actor, "move.check_unmark", facts)


def _move(uid: UUID) -> Move:
    move = Move.objects.filter(uid=uid).first()
    if move is None:
        raise access.NotFound(
            _("There is no move %(uid)s that you take part in.") % {"uid": uid},
            code="MOVE-NOT-FOUND",
            remedy=_("Look under Migrations, or ask whoever sent you the address."),
        )
    return move


def _live(move: Move) -> list[PartReport]:
    """Read both sides now, as the system actor; where its mandate has ended, there is nothing to read any more."""
    parts, targets = parts_of(move), _targets(move)
    if move.state in ENDED or not targets:
        return _shown(move, parts, {})
    with for_system(move.uid):
        return _shown(move, parts, gather(move, targets))


def _parts(move: Move) -> list[PartReport]:
    targets = _targets(move)
    return _shown(move, parts_of(move), gather(move, targets) if targets else {})


def _targets(move: Move) -> dict[int, int]:
    """Part -> the receiver's row, of what was carried and stands there."""
    return {part.pk: part.target_id for part in parts_of(move, *_ARRIVED) if part.target_id is not None}


def _shown(move: Move, parts: Sequence[MoveAdministration], found: Mapping[int, Gathered]) -> list[PartReport]:
    which = profile(move.profile)
    return [
        PartReport(
            number=part.number,
            name=part.name,
            old_code=part.old_code,
            new_code=part.new_code,
            compared_at=_compared_at(found, part),
            lines=[line(code, which, found.get(part.pk)) for code in which.report],
        )
        for part in parts
    ]


def _compared_at(found: Mapping[int, Gathered], part: MoveAdministration) -> str:
    gathered = found.get(part.pk)
    return gathered.verified.at.isoformat() if gathered is not None and gathered.verified else ""


def _marks(actor: Actor, move: Move) -> dict[tuple[int, str], Mark]:
    rows = CheckMark.objects.filter(environment=actor.environment, part__move=move).select_related("part", "person")
    newest = rows.order_by("part", "line", "-id").distinct("part", "line")
    return {
        (one.part.number, one.line): Mark(one.part.number, one.line, one.person.name, one.at)
        for one in newest
        if one.checked
    }


def _part_from(kept: Mapping[str, Any]) -> PartReport:
    lines = [
        Line(
            one["code"],
            Verdict(one["verdict"]),
            [Figure(**figure) for figure in one["figures"]],
            one["note"],
            one.get("banks", {}),
        )
        for one in kept["lines"]
    ]
    return PartReport(**{**kept, "lines": lines})
