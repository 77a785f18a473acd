"""Profiles are walked by their data alone: no code knows one by its name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from overstap.moves import profiles
from overstap.moves.models import ProfileCopy
from overstap.moves.values import MoveState
from overstap.tenancy.operators.access import at_work
from tests.moves.doors import Door
from tests.moves.tickets import world as transfer
from tests.moves.world import CODE, NEW_CODE, accept, offer, two_offices
from tests.tenancy.operators.people import make_operator

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = set(profiles.shipped())
# Words that are also called something else: a command, a kind of draft. There a profile has to be meant to count.
AMBIGUOUS = {"overstap", "relink", "takeover"}


def compared(tree: ast.AST) -> Iterator[tuple[ast.expr | ast.MatchValue, list[ast.expr]]]:
    """What is compared, and with what: ``==``, ``in``, a case of ``match``, a key that is looked up."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            yield from ((side, [other for other in sides if other is not side]) for side in sides)
        elif isinstance(node, ast.Match):
            yield from (
                (case.pattern, [node.subject]) for case in node.cases if isinstance(case.pattern, ast.MatchValue)
            )
        elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
            yield from ((key, [node.slice]) for key in node.value.keys if key is not None)


def names_in(node: ast.AST) -> set[str]:
    """Names of profiles that stand in an expression as they are."""
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value in NAMES}


def about_a_profile(others: list[ast.expr]) -> bool:
    return any("profile" in ast.unparse(other) or "which." in ast.unparse(other) for other in others)


def breaches(text: str) -> list[str]:
    """Comparisons of something with the name of a profile."""
    return [
        f"line {getattr(side, 'lineno', 0)}: {name}"
        for side, others in compared(ast.parse(text))
        for name in names_in(side)
        if name not in AMBIGUOUS or about_a_profile(others)
    ]


@pytest.mark.parametrize(
    "text",
    [
        'if move.profile == "takeover": pass',
        'if which.name in ("relink", "relink-assisted"): pass',
        'if "environment-ticket" != anything: pass',
        'match move.profile:\n    case "overstap": pass',
        '{"transfer-code": 1}[move.profile]',
    ],
)
def test_the_rule_finds_what_it_is_for(text: str) -> None:
    assert breaches(text)


@pytest.mark.parametrize("text", ['if command == "overstap": pass', 'def offer(profile="transfer-code"): pass'])
def test_the_rule_leaves_other_words_alone(text: str) -> None:
    assert not breaches(text)


def test_no_code_compares_the_name_of_a_profile() -> None:
    found = {
        str(path.relative_to(ROOT)): told
        for path in sorted((ROOT / "overstap").rglob("*.py"))
        if (told := breaches(path.read_text()))
    }
    assert found == {}


def renamed(name: str) -> str:
    """A copy of a shipped profile under a name that no code can know."""
    copy = f"x-{name}"
    text = profiles.text_of(name).replace(f'name = "{name}"', f'name = "{copy}"', 1)
    with at_work(make_operator(), "test") as operator:
        ProfileCopy.objects.create(name=copy, copied_from=name, text=text, made_by=operator.person)
    return copy


@pytest.fixture(autouse=True)
def _folders(settings: Settings, tmp_path: Path) -> None:
    settings.PROOF_DIR = tmp_path / "proofs"
    settings.SIGNING_KEY_FILE = tmp_path / "key.pem"


@pytest.mark.django_db
def test_a_code_of_a_copied_profile_moves_as_that_of_the_shipped_one() -> None:
    world = two_offices()
    uid = offer(world, profile=renamed("transfer-code"))
    door = Door(uid, (world.alice, world.giver.slug), (world.dora, world.receiver.slug), CODE, NEW_CODE, lambda: None)
    accept(world, uid)
    assert door.run() == MoveState.DELIVERED


@pytest.mark.django_db
def test_a_ticket_of_a_copied_profile_moves_as_that_of_the_shipped_one() -> None:
    world = transfer.transfer_world(administrations=1)
    ticket = transfer.make(world, renamed("environment-ticket"))
    redeemed = transfer.redeem(world, ticket.content)
    assert redeemed.run_at is not None
    door = Door(ticket.uid, (world.eva, world.environment.slug), (world.dora, redeemed.slug), CODE, CODE, lambda: None)
    assert door.run() == MoveState.DELIVERED
