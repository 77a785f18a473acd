"""The page of requirements: every row there, each test that names one, what is open in plain sight."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = (ROOT / "docs/requirements/rows.toml").read_text()
TEST = '''
def test_r001_r002_it_does():
    """As R096, and R098 to R100 say, and (R159-R161)."""

class TestMore:
    async def test_methods_count(self):
        """R003."""

def helper():
    """R004 does not count: this is no test."""
'''


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("requirements_tool", ROOT / "scripts/requirements.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with our rows and tests of its own."""
    (tmp_path / "docs/requirements").mkdir(parents=True)
    (tmp_path / "docs/requirements/rows.toml").write_text(ROWS)
    (tmp_path / "tests/some").mkdir(parents=True)
    (tmp_path / "tests/some/test_it.py").write_text(TEST)
    return tmp_path


def test_every_row_is_there_in_words_of_our_own(tool: ModuleType) -> None:
    rows = tool.read_rows(ROOT)
    assert len(rows.by_id) == 260
    assert len({row.text for row in rows.by_id.values()}) == 260


def test_names_docstrings_and_ranges_count_and_helpers_do_not(tool: ModuleType, project: Path) -> None:
    shown = tool.read_tests(project, tool.read_rows(project))
    assert sorted(shown.tests) == [
        "R001", "R002", "R003", "R096", "R098", "R099", "R100", "R159", "R160", "R161",
    ]  # fmt: skip
    assert shown.tests["R001"] == ["tests/some/test_it.py::test_r001_r002_it_does"]
    assert shown.unknown == []


@pytest.mark.parametrize("name", ["test_r261_it", "test_r000_it", "test_it_r999"])
def test_a_row_that_does_not_exist_is_told(tool: ModuleType, project: Path, name: str) -> None:
    (project / "tests/some/test_it.py").write_text(f"def {name}():\n    pass\n")
    (told,) = tool.read_tests(project, tool.read_rows(project)).unknown
    assert name in told


def test_what_is_open_stands_at_the_top_under_its_issue(tool: ModuleType, project: Path) -> None:
    rows = tool.read_rows(project)
    text = tool.page(rows, tool.read_tests(project, rows))
    top, bottom = text.split("## All rows")
    assert "10 of 260 rows are shown" in top
    assert "\n- R004 " in top
    assert "\n- R001 " not in top
    assert top.index("### A:") < top.index("### C:") < top.index("### F:")
    assert "`tests/some/test_it.py::test_methods_count`" in bottom
    assert bottom.count("\n| R0") + bottom.count("\n| R1") + bottom.count("\n| R2") == 260


def test_a_missing_row_is_refused(tool: ModuleType, project: Path) -> None:
    lines = [line for line in ROWS.splitlines() if not line.startswith("R100 ")]
    (project / "docs/requirements/rows.toml").write_text("\n".join(lines))
    with pytest.raises(ValueError, match="R100"):
        tool.read_rows(project)


def test_the_pages_that_rows_name_exist(tool: ModuleType) -> None:
    """A page is the name of an address, or of a help article."""
    from overstap.web import urls

    articles = {path.stem for path in (ROOT / "overstap/web/help/articles/en").glob("*.md")}
    known = articles | set(_names(urls.urlpatterns))
    assert {row.page for row in tool.read_rows(ROOT).by_id.values() if row.page} <= known


def _names(patterns: list[object], within: str = "") -> list[str]:
    """Names of addresses as templates write them, with the name of their area before a colon where it has one."""
    found: list[str] = []
    for pattern in patterns:
        found.append(f"{within}{getattr(pattern, 'name', '')}")
        area = getattr(pattern, "app_name", None)
        found += _names(getattr(pattern, "url_patterns", []), f"{within}{area}:" if area else within)
    return found
