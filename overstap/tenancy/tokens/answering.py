"""A request that comes again is answered as the first time, and done once (the header Idempotency-Key)."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused, TryLater
from overstap.tenancy.access import Actor
from overstap.tenancy.tokens.entering import Bearer
from overstap.tenancy.tokens.models import Answer

LONGEST_KEY = 100
KEPT = timedelta(days=7)
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


class KeyMalformed(Refused):
    """It cannot be a key."""

    code = "IDEMPOTENCY-KEY"


class KeyUsed(Refused):
    """The key came before, with something else."""

    code = "IDEMPOTENCY-KEY-USED"


class UnderWay(TryLater):
    """The same request is being answered at this moment."""

    code = "IDEMPOTENCY-UNDER-WAY"


def once(
    actor: Actor, bearer: Bearer, key: str, asked: bytes, do: Callable[[], Mapping[str, object]]
) -> tuple[Mapping[str, object], bool]:
    """What ``do`` gives, as plain data, and whether it was done before: then it is not done again.

    An empty ``key`` does it each time. ``asked`` tells this request from others. Raises KeyMalformed, KeyUsed,
    UnderWay, and what ``do`` raises; then nothing was kept and the same key may come again.
    """
    if not key:
        return do(), False
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise KeyMalformed(
            _("This cannot be an Idempotency-Key."),
            remedy=_("Use at most %(most)d letters, digits and signs.") % {"most": LONGEST_KEY},
        )
    _lock(bearer, key)
    digest = hashlib.sha256(asked).hexdigest()
    before = Answer.objects.filter(token_uid=bearer.uid, key=key).first()
    if before is None:
        return _keep(actor, bearer, key, digest, do()), False
    if before.request != digest:
        raise KeyUsed(
            _("This Idempotency-Key came before with another request."), remedy=_("Use a new key for each request.")
        )
    return before.answer, True


def _keep(actor: Actor, bearer: Bearer, key: str, digest: str, answer: Mapping[str, object]) -> Mapping[str, object]:
    now = clock.now()
    Answer.objects.filter(token_uid=bearer.uid, at__lt=now - KEPT).delete()
    Answer.objects.create(
        environment=actor.environment, token_uid=bearer.uid, key=key, request=digest, answer=dict(answer), at=now
    )
    return answer


def _lock(bearer: Bearer, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"overstap answer {bearer.uid} {key}"])
        (mine,) = cursor.fetchone()
    if not mine:
        raise UnderWay(
            _("The same request is being answered at this moment."), remedy=_("Send it again in a few seconds.")
        )
