"""What a person decides about the mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from overstap.connectors.values import Kind
from overstap.lib import clock
from overstap.moves.conversions import actions, planning, running
from overstap.moves.conversions.errors import ConversionState, PairRefused
from overstap.moves.conversions.models import Conversion, Pair, Staged
from overstap.moves.conversions.traits import dimension_code
from overstap.moves.conversions.values import MAPPED, MAY_BE_LEFT_OUT, SURE, Choice, Side, State
from overstap.tenancy import audit
from overstap.tenancy.access import Actor

LONGEST_CODE = 60


@dataclass(frozen=True, slots=True)
class Decision:
    """What a code becomes. ``target``: the code there; for a new one the code that it is to have."""

    choice: Choice
    target: str = ""


def decide(actor: Actor, uid: UUID, number: int, decision: Decision) -> None:
    """Decide about the pair ``number``. Raises NotAllowed, NotFound, ConversionState, PairRefused."""
    order = in_review(actor, uid)
    pair = Pair.objects.select_for_update().filter(conversion=order, pk=number).first()
    if pair is None:
        raise actions.not_found()
    _set(order, pair, decision)
    pair.decided_by, pair.decided_at = actor.person, clock.now()
    pair.save()
    audit.record(
        actor,
        "conversion.decide",
        {**running.told(order), "kind": pair.kind, "code": pair.source, "becomes": pair.target or pair.choice},
    )


def accept(actor: Actor, uid: UUID, numbers: Mapping[int, str]) -> int:
    """Agree to what is proposed for these pairs (number -> the target that was shown); gives how many.

    One of which the proposal is no longer what was shown is left open.
    """
    order = in_review(actor, uid)
    count = 0
    for pair in Pair.objects.select_for_update().filter(conversion=order, pk__in=numbers, decided_by=None):
        if numbers[pair.pk] == pair.target and (pair.target or pair.kind in MAY_BE_LEFT_OUT):
            pair.decided_by, pair.decided_at = actor.person, clock.now()
            pair.save(update_fields=["decided_by", "decided_at"])
            count += 1
    audit.record(actor, "conversion.accept", {**running.told(order), "count": count})
    return count


def open_ones(actor: Actor, uid: UUID, kind: Kind | None = None) -> dict[int, str]:
    """The open pairs with what is proposed for them: for ``accept``."""
    order = in_review(actor, uid)
    found = Pair.objects.filter(conversion=order, decided_by=None, confidence__lt=SURE)
    if kind is not None:
        found = found.filter(kind=kind)
    return dict(found.values_list("pk", "target"))


def pair_of(actor: Actor, uid: UUID, kind: str, code: str) -> int:
    """The number of the pair of a code. Raises PairRefused."""
    order = in_review(actor, uid)
    found = Pair.objects.filter(conversion=order, kind=kind, source=code).values_list("pk", flat=True).first()
    if found is None:
        raise PairRefused(
            _("There is no code “%(code)s” of that kind in what was read.") % {"code": code[:LONGEST_CODE]},
            remedy=_("See the list of codes: overstap conversion map."),
        )
    return found


def in_review(actor: Actor, uid: UUID) -> Conversion:
    """The conversion while its mapping can change. Raises NotFound, ConversionState."""
    order = actions.locked(actor, uid)
    if order.state != State.REVIEW:
        raise ConversionState(
            _("The mapping can be changed only before it is written."), remedy=_("See on its page how it goes.")
        )
    return order


def _set(order: Conversion, pair: Pair, decision: Decision) -> None:
    code = decision.target.strip()
    if len(code) > LONGEST_CODE or not code.isprintable():
        raise PairRefused(_("That is no code."), remedy=_("Choose one from the list."))
    if decision.choice is Choice.NONE:
        _leave_out(pair)
    elif decision.choice is Choice.EXISTING:
        _existing(order, pair, code)
    else:
        _new(order, pair, code)


def _leave_out(pair: Pair) -> None:
    if pair.kind not in MAY_BE_LEFT_OUT:
        raise PairRefused(
            _("This cannot be left out: entries need it."), remedy=_("Choose one that is there, or make a new one.")
        )
    pair.choice, pair.target, pair.target_name = Choice.NONE, "", ""


def _existing(order: Conversion, pair: Pair, code: str) -> None:
    names = target_names(order, Kind(pair.kind), code)
    if code not in names:
        raise PairRefused(
            _("The target has no “%(code)s”.") % {"code": code},
            remedy=_("Choose one from the list, or make a new one."),
        )
    pair.choice, pair.target, pair.target_name = Choice.EXISTING, code, names[code]


def _new(order: Conversion, pair: Pair, code: str) -> None:
    if Kind(pair.kind) not in planning.writable(order.plan):
        raise PairRefused(
            _("The target lets nobody make these from outside."),
            remedy=_("Make it there, or choose one that is there."),
        )
    wanted = code or pair.source
    if wanted in target_names(order, Kind(pair.kind), wanted):
        raise PairRefused(
            _("The target has a “%(code)s” already.") % {"code": wanted}, remedy=_("Choose that one, or another code.")
        )
    others = Pair.objects.filter(conversion=order, kind=pair.kind, choice=Choice.NEW, target=wanted)
    if others.exclude(pk=pair.pk).exists():
        raise PairRefused(
            _("Another code becomes a new “%(code)s” already.") % {"code": wanted}, remedy=_("Choose another code.")
        )
    pair.choice, pair.target, pair.target_name = Choice.NEW, wanted, pair.source_name


def target_names(order: Conversion, kind: Kind, code: str | None = None) -> dict[str, str]:
    """What the target has of a kind: code and name; of one code alone where that is asked."""
    if kind not in MAPPED:
        return {}
    found = Staged.objects.filter(conversion=order, side=Side.BEFORE, kind=kind).order_by("key")
    if code is not None:
        found = found.filter(data__code=code.rpartition("/")[2] if kind is Kind.DIMENSIONS else code)
    rows = found.values_list("data__type", "data__code", "data__name")
    if kind is Kind.DIMENSIONS:
        return {dimension_code(of_type, one): name or "" for of_type, one, name in rows}
    return {one: name or "" for _of_type, one, name in rows}
