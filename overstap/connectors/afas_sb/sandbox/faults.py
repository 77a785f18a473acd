"""Errors as Profit tells them."""


class Fault(Exception):
    """A fault of contents: HTTP 500 with these words as externalMessage."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words
