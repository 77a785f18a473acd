"""At the release: who worked in what moved is kept by name. Runs as the system actor, which sees both parties.

A move may hold a thousand administrations, so everything is read and written for all of them at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from overstap.books.ledger.models import Entry, ImportedFile
from overstap.lib import clock
from overstap.moves.models import Consent, Move, MoveAdministration, MoveEvent
from overstap.moves.people import standing
from overstap.moves.people.models import Placeholder, PlaceholderEvent, Restored, RoleBefore
from overstap.moves.people.values import WITH_OWN_ARCHIVE, EventKind, PlaceholderState
from overstap.moves.profiles import profile
from overstap.moves.values import MoveState, Outcome
from overstap.tenancy.models import AdministrationAccess, Environment, Membership, Person
from overstap.tenancy.values import PersonKind


@dataclass(frozen=True, slots=True)
class _Part:
    """An administration at its release: its row at the receiver's, and how the giver had it."""

    source: int
    target: int
    ledger: int
    uid: UUID
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class _Role:
    """What somebody had in one administration, at one holder."""

    part: _Part
    origin: UUID
    holder: str
    role: str
    until: datetime
    did: frozenset[str]  # of: access, booked, agreed, archive
    code: str
    name: str


@dataclass(slots=True)
class _Kept:
    """Somebody to keep; ``roles`` in the order of time."""

    name: str
    email: str
    put_aside: bool = False
    reason: str = ""
    roles: list[_Role] = field(default_factory=list)


def keep(move: Move) -> None:
    """R066, R067, R189; G7, G9: a placeholder for everybody who worked in what was released. Twice is as once."""
    if not profile(move.profile).placeholders or move.receiver_id is None or move.receiver_id == move.giver_id:
        return
    parts = list(_parts(move))
    found = _of_earlier_holders(move, parts)
    for person, kept in _of_giver(move, parts).items():
        known = found.setdefault(person, kept)
        if known is not kept:  # an account that stands says more than what an earlier holder wrote down
            found[person] = replace(kept, roles=[*known.roles, *kept.roles])
    _write(move, found)


def end(move: Move) -> None:
    """What was given back takes its people along: their lines end, and invitations for nothing else are withdrawn."""
    moment = clock.now()
    ending = RoleBefore.objects.filter(move=move, environment=_receiver(move), ended_at=None)
    numbers = sorted(set(ending.values_list("placeholder_id", flat=True)))
    administrations = set(ending.values_list("administration_id", flat=True))
    ending.update(ended_at=moment)
    gone = Restored.objects.filter(administration_id__in=administrations, taken_at=None)
    gone.update(taken_at=moment)
    still = set(
        RoleBefore.objects.filter(placeholder__in=numbers, ended_at=None).values_list("placeholder_id", flat=True)
    )
    _end_those([number for number in numbers if number not in still], _why(move), moment)


def _end_those(numbers: Sequence[int], reason: str, moment: datetime) -> None:
    for one in standing.locked_numbers(numbers):
        if one.state == PlaceholderState.INVITED:
            standing.withdraw(one)
        if one.state != PlaceholderState.PUT_ASIDE:
            one.state = PlaceholderState.ENDED
        one.reason, one.person, one.changed_at = reason, None, moment
        one.save()
        standing.note(one, EventKind.ENDED, "Overstap", reason)


def _receiver(move: Move) -> Environment:
    if move.receiver is None:
        raise ValueError(f"move {move.uid} was released and has no receiver")
    return move.receiver


def _why(move: Move) -> str:
    """That it was given back, and why, in the language of whoever received it."""
    told = MoveEvent.objects.filter(move=move, kind=MoveState.TAKING_BACK).order_by("-seq").first()
    reason = str(told.data.get("reason", "")) if told else ""
    with override(move.received_by.language if move.received_by else None):
        if not reason:
            return _("What they worked in was given back.")
        return _("What they worked in was given back: %(reason)s") % {"reason": reason}


def _parts(move: Move) -> Iterator[_Part]:
    released = MoveAdministration.objects.filter(move=move, outcome=Outcome.RELEASED).order_by("number")
    for part in released.select_related("source"):
        if part.target_id is not None:
            source = part.source
            yield _Part(source.pk, part.target_id, source.ledger_id, part.administration_uid, part.name, part.old_code)


def _of_giver(move: Move, parts: Sequence[_Part]) -> dict[int, _Kept]:
    """Everybody of the giver's who has access, or who booked or agreed to something that the ledger keeps."""
    members = dict(Membership.objects.filter(environment_id=move.giver_id).values_list("person_id", "role"))
    did: dict[tuple[int, int], set[str]] = defaultdict(set)  # (person, source) -> access, booked, agreed
    for what, pairs in (("access", _access(parts)), ("booked", _authors(parts)), ("agreed", _agreed(parts))):
        for person, source in pairs:
            if person in members:
                did[person, source].add(what)
    people = Person.objects.filter(pk__in={person for person, _source in did}, kind=PersonKind.HUMAN)
    found = {one.pk: _Kept(one.name, one.email) for one in people}
    by_source = {part.source: part for part in parts}
    until = move.released_at or clock.now()
    for (person, source), deeds in sorted(did.items()):
        if person in found:
            part, role = by_source[source], members[person]
            archive = {"archive"} if role in WITH_OWN_ARCHIVE and "access" in deeds else set()
            found[person].roles.append(
                _Role(part, move.uid, move.giver_name, role, until, frozenset(deeds | archive), part.code, part.name)
            )
    return found


