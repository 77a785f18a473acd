"""How errors leave the command line: as an exit code, and as JSON or as a sentence.

| code | meaning |
|---|---|
| 0 | done |
| 1 | unexpected: a fault in the system |
| 2 | the command line was not understood |
| 3 | refused, for the reason given |
| 4 | a person has to do something first |
| 5 | the operator has to change a setting |
| 6 | try again later |
| 7 | findings block the import |
| 8 | differences found, or a proof that cannot be believed |
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from rich.console import RenderableType
from rich.text import Text

from overstap.cli.language import gettext as _
from overstap.cli.output import Output, indented, row, safe, table
from overstap.lib.errors import OverstapError

LONGEST_LIST = 30  # findings shown to a person; --json has them all


class Exit(IntEnum):
    """The exit codes; docs/command-line.md promises them."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    NEEDS_PERSON = 4
    NEEDS_SETTING = 5
    TRY_LATER = 6
    FINDINGS = 7
    DIFFERENCES = 8


_BY_NEXT_STEP = {
    "usage": Exit.USAGE,
    "refused": Exit.REFUSED,
    "needs_person": Exit.NEEDS_PERSON,
    "needs_setting": Exit.NEEDS_SETTING,
    "try_later": Exit.TRY_LATER,
    "unexpected": Exit.UNEXPECTED,
}
_DIFFERENT = ("PROOF-", "DIFFERENCES-", "VERIFICATION-")
_NOT_DIFFERENT = ("PROOF-NOT-FOUND", "PROOF-KEY-UNUSABLE")


class Unexpected(OverstapError):
    """A fault in the system."""

    next_step = "unexpected"
    code = "UNEXPECTED"


def exit_code(error: OverstapError) -> Exit:
    """What a program sees of an error."""
    if "findings" in error.facts:
        return Exit.FINDINGS
    if error.code.startswith(_DIFFERENT) and error.code not in _NOT_DIFFERENT:
        return Exit.DIFFERENCES
    return _BY_NEXT_STEP[error.next_step]


def report(error: OverstapError, output: Output) -> Exit:
    """Show ``error``: with --json one object on standard output, otherwise words on standard error."""
    if output.as_json:
        output.write_json(as_data(error))
    else:
        for shown in as_words(error):
            output.errors.print(shown)
    return exit_code(error)


def as_data(error: OverstapError) -> dict[str, object]:
    """The error for programs; findings stand beside the facts, as they do where an import succeeds."""
    data = error.as_dict()
    if "findings" in error.facts:
        data["facts"] = {key: value for key, value in error.facts.items() if key != "findings"}
        data["findings"] = error.facts["findings"]
    return data


def as_words(error: OverstapError) -> list[RenderableType]:
    """The error for people: what happened, what was found, what to do next."""
    head = Text.assemble(("✗ ", "bold red"), (_heading(error) + ": ", "bold"), safe(error.message))
    shown: list[RenderableType] = [head]
    findings = error.facts.get("findings")
    if isinstance(findings, Sequence) and not isinstance(findings, str):
        shown.append(indented(findings_table(findings)))
    problems = error.facts.get("problems")
    if isinstance(problems, Sequence) and not isinstance(problems, str):
        shown.append(indented(*problem_lines(problems)))
    if error.remedy and not problems:
        shown.append(indented(Text.assemble("→ ", safe(error.remedy))))
    shown.append(indented(Text(error.code, "dim")))
    return shown


def findings_table(findings: Sequence[Mapping[str, str]]) -> RenderableType:
    """Findings, the gravest first; the first thirty."""
    ranks = {"error": 0, "warning": 1, "info": 2}
    words = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    ordered = sorted(findings, key=lambda one: ranks.get(one["severity"], 3))
    made = table("", _("Where"), _("What"))
    for one in ordered[:LONGEST_LIST]:
        style = "red" if one["severity"] == "error" else ""
        what = Text.assemble(safe(one["message"]), *(("\n→ ", safe(one["remedy"])) if one["remedy"] else ()))
        what.append(f"\n{one['code']}", "dim")
        row(made, safe(words.get(one["severity"], one["severity"]), style), one["place"], what)
    if len(ordered) > LONGEST_LIST:
        row(made, "", "", _("and %(count)d more; --json gives them all") % {"count": len(ordered) - LONGEST_LIST})
    return made


def problem_lines(problems: Sequence[Mapping[str, object]]) -> list[RenderableType]:
    """What preflight checks found, one under the other."""
    lines: list[RenderableType] = []
    for one in problems:
        blocks = one["gravity"] == "gate" and not one["overridden"]
        word = _("blocks") if blocks else _("advice")
        head = Text.assemble((f"{word}: ", "red" if blocks else "yellow"), safe(f"{one['place']}: {one['message']}"))
        lines += [head, indented(Text.assemble("→ ", safe(one["remedy"])))]
    return lines


def _heading(error: OverstapError) -> str:
    headings = {
        "usage": _("Not understood"),
        "refused": _("Refused"),
        "needs_person": _("Somebody has to do something first"),
        "needs_setting": _("A setting has to change"),
        "try_later": _("Try again later"),
        "unexpected": _("Something went wrong"),
    }
    return headings[error.next_step]
