"""Reasons, chances, deeds and what is to be said of a decision, in the language of the page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from overstap.coupling import words
from overstap.coupling.shown import DecisionRow, QuestionRow, Which
from overstap.coupling.values import Answer, Deed, Why
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told
from overstap.web.templatetags.ui import MINUS, moment

WHICH: Mapping[str, str | Promise] = {
    Which.ASKED: gettext_lazy("With questions"),
    Which.DIFFERING: gettext_lazy("With differences"),
    Which.SHARED: gettext_lazy("In several administrations"),
    Which.HERE_ONLY: gettext_lazy("In no administration"),
    Which.CHANGED: gettext_lazy("Decided by a person"),
}
_KVK_DIFFERS = "COUPLING-KVK-DIFFERS"
_VETO = -50.0  # a weight below this forbids, whatever the others say
_SURE, _LIKELY = 0.75, 0.45


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as it is shown: what was found, and how loudly it speaks."""

    text: str
    weight: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log as it is shown. ``contact``: number of the contact to look at, 0: none."""

    number: int
    at: datetime
    deed: str
    detail: str
    contact: int
    name: str
    who: str
    reasons: Sequence[Reason]
    chance: str
    undone: bool
    may_undo: bool
    is_undo: bool


def reasons(found: Sequence[Why]) -> list[Reason]:
    """Reasons in words, the loudest first as they came."""
    return [_reason(one) for one in found]


def chance(value: float) -> tuple[str, str]:
    """How likely, in words, and its tone."""
    tone = "ok" if value >= _SURE else "info" if value >= _LIKELY else "wait"
    return told(words.chance(value), _), tone


def must_confirm(problem: OverstapError | None) -> bool:
    """Whether somebody has to confirm that two companies are one party all the same."""
    return problem is not None and problem.code == _KVK_DIFFERS


def fields() -> list[tuple[str, str]]:
    """The fields and what they are called."""
    return [(code, told(name, _)) for code, name in words.FIELD_NAMES.items()]


def field(code: str) -> str:
    """What a field is called."""
    return told(words.FIELD_NAMES[code], _) if code in words.FIELD_NAMES else code


def deeds() -> list[tuple[str, str]]:
    """The kinds of decision and what they are called."""
    return [(str(code), told(text, _)) for code, text in words.DEEDS.items()]


def decided(question: QuestionRow) -> str:
    """Who answered a question, what and when."""
    if question.answer is Answer.MOOT:
        return _("This question went by itself: what it was about has changed since.")
    facts = {
        "who": question.decided_by or _("The matching"),
        "answer": told(words.ANSWERS[question.answer], _),
        "when": moment(question.decided_at),
    }
    return _("%(who)s decided on %(when)s: %(answer)s.") % facts


def logged(row: DecisionRow) -> Logged:
    """A line of the log."""
    told_chance = chance(row.chance)[0] if row.chance is not None else ""
    return Logged(
        number=row.number,
        at=row.at,
        deed=told(words.DEEDS[row.deed], _),
        detail="; ".join(_changes(row)),
        contact=row.contacts[0] if row.contacts else 0,
        name=", ".join(dict.fromkeys(filter(None, row.names))),
        who=row.person or _("The matching"),
        reasons=reasons(row.reasons),
        chance=told_chance,
        undone=bool(row.undone_by),
        may_undo=not row.undone_by,
        is_undo=row.deed is Deed.UNDO,
    )


def _reason(one: Why) -> Reason:
    text = told(words.reason(one), _)
    if one.weight < _VETO:
        return Reason(text, _("never"), "bad", "no-symbol")
    if one.weight == 0:
        return Reason(text, "", "info", "information-circle")
    sign = "+" if one.weight > 0 else MINUS
    weight = f"{sign}{formats.number_format(abs(one.weight), 1)}"
    return Reason(text, weight, *(("ok", "plus-circle") if one.weight > 0 else ("warn", "minus-circle")))


def _changes(row: DecisionRow) -> Iterator[str]:
    """What became of fields, at most of a few."""
    for changed in list(row.fields.values())[:3]:
        for code, (was, became) in changed.items():
            if was != became:
                yield f"{field(code)}: {was or '–'} → {became or '–'}"
