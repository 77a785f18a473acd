"""What codes of one package become in another: proposals with a confidence and the reason for it. Pure.

For each kind there is a rule that weighs one code of the source against one of the target. The best wins; two that
want the same code of the target are not both sure, because what is joined can never be told apart again; and what has
no counterpart is made new, for which a person says yes where the target has codes of its own.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from overstap.connectors.values import Kind
from overstap.moves.conversions.likeness import alike, free_code, plain
from overstap.moves.conversions.values import SURE, Choice, Proposal, Trait

Weight = tuple[int, str]  # confidence (0: no), reason
Rule = Callable[[Trait, Trait], Weight]

NOT_SURE = 60
POOR = 60  # below this nothing that is there is proposed, where a new one can be made
_NEARLY, _MUCH = 0.9, 0.6  # how alike names are
_NO: Weight = (0, "")


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided for the same code between the same two connections before."""

    source_name: str
    choice: Choice
    target: str


def propose(
    kind: Kind,
    sources: Sequence[Trait],
    targets: Sequence[Trait],
    *,
    can_make: bool,
    decided: Mapping[str, Decided] | None = None,
) -> list[Proposal]:
    """A proposal for each of ``sources``, in their order. ``can_make``: whether the target lets us make new ones."""
    found = [_best(one, _near(kind, one, targets), _RULES[kind]) for one in sources]
    found = [_rather_new(one) if can_make else one for one in _not_twice(found)]
    found = [_as_decided(one, (decided or {}).get(one.source.code), targets) for one in found]
    return _with_new(kind, found, {one.code for one in targets}, can_make=can_make)


def _best(one: Trait, targets: Sequence[Trait], rule: Rule) -> Proposal:
    weighed = [(*rule(one, target), target) for target in targets]
    weighed.sort(key=lambda found: (-found[0], found[2].code))
    if not weighed or weighed[0][0] == 0:
        return Proposal(one, Choice.NEW, "", "", 0, "none")
    confidence, reason, target = weighed[0]
    if len(weighed) > 1 and weighed[1][0] == confidence:
        confidence, reason = min(confidence, NOT_SURE), "several"
    return Proposal(one, Choice.EXISTING, target.code, target.name, confidence, reason)


def _near(kind: Kind, one: Trait, targets: Sequence[Trait]) -> Sequence[Trait]:
    """Of thousands of relations only those that can be the same; of other kinds there are few."""
    if kind is not Kind.RELATIONS:
        return targets
    name = plain(one.name)
    return [
        target
        for target in targets
        if target.code == one.code or set(target.numbers) & set(one.numbers) or plain(target.name) == name
    ]


def _not_twice(found: Sequence[Proposal]) -> list[Proposal]:
    """Of several that want one code only the surest stays sure."""
    wanted = Counter(one.target for one in found if one.choice is Choice.EXISTING)
    surest: dict[str, Proposal] = {}
    for one in found:
        known = surest.get(one.target)
        if known is None or one.confidence > known.confidence:
            surest[one.target] = one
    return [
        one
        if one.choice is not Choice.EXISTING or wanted[one.target] == 1 or surest[one.target] is one
        else replace(one, confidence=min(one.confidence, NOT_SURE), reason="taken")
        for one in found
    ]


def _rather_new(one: Proposal) -> Proposal:
    """A poor likeness is no proposal: what is joined by mistake cannot be told apart again, and what is made can go."""
    if one.choice is Choice.EXISTING and (one.confidence < POOR or one.reason == "taken"):
        return replace(one, choice=Choice.NEW, target="", target_name="", confidence=0, reason="none")
    return one


def _as_decided(one: Proposal, before: Decided | None, targets: Sequence[Trait]) -> Proposal:
    """What was decided before counts again, where the code still means the same and its target is there."""
    if before is None or plain(before.source_name) != plain(one.source.name):
        return one
    names = {target.code: target.name for target in targets}
    if before.choice is Choice.EXISTING and before.target not in names:
        return one
    if before.choice is Choice.NEW:
        return replace(one, choice=Choice.NEW, target="", target_name="", confidence=95, reason="decided-before")
    return replace(
        one,
        choice=before.choice,
        target=before.target,
        target_name=names.get(before.target, ""),
        confidence=95,
        reason="decided-before",
    )


