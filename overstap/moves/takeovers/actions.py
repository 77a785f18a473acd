"""The verbs of a takeover for people who work in one of the two environments. Each runs as ``audit.attempt`` gives it.

What the client does, by a personal link and without an account, is in ``by_link``; what follows after the release in
``after``.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from overstap.lib import clock
from overstap.lib.errors import Refused
from overstap.lib.secrets import token_hash
from overstap.moves import attempts, events, preflight, schedule
from overstap.moves.actions.common import require_clean
from overstap.moves.copies import with_copies
from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import Profile, profile
from overstap.moves.profiles.values import Credential, Starter
from overstap.moves.state import go, locked, name_of, parts_of
from overstap.moves.takeovers import asking, checks, letters
from overstap.moves.takeovers.models import TakeoverRequest
from overstap.moves.takeovers.values import MOST_OPEN, Manager, TakeoverOrder, VoidReason
from overstap.moves.transitions import IllegalTransition
from overstap.moves.values import MoveState, Party, Problem
from overstap.tenancy import access, audit
from overstap.tenancy import checks as tenancy_checks
from overstap.tenancy.access import Actor
from overstap.tenancy.models import Administration, Environment, Mandate
from overstap.tenancy.roles import Right


class EnvironmentUnknown(Refused):
    """No environment has that URL part."""

    code = "TAKEOVER-ENVIRONMENT-UNKNOWN"


class TooMany(Refused):
    """There are more open requests than anyone can mean to have, or this one stands already."""

    code = "TAKEOVERS-TOO-MANY"


def request(actor: Actor, order: TakeoverOrder) -> UUID:
    """R231: ask the old environment for the administrations of a client; gives the uid of the move.

    Says nothing about whether what was typed exists there. Raises NotAllowed, PreflightFailed (the licence),
    EnvironmentUnknown, TooManyAttempts, ClientIsStaff, Malformed, MomentRefused, TooMany.
    """
    access.require(actor, Right.RECEIVE_MOVE)
    attempts.require_some_left(actor)
    which = _requestable(order.profile)
    name, email = checks.client(order.client_name, order.client_email)
    wanted = checks.wanted(order.wanted)
    schedule.require_possible(which, order.run_at)
    require_clean(preflight.receiver_problems(preflight.Context(which, actor.environment)))
    giver_id, giver_name = _giver(actor, order.giver_slug.strip().lower())
    checks.require_client(email, giver_id, actor.environment.pk)
    _require_room(actor, giver_id, email)
    move = Move.objects.create(
        profile=which.name,
        state=MoveState.DRAFT,
        giver_id=giver_id,
        giver_name=giver_name,
        giver_email=_typed_address(order.administrator_email),
        receiver=actor.environment,
        receiver_name=actor.environment.name,
        receiver_email=actor.person.email,
        started_by=actor.person,
        received_by=actor.person,
        client_name=name,
        client_email=email,
        code_hash=token_hash(secrets.token_urlsafe(32)),  # no code was made, so nobody has one
        code_used_at=clock.now(),
        expires_at=clock.now() + timedelta(days=which.consents.valid_days),
        run_at=order.run_at,
        payment_agreement_moves=False,
        fee=which.fee.of(1),
        currency=which.fee.currency,
    )
    TakeoverRequest.objects.create(
        move=move,
        wanted=wanted,
        codes={old: new for old, new in order.codes.items() if old and new},
        managed=_managed(which, order.managed),
        administrator_email=move.giver_email,
    )
    _mandate(actor, move)
    events.record(move, "requested", name_of(actor.person), {"client": f"{name} <{email}>"})
    letters.requested(move)
    audit.record(actor, "takeover.request", {"move": str(move.uid), "environment": giver_name, "email": email})
    return move.uid


def scope_problems(actor: Actor, uid: UUID, codes: Sequence[str]) -> list[Problem]:
    """What stands in the way of handing over ``codes``, and what to know before it. Raises as ``choose`` does."""
    move = _as(actor, Party.GIVER, uid)
    return _giver_problems(actor, move, with_copies(profile(move.profile), _held(actor, codes)))


def choose(actor: Actor, uid: UUID, codes: Sequence[str]) -> None:
    """The giver says which administrations the client means; every party is asked to approve exactly those.

    A choice that changes voids what was approved. Raises NotFound, NotAllowed, PreflightFailed, IllegalTransition,
    or Refused (NOTHING-CHOSEN, MOVE-EXISTS).
    """
    move = _as(actor, Party.GIVER, uid)
    _require_open(move)
    wanted = with_copies(profile(move.profile), _held(actor, codes))
    if not wanted:
        raise Refused(
            _("You chose no administration."), code="NOTHING-CHOSEN", remedy=_("Choose one or more administrations.")
        )
    require_clean(_giver_problems(actor, move, wanted))
    before = asking.scope_of(move)
    _put_in(move, wanted)
    move.fee = profile(move.profile).fee.of(len(wanted))
    move.giver_email = actor.person.email
    move.save(update_fields=["fee", "giver_email"])
    TakeoverRequest.objects.filter(move=move).update(handled_by=actor.person)
    _mandate(actor, move)
    chosen = [one.code for one in wanted]
    if move.state == MoveState.DRAFT:
        go(move, MoveState.OFFERED, actor.person, {"administrations": list(chosen)})
        asking.ask_all(move)
    elif asking.scope_of(move) != before:
        asking.void(move, VoidReason.ADMINISTRATIONS, actor.person)
    audit.record(actor, "takeover.scope", {"move": str(uid), "administrations": chosen})


def choose_codes(actor: Actor, uid: UUID, new_codes: Mapping[str, str]) -> None:
    """The receiver says under which codes it takes the administrations; a change voids what was approved.

    Raises NotFound, NotAllowed, PreflightFailed, IllegalTransition, or Refused for a code that is not asked for.
    """
    move = _as(actor, Party.RECEIVER, uid)
    _require_offered(move)
    parts = parts_of(move)
    unknown = sorted(set(new_codes) - {part.old_code for part in parts})
    if unknown:
        raise Refused(
            _("The migration has no administration “%(code)s”.") % {"code": unknown[0][:40]},
            code="ADMINISTRATION-NOT-OFFERED",
            remedy=_("Use the codes that the page shows."),
        )
    for part in parts:
        part.new_code = new_codes.get(part.old_code, part.new_code) or part.old_code
    require_clean(_receiver_problems(actor, move, parts))
    before = asking.scope_of(move)
    for part in parts:
        part.save(update_fields=["new_code"])
    if asking.scope_of(move) != before:
        asking.void(move, VoidReason.CODES, actor.person)
    audit.record(actor, "takeover.codes", {"move": str(uid), "codes": dict(new_codes)})


def receiver_problems(actor: Actor, uid: UUID) -> list[Problem]:
    """What stands in the way of the receiver's approval. Raises NotFound, NotAllowed."""
    move = _as(actor, Party.RECEIVER, uid)
    return _receiver_problems(actor, move, parts_of(move))


