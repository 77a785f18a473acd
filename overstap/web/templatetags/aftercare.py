"""Filters for pages of tasks and of the check report."""

from decimal import Decimal, InvalidOperation

from django import template

from overstap.moves.aftercare.codes import BANKS
from overstap.moves.aftercare.task_words import TaskWords
from overstap.moves.aftercare.texts import LineWords
from overstap.moves.aftercare.values import TaskRow, Verdict
from overstap.web.tasks import words
from overstap.web.templatetags.ui import amount, integer

register = template.Library()


@register.filter
def task_words(row: TaskRow) -> TaskWords:
    """Title, why, how."""
    return words.task_words(row.code, row.variant)


@register.filter
def line_words(code: str) -> LineWords:
    """Title and what is compared."""
    return words.line_words(code)


@register.filter
def said(code: str) -> str:
    """A code of aftercare in words."""
    return words.said(str(code))


@register.filter
def figure_label(text: str) -> str:
    """The label of a figure."""
    return words.label(text)


@register.filter
def figure(text: str) -> str:
    """An amount or a number as people write it."""
    if not text:
        return ""
    try:
        return amount(Decimal(text)) if "." in text else integer(int(text))
    except (InvalidOperation, ValueError):
        return text


@register.filter
def verdict_tone(verdict: Verdict) -> str:
    """The colour of a verdict."""
    return words.TONES[verdict]


@register.filter
def task_state(row: TaskRow) -> str:
    """Open, done, called off."""
    return words.state_word(row)


@register.filter
def task_tone(row: TaskRow) -> str:
    """The colour of a task."""
    return words.state_tone(row)


@register.filter
def bank(code: str) -> str:
    """The name of a bank."""
    return BANKS.get(code, code)
