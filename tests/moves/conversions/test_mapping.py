"""Proposals for what codes become: by RGS, code, name and type; what is not sure waits for a person."""

import pytest

from overstap.connectors.values import Kind
from overstap.moves.conversions.mapping import Decided, propose
from overstap.moves.conversions.values import SURE, Choice, Proposal, Trait


def only(
    kind: Kind, one: Trait, *targets: Trait, can_make: bool = True, known: dict[str, Decided] | None = None
) -> Proposal:
    (found,) = propose(kind, [one], targets, can_make=can_make, decided=known)
    return found


def account(code: str, name: str, kind: str = "B", reference: str = "") -> Trait:
    return Trait(code, name, kind, reference)


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (account("1300", "Handelsdebiteuren", reference="BVorDebHad"), "rgs-and-code"),
        (account("110000", "Trade debtors", reference="BVorDebHad"), "rgs"),
        (account("1300", "Debiteuren (handel)"), "code-and-name"),
        (account("1100", "DEBITEUREN"), "name"),
    ],
)
def test_an_account_is_known_by_rgs_then_code_then_name(target: Trait, reason: str) -> None:
    found = only(Kind.ACCOUNTS, account("1300", "Debiteuren", reference="BVorDebHad"), target)
    assert (found.choice, found.target, found.reason) == (Choice.EXISTING, target.code, reason)
    assert found.confidence >= SURE


def test_an_account_of_another_type_is_never_the_same() -> None:
    found = only(Kind.ACCOUNTS, account("1300", "Debiteuren"), account("1300", "Debiteuren", "P"))
    assert (found.choice, found.target) == (Choice.NEW, "1301")


def test_the_same_code_with_another_meaning_waits_for_a_person_and_is_not_joined() -> None:
    found = only(Kind.ACCOUNTS, account("0200", "Vervoermiddelen"), account("0200", "Machines"))
    assert (found.choice, found.target, found.confidence < SURE) == (Choice.NEW, "0201", True)


def test_two_accounts_are_not_joined_without_a_person() -> None:
    sources = [account("8000", "Omzet hoog", "P"), account("8010", "Omzet hoog", "P")]
    first, second = propose(Kind.ACCOUNTS, sources, [account("8000", "Omzet hoog", "P")], can_make=True)
    assert (first.choice, first.target, first.confidence >= SURE) == (Choice.EXISTING, "8000", True)
    assert (second.choice, second.confidence < SURE) == (Choice.NEW, True)


def test_into_an_empty_chart_everything_goes_as_it_is() -> None:
    found = only(Kind.ACCOUNTS, account("1300", "Debiteuren"))
    assert (found.choice, found.target, found.confidence) == (Choice.NEW, "1300", 100)


def test_what_cannot_be_made_there_waits_for_a_person() -> None:
    found = only(Kind.JOURNALS, Trait("X", "Eigen dagboek", "Z"), Trait("70", "Verkoop", "S"), can_make=False)
    assert (found.choice, found.target, found.confidence) == (Choice.NONE, "", 0)


@pytest.mark.parametrize("direction", ["sales", "purchase"])
def test_a_vat_code_is_known_by_percentage_and_direction(direction: str) -> None:
    targets = [
        Trait("VH", "BTW hoog", percentage="21", direction="sales"),
        Trait("IH", "BTW inkoop hoog", percentage="21", direction="purchase"),
        Trait("VL", "BTW laag", percentage="9", direction="sales"),
    ]
    found = only(Kind.VAT_CODES, Trait("4", "Hoog", percentage="21", direction=direction), *targets)
    assert (found.target, found.confidence >= SURE) == ({"sales": "VH", "purchase": "IH"}[direction], True)


def test_of_two_that_fit_equally_well_a_person_chooses() -> None:
    targets = [Trait(code, "Hoog", percentage="21", direction="sales") for code in ("2", "3")]
    found = only(Kind.VAT_CODES, Trait("VH", "Hoog", percentage="21", direction="sales"), *targets)
    assert (found.reason, found.confidence < SURE) == ("several", True)


def test_a_journal_is_known_by_its_type() -> None:
    targets = [Trait("70", "Verkoopboek", "S"), Trait("20", "Rabobank", "B")]
    found = only(Kind.JOURNALS, Trait("VRK", "Verkopen", "S"), *targets)
    assert (found.target, found.reason, found.confidence >= SURE) == ("70", "type", True)


def test_a_relation_is_known_by_its_numbers_and_else_is_new_under_a_code_that_is_free() -> None:
    target = Trait("1001", "Bakkerij Smit", numbers=("kvk 30100001",))
    same = only(Kind.RELATIONS, Trait("7", "Smit Bakkers", numbers=("kvk 30100001",)), target)
    other = only(Kind.RELATIONS, Trait("1001", "Garage Mol"), target)
    assert (same.choice, same.target) == (Choice.EXISTING, "1001")
    assert (other.choice, other.target) == (Choice.NEW, "1002")


def test_what_was_decided_before_counts_again_while_the_code_means_the_same() -> None:
    target = account("4000", "Huisvestingskosten", "P")
    before = {"4100": Decided("Huur winkel", Choice.EXISTING, "4000")}
    again = only(Kind.ACCOUNTS, account("4100", "Huur winkel", "P"), target, known=before)
    another = only(Kind.ACCOUNTS, account("4100", "Reclame", "P"), target, known=before)
    assert (again.choice, again.target, again.reason) == (Choice.EXISTING, "4000", "decided-before")
    assert again.confidence >= SURE
    assert another.reason != "decided-before"
