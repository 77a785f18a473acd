"""Making and revoking tokens. Everybody makes their own; who manages people may revoke those of others."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.secrets import make_token, token_hash
from overstap.tenancy import audit, checks
from overstap.tenancy.access import Actor, NotFound
from overstap.tenancy.models import Person
from overstap.tenancy.roles import Right, may
from overstap.tenancy.tokens.models import Token
from overstap.tenancy.tokens.values import PREFIX, Made, Scope

LONGEST_NAME = 100
LONGEST_DAYS = 366
MOST_EACH = 20  # tokens of one person in one environment that work
_BYTES = 32
_HINT = 8


class TokenNotFound(NotFound):
    """There is no such token, or it is somebody else's."""

    code = "TOKEN-NOT-FOUND"


class TooManyTokens(Refused):
    """Somebody has as many as one may have."""

    code = "TOKENS-TOO-MANY"


def make(actor: Actor, *, name: str, scopes: Iterable[str], days: int = 90) -> Made:
    """A new token of the actor's own, for ``days`` days (1 to 366).

    Raises Malformed when the name, the scopes or the days will not do, or TooManyTokens.
    """
    called, wanted = checks.name(name, LONGEST_NAME), _scopes(scopes)
    _check_days(days)
    _check_number(actor)
    secret = PREFIX + make_token(_BYTES)
    now = clock.now()
    token = Token.objects.create(
        environment=actor.environment,
        person=actor.person,
        name=called,
        hash=token_hash(secret),
        hint=secret[:_HINT],
        scopes=[str(scope) for scope in wanted],
        made_at=now,
        expires_at=now + timedelta(days=days),
    )
    facts = {"token": str(token.uid), "name": called, "scopes": token.scopes, "days": days}
    audit.record(actor, "token.make", facts)
    return Made(token.uid, secret)


def revoke(actor: Actor, uid: UUID) -> None:
    """End a token at once; twice is the same as once. Raises TokenNotFound."""
    token = Token.objects.filter(environment=actor.environment, uid=uid).first()
    if token is None or not (token.person_id == actor.person.pk or may(actor.role, Right.MANAGE_PEOPLE)):
        raise TokenNotFound(_("There is no such token."), remedy=_("Look under Settings > Tokens."))
    if token.revoked_at is not None:
        return
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])
    owner = Person.objects.get(pk=token.person_id)
    audit.record(actor, "token.revoke", {"token": str(token.uid), "name": token.name, "person": owner.email})


def _scopes(wanted: Iterable[str]) -> list[Scope]:
    asked = set(wanted)
    unknown = asked - {str(scope) for scope in Scope}
    if unknown or not asked:
        raise checks.Malformed(
            _("It is not said well what the token may be used for."),
            code="TOKEN-SCOPES",
            remedy=_("Choose one or more of: %(scopes)s.") % {"scopes": ", ".join(Scope)},
        )
    return [scope for scope in Scope if scope in asked]


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST_DAYS:
        raise checks.Malformed(
            _("A token works for 1 to %(most)d days.") % {"most": LONGEST_DAYS},
            code="TOKEN-DAYS",
            remedy=_("Choose a shorter time, and make a new token when it ends."),
        )


def _check_number(actor: Actor) -> None:
    working = Token.objects.filter(
        environment=actor.environment, person=actor.person, revoked_at=None, expires_at__gt=clock.now()
    )
    if working.count() >= MOST_EACH:
        raise TooManyTokens(
            _("You have %(most)d tokens that work; that is the most.") % {"most": MOST_EACH},
            remedy=_("Revoke one that is no longer used."),
        )