def _access(parts: Sequence[_Part]) -> Iterable[tuple[int, int]]:
    held = AdministrationAccess.objects.filter(administration__in=[part.source for part in parts])
    return held.values_list("person_id", "administration_id")


def _authors(parts: Sequence[_Part]) -> Iterable[tuple[int, int]]:
    sources = {part.ledger: part.source for part in parts}
    booked = Entry.objects.filter(ledger_id__in=list(sources)).order_by().values_list("booked_by", "ledger_id")
    yield from ((person, sources[ledger]) for person, ledger in booked.distinct())
    files = ImportedFile.objects.filter(administration__in=[part.source for part in parts]).order_by()
    yield from files.values_list("imported_by", "administration_id").distinct()


def _agreed(parts: Sequence[_Part]) -> Iterable[tuple[int, int]]:
    agreed = Consent.objects.filter(move__moveadministration__source__in=[part.source for part in parts])
    return agreed.order_by().values_list("person_id", "move__moveadministration__source_id").distinct()


def _of_earlier_holders(move: Move, parts: Sequence[_Part]) -> dict[int, _Kept]:
    """What the giver itself keeps of those before it goes along, so that no later holder misses a line."""
    by_source = {part.source: part for part in parts}
    lines = RoleBefore.objects.filter(
        environment_id=move.giver_id, administration_id__in=list(by_source), ended_at=None
    ).select_related("placeholder")
    found: dict[int, _Kept] = {}
    for line in lines.order_by("until", "id"):
        one = line.placeholder
        aside = one.state == PlaceholderState.PUT_ASIDE
        kept = found.setdefault(
            one.original_id, _Kept(one.name, one.email, put_aside=aside, reason=one.reason if aside else "")
        )
        part = by_source[line.administration_id]
        kept.roles.append(
            _Role(part, line.origin, line.holder, line.role, line.until, _did(line), line.code, line.name)
        )
    return found


def _did(line: RoleBefore) -> frozenset[str]:
    told = {
        "access": line.has_access,
        "booked": line.has_booked,
        "agreed": line.has_agreed,
        "archive": line.has_archive,
    }
    return frozenset(name for name, is_so in told.items() if is_so)


def _write(move: Move, found: Mapping[int, _Kept]) -> None:
    moment = clock.now()
    Placeholder.objects.bulk_create(
        [_placeholder(move, person, kept, moment) for person, kept in found.items()], ignore_conflicts=True
    )
    stored = Placeholder.objects.filter(environment=_receiver(move), original__in=list(found))
    made = [(one, found[one.original_id]) for one in stored.order_by("id").select_for_update()]
    before = set(
        PlaceholderEvent.objects.filter(placeholder__in=[one.pk for one, _kept in made]).values_list(
            "placeholder_id", flat=True
        )
    )
    for one, kept in made:
        _revive(one, kept, moment)
    RoleBefore.objects.bulk_create(
        [_line(move, one, role) for one, kept in made for role in kept.roles], ignore_conflicts=True
    )
    new = [one for one, _kept in made if one.pk not in before]
    PlaceholderEvent.objects.bulk_create(_event(one, moment) for one in new)


def _event(one: Placeholder, moment: datetime) -> PlaceholderEvent:
    return PlaceholderEvent(
        placeholder=one, environment_id=one.environment_id, at=moment, kind=EventKind.KEPT, by="Overstap"
    )


def _revive(one: Placeholder, kept: _Kept, moment: datetime) -> None:
    """Somebody who was kept before: the newest role counts, and what had ended waits again."""
    newest = kept.roles[-1].role
    if one.state == PlaceholderState.ENDED:
        one.state, one.reason, one.changed_at = PlaceholderState.WAITING, "", moment
    elif one.role == newest:
        return
    one.role = newest
    one.save(update_fields=["state", "reason", "changed_at", "role"])


def _placeholder(move: Move, person: int, kept: _Kept, moment: datetime) -> Placeholder:
    return Placeholder(
        environment=_receiver(move),
        original_id=person,
        name=kept.name,
        email="" if kept.put_aside else kept.email,
        role=kept.roles[-1].role,
        state=PlaceholderState.PUT_ASIDE if kept.put_aside else PlaceholderState.WAITING,
        reason=kept.reason,
        created_at=moment,
        changed_at=moment,
    )


def _line(move: Move, one: Placeholder, role: _Role) -> RoleBefore:
    return RoleBefore(
        placeholder=one,
        environment=_receiver(move),
        move=move,
        origin=role.origin,
        administration_uid=role.part.uid,
        administration_id=role.part.target,
        name=role.name,
        code=role.code,
        holder=role.holder,
        role=role.role,
        has_access="access" in role.did,
        has_booked="booked" in role.did,
        has_agreed="agreed" in role.did,
        has_archive="archive" in role.did,
        until=role.until,
    )
