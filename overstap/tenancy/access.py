"""The only way in: who acts, in which environment, and on which administration.

Everything starts with ``enter`` (a person) or ``act_for_system`` (the worker). Both open a transaction and tell
PostgreSQL who acts, so that row-level security shows no more than it should. What somebody may not see is reported
as not found.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from overstap.lib.clock import for_people
from overstap.lib.errors import NeedsPerson, Refused, TryLater
from overstap.tenancy.models import Administration, Environment, Membership, Person
from overstap.tenancy.roles import Right, Role, may
from overstap.tenancy.values import AdministrationState, PersonKind

SYSTEM_EMAIL = "system@overstap.invalid"
OPERATOR_EMAIL = "operator@overstap.invalid"
HOUSE_EMAILS = frozenset({SYSTEM_EMAIL, OPERATOR_EMAIL})  # named actors behind whom nobody sits
_KEPT = ("overstap.administrations", "overstap.ledgers")
_SETTINGS = ("overstap.person", "overstap.environments", "overstap.reference", *_KEPT)
_SET = "SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS)
_GET = "SELECT " + ", ".join(
    f"COALESCE(current_setting('{name}', true), '') AS was{number}" for number, name in enumerate(_SETTINGS)
)
# OFFSET 0 has what was before read first
_ONLY = (
    "SELECT before.*, set_config('overstap.environments', %s, true), "  # noqa: S608 - names of our own
    + ", ".join(f"set_config('{name}', '', true)" for name in _KEPT)
    + f" FROM ({_GET} OFFSET 0) AS before"
)
_KEEP = "SELECT " + ", ".join(f"set_config('{name}', {name.replace('.', '_')}_now()::text, true)" for name in _KEPT)


class NotFound(Refused):
    """It does not exist, or not for you."""

    code = "NOT-FOUND"


class NotAllowed(NeedsPerson):
    """Your role does not include this; somebody else's does."""

    code = "ROLE-MISSING"


class Frozen(TryLater):
    """Nothing can be saved now (423 Locked)."""

    code = "ADMINISTRATION-FROZEN"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at work in one environment."""

    person: Person
    environment: Environment
    role: str


@contextmanager
def acting(person_id: int | None, environment_ids: Sequence[int], reference: uuid.UUID | None = None) -> Iterator[None]:
    """A transaction in which PostgreSQL knows who acts where (None: nobody). Nested calls restore what was before."""
    nested = connection.in_atomic_block  # else there is nothing to restore: the settings end with the transaction
    with transaction.atomic():
        before = _current_settings() if nested else None
        _set(_settings(person_id, environment_ids, reference))
        yield
        if before is not None:
            _set(before)


@contextmanager
def enter(person: Person, slug: str) -> Iterator[Actor]:
    """``person`` at work in environment ``slug``, in one transaction.

    Raises NotFound when there is no such environment or the person is no active member of it.
    """
    with acting(person.pk, []):
        membership = (
            Membership.objects.select_related("environment__office")
            .filter(person=person, environment__slug=_askable(slug), active=True)
            .first()
        )
        if membership is None or not person.is_active:
            raise NotFound(
                _("There is no environment “%(slug)s” in which you work.") % {"slug": slug},
                code="ENVIRONMENT-NOT-FOUND",
                remedy=_("Check the name, or ask a superuser of that environment for an invitation."),
            )
        act_in(person.pk, [membership.environment_id])
        yield Actor(person, membership.environment, membership.role)


@contextmanager
def act_for_system(reference: uuid.UUID, environment_ids: Sequence[int]) -> Iterator[Person]:
    """The system actor on the matter ``reference``; sees those of the environments that gave a mandate for it."""
    system = system_person()
    with acting(system.pk, environment_ids, reference):
        yield system


def act_in(person_id: int, environment_ids: Sequence[int], reference: uuid.UUID | None = None) -> None:
    """Inside ``acting``, which ends it and restores what was before: from here on this person acts there."""
    _set(_settings(person_id, environment_ids, reference))


@contextmanager
def only(environment_ids: Sequence[int]) -> Iterator[None]:
    """Inside ``acting``: whoever acts there, on the same matter, sees of the environments these alone until it ends."""
    narrowed = "{%s}" % ",".join(map(str, environment_ids))
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(_ONLY, [narrowed])
            before: tuple[str, ...] = cursor.fetchone()[: len(_SETTINGS)]
        yield
        _set(before)


def keep_walls() -> None:
    """Look up once which administrations and ledgers whoever acts may see, for all statements that follow.

    Inside ``acting``, until it ends or something else acts. What is made, sealed or handed over after it is seen only
    once it is called again; rights that others take away meanwhile count from then on too.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KEEP)


def system_person() -> Person:
    """The named actor behind everything that the worker does."""
    return _house_person(SYSTEM_EMAIL, "Overstap", PersonKind.SYSTEM)


