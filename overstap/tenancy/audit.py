"""The audit log: who did or tried what. Lines are added, never changed.

What succeeds is recorded in the transaction of the deed itself. What is refused is recorded after that transaction
was rolled back, in one of its own, so that the line stays.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from overstap.lib import clock
from overstap.lib.errors import OverstapError
from overstap.tenancy.access import Actor, acting, enter
from overstap.tenancy.models import Environment, Membership, Person

DONE = "done"
REFUSED = "refused"
_ON_BEHALF: ContextVar[Mapping[str, object] | None] = ContextVar("on_behalf", default=None)
_LONGEST = 500  # characters kept of any one text; a stranger may send as long a one as they like


def record(
    actor: Actor | None,
    action: str,
    facts: Mapping[str, object] | None = None,
    *,
    environment: Environment | None = None,
) -> None:
    """Add a line about something done, in the caller's transaction, signed by the person acting in it.

    The line belongs to the actor's environment, or to ``environment``, or with neither to the operator alone.
    """
    where = actor.environment if actor else environment
    _write(where, action, DONE, "", facts or {})


def refused(
    person: Person | None,
    environment: Environment | None,
    action: str,
    error: OverstapError,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Add a line about a refusal, in a transaction of its own; call it when the deed's one was rolled back.

    With an environment in which the person is no active member the line is the operator's to read.
    """
    told = {**error.facts, **(facts or {})}
    with acting(person.pk if person else None, [environment.pk] if environment else []):
        if environment is not None and not _works_in(person, environment):
            told["environment"], environment = environment.slug, None
        _write(environment, action, REFUSED, error.code, told)


@contextmanager
def on_refusal(
    person: Person | None, slug: str, action: str, facts: Mapping[str, object] | None = None
) -> Iterator[None]:
    """Around the outermost transaction of a deed: an OverstapError leaves a line in the log and is raised again.

    Where ``person`` is no active member of environment ``slug``, the line has no environment and names the slug.
    """
    try:
        yield
    except OverstapError as error:
        environment = _environment_of(person, slug)
        asked = {} if environment or not slug else {"environment": slug}
        refused(person, environment, action, error, {**(facts or {}), **asked})
        raise


@contextmanager
def attempt(person: Person, slug: str, action: str, facts: Mapping[str, object] | None = None) -> Iterator[Actor]:
    """``access.enter`` for the doors: one transaction, and a refusal of any kind is in the audit log afterwards."""
    with on_refusal(person, slug, action, facts), enter(person, slug) as actor:
        yield actor


@contextmanager
def on_behalf(facts: Mapping[str, object]) -> Iterator[None]:
    """Every line written inside tells this too: who it is that acts in the name of whoever signs the line."""
    token = _ON_BEHALF.set(facts)
    try:
        yield
    finally:
        _ON_BEHALF.reset(token)


def _works_in(person: Person | None, environment: Environment) -> bool:
    if person is None or not person.is_active:
        return False
    return Membership.objects.filter(person=person, environment=environment, active=True).exists()


def _environment_of(person: Person | None, slug: str) -> Environment | None:
    if person is None or not person.is_active or not slug.isprintable():
        return None
    with acting(person.pk, []):
        found = Membership.objects.filter(person=person, environment__slug=slug, active=True)
        membership = found.select_related("environment").first()
        return membership.environment if membership else None


def _write(environment: Environment | None, action: str, outcome: str, code: str, facts: Mapping[str, object]) -> None:
    facts = {**facts, **(_ON_BEHALF.get() or {})}
    # Plain SQL: Django would ask for the new row back, which only its readers may have. The signature is the
    # database's own idea of who acts.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tenancy_auditevent (at, environment_id, person_id, action, outcome, code, facts)"
            " VALUES (%s, %s, overstap_person(), %s, %s, %s, %s::jsonb)",
            [clock.now(), environment.pk if environment else None, action, outcome, code, _as_json(facts)],
        )


def _as_json(facts: Mapping[str, object]) -> str:
    return json.dumps({key: _plain(value) for key, value in facts.items()})


def _plain(value: object) -> object:
    """What JSON in PostgreSQL can hold: NUL and half a surrogate pair, which it cannot, are written out."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {str(_plain(str(key))): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    text = str(value)[:_LONGEST].replace("\0", "\\x00")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
