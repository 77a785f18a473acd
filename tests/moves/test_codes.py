"""The transfer code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overstap.moves import codes


def test_a_code_has_at_least_128_random_bits() -> None:
    assert codes.LENGTH * 5 >= 128


def test_codes_differ_and_read_in_groups_of_four() -> None:
    made = {codes.make_code() for _ in range(200)}
    assert len(made) == 200
    assert all([len(group) for group in code.split("-")] == [4] * 7 for code in made)


def test_only_the_hash_tells_two_codes_apart() -> None:
    first, second = codes.make_code(), codes.make_code()
    assert codes.hash_of(first) != codes.hash_of(second)
    assert first.replace("-", "") not in codes.hash_of(first)


def test_what_people_type_is_read_kindly() -> None:
    code = codes.make_code()
    typed = " " + code.lower().replace("-", " ").replace("0", "o").replace("1", "l") + " "
    assert codes.hash_of(typed) == codes.hash_of(code)


@given(place=st.integers(0, 26), shift=st.integers(1, 30))
def test_one_wrong_character_is_seen_as_mistyped(place: int, shift: int) -> None:
    body = "7K2M9QXDC3R5T8VW0A1BE4FGH6J"
    whole = body + codes._check_character(body)
    value = codes.ALPHABET.index(whole[place])
    other = codes.ALPHABET[(value + shift) % 31]
    if other == whole[place] or (codes.ALPHABET.index(other) - value) % 31 == 0:
        return
    with pytest.raises(codes.CodeMistyped):
        codes.hash_of(whole[:place] + other + whole[place + 1 :])


@pytest.mark.parametrize("typed", ["", "hello", "-", "U" * 28, "0" * 27, "é" * 28, "0" * 5000, "\0" * 28])
def test_what_cannot_be_a_code_is_refused(typed: str) -> None:
    with pytest.raises(codes.CodeMistyped) as caught:
        codes.hash_of(typed)
    assert caught.value.code == "CODE-MISTYPED"
    assert caught.value.remedy