def _with_new(kind: Kind, found: Sequence[Proposal], there: Collection[str], *, can_make: bool) -> list[Proposal]:
    taken = set(there)
    given = []
    for one in found:
        if one.choice is Choice.NEW and not can_make:
            given.append(replace(one, choice=Choice.NONE, target="", confidence=0, reason="cannot-be-made"))
        elif one.choice is Choice.NEW:
            code = _new_code(kind, one.source, taken)
            taken.add(code)
            given.append(_new(kind, one, code, alone=not there))
        else:
            given.append(one)
    return given


def _new_code(kind: Kind, one: Trait, taken: Collection[str]) -> str:
    """A dimension is known by type and code together, and keeps both."""
    return one.code if kind is Kind.DIMENSIONS else free_code(one.code, taken)


def _new(kind: Kind, one: Proposal, code: str, *, alone: bool) -> Proposal:
    """Relations and dimensions of one company are seldom those of another: new ones need nobody's look."""
    sure = alone or one.reason == "decided-before" or kind in (Kind.RELATIONS, Kind.DIMENSIONS)
    same = code == one.source.code
    confidence = 100 if sure and same else SURE if sure else NOT_SURE - 10
    reason = "decided-before" if one.reason == "decided-before" else "new" if same else "new-code"
    return replace(one, target=code, target_name=one.source.name, confidence=confidence, reason=reason)


def _account(one: Trait, target: Trait) -> Weight:
    if _differ(one.type, target.type) and "M" not in (one.type, target.type):
        return _NO
    same_reference = bool(one.reference) and one.reference == target.reference
    if one.code == target.code:
        return _of_one_code(one, target, same_reference=same_reference)
    if same_reference:
        likeness = _likeness(one, target)
        return 90 + int(8 * likeness), "rgs"
    if _differ(one.reference, target.reference):
        return _NO
    return _by_name(one, target)


def _of_one_code(one: Trait, target: Trait, *, same_reference: bool) -> Weight:
    likeness = _likeness(one, target)
    if same_reference:
        return 99, "rgs-and-code"
    if likeness:
        return 90 + int(8 * likeness), "code-and-name"
    return (65 if set(plain(one.name).split()) & set(plain(target.name).split()) else 50), "code"


def _by_name(one: Trait, target: Trait) -> Weight:
    likeness = _likeness(one, target)
    if likeness >= _NEARLY:
        return int(88 * likeness), "name"
    return int(75 * likeness), "name-somewhat"


def _vat_code(one: Trait, target: Trait) -> Weight:
    if _differ(one.percentage, target.percentage) or _differ(one.direction, target.direction):
        return _NO
    known = bool(one.percentage and target.percentage) and bool(one.direction and target.direction)
    likeness = _likeness(one, target)
    if one.code == target.code and likeness:
        return 95 + int(4 * likeness), "code-and-name"
    if known:
        return 82 + int(12 * likeness), "percentage"
    return _by_name(one, target) if likeness else (50, "code") if one.code == target.code else _NO


def _journal(one: Trait, target: Trait) -> Weight:
    if _differ(one.type, target.type):
        return _NO
    likeness = _likeness(one, target)
    if one.code == target.code:
        return (90 + int(8 * likeness), "code-and-name") if likeness or one.type else (50, "code")
    if one.type and one.type == target.type:
        return 80 + int(10 * likeness), "type"
    return _by_name(one, target)


def _dimension(one: Trait, target: Trait) -> Weight:
    if one.code != target.code:
        return _NO
    return (95, "code-and-name") if _likeness(one, target) else (50, "code")


def _relation(one: Trait, target: Trait) -> Weight:
    likeness = _likeness(one, target)
    if set(one.numbers) & set(target.numbers):
        return 95, "number"
    if one.numbers and target.numbers and plain(one.name) != plain(target.name):
        return _NO
    if one.code == target.code:
        return (92, "code-and-name") if likeness else _NO
    return (82, "name") if likeness == 1 else _NO


def _likeness(one: Trait, target: Trait) -> float:
    return alike(plain(one.name), plain(target.name), _MUCH)


def _differ(first: str, second: str) -> bool:
    """Both are known, and not the same."""
    return bool(first) and bool(second) and first != second


_RULES: Mapping[Kind, Rule] = {
    Kind.ACCOUNTS: _account,
    Kind.VAT_CODES: _vat_code,
    Kind.JOURNALS: _journal,
    Kind.DIMENSIONS: _dimension,
    Kind.RELATIONS: _relation,
}