def approve(actor: Actor, uid: UUID, shown: str, *, agreed: bool) -> None:
    """R233, R235: approve for the actor's side the scope with hash ``shown``, as the page or status told it.

    Raises NotFound, NotAllowed, PreflightFailed, and what ``asking.answer`` raises.
    """
    party = _party(actor, uid)
    move = _as(actor, party, uid)
    asking.require_asked(move, party)
    if party is Party.RECEIVER:
        require_clean(_receiver_problems(actor, move, parts_of(move)))
    asking.answer(move, party, actor.person, shown=shown, agreed=agreed)
    audit.record(actor, "takeover.approve", {"move": str(uid)})


def refuse(actor: Actor, uid: UUID, reason: str) -> None:
    """G2: do not take part, for the actor's side; ends the request. Raises NotFound, NotAllowed, ReasonMissing.

    After everybody agreed it is too late (IllegalTransition): the giver can withdraw, the receiver give back.
    """
    party = _party(actor, uid)
    move = _as(actor, party, uid)
    if party is Party.GIVER and move.state == MoveState.DRAFT:
        TakeoverRequest.objects.filter(move=move).update(handled_by=actor.person)
        move.giver_email = actor.person.email
    asking.refuse(move, party, actor.person.name, actor.person, reason)
    audit.record(actor, "takeover.refuse", {"move": str(uid), "reason": reason})


def _requestable(name: str) -> Profile:
    which = profile(name)
    if which.starts is not Starter.RECEIVER or which.consents.credential is not Credential.LINKS:
        raise Refused(
            _("A migration of this kind does not begin with a request by the receiver."),
            code="PROFILE-NOT-REQUESTED",
            remedy=_("Choose another kind of migration."),
        )
    return which


def _giver(actor: Actor, slug: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM takeovers_environment(%s)", [slug if slug.isprintable() else ""])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise EnvironmentUnknown(
            _("There is no environment with this URL part."),
            remedy=_("Ask the client's previous office for it: it stands in the address of their pages, after /e/."),
        )
    if row[0] == actor.environment.pk:
        raise EnvironmentUnknown(
            _("This is your own environment."),
            code="TAKEOVER-OWN",
            remedy=_("Give the URL part of the client's previous office."),
        )
    return row[0], row[1]


