"""``overstap doctor``: is this installation in order?"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.text import Text

from overstap.cli import installation
from overstap.cli.errors import Exit
from overstap.cli.language import gettext as _
from overstap.cli.output import safe
from overstap.cli.session import InSession
from overstap.lib import postgres
from overstap.lib.errors import OverstapError


class Health(StrEnum):
    """How something is."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at."""

    check: str
    health: Health
    message: str
    remedy: str = ""


def doctor(*, session: InSession) -> int:
    found = list(_examine())
    session.output.show(found, *(_line(one) for one in found))
    return Exit.NEEDS_SETTING if any(one.health is Health.BAD for one in found) else Exit.DONE


def _examine() -> Iterator[Diagnosis]:
    server = _server()
    yield server
    if server.health is Health.BAD:
        return
    yield _walls()
    yield from _queue()
    yield _signing_key()
    yield _mail()


def _server() -> Diagnosis:
    try:
        installation.make_ready()
    except OverstapError as error:
        return Diagnosis("database", Health.BAD, error.message, error.remedy)
    own = postgres.uses_own_server()
    place = _("your own server") if own else str(postgres.var_dir() / "postgres")
    return Diagnosis(
        "database", Health.GOOD, _("The database answers and has all tables (%(place)s).") % {"place": place}
    )


def _walls() -> Diagnosis:
    from overstap.lib.walls import weak_places

    weak = weak_places()
    if weak:
        return Diagnosis(
            "walls",
            Health.BAD,
            _("These walls in the database were taken down: %(names)s.") % {"names": ", ".join(weak)},
            _("Find out who did so, and compare the books with your last proof or back-up."),
        )
    return Diagnosis("walls", Health.GOOD, _("Row-level security and the triggers of the ledger are in force."))


def _queue() -> Iterator[Diagnosis]:
    from overstap.durable.queries import queue_state

    state = queue_state()
    if state.workers:
        yield Diagnosis("worker", Health.GOOD, _("Workers: %(count)d.") % {"count": state.workers})
    elif state.due:
        yield Diagnosis(
            "worker",
            Health.BAD,
            _("No worker runs, and jobs wait: %(count)d.") % {"count": state.due},
            "overstap worker",
        )
    else:
        yield Diagnosis("worker", Health.NOTE, _("No worker runs; moves and mails wait for one."), "overstap worker")
    if state.failed:
        yield Diagnosis(
            "jobs",
            Health.BAD,
            _("Jobs that failed for good: %(count)d.") % {"count": state.failed},
            _("Look in the log of the worker."),
        )


def _signing_key() -> Diagnosis:
    from django.conf import settings

    from overstap.moves.proof.keys import SigningKey

    path = Path(settings.SIGNING_KEY_FILE)
    if not path.exists():
        return Diagnosis(
            "signing-key",
            Health.NOTE,
            _("There is no signing key yet; the first proof makes one in %(path)s.") % {"path": path},
        )
    try:
        key = SigningKey.load_or_create(path)
    except OverstapError as error:
        return Diagnosis("signing-key", Health.BAD, error.message, error.remedy)
    return Diagnosis(
        "signing-key",
        Health.GOOD,
        _("Proofs are signed with the key %(fingerprint)s.") % {"fingerprint": key.fingerprint},
    )


def _mail() -> Diagnosis:
    from django.conf import settings

    if settings.EMAIL_BACKEND.endswith("FileBackend"):
        return Diagnosis(
            "mail",
            Health.NOTE,
            _("Mail is written to files in %(path)s and goes nowhere.") % {"path": settings.MAIL_DIR},
            _("Set OVERSTAP_MAIL_URL to send it."),
        )
    return Diagnosis("mail", Health.GOOD, _("Mail goes through %(host)s.") % {"host": settings.EMAIL_HOST})


def _line(one: Diagnosis) -> Text:
    signs = {Health.GOOD: ("✓", "green"), Health.NOTE: ("·", "yellow"), Health.BAD: ("✗", "red")}
    line = Text.assemble(signs[one.health], " ", safe(one.message))
    if one.remedy:
        line.append("\n  → " + safe(one.remedy).plain, "dim")
    return line
