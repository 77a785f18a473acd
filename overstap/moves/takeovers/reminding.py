"""Reminders (profiles, G2): after so many days, to whoever has not answered; each once, whatever was missed."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from overstap.lib import clock
from overstap.moves.models import Move
from overstap.moves.profiles import profile
from overstap.moves.state import for_system
from overstap.moves.takeovers import letters
from overstap.moves.takeovers.models import Approval, TakeoverRequest
from overstap.moves.values import MoveState, Party
from overstap.tenancy import access


def remind_who_is_due() -> None:
    """Mail everybody whose next reminder is due; a second run at the same moment finds nothing left to do."""
    now = clock.now()
    for uid in _waiting(now):
        with for_system(uid):
            move = Move.objects.select_for_update().filter(uid=uid, expires_at__gt=now).first()
            if move is not None:
                _remind(move, now)


def _waiting(now: datetime) -> list[UUID]:
    with access.acting(access.system_person().pk, []), connection.cursor() as cursor:
        cursor.execute("SELECT uid FROM takeovers_waiting(%s)", [now])
        return [row[0] for row in cursor.fetchall()]


def _remind(move: Move, now: datetime) -> None:
    if move.state == MoveState.DRAFT:
        request = TakeoverRequest.objects.filter(move=move).first()
        if request is not None:
            day = _due(move, move.created_at, request.reminded, now)
            if day:
                request.reminded = [*request.reminded, day]
                request.save(update_fields=["reminded"])
                letters.reminded(move, Party.GIVER, day, chooses=True)
    if move.state == MoveState.OFFERED:
        for one in Approval.objects.filter(move=move, voided_at=None, answer=""):
            day = _due(move, one.asked_at, one.reminded, now)
            if day:
                one.reminded = [*one.reminded, day]
                one.save(update_fields=["reminded"])
                letters.reminded(move, Party(one.party), day, chooses=False)


def _due(move: Move, since: datetime, reminded: list[int], now: datetime) -> int:
    """The day of the reminder to send now, or 0. Of several that were missed only the last is sent."""
    passed = [day for day in profile(move.profile).consents.reminder_days if (now - since).days >= day]
    latest = max(passed, default=0)
    return latest if latest > max(reminded, default=0) else 0
