"""How often a token asks, and an address guesses: counted in the database, for all processes together.

Each count is one statement, so that what comes at the same moment is counted too.
"""

from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import TryLater
from overstap.tenancy.tokens.models import Count

REQUESTS = 600  # of one token in a minute
GUESSES = 20  # from one address in a minute
WINDOW = 60  # seconds
_ADD = """
    INSERT INTO tokens_count AS c (key, "window", number) VALUES (%s, %s, 1)
    ON CONFLICT (key) DO UPDATE SET "window" = EXCLUDED."window",
      number = CASE WHEN c."window" = EXCLUDED."window" THEN c.number + 1 ELSE 1 END
    RETURNING number
"""


class TooManyRequests(TryLater):
    """More than one may ask in a minute; ``facts["seconds"]`` says when to go on."""

    code = "TOO-MANY-REQUESTS"


def count_request(token: UUID) -> None:
    """One more request with this token. Raises TooManyRequests."""
    if _add(f"token {token}") > REQUESTS:
        raise _too_many()


def see_guesses(address: str) -> None:
    """Raise TooManyRequests when too many wrong tokens came from this address."""
    found = Count.objects.filter(key=_of(address), window=_window(), number__gte=GUESSES)
    if found.exists():
        raise _too_many()


def count_guess(address: str) -> None:
    """A wrong token came from this address; counts of former minutes go."""
    Count.objects.filter(window__lt=_window()).delete()
    _add(_of(address))


def _add(key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [key, _window()])
        (number,) = cursor.fetchone()
        return int(number)


def _of(address: str) -> str:
    return f"address {address[:60]}"


def _window() -> int:
    return int(clock.now().timestamp()) // WINDOW


def _too_many() -> TooManyRequests:
    seconds = WINDOW - int(clock.now().timestamp()) % WINDOW
    return TooManyRequests(
        _("Too many requests."),
        remedy=_("Go on after %(seconds)d seconds.") % {"seconds": seconds},
        facts={"seconds": seconds},
    )
