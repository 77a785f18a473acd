"""What the bench of contact matching counts, on labels made by hand."""

import numpy as np
import pytest

from bench.matching.score import Labels, Score, answered, score


def cards(*labels: int) -> Labels:
    return np.array(labels, np.int64)


def test_what_is_all_right_scores_one() -> None:
    found = score(cards(7, 7, 3, 3, 3, 9), cards(0, 0, 1, 1, 1, 2))
    assert (found.precision, found.recall, found.f1, found.cluster_f1) == (1, 1, 1, 1)
    assert (found.found, found.clusters_found) == (4, 2)


def test_a_party_in_two_pieces_costs_recall_and_not_precision() -> None:
    """Five cards are ten pairs; three and two of them are four."""
    found = score(cards(0, 0, 0, 1, 1), cards(5, 5, 5, 5, 5))
    assert found.precision == 1
    assert found.recall == pytest.approx(0.4)
    assert found.f1 == pytest.approx(2 * 4 / (4 + 10))
    assert found.cluster_f1 == 0


def test_two_parties_in_one_cost_precision_and_not_recall() -> None:
    """Two and one make three pairs, one of which is right."""
    found = score(cards(4, 4, 4), cards(1, 1, 2))
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == 1
    assert found.clusters_right == 0


def test_a_cluster_counts_only_when_it_is_whole_and_alone() -> None:
    found = score(cards(0, 0, 1, 1, 2, 2, 3), cards(0, 0, 1, 1, 2, 3, 3))
    assert (found.clusters_found, found.clusters_true, found.clusters_right) == (3, 3, 2)
    assert found.cluster_f1 == pytest.approx(2 / 3)


def test_branches_of_one_company_are_no_wrong_legal_entity() -> None:
    """Cards of two branches and of a stranger: three pairs, of which two are of different companies."""
    found = score(cards(0, 0, 0), cards(1, 2, 3), legal=cards(8, 8, 9))
    assert found.precision == 0
    assert found.wrong_legal == 2
    assert found.wrong_legal_share == pytest.approx(2 / 3)


def test_different_kvk_numbers_are_counted_where_both_cards_have_one() -> None:
    found = score(cards(0, 0, 0, 1, 1), cards(0, 0, 0, 1, 1), kvk=cards(10, 20, -1, 30, 30))
    assert found.two_numbers == 1
    assert score(cards(0, 0), cards(0, 0), kvk=cards(-1, -1)).two_numbers == 0


def test_a_yes_brings_two_clusters_together_and_a_no_nothing() -> None:
    labels, truth = cards(0, 0, 1, 2, 3), cards(5, 5, 5, 5, 6)
    after, seen = answered(labels, np.array([[0, 2], [2, 3], [3, 4]], np.int64), truth)
    assert seen == 3
    assert score(after, truth).f1 == 1
    assert after[4] not in after[:4]


def test_answers_do_not_split_what_was_merged_wrongly() -> None:
    labels, truth = cards(0, 0, 0), cards(1, 1, 2)
    assert answered(labels, np.zeros((0, 2), np.int64), truth)[0].tolist() == [0, 0, 0]


def test_what_an_earlier_answer_settles_is_not_put_again() -> None:
    """After yes about 0-1 and 1-2 the pair 0-2 is settled; after no about 2-3 so is 0-3."""
    asked = np.array([[0, 1], [1, 2], [0, 2], [2, 3], [0, 3]], np.int64)
    after, seen = answered(cards(0, 1, 2, 3), asked, cards(5, 5, 5, 6))
    assert seen == 3
    assert score(after, cards(5, 5, 5, 6)).f1 == 1


def test_scores_of_sets_are_added_pair_by_pair() -> None:
    """A small set does not count as much as a large one."""
    small, large = score(cards(0, 1), cards(0, 0)), score(cards(*[0] * 10), cards(*[0] * 10))
    assert (small + large).recall == pytest.approx(45 / 46)
    assert (small + large).cards == 12


def test_questions_are_told_per_thousand_cards() -> None:
    assert Score(cards=500, questions=10).questions_per_1000 == 20


def test_nothing_to_find_and_nothing_found_is_all_right() -> None:
    found = score(cards(0, 1, 2), cards(0, 1, 2))
    assert (found.precision, found.recall, found.f1, found.cluster_f1) == (1, 1, 1, 1)
    assert score(cards(), cards()).f1 == 1
