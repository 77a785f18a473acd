"""Copied administrations in the plan of a move: they go along or stay, as the profile says (R086, R087)."""

from collections.abc import Iterator, Sequence

from django.utils.translation import ngettext

from overstap.moves.copies import copies_of
from overstap.moves.holdings.values import Fate, Holding, PlanLine
from overstap.moves.profiles import Profile
from overstap.moves.profiles.values import Copies
from overstap.tenancy.models import Administration


def _plan(profile: Profile, administrations: Sequence[Administration]) -> Iterator[PlanLine]:
    if profile.copies is Copies.APART:
        return
    found = copies_of(administrations)
    if not found:
        return
    count, names = len(found), [one.name for one in found]
    if profile.copies is Copies.WITH_PARENT:
        text = ngettext("%(count)d copied administration", "%(count)d copied administrations", count)
        yield PlanLine("copies", Fate.MOVES, text % {"count": count}, names)
        return
    text = ngettext(
        "%(count)d copied administration cannot move", "%(count)d copied administrations cannot move", count
    )
    yield PlanLine("copies", Fate.STAYS, text % {"count": count}, names)


HOLDING = Holding("copies", plan=_plan)
