"""Bad input: a stable code, nothing half-written, and a line in the audit log."""

from pathlib import Path

import pytest

from overstap.cli.errors import Exit
from tests.cli.running import Command
from tests.tenancy.people import unique

SALARY = '<?xml version="1.0"?><auditfile xmlns="http://www.auditfiles.nl/XAS/3.0"><header/></auditfile>'
CASH = (
    '<?xml version="1.0" encoding="UTF-8"?><auditfile xmlns="http://www.auditfiles.nl/XAF/3.2"><header>'
    "<auditfileVersion>CASH REGISTER V4.0</auditfileVersion></header><company><location/></company></auditfile>"
)


@pytest.fixture
def slug(command: Command) -> str:
    """An empty environment of the operator."""
    name = unique("kantoor")
    assert command("environment", "create", name, "--name", "Kantoor").code == Exit.DONE
    return name


def bad_files(sample: Path) -> dict[str, bytes]:
    """Files that nobody can import."""
    good = sample.read_bytes()
    declaration, rest = good.split(b"\n", 1)
    doctype = b'<!DOCTYPE auditfile [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    return {
        "truncated.xaf": good[: len(good) // 2],
        "doctype.xaf": declaration + b"\n" + doctype + rest,
        "latin.xaf": good.replace("é".encode(), b"\xe9", 1)
        if "é".encode() in good
        else good.replace(b"B.V.", b"\xe9", 1),
        "salary.xas": SALARY.encode(),
        "register.xaa": CASH.encode(),
        "picture.xaf": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "empty.xaf": b"",
    }


@pytest.mark.parametrize(
    "name", ["truncated.xaf", "doctype.xaf", "latin.xaf", "salary.xas", "register.xaa", "picture.xaf", "empty.xaf"]
)
def test_a_file_that_cannot_be_read_is_refused_with_a_finding_and_a_line_in_the_log(
    command: Command, slug: str, sample: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(bad_files(sample)[name])
    answer = command("import", file, "--environment", slug, "--code", "1001", "--json")
    assert answer.code == Exit.FINDINGS
    assert answer.data["error"].startswith("XAF-")
    assert answer.data["findings"][0]["code"] == answer.data["error"]
    assert command("access", "list", "--environment", slug, "--json").data == []
    newest = command("audit", "--environment", slug, "--json").data[0]
    assert (newest["action"], newest["outcome"], newest["code"]) == (
        "audit-file.import",
        "refused",
        answer.data["error"],
    )


def test_a_wrong_encoding_can_be_set_right(command: Command, slug: str, sample: Path, tmp_path: Path) -> None:
    file = tmp_path / "latin.xaf"
    file.write_bytes(
        sample.read_text(encoding="utf-8").encode("windows-1252", "xmlcharrefreplace").replace(b"B.V.", b"B\xe9V.", 1)
    )
    refused = command("import", file, "-e", slug, "--code", "1001", "--json")
    assert (refused.code, refused.data["error"]) == (Exit.FINDINGS, "XAF-ENCODING")
    assert command("import", file, "-e", slug, "--code", "1001", "--encoding", "windows-1252").code == Exit.DONE


def test_a_file_that_is_not_there_is_refused_in_a_sentence(command: Command, slug: str, tmp_path: Path) -> None:
    answer = command("import", tmp_path / "nothing.xaf", "-e", slug, "--code", "1001")
    assert answer.code == Exit.REFUSED
    assert answer.out == ""
    assert "nothing.xaf" in answer.err
    assert "FILE-NOT-OPENED" in answer.err
    assert "Traceback" not in answer.err


def test_a_book_year_goes_in_once(command: Command, slug: str, sample: Path) -> None:
    assert command("import", sample, "-e", slug, "--code", "1001").code == Exit.DONE
    again = command("import", sample, "-e", slug, "--code", "1001", "--json")
    assert (again.code, again.data["error"]) == (Exit.REFUSED, "BOOK-YEAR-EXISTS")


def test_an_unknown_environment_is_not_found_whoever_asks(command: Command) -> None:
    answer = command("books", "trial-balance", "-e", "nowhere", "-a", "1001", "--json")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "ENVIRONMENT-NOT-FOUND")


def test_an_unknown_person_is_refused(command: Command) -> None:
    answer = command("--as", "nobody@example.test", "move", "status", "--json")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "PERSON-NOT-FOUND")


def test_who_works_in_several_environments_has_to_say_which(command: Command, slug: str) -> None:
    other = unique("tweede")
    assert command("environment", "create", other, "--name", "Tweede").code == Exit.DONE
    answer = command("move", "status", "--json")
    assert (answer.code, answer.data["error"]) == (Exit.REFUSED, "ENVIRONMENT-NEEDED")
    assert {slug, other} <= set(answer.data["facts"]["environments"])
