"""Words for codes: states, roles, kinds of record. The same ones as on the proof."""

from overstap.cli import language
from overstap.moves.proof import texts


def word(code: str) -> str:
    """The word for ``code`` in the chosen language; a code without a word stands for itself."""
    return texts.word(code, "nl" if language.chosen() == "nl" else "en")
