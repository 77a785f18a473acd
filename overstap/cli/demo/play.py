"""The demonstration once its database is there: fill it, tell the story, say what it took and what to try next."""

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from overstap.cli.demo import filling, loading
from overstap.cli.demo.cast import GIVER, RECEIVER, gather
from overstap.cli.demo.loading import Loaded
from overstap.cli.demo.steps import Steps, duration
from overstap.cli.demo.story import Story, freeze_milliseconds
from overstap.cli.language import gettext as _
from overstap.cli.language import ngettext
from overstap.cli.output import facts, number, safe
from overstap.cli.session import Session


def play(session: Session, steps: Steps, file: Path | None, encoding: str) -> None:
    """Fill the offices, move the largest administration (or ``file``), and show what came of it."""
    moving = _with_own_file(session, steps, file, encoding) if file else _with_samples(session, steps)
    outcome = Story(session, steps, moving).tell()
    _summary(session, steps, moving, outcome)
    _try_next(session, outcome)


def _with_own_file(session: Session, steps: Steps, file: Path, encoding: str) -> Loaded:
    _offices(steps)
    return loading.own_file(steps, session.output, file, encoding)


def _with_samples(session: Session, steps: Steps) -> Loaded:
    with loading.sample_files() as files:
        _offices(steps)
        loaded = list(loading.samples(steps, session.output, files))
    return filling.fill(steps, max(loaded, key=lambda one: one.lines))


def _offices(steps: Steps) -> None:
    for office in (GIVER, RECEIVER):
        with steps.step(f"office-{office.slug}", office.name) as notes:
            gather(office)
            people = ngettext("%(count)d person", "%(count)d people", len(office.members))
            notes += [f"{office.superuser.name},", people % {"count": len(office.members)}]


def _summary(session: Session, steps: Steps, moving: Loaded, outcome: Mapping[str, Any]) -> None:
    frozen = freeze_milliseconds(outcome["status"])
    seconds = {name: round(took, 3) for name, took in steps.took.items()}
    if session.output.as_json:
        session.output.write_json(
            {**outcome, "administration": moving, "freeze_milliseconds": frozen, "seconds": seconds}
        )
        return
    steps.chapter(_("In short"))
    session.output.say(
        facts(
            [
                (_("Moved"), _("%(lines)s lines, not one of them copied") % {"lines": number(moving.lines)}),
                (_("Freeze"), duration(frozen / 1000)),
                (_("Everything together"), duration(steps.elapsed)),
            ]
        )
    )


def _try_next(session: Session, outcome: Mapping[str, Any]) -> None:
    """Commands that work as they stand here."""
    overstap = f"{_command()} --demo"
    receiver = f"{overstap} --as {RECEIVER.superuser.email}"
    session.output.say("", safe(_("Now you"), "bold"))
    for what, command in (
        (_("look at the books"), f"{receiver} books trial-balance --administration {outcome['moved_as']}"),
        (_("read the mails"), f"{overstap} mail list"),
        (_("give it back, with what was booked since"), f"{receiver} move take-back {outcome['move']}"),
        (_("and let a worker do that"), f"{overstap} worker --until-idle"),
        (_("check the proof"), f"{_command()} verify-proof {outcome['proof'][0]}"),
    ):
        session.output.say(safe(f"  {what}", "dim"))
        session.output.line(f"    {command}")


def _command() -> str:
    """How this command is called from here."""
    if shutil.which("overstap"):
        return "overstap"
    called = Path(sys.argv[0]).resolve().parent / "overstap"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)
