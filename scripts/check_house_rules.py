"""House rules that no other tool keeps: ``python scripts/check_house_rules.py [FOLDER]``.

Looks at every file that git knows of or would add. Prints one line for each breach; exits 1 when there is one.
The patterns below are written so that they do not find themselves.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 500
LONGEST_FUNCTION = 60

FORBIDDEN = (
    ("a left-over mark", re.compile(r"\b(T[O]DO|F[I]XME|H[A]CK)\b|#\s*X[X]X\b")),
    ("a path of one machine", re.compile(r"(?<![\w.])/(t[m]p|w[o]rk|f[a]rm|r[o]ot|h[o]me|U[s]ers)/\w")),
    ("a package registry", re.compile(r"p[y]pi\.org|p[y]thonhosted|r[e]gistry\.npm|(?<!emit-)ind[e]x-url[ =]")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*$")),
    ("a token", re.compile(r"\b(A[K]IA[0-9A-Z]{16}|gh[p]_\w{30,}|gl[p]at-\w{20,}|xox[b]-\w{10,})")),
    # user:password is how the documents write that something belongs there
    ("a password in an address", re.compile(r"://[^\s/:@\"'{}<>]+:(?!password@)[^\s/@\"'{}<>]+@\w")),
)


def breaches(folder: Path) -> Iterator[str]:
    """One line for each breach in the files of ``folder``, a git checkout."""
    for name in _files(folder):
        content = (folder / name).read_bytes()
        if b"\0" in content:
            continue
        text = content.decode("utf-8", errors="replace")
        yield from (f"{name}:{number}: {what}" for number, what in _marks(text))
        if name.endswith(".py") and "/migrations/" not in name:
            yield from (f"{name}:{number}: {what}" for number, what in _sizes(text))


def _files(folder: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return sorted({name for name in listed if name and (folder / name).is_file()})


def _marks(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in FORBIDDEN:
            found = pattern.search(line)
            if found:
                yield number, f"{what}: {found.group(0)}"


def _sizes(text: str) -> Iterator[tuple[int, str]]:
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield 1, f"{lines} lines in one file (at most {LONGEST_FILE})"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {size} lines (at most {LONGEST_FUNCTION})"


def main(arguments: list[str]) -> int:
    """Check the folder named, or this project; gives the exit code."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    found = list(breaches(folder))
    print("\n".join(found) or "The house rules are kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
