"""Whether two administrations say the same of a contact, whatever the way of writing; and what to take where not.

Pure. Written alike means: the same but for capitals, accents, spaces, punctuation and the way numbers are written.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import phonenumbers

from overstap.coupling.values import FIELDS, Fields

HOME = "NL"
TYPE = "type"
_NOT_A_LETTER = re.compile(r"[\W_]+")
_SITE = re.compile(r"^(https?://)?(www\.)?|/+$")


@dataclass(frozen=True, slots=True)
class Said:
    """What one card says. ``before``: what it said when its contact was last made; None: it never was.

    ``coupled``: whether its administration is; one that was uncoupled still tells what others do not, and asks nobody.
    """

    card: int
    administration: int
    fields: Fields
    changed_at: datetime
    before: Fields | None = None
    coupled: bool = True


@dataclass(frozen=True, slots=True)
class Open:
    """A field about which somebody has to decide: which card is proposed, and whether it is a conflict."""

    proposed: int
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What was decided: ``cards``: field -> card that leads, 0 for the contact's ``own`` words; ``administrations``:
    field, or "*" for any -> number of the administration that leads."""

    cards: Mapping[str, int] = field(default_factory=dict)
    administrations: Mapping[str, int] = field(default_factory=dict)
    own: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Combined:
    """A contact as its cards and what was decided make it."""

    fields: dict[str, str]
    open: dict[str, Open]


# Of one contact every value is asked for several times; more than a few contacts are not kept in memory.
@lru_cache(maxsize=1_000)
def written(name: str, text: str, country: str = HOME) -> str:
    """The value of field ``name`` in the one way of writing by which it is compared; empty where it says nothing."""
    return _WRITTEN.get(name, _plainly)(text, country or HOME)


def compared(one: Fields, other: Fields) -> tuple[list[str], list[str]]:
    """The fields that both have and in which they differ, and those in which they agree."""
    both = [name for name in FIELDS if one.get(name) and other.get(name)]
    same = [name for name in both if _of(one, name) == _of(other, name)]
    return [name for name in both if name not in same], same


def combine(said: Sequence[Said], rule: Rule) -> Combined:
    """The fields of a contact: all agree -> that; one is silent -> the other; else who leads, or it is open."""
    made = Combined({}, {})
    for name in FIELDS:
        tellers = [one for one in said if written(name, one.fields.get(name, ""), _country(one.fields))]
        value, still = _type(tellers) if name == TYPE else _one_field(name, tellers, rule)
        if value:
            made.fields[name] = value
        if still is not None:
            made.open[name] = still
    return made


def _one_field(name: str, tellers: Sequence[Said], rule: Rule) -> tuple[str, Open | None]:
    decided = rule.cards.get(name)
    differ = len({_of(one.fields, name) for one in tellers}) > 1
    if decided == 0:
        return rule.own.get(name, ""), _overtaken(name, tellers, _of(rule.own, name))
    leader = next((one for one in tellers if one.card == decided), None)
    if leader is not None:
        others = [one for one in tellers if one is not leader]
        return leader.fields[name], _overtaken(name, others, _of(leader.fields, name))
    if not differ:
        return _best_written(name, tellers), None
    ruling = rule.administrations.get(name, rule.administrations.get("*", 0))
    ruled = next((one for one in _newest_first(tellers) if one.administration == ruling), None)
    if ruled is not None:
        return ruled.fields[name], None
    followed = [one for one in tellers if one.coupled]
    if len({_of(one.fields, name) for one in followed}) < 2:
        return _with_those_uncoupled(name, tellers, followed, rule), None
    proposed = _proposed(name, followed)
    kept = rule.own.get(name, "") or proposed.fields[name]
    return kept, Open(proposed.card, conflict=_on_two_sides(name, followed))


def _with_those_uncoupled(name: str, tellers: Sequence[Said], followed: Sequence[Said], rule: Rule) -> str:
    """Only uncoupled ones say something else: what stands stays, until one that is coupled says something new."""
    if any(one.before is None or _changed(one, name) for one in followed):
        return _best_written(name, followed)
    return rule.own.get(name, "") or _best_written(name, followed or tellers)


def _overtaken(name: str, others: Sequence[Said], value: str) -> Open | None:
    """Whether a card that does not lead changed since it was decided, to something else than what leads."""
    changed = [one for one in others if one.coupled and _changed(one, name) and _of(one.fields, name) != value]
    return Open(_newest_first(changed)[0].card, conflict=True) if changed else None


def _on_two_sides(name: str, tellers: Sequence[Said]) -> bool:
    """Whether it was changed in two of them since all was settled, to different things."""
    return len({_of(one.fields, name) for one in tellers if _changed(one, name)}) > 1


def _proposed(name: str, tellers: Sequence[Said]) -> Said:
    """Who changed it since all was settled; else what most say, and of as many the newest."""
    changed = [one for one in tellers if _changed(one, name)]
    chosen = changed or tellers
    counts = Counter(_of(one.fields, name) for one in chosen)
    return max(_newest_first(chosen), key=lambda one: counts[_of(one.fields, name)])


def _best_written(name: str, tellers: Sequence[Said]) -> str:
    if not tellers:
        return ""
    counts = Counter(one.fields[name] for one in tellers)
    return max(_newest_first(tellers), key=lambda one: counts[one.fields[name]]).fields[name]


def _changed(one: Said, name: str) -> bool:
    return one.before is not None and _of(one.before, name) != _of(one.fields, name)


def _newest_first(said: Iterable[Said]) -> list[Said]:
    return sorted(said, key=lambda one: (one.changed_at, one.card), reverse=True)


def _of(fields: Fields, name: str) -> str:
    return written(name, fields.get(name, ""), _country(fields))


def _country(fields: Fields) -> str:
    return fields.get("country", "").strip().upper() or HOME


def _type(tellers: Sequence[Said]) -> tuple[str, Open | None]:
    """Customer in one, supplier in another: both here, and no difference."""
    found = {one.fields[TYPE].strip().upper() for one in tellers}
    if "B" in found or {"C", "S"} <= found:
        return "B", None
    return next((kind for kind in ("C", "S", "O") if kind in found), min(found, default="")), None


def _plainly(text: str, _country: str) -> str:
    without = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_A_LETTER.sub("", "".join(letter for letter in without if not unicodedata.combining(letter)))


def _spaceless(text: str, _country: str) -> str:
    return "".join(text.casefold().split())


def _site(text: str, _country: str) -> str:
    return _SITE.sub("", text.strip().casefold())


def _tax_number(text: str, country: str) -> str:
    plain = _plainly(text, country)
    return plain.removeprefix("nl") if country == HOME else plain


def _phone(text: str, country: str) -> str:
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return _plainly(text, country)
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


_WRITTEN: Mapping[str, Callable[[str, str], str]] = {
    "email": _spaceless,
    "website": _site,
    "phone": _phone,
    "tax_number": _tax_number,
}
