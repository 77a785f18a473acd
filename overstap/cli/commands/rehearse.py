"""``overstap move rehearse`` and ``overstap move rehearsals``: everything of a move but the switch."""

import time
from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from cyclopts import Parameter
from rich.console import RenderableType
from rich.text import Text

from overstap.cli import moves_shown
from overstap.cli.choices import UsageError
from overstap.cli.entering import enter
from overstap.cli.errors import Exit, problem_lines
from overstap.cli.language import gettext as _
from overstap.cli.options import EnvironmentName, Wait
from overstap.cli.output import facts, mark, moment, number, row, safe, table
from overstap.cli.session import InSession, Session
from overstap.cli.words import word
from overstap.lib.errors import TryLater
from overstap.moves.actions.common import parse_uid
from overstap.moves.rehearsals import actions, queries
from overstap.moves.rehearsals.values import Rehearsal, Rehearsed

LOOK_EVERY = 0.2  # seconds
LONGEST_WAIT = 3600.0  # seconds

PROFILE = "transfer-code"


class StillAtWork(TryLater):
    """The worker has not finished within an hour, or there is none."""

    code = "REHEARSAL-STILL-AT-WORK"


def rehearse(
    *codes: Annotated[str, Parameter(help=_("codes of the administrations"))],
    move: Annotated[str, Parameter(metavar="MOVE", help=_("a move that everybody agreed to and that waits"))] = "",
    profile: Annotated[str, Parameter(metavar="NAME", help=_("as which kind of move"))] = PROFILE,
    wait: Wait = False,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    if bool(codes) == bool(move):
        raise UsageError(_("Name administrations, or a move with --move."))
    with enter(session, environment, "rehearsal.order", {"administrations": codes, "move": move}) as actor:
        uid = actions.order_of_move(actor, parse_uid(move)) if move else actions.order(actor, codes, profile)
    if wait:
        return _shown(session, _until_done(session, environment, uid))
    session.output.show(
        {"rehearsal": uid, "state": "waiting"},
        _("Ordered. Nothing is frozen; people go on working."),
        facts([(_("See what came out"), f"overstap move rehearsals {uid}")]),
    )
    return 0


def rehearsals(
    rehearsal: Annotated[str, Parameter(name="REHEARSAL", help=_("number of one rehearsal"))] = "",
    /,
    *,
    environment: EnvironmentName = "",
    session: InSession,
) -> int:
    if rehearsal:
        return _shown(session, _one(session, environment, parse_uid(rehearsal)))
    with enter(session, environment, "rehearsal.list") as actor:
        rows = queries.listed(actor)
    made = table(_("Rehearsal"), _("Administrations"), _("State"), _("Freeze"), _("Ordered"))
    for one in rows:
        row(made, one.uid, ", ".join(one.names), _state(one), _duration(one.forecast_ms), moment(one.ordered_at))
    session.output.show(rows, made if rows else _("Nothing was rehearsed here yet."))
    return 0


def _until_done(session: Session, slug: str, uid: UUID) -> Rehearsal:
    until = time.monotonic() + LONGEST_WAIT
    with session.output.at_work(_("The rehearsal")):
        while time.monotonic() < until:
            found = _one(session, slug, uid)
            if found.finished_at is not None:
                return found
            time.sleep(LOOK_EVERY)
    raise StillAtWork(
        _("The rehearsal is not finished yet."),
        remedy=_("Look whether a worker runs: overstap worker."),
        facts={"rehearsal": str(uid)},
    )


def _one(session: Session, slug: str, uid: UUID) -> Rehearsal:
    with enter(session, slug, "rehearsal.show", {"rehearsal": str(uid)}) as actor:
        return queries.rehearsal(actor, uid)


def _shown(session: Session, found: Rehearsal) -> int:
    session.output.show(_data(found), *_told(found))
    return Exit.DIFFERENCES if found.finished_at is not None and not found.clean else 0


def _data(found: Rehearsal) -> dict[str, Any]:
    parts = [{name: getattr(part, name) for name in Rehearsed.__slots__} for part in found.parts]
    names = ("uid", "state", "profile", "move_uid", "side", "ordered_at", "ordered_by", "started_at", "finished_at")
    return {
        **{name: getattr(found, name) for name in names},
        "clean": found.clean,
        "problems": list(found.problems),
        "parts": parts,
        "forecast": found.forecast.as_dict() if found.forecast else None,
        "failure": found.failure,
    }


def _told(found: Rehearsal) -> Iterator[RenderableType]:
    yield Text.assemble((_("Rehearsal") + " ", "bold"), safe(found.uid, "bold"))
    yield facts(
        [
            (_("Administrations"), ", ".join(found.names)),
            (_("State"), _state(found)),
            (_("Ordered"), f"{moment(found.ordered_at)}, {found.ordered_by}"),
        ]
    )
    if found.failure:
        yield moves_shown.failure(found.failure)
    yield from problem_lines([dict(one) for one in found.problems])
    if found.forecast:
        told = _("Forecast: nothing can be saved for about %(time)s.") % {
            "time": _duration(found.forecast.milliseconds)
        }
        yield safe(told, "bold")
        made = table(_("Step"), _("Took"), right=(_("Took"),))
        for step, taken in found.forecast.steps.items():
            row(made, _step(step), _duration(taken))
        yield made
        yield safe(
            _("Measured on %(lines)s booked lines and %(records)s records, while others could work.")
            % {"lines": number(found.forecast.lines), "records": number(found.forecast.records)},
            "dim",
        )
    for part in found.parts:
        yield Text.assemble("\n", mark(part.clean), " ", safe(part.name, "bold"), safe(f"  {part.code}"))
        yield from moves_shown.verification(part.result)


def _state(found: Any) -> str:
    if found.state == "done":
        return _("passed") if found.clean else _("did not pass")
    states = {"waiting": _("waits"), "running": _("runs"), "failed": _("stopped")}
    return states.get(str(found.state), word(str(found.state)))


def _step(step: str) -> str:
    names = {
        "fingerprint": _("fingerprints of what is booked (no freeze)"),
        "tail": _("fingerprints of the newest and the master data"),
        "copy": _("carry the master data"),
        "compare": _("compare"),
        "take_back": _("give back, and compare"),
    }
    return names.get(step, step)


def _duration(milliseconds: int | None) -> str:
    if milliseconds is None:
        return ""
    return f"{milliseconds} ms" if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"
