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
from overstap.cli.output import Output, indented, safe
from overstap.lib.errors import OverstapError
from overstap.lib.sentences import told_place

FIRST_OF_A_KIND = 5  # findings shown to a person; --json has them all
_RANKS = {"error": 0, "warning": 1, "info": 2}


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
        told = [one for one in findings if one["message"] != error.message]
        shown += [indented(one) for one in findings_shown(told)]
    problems = error.facts.get("problems")
    if isinstance(problems, Sequence) and not isinstance(problems, str):
        shown.append(indented(*problem_lines(problems)))
    if error.remedy and not problems:
        shown.append(indented(Text.assemble("→ ", safe(error.remedy))))
    shown.append(indented(Text(error.code, "dim")))
    return shown


def findings_shown(findings: Sequence[Mapping[str, str]]) -> list[RenderableType]:
    """Findings, the gravest first; those of one kind together, the first five of each."""
    groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for one in sorted(findings, key=lambda one: _RANKS.get(one["severity"], 3)):
        groups.setdefault((one["severity"], one["code"], one["remedy"]), []).append(one)
    lines: list[RenderableType] = []
    for (severity, code, remedy), members in groups.items():
        lines += [_group_head(severity, code, len(members)), *(_place(one) for one in members[:FIRST_OF_A_KIND])]
        if len(members) > FIRST_OF_A_KIND:
            rest = len(members) - FIRST_OF_A_KIND
            lines.append(indented(Text(_("and %(count)d more; --json gives them all") % {"count": rest}, "dim")))
        if remedy:
            lines.append(indented(Text.assemble("→ ", safe(remedy))))
    return lines


def _group_head(severity: str, code: str, count: int) -> Text:
    words = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    styles = {"error": "bold red", "warning": "bold yellow", "info": "bold"}
    head = Text.assemble((words.get(severity, severity), styles.get(severity, "bold")), (f"  {code}", "dim"))
    if count > 1:
        head.append(f"  {count}×", "dim")
    return head


def _place(one: Mapping[str, str]) -> RenderableType:
    return indented(Text.assemble((safe(told_place(one["place"], _)).plain, "bold"), ": ", safe(one["message"])))


def problem_lines(problems: Sequence[Mapping[str, object]]) -> list[RenderableType]:
    """What preflight checks found, or what is wrong with a profile, one under the other."""
    lines: list[RenderableType] = []
    for one in problems:
        if "gravity" not in one:  # of a profile: place and what is wrong there
            lines.append(safe(f"{one['place']}: {one['message']}"))
            continue
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
