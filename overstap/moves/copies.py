"""Copied administrations in a move (R086, R087): what becomes of them stands in the profile (docs/decisions/0022)."""

from collections.abc import Sequence

from overstap.moves.models import Move, MoveAdministration
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Copies
from overstap.moves.state import parts_of
from overstap.moves.values import Outcome
from overstap.tenancy.models import Administration
from overstap.tenancy.values import AdministrationState

NOT_HELD = (AdministrationState.MOVED, AdministrationState.READ_ONLY)  # traces of what left


def with_copies(which: Profile, chosen: Sequence[Administration]) -> list[Administration]:
    """``chosen``, each followed by its copies where these go with their parent; nothing twice."""
    if which.copies is not Copies.WITH_PARENT:
        return list(chosen)
    copies: dict[int | None, list[Administration]] = {}
    for one in copies_of(chosen):
        copies.setdefault(one.parent_id, []).append(one)
    everything = [one for parent in chosen for one in (parent, *copies.get(parent.pk, ()))]
    return list({one.pk: one for one in everything}.values())


def copies_of(parents: Sequence[Administration]) -> list[Administration]:
    """The copies of these that are held where they are, by code."""
    found = Administration.objects.filter(parent__in=[one.pk for one in parents]).exclude(state__in=NOT_HELD)
    return list(found.order_by("code"))


def orphans(administrations: Sequence[Administration]) -> frozenset[int]:
    """The numbers of those copies whose parent is not held here any more: they stand alone."""
    parents = {one.parent_id for one in administrations if one.parent_id is not None}
    gone = set(Administration.objects.filter(pk__in=parents, state__in=NOT_HELD).values_list("pk", flat=True))
    return frozenset(one.pk for one in administrations if one.parent_id in gone)


def without_parent(move: Move, outcome: Outcome) -> list[MoveAdministration]:
    """The parts with ``outcome`` that are copies of a part that failed: they do not go on without it."""
    failed = {part.source_id for part in parts_of(move, Outcome.FAILED)}
    return [part for part in parts_of(move, outcome) if part.source.parent_id in failed] if failed else []


def released(move: Move) -> None:
    """At the receiver's a copy is a copy again, of what came along as its parent."""
    parts = parts_of(move, Outcome.RELEASED)
    targets = {part.source_id: part.target for part in parts}
    for part in parts:
        parent = targets.get(part.source.parent_id) if part.source.parent_id is not None else None
        if part.target is not None and parent is not None:
            part.target.parent = parent
            part.target.save(update_fields=["parent"])
