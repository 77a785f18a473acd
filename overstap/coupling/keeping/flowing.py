"""What a change of a card means for its contact. Pure.

A change of one side alone flows. What changed on two sides, and is different, is left open for a person, and so is a
change that goes against what a person decided. An address flows whole: where two sides each changed a part of it, the
parts do not belong together. A field that one side emptied and another one filled keeps what was filled in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from overstap.coupling.alike import HOME, Rule, Said, written
from overstap.coupling.values import FIELDS, Fields

ANY = "*"
TYPE = "type"  # customer in one, supplier in another: nothing to keep in step
OWN_WORDS = 0
FLOWING = tuple(name for name in FIELDS if name != TYPE)
_ADDRESS = ("street", "postal_code", "city", "country")


@dataclass(frozen=True, slots=True)
class Flow:
    """What leads from here on: field -> card, 0 with the ``words`` that stand here; and the cards that changed."""

    leads: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    moved: Sequence[int] = ()


def flow(said: Sequence[Said], rule: Rule, here: Collection[str] = ()) -> Flow:
    """What leads, of the fields in which something changed since the contact was last made.

    ``here``: fields, or ANY, in which what is said here leads, where anything is. What ``rule`` says
    about a field holds as it is.
    """
    leads: dict[str, int] = {}
    words: dict[str, str] = {}
    followed = [one for one in said if one.coupled]
    torn = _address_is_torn(followed)
    for name in FLOWING:
        moved = [one for one in followed if _moved(one, name)]
        if not moved or (torn and name in _ADDRESS):
            continue
        if (name in here or ANY in here) and rule.own.get(name):
            leads[name], words[name] = OWN_WORDS, rule.own[name]
        elif _is_free(name, moved, rule, said) and _differ(name, said) and len({_of(one, name) for one in moved}) == 1:
            _lead(name, max(moved, key=lambda one: (one.changed_at, one.card)), leads, words)
    return Flow(leads, words, [one.card for one in followed if any(_moved(one, name) for name in FLOWING)])


def agreed(said: Sequence[Said], own: Fields, leads: Mapping[str, int]) -> list[str]:
    """Fields that somebody leads although all say the same again: there is nothing to lead any more.

    A field that is empty stays led while one that was uncoupled fills it: else that one would speak again.
    """
    followed = [one for one in said if one.coupled]
    return [name for name in leads if followed and _all_say(followed if own.get(name) else said, name, own)]


def same(name: str, one: Fields, other: Fields) -> bool:
    """Whether two say the same of a field, whatever the way of writing; silence is said too."""
    return written(name, one.get(name, ""), _country(one)) == written(name, other.get(name, ""), _country(other))


def _all_say(said: Sequence[Said], name: str, own: Fields) -> bool:
    return all(_of(one, name) == written(name, own.get(name, ""), _country(own)) for one in said)


def _is_free(name: str, moved: Sequence[Said], rule: Rule, said: Sequence[Said]) -> bool:
    """Whether nothing was decided about a field, or for one that was uncoupled; the card that leads may empty it."""
    if rule.administrations.get(name, rule.administrations.get(ANY, 0)):
        return False
    leader = rule.cards.get(name)
    if leader is None or any(one.card == leader and not one.coupled for one in said):
        return True
    return any(one.card == leader and not _of(one, name) for one in moved)


def _lead(name: str, mover: Said, leads: dict[str, int], words: dict[str, str]) -> None:
    if mover.fields.get(name):
        leads[name] = mover.card
    else:
        leads[name], words[name] = OWN_WORDS, ""


def _differ(name: str, said: Sequence[Said]) -> bool:
    return len({_of(one, name) for one in said}) > 1


def _address_is_torn(said: Sequence[Said]) -> bool:
    moved = [one for one in said if any(_moved(one, name) for name in _ADDRESS)]
    return len({tuple(_of(one, name) for name in _ADDRESS) for one in moved}) > 1


def _moved(one: Said, name: str) -> bool:
    return one.before is not None and not same(name, one.before, one.fields)


def _of(one: Said, name: str) -> str:
    return written(name, one.fields.get(name, ""), _country(one.fields))


def _country(fields: Fields) -> str:
    return fields.get("country", "").strip().upper() or HOME
