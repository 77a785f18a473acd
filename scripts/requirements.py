"""docs/requirements.md from docs/requirements/rows.toml and the tests: ``python scripts/requirements.py write|check``.

A test shows a row by naming it (R058) in its name or docstring; "R068 to R070" and "R159-R166" are all rows between.
``write`` makes the page; ``check`` prints what is wrong and exits 1 when the page is not up to date, or when a test
names a row that does not exist.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROWS = Path("docs/requirements/rows.toml")
PAGE = Path("docs/requirements.md")
FOLDER = Path("tests")
FIRST, LAST = 1, 260
_NAMED = re.compile(r"(?<![A-Za-z0-9])R(\d{3})(?!\d)(?:\s*(?:to|-|–)\s*R?(\d{3})(?!\d))?")
_HEAD = """# What Overstap has to do, and the tests that show it

Made by `scripts/requirements.py` from [the rows](requirements/rows.toml) and the names and docstrings of the tests;
`make lint` fails when it is not up to date. {shown} of {all} rows are shown by a test.
"""


@dataclass(frozen=True)
class Row:
    """One thing that Overstap has to do."""

    id: str
    text: str
    issue: str
    page: str


@dataclass(frozen=True)
class Rows:
    """All of them, by id, and what each issue is called."""

    by_id: Mapping[str, Row]
    issues: Mapping[str, str]


@dataclass(frozen=True)
class Shown:
    """The tests of each row, and what tests name that is no row."""

    tests: Mapping[str, Sequence[str]]
    unknown: Sequence[str]


def read_rows(project: Path) -> Rows:
    """The rows of ``project``. Raises ValueError where one is missing, or lacks something."""
    data = tomllib.loads((project / ROWS).read_text())
    issues, found = data["issues"], data["rows"]
    wanted = [f"R{number:03}" for number in range(FIRST, LAST + 1)]
    if sorted(found) != wanted:
        raise ValueError(f"{ROWS}: missing or too many: {sorted(set(found) ^ set(wanted))}")
    rows = {name: Row(name, one["text"], one["issue"], one.get("page", "")) for name, one in sorted(found.items())}
    odd = [row.id for row in rows.values() if row.issue not in issues or not row.text.endswith(".")]
    if odd:
        raise ValueError(f"{ROWS}: no known issue, or no sentence: {odd}")
    return Rows(rows, issues)


def read_tests(project: Path, rows: Rows) -> Shown:
    """Which test names which row."""
    tests: dict[str, list[str]] = {}
    unknown = []
    for path in sorted((project / FOLDER).rglob("test_*.py")):
        for test in _tests_of(path):
            called = f"{path.relative_to(project).as_posix()}::{test.name}"
            for name in ids_in(f"{test.name.replace('_', ' ')}\n{ast.get_docstring(test) or ''}"):
                tests.setdefault(name, []).append(called)
                if name not in rows.by_id:
                    unknown.append(f"{called} names {name}, which is no row of {ROWS}")
    return Shown(tests, unknown)


def ids_in(text: str) -> list[str]:
    """The rows that a text names, ranges written out, each once."""
    found: dict[str, None] = {}
    for first, last in _NAMED.findall(re.sub(r"\br(?=\d{3}\b)", "R", text)):
        numbers = range(int(first), int(last or first) + 1)
        found |= dict.fromkeys(f"R{number:03}" for number in numbers or (int(first), int(last)))
    return list(found)


def page(rows: Rows, shown: Shown) -> str:
    """The whole page."""
    is_open = [row for row in rows.by_id.values() if row.id not in shown.tests]
    head = _HEAD.format(shown=len(rows.by_id) - len(is_open), all=len(rows.by_id))
    return "\n".join([head, *_open(rows, is_open), *_table(rows, shown)])


def _tests_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def _open(rows: Rows, is_open: Sequence[Row]) -> Iterator[str]:
    yield "## Open: rows without a test\n"
    if not is_open:
        yield "None.\n"
    for issue, called in rows.issues.items():
        of_issue = [row for row in is_open if row.issue == issue]
        if of_issue:
            yield f"### {issue}: {called} ({len(of_issue)})\n"
            yield "\n".join(f"- {row.id} {row.text}" for row in of_issue) + "\n"


def _table(rows: Rows, shown: Shown) -> Iterator[str]:
    yield "## All rows\n"
    yield "| Row | What | Page | Shown by |\n|---|---|---|---|"
    for row in rows.by_id.values():
        tests = "<br>".join(f"`{test}`" for test in shown.tests.get(row.id, ())) or f"*open ({row.issue})*"
        yield f"| {row.id} | {row.text} | {row.page} | {tests} |"
    yield ""


def main(arguments: Sequence[str]) -> int:
    """Write or check the page of this project; gives the exit code."""
    if list(arguments) not in (["write"], ["check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    project = Path(__file__).resolve().parent.parent
    rows = read_rows(project)
    shown = read_tests(project, rows)
    wanted, target = page(rows, shown), project / PAGE
    if arguments[0] == "write":
        target.write_text(wanted)
    wrong = list(shown.unknown)
    if not target.is_file() or target.read_text() != wanted:
        wrong.append(f"{PAGE} is not up to date: run python scripts/requirements.py write")
    sys.stdout.write("\n".join(wrong or [f"{PAGE} is up to date."]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
