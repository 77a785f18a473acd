"""How a task is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What a task is called, why it is there, and how it is done, step by step."""

    title: str
    why: str
    how: tuple[str, ...]
