"""When to try again what is busy or away: not with the backoff of the queue, because people see what is waited for."""

from datetime import datetime, timedelta

from overstap.lib import clock
from overstap.lib.errors import OverstapError, TryLater

MOST_TRIES = 50
_FIRST_WAIT, _LONGEST_WAIT = 15, 900  # seconds


def again_at(error: OverstapError, tries: int) -> datetime | None:
    """The moment (aware) to try again after ``error``, that came after ``tries`` earlier ones in a row.

    What the error says of itself (``facts["until"]``, ISO 8601 with a zone, ahead of us), or a while from now that is
    longer each time. None: waiting does not help, or was done often enough.
    """
    if not isinstance(error, TryLater) or tries >= MOST_TRIES:
        return None
    wait = min(_FIRST_WAIT * 2 ** (tries + 1), _LONGEST_WAIT)
    return _said(error) or clock.now() + timedelta(seconds=wait)


def _said(error: TryLater) -> datetime | None:
    said = error.facts.get("until")
    try:
        found = datetime.fromisoformat(str(said)) if said else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None and found > clock.now() else None
