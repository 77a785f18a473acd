"""How a program gets in: by a token, as its person, through the audit log and behind the same walls."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import NeedsPerson
from overstap.lib.secrets import token_hash
from overstap.tenancy import audit
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Person
from overstap.tenancy.tokens import counting
from overstap.tenancy.tokens.values import PREFIX, Scope

_LONGEST = 200  # characters of what is looked at as a token
_LOOK_UP = "SELECT * FROM tokens_look_up(%s)"


class TokenRefused(NeedsPerson):
    """What was sent is no token that works: TOKEN-UNKNOWN, TOKEN-EXPIRED or TOKEN-REVOKED."""

    code = "TOKEN-UNKNOWN"


class ScopeMissing(NeedsPerson):
    """The token was not made for this."""

    code = "TOKEN-SCOPE"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a token that works."""

    uid: UUID
    person: Person
    slug: str
    name: str
    scopes: frozenset[str]
    expires_at: datetime


def bearer(secret: str, address: str) -> Bearer:
    """Who sends ``secret`` from network address ``address``; counts the request.

    Raises TokenRefused, or TooManyRequests for an address that guesses or a token that asks too often.
    """
    counting.see_guesses(address)
    found = _look_up(secret)
    if found is None:
        counting.count_guess(address)
        raise TokenRefused(_("This token is not known."), remedy=_make_another())
    uid, person_id, slug, name, scopes, expires_at, revoked_at = found
    person = Person.objects.get(pk=person_id)
    with audit.on_refusal(person, slug, "token.use", {"token": str(uid), "name": name}):
        _see_that_it_works(expires_at, revoked_at)
        counting.count_request(uid)
    return Bearer(uid, person, slug, name, frozenset(scopes), expires_at)


@contextmanager
def at_work(one: Bearer, action: str, scope: Scope) -> Iterator[Actor]:
    """The person of a token at work, in one transaction; a refusal is in the audit log, and so is the token.

    Raises ScopeMissing, or NotFound when the person is no longer a member.
    """
    told = {"token": one.name}
    with audit.on_behalf(told), audit.attempt(one.person, one.slug, action, told) as actor:
        if scope not in one.scopes:
            raise ScopeMissing(
                _("This token may not be used for that."),
                remedy=_("Make a token that has “%(scope)s”.") % {"scope": scope},
                facts={"scope": str(scope)},
            )
        yield actor


def _look_up(
    secret: str,
) -> tuple[UUID, int, str, str, list[str], datetime, datetime | None] | None:
    if not secret.startswith(PREFIX) or len(secret) > _LONGEST:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, [token_hash(secret)])
        found = cursor.fetchone()
    return found or None


def _see_that_it_works(expires_at: datetime, revoked_at: datetime | None) -> None:
    if revoked_at is not None:
        raise TokenRefused(_("This token was revoked."), code="TOKEN-REVOKED", remedy=_make_another())
    if expires_at <= clock.now():
        raise TokenRefused(_("This token has expired."), code="TOKEN-EXPIRED", remedy=_make_another())


def _make_another() -> str:
    return _("Make a new token under Settings > Tokens.")
