"""The tokens that somebody may see: one's own, and for who manages people those of everybody."""

from collections.abc import Sequence

from overstap.lib import clock
from overstap.tenancy.access import Actor
from overstap.tenancy.roles import Right, may
from overstap.tenancy.tokens.models import Token
from overstap.tenancy.tokens.values import Scope, State, TokenRow

MOST_ROWS = 200


def tokens(actor: Actor) -> Sequence[TokenRow]:
    """The tokens of the actor's environment that the actor may see, newest first; at most 200."""
    found = Token.objects.filter(environment=actor.environment).select_related("person")
    if not may(actor.role, Right.MANAGE_PEOPLE):
        found = found.filter(person=actor.person)
    return [_row(actor, token) for token in found.order_by("-made_at", "-pk")[:MOST_ROWS]]


def state_of(token: Token) -> State:
    """Whether a token works at this moment."""
    if token.revoked_at is not None:
        return State.REVOKED
    return State.EXPIRED if token.expires_at <= clock.now() else State.ACTIVE


def _row(actor: Actor, token: Token) -> TokenRow:
    return TokenRow(
        uid=token.uid,
        name=token.name,
        hint=token.hint,
        scopes=tuple(Scope(one) for one in token.scopes),
        state=state_of(token),
        person=token.person.name,
        is_mine=token.person_id == actor.person.pk,
        made_at=token.made_at,
        expires_at=token.expires_at,
        last_used_at=token.last_used_at,
        revoked_at=token.revoked_at,
    )
