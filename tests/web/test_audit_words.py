"""Every action that the code writes into the audit log has words in Dutch and English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import overstap
from overstap.web.managing import action_words, texts

WRITERS = {
    *("record", "refused", "on_refusal", "attempt", "page", "enter"),
    *("_at", "_enter", "_enter_for", "_at_work", "_record", "_done"),
}
NAME = re.compile(r"[a-z][a-z-]*\.[a-z][a-z_-]*")

IN_SQL = ("bank.consent-confirmed",)  # of who has no account, so that a function of the database writes it


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def constants(tree: ast.Module) -> dict[str, str]:
    """Names that a module gives to texts."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def written_in(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    named = constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called(node) not in WRITERS:
            continue
        for argument in node.args:
            text = named.get(argument.id) if isinstance(argument, ast.Name) else getattr(argument, "value", None)
            if isinstance(text, str) and NAME.fullmatch(text):
                yield text


def in_code() -> set[str]:
    folder = Path(overstap.__file__).parent
    sources = [path.read_text("utf-8") for path in folder.rglob("*.py")]
    by_the_database = {one for one in IN_SQL if any(f"'{one}', 'done'" in source for source in sources)}
    return by_the_database | {action for source in sources for action in written_in(source)}


def test_the_search_finds_what_is_written() -> None:
    source = (
        'READ = "books.read"\naudit.record(actor, "a.b", {})\nenter(s, e, READ)\n@doors.page("c.d-e")\ndef f(): ...'
    )
    assert set(written_in(source)) == {"a.b", "books.read", "c.d-e"}


def test_every_action_in_the_code_has_words() -> None:
    found = in_code()
    assert {"invitation.send", "move.offer", "access.withdraw", "audit.read", "books.read"} <= found
    assert sorted(found - set(action_words.ACTIONS)) == []


def test_no_words_are_left_over() -> None:
    assert sorted(set(action_words.ACTIONS) - in_code()) == []


@pytest.mark.parametrize(
    "table", [action_words.ACTIONS, texts.RIGHTS, texts.NOTICES, texts.OFFICE_KINDS, texts.SYSTEM_STATES]
)
def test_words_are_dutch_in_dutch_and_english_in_english(table: texts.Words) -> None:
    with override("en"):
        english = {key: str(text) for key, text in table.items()}
    with override("nl"):
        dutch = {key: str(text) for key, text in table.items()}
    assert sorted(key for key, text in english.items() if dutch[key] == text) == []


def test_facts_are_told_in_words_and_in_order() -> None:
    told = {"to": "accountant", "person": "bob@example.test", "from": "sme_bookkeeper", "odd": [1, None, "x"]}
    with override("nl"):
        assert list(texts.facts(told)) == [
            ("Persoon", "bob@example.test"),
            ("Van", "boekhouder mkb"),
            ("Aan", "accountant"),
            ("odd", "1, x"),
        ]
        changed = {"payment_agreement": {"from": "", "to": "SEPA-2"}, "name": "", "problems": [{"check": "a"}]}
        assert list(texts.facts(changed)) == [("Betaalovereenkomst", "– → SEPA-2"), ("Gevonden", "check: a")]


def test_a_finding_is_told_by_its_code() -> None:
    found = {"code": "XAF-UNBALANCED", "message": "0.01 too much debit.", "remedy": "Correct it.", "place": "entry 1"}
    with override("nl"):
        assert list(texts.facts({"findings": [found, found]})) == [("Bevindingen", "XAF-UNBALANCED, XAF-UNBALANCED")]