def operator_person() -> Person:
    """The named actor behind the command line when nobody else is named."""
    return _house_person(OPERATOR_EMAIL, "Operator", PersonKind.OPERATOR)


def person_by_email(email: str) -> Person:
    """The account with this address. Raises NotFound."""
    person = Person.objects.filter(email__iexact=_askable(email), is_active=True).first()
    if person is None:
        raise NotFound(
            _("There is no account for %(email)s.") % {"email": email},
            code="PERSON-NOT-FOUND",
            remedy=_("Check the address."),
        )
    return person


def require(actor: Actor, right: Right) -> None:
    """Raise NotAllowed, naming the superusers to ask (R047, R048), unless the actor's role includes ``right``."""
    if may(actor.role, right):
        return
    names = superuser_names(actor)
    raise NotAllowed(
        _("Your role does not allow this."),
        remedy=_("Ask a superuser of your environment: %(names)s.") % {"names": ", ".join(names)},
        facts={"right": str(right), "role": actor.role, "superusers": names},
    )


def superuser_names(actor: Actor) -> list[str]:
    """Names of the superusers of the actor's environment, for texts."""
    found = Membership.objects.filter(environment=actor.environment, role=Role.SUPERUSER, active=True)
    return list(found.order_by("person__name").values_list("person__name", flat=True))


def administration(actor: Actor, code: str, right: Right) -> Administration:
    """The administration ``code`` for somebody who has access to it and whose role includes ``right``.

    Raises NotFound (also when the person has no access) or NotAllowed.
    """
    found = Administration.objects.filter(environment=actor.environment, code=_askable(code)).exclude(
        state=AdministrationState.MOVED
    )
    one = found.filter(administrationaccess__person=actor.person).first()
    if one is None:
        raise _no_administration(code)
    require(actor, right)
    return one


def administration_for_writing(actor: Actor, code: str, right: Right = Right.WRITE_BOOKS) -> Administration:
    """As ``administration``, and nothing can freeze it before this transaction ends.

    Takes the share lock of a writer; a freeze waits for it. Raises Frozen when nothing can be saved at present.
    """
    one = administration(actor, code, right)
    pass_gate(one)
    locked = Administration.objects.raw("SELECT * FROM tenancy_administration WHERE id = %s FOR SHARE", [one.pk])[0]
    if locked.state != AdministrationState.ACTIVE:
        raise frozen(locked)
    return locked


def pass_gate(one: Administration) -> None:
    """A writer passes the gate of an administration; waits while a freeze is closing it."""
    _lock_gate("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", one)


def close_gate(one: Administration) -> None:
    """Let no new writer through until this transaction ends, and wait until those inside have ended.

    A row lock alone is not enough: writers that share it may follow each other without a gap and starve whoever
    wants it alone. An advisory lock has a queue: who comes after us waits behind us.
    """
    _lock_gate("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", one)


def _lock_gate(statement: str, one: Administration) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"overstap administration {one.pk}"])


def administration_to_manage(actor: Actor, code: str, right: Right) -> Administration:
    """An administration of the environment for somebody who manages it (not its books): no access row needed."""
    require(actor, right)
    found = Administration.objects.filter(environment=actor.environment, code=_askable(code))
    one = found.exclude(state=AdministrationState.MOVED).first()
    if one is None:
        raise _no_administration(code)
    return one


def frozen(one: Administration) -> Frozen:
    """The refusal of a write to an administration that is frozen, sealed or on its way in."""
    until = for_people(one.frozen_until) if one.frozen_until else ""
    if one.state == AdministrationState.FROZEN:
        text = _("“%(name)s” is being moved; nothing can be saved now.") % {"name": one.name}
    else:
        text = _("“%(name)s” is read-only here.") % {"name": one.name}
    remedy = _("Try again after %(until)s.") % {"until": until} if until else _("Try again when the move is done.")
    return Frozen(text, remedy=remedy, facts={"state": one.state, "until": until})


def _askable(text: str) -> str:
    """PostgreSQL refuses a question with a NUL or half a character in it, where the answer is: not found."""
    return text if text.isprintable() else ""


def _no_administration(code: str) -> NotFound:
    return NotFound(
        _("There is no administration “%(code)s” that you can open.") % {"code": code},
        code="ADMINISTRATION-NOT-FOUND",
        remedy=_("Check the code, or ask a superuser for access under Settings > Administrations > Users."),
    )


def _house_person(email: str, name: str, kind: PersonKind) -> Person:
    person, made = Person.objects.get_or_create(email=email, defaults={"name": name, "kind": kind})
    if made:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def _settings(person_id: int | None, environment_ids: Sequence[int], reference: uuid.UUID | None) -> tuple[str, ...]:
    nothing_kept = [""] * len(_KEPT)
    return str(person_id or ""), "{%s}" % ",".join(map(str, environment_ids)), str(reference or ""), *nothing_kept


def _current_settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        row: tuple[str, ...] = cursor.fetchone()
        return row


def _set(values: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)
