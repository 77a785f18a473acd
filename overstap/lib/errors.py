"""Every error that a person or a program may meet, sorted by what to do next.

    OverstapError
    ├── TryLater       nothing is wrong; the same call will work later
    ├── NeedsPerson    somebody has to do something first (and the text says who)
    ├── NeedsSetting   an operator has to change a setting
    └── Refused        it will not happen, and the text says why

Each concrete error belongs to one of these four and carries a stable ``code`` (upper case, dashes) that
programs may rely on; texts may change and are translated.
"""

from collections.abc import Mapping
from typing import ClassVar


class OverstapError(Exception):
    """Base of all. ``code`` is stable, ``message`` is for people, ``remedy`` says what to do next."""

    next_step: ClassVar[str] = "refused"
    code: str = "OVERSTAP"

    def __init__(
        self, message: str, *, code: str | None = None, remedy: str = "", facts: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.facts: dict[str, object] = dict(facts or {})
        if code is not None:
            self.code = code

    def as_dict(self) -> dict[str, object]:
        """The error as plain data for ``--json`` output and the audit log."""
        return {
            "error": self.code,
            "next_step": self.next_step,
            "message": self.message,
            "remedy": self.remedy,
            "facts": self.facts,
        }


class TryLater(OverstapError):
    """Nothing is wrong; the same call will work later."""

    next_step = "try_later"
    code = "TRY-LATER"


class NeedsPerson(OverstapError):
    """Somebody has to do something first."""

    next_step = "needs_person"
    code = "NEEDS-PERSON"


class NeedsSetting(OverstapError):
    """An operator has to change a setting."""

    next_step = "needs_setting"
    code = "NEEDS-SETTING"


class Refused(OverstapError):
    """It will not happen, for the reason in the text."""

    next_step = "refused"
    code = "REFUSED"