def _require_room(actor: Actor, giver_id: int, email: str) -> None:
    # The environment's row is the lock: of two that are sent at the same moment, the second sees the first.
    Environment.objects.select_for_update(no_key=True).get(pk=actor.environment.pk)
    mine = Move.objects.filter(receiver=actor.environment, takeoverrequest__isnull=False)
    waiting = mine.filter(state__in=(MoveState.DRAFT, MoveState.OFFERED))
    if waiting.filter(giver_id=giver_id, client_email__iexact=email).exists():
        raise TooMany(
            _("You asked this already, and it is being dealt with."),
            code="TAKEOVER-EXISTS",
            remedy=_("Look under Migrations; refuse the first request if it was wrong."),
        )
    if waiting.filter(state=MoveState.DRAFT).count() >= MOST_OPEN:
        raise TooMany(
            _("%(most)d of your requests wait for an answer; that is the most.") % {"most": MOST_OPEN},
            remedy=_("Wait for answers, or call some off under Migrations."),
        )


def _typed_address(email: str) -> str:
    return tenancy_checks.email(email) if email.strip() else ""


def _managed(which: Profile, managed: Mapping[str, str]) -> dict[str, str]:
    """R246: of what is not copied, who looked after it; what nobody said is left out."""
    return {
        code: str(Manager(who))
        for code, who in managed.items()
        if code in which.not_copied and who in set(Manager)
    }  # fmt: skip


def _mandate(actor: Actor, move: Move) -> None:
    """Leave for the system actor to see the actor's environment for this move, so that it can remind and expire."""
    Mandate.objects.get_or_create(
        reference=move.uid, environment=actor.environment, defaults={"granted_by": actor.person}
    )


def _party(actor: Actor, uid: UUID) -> Party:
    move = locked(uid)
    return Party.GIVER if move.giver_id == actor.environment.pk else Party.RECEIVER


def _as(actor: Actor, party: Party, uid: UUID) -> Move:
    """The move, locked, for somebody who decides at the side of ``party``."""
    access.require(actor, Right.START_MOVE if party is Party.GIVER else Right.RECEIVE_MOVE)
    move = locked(uid)
    mine = move.giver_id if party is Party.GIVER else move.receiver_id
    if mine != actor.environment.pk:
        office = move.giver_name if party is Party.GIVER else move.receiver_name or move.receiver_email
        raise access.NotAllowed(
            _("This is for %(office)s to decide.") % {"office": office},
            code="NOT-THE-GIVER" if party is Party.GIVER else "NOT-THE-RECEIVER",
            remedy=_("Ask them."),
        )
    return move


def _require_open(move: Move) -> None:
    asking.request_of(move)
    if move.state not in (MoveState.DRAFT, MoveState.OFFERED) or move.expires_at <= clock.now():
        raise _too_late(move, MoveState.OFFERED)


def _require_offered(move: Move) -> None:
    asking.request_of(move)
    if move.state != MoveState.OFFERED or move.expires_at <= clock.now():
        raise _too_late(move, MoveState.OFFERED)


def _too_late(move: Move, wanted: MoveState) -> IllegalTransition:
    return IllegalTransition(
        _("This can no longer be changed: everybody approved, or it has ended."),
        remedy=_("Look at how the migration stands."),
        facts={"state": move.state, "wanted": str(wanted)},
    )


def _held(actor: Actor, codes: Sequence[str]) -> list[Administration]:
    return [access.administration_to_manage(actor, code, Right.START_MOVE) for code in dict.fromkeys(codes)]


def _giver_problems(actor: Actor, move: Move, wanted: Sequence[Administration]) -> list[Problem]:
    context = preflight.Context(profile(move.profile), actor.environment, administrations=wanted, move_uid=move.uid)
    return preflight.giver_problems(context)


def _receiver_problems(actor: Actor, move: Move, parts: Sequence[MoveAdministration]) -> list[Problem]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT old_code, package FROM takeovers_packages(%s)", [move.uid])
        packages = dict(cursor.fetchall())
    context = preflight.Context(
        profile(move.profile),
        actor.environment,
        offered=[(part.name, part.old_code, packages.get(part.old_code, "")) for part in parts],
        new_codes={part.old_code: part.new_code for part in parts},
    )
    return preflight.receiver_problems(context)


def _put_in(move: Move, wanted: Sequence[Administration]) -> None:
    """The administrations of the move, with the codes that the receiver chose for them before."""
    asked = asking.request_of(move).codes
    kept = {part.old_code: part.new_code for part in parts_of(move)}
    MoveAdministration.objects.filter(move=move).delete()
    try:
        with transaction.atomic():
            MoveAdministration.objects.bulk_create(
                MoveAdministration(
                    move=move,
                    number=number,
                    administration_uid=one.uid,
                    source=one,
                    name=one.name,
                    old_code=one.code,
                    new_code=kept.get(one.code) or asked.get(one.code) or one.code,
                )
                for number, one in enumerate(wanted, start=1)
            )
    except IntegrityError as error:
        raise Refused(
            _("One of these administrations was put in another move at the same moment."),
            code="MOVE-EXISTS",
            remedy=_("Look under Migrations, and withdraw the other one first."),
        ) from error
