"""Tokens that people paste into an address or a command."""

import re

from overstap.lib.secrets import make_token


def test_a_token_is_never_taken_for_an_option_of_a_command() -> None:
    made = [make_token(32) for _one in range(2_000)]  # one in 64 would begin with a dash
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{42}", token) for token in made)
    assert len(set(made)) == len(made)
