"""The words of aftercare in the language of the page."""

from overstap.moves.aftercare import texts
from overstap.moves.aftercare.task_words import TaskWords
from overstap.moves.aftercare.texts import LineWords
from overstap.moves.aftercare.values import TaskRow, TaskState, Verdict
from overstap.web.words import language

TONES = {
    Verdict.EQUAL: "ok",
    Verdict.DIFFERENT: "bad",
    Verdict.NOT_HELD: "warn",
    Verdict.NOTHING: "neutral",
    Verdict.NOT_YET: "wait",
}


def task_words(code: str, variant: str = "") -> TaskWords:
    """What a task is called, why it is there, how it is done."""
    return texts.task(code, variant, language())


def line_words(code: str) -> LineWords:
    """What a line of the check report is called, what is compared."""
    return texts.line(code, language())


def said(code: str) -> str:
    """A verdict, an answer, a remark."""
    return texts.word(code, language())


def label(text: str) -> str:
    """The label of a figure."""
    return texts.label(text, language())


def state_word(row: TaskRow) -> str:
    """Open, done, called off."""
    return said(f"task-{row.state}")


def state_tone(row: TaskRow) -> str:
    """The colour of a task."""
    if row.overdue:
        return "warn"
    return {TaskState.DONE: "ok", TaskState.OPEN: "wait"}.get(row.state, "neutral")
