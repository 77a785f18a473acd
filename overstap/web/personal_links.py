"""Pages for who has no account: what they do with the token of a personal link, and with who tries one after the other.

The token is taken out of the address at once: its hash goes into the session, so that it stands in no history, no
referrer and no log. What a link opens is looked up anew for every page.
"""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from overstap.lib.errors import TryLater

MINUTE, HOUR = 60, 3_600  # seconds
WRONG_LINKS = 20  # of one address on the network, within an hour
_MOST = 20  # links in one session


class TooMany(TryLater):
    """Somebody tries one link after the other."""

    code = "LINK-TOO-MANY"


def keep(request: HttpRequest, place: str, uid: UUID, hashed: str) -> None:
    """Put down in the session, under ``place``, by which link ``uid`` is opened."""
    links = dict(request.session.get(place, {}))
    links.pop(str(uid), None)
    newest = list(links.items())[-(_MOST - 1) :]
    request.session[place] = {**dict(newest), str(uid): hashed}


def kept(request: HttpRequest, place: str, uid: UUID) -> str:
    """The hash of the link by which ``uid`` was opened; empty without one."""
    return str(request.session.get(place, {}).get(str(uid), ""))


def require_patience(
    request: HttpRequest, what: str = "personal-link", most: int = WRONG_LINKS, window: int = HOUR
) -> None:
    """Count one try of this address on the network. Raises TooMany beyond ``most`` within ``window`` seconds."""
    key = f"{what}:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=window)
    if cache.incr(key) > most:
        when = _("Try again in a minute.") if window <= MINUTE else _("Try again in an hour.")
        raise TooMany(_("Those were too many tries."), remedy=when)
