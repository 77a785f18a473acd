"""What matching found is held against what it may not do by itself."""

from overstap.coupling.grouping import Facts, edges, grouped


def test_what_keeps_the_rules_comes_together() -> None:
    found = grouped([0, 0, 1], [Facts(1), Facts(2), Facts(1)], {0: [(0, 1)]}, {})
    assert (found.groups, found.doubles, found.doubtful) == ([[0, 1], [2]], [], [])


def test_two_of_one_administration_stay_apart_and_are_told() -> None:
    """R216: the one most alike goes with the others."""
    facts = [Facts(1), Facts(1), Facts(2)]
    found = grouped([0, 0, 0], facts, {0: [(1, 2), (0, 1), (0, 2)]}, {})
    assert sorted(found.groups) == [[0], [1, 2]]
    assert found.doubles == [(1, 0)]


def test_a_persons_no_holds_also_by_way_of_a_third() -> None:
    facts = [Facts(1), Facts(2), Facts(3)]
    found = grouped([0, 0, 0], facts, {0: [(0, 2), (1, 2), (0, 1)]}, {0: {1}, 1: {0}})
    assert sorted(found.groups) == [[0, 2], [1]]
    assert (found.doubles, found.doubtful) == ([], [])


def test_different_valid_numbers_stay_apart_and_are_asked() -> None:
    facts = [Facts(1, number="27312345"), Facts(2, number="61234567"), Facts(3)]
    found = grouped([0, 0, 0], facts, {0: [(0, 2), (1, 2)]}, {})
    assert sorted(found.groups) == [[0, 2], [1]]
    assert found.doubtful == [(0, 1)]


def test_what_stands_stays_together_whatever_matching_says() -> None:
    facts = [Facts(1, contact=7), Facts(2, contact=7), Facts(3)]
    found = grouped([0, 1, 1], facts, {1: [(1, 2)]}, {})
    assert found.groups == [[0, 1, 2]]


def test_two_contacts_that_stand_never_come_together() -> None:
    facts = [Facts(1, contact=7), Facts(2, contact=8), Facts(3)]
    found = grouped([0, 0, 0], facts, {0: [(0, 2), (1, 2), (0, 1)]}, {})
    assert sorted(found.groups) == [[0, 2], [1]]


def test_two_of_one_administration_that_a_person_joined_stay_joined() -> None:
    facts = [Facts(1, contact=7), Facts(1, contact=7), Facts(2)]
    assert grouped([0, 0, 0], facts, {0: [(0, 2)]}, {}).groups == [[0, 1, 2]]


def test_a_group_hangs_together_by_its_likeliest_pairs_each_row_once() -> None:
    assert edges([0, 1, 2, 3], [], [(1, 2), (0, 1), (0, 2)]) == [(0, 1), (0, 2), (0, 3)]
    assert edges([0, 1, 2], [2], [(1, 2), (0, 1)]) == [(2, 1), (1, 0)]
