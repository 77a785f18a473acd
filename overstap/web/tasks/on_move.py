"""The section about aftercare on the page of a move; it asks nothing of the database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from overstap.moves.dossier import Dossier
from overstap.moves.profiles import profile
from overstap.moves.profiles.values import Keeps
from overstap.moves.values import MoveState, Party

_CHECKED = (MoveState.VERIFIED, MoveState.DELIVERED, MoveState.RELEASED, MoveState.CLOSED, MoveState.TAKING_BACK)
_AFTER = (MoveState.RELEASED, MoveState.CLOSED, MoveState.TAKING_BACK, MoveState.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class Aftercare:
    """Which ways lead on from the page of a move."""

    title: str
    told: str
    has_report: bool
    has_tasks: bool
    has_questions: bool
    has_original: bool

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.has_report or self.has_tasks or self.has_questions or self.has_original


def aftercare(move: Dossier) -> Aftercare:
    """Of a move as its reader sees it."""
    which = profile(move.profile)
    after = move.state in _AFTER
    return Aftercare(
        title=_("Aftercare") if after else _("Look at it yourself"),
        told=_("What is left to look at and to do.")
        if after
        else _("Recommended before the release; nothing waits for it."),
        has_report=bool(which.report) and move.state in _CHECKED,
        has_tasks=after and bool(which.tasks or which.not_copied),
        has_questions=after and bool(which.not_copied) and move.side == Party.RECEIVER,
        has_original=after and which.giver.keeps is Keeps.READ_ONLY and move.side == Party.GIVER,
    )
