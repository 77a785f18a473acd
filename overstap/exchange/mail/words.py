"""Of HTML only the words: nothing is fetched, nothing runs, and no link hides behind another text."""

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "head", "title", "template", "object", "noscript", "svg", "math"})
_NEW_LINE = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "hr"})
_MANY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\xa0]+")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs  # of links and pictures nothing is kept
        if tag in _UNSEEN:
            self._unseen.append(tag)
        elif tag == "body":
            self._unseen.clear()  # a head that was never closed
        if tag in _NEW_LINE:
            self.words.append("\n")
        elif tag in {"td", "th"}:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag in _NEW_LINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(" ".join(data.split()) if data.strip() else " ")


def words_of(html: str) -> str:
    """The words of a page as plain text."""
    parser = _Words()
    try:
        parser.feed(html)
        parser.close()
    except (AssertionError, ValueError):  # the parser's own, for declarations that are broken
        return tidy(re.sub(r"<[^>]*>", " ", html))
    return tidy(" ".join(parser.words))


def tidy(text: str) -> str:
    """Text with lines as they were, but without characters that cannot be seen, and at most one empty line."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(letter for letter in plain if letter == "\n" or letter.isprintable() or letter == "\xa0")
    lines = [_SPACES.sub(" ", line).strip() for line in seen.split("\n")]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
