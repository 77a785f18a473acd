"""The documents keep up with the code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#:]+)\)")
IN_BACKTICKS = re.compile(r"`((?:overstap|tests|docs|scripts|requirements)/[\w./-]+|[\w-]+/[\w/]+\.py)")
VARIABLE = re.compile(r"\b(OVERSTAP_[A-Z_]+|DATABASE_(?:OWNER_)?URL)\b")


def name(path: Path) -> str:
    """A document as test names show it."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(document: Path) -> None:
    missing = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_file_that_is_named_exists(document: Path) -> None:
    named = IN_BACKTICKS.findall(document.read_text())
    assert [path for path in named if not (ROOT / path).exists() and not (ROOT / "overstap" / path).exists()] == []


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "overstap").rglob("*.py"))
    table = [line.split("|")[1] for line in (ROOT / "docs" / "settings.md").read_text().splitlines() if "|" in line]
    assert set(VARIABLE.findall("\n".join(table))) == set(VARIABLE.findall(code))


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = {
        target
        for path in DOCUMENTS
        for target in re.findall(r"(?:`|^)make ([a-z]+)", path.read_text(), flags=re.MULTILINE)
    }
    assert {"demo", "test"} <= named <= targets
