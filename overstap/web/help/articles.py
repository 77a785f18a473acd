"""The help articles: Markdown files with a few lines in front, read once, the same slugs in every language.

A file ``articles/<language>/<slug>.md`` begins with lines ``name: value`` between two lines ``---``; the names are
those in ``_NAMES``. In the text ``[words](help:slug)`` leads to another article; no other link, picture or HTML is
allowed. The slug is part of the page's address and is never changed (R260).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from overstap.lib.errors import NeedsSetting

LANGUAGES = ("nl", "en")
TOPICS = ("move", "books", "office", "account", "operating")
PAGES = frozenset(
    {
        "home", "administrations", "administration", "import", "export", "migrations", "migration-start",
        "migration-receive", "move", "verification", "proof", "settings", "accounting-systems", "access", "people",
        "apps", "authorisation", "check-report", "originals", "tasks", "bank", "documents", "inbox", "tax", "assets",
        "sales", "payment-agreement", "tokens", "coupling", "projects",
        "licence", "sign-in", "security", "relink", "conversion", "addresses", "rehearsal", "clients", "transfer",
        "incident", "takeover", "takeover-client", "takeover-request", "operating", "operating-profiles",
        "operating-standin",
    }
)  # fmt: skip
_FOLDER = Path(__file__).parent / "articles"
_NAMES = frozenset({"title", "summary", "author", "changed", "keywords", "for", "topic", "order"})
_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_SLUG = re.compile(r"[a-z]+(-[a-z]+)*")
_LINK = "help:"
_LONGEST_QUESTION = 200  # characters


class BadArticle(NeedsSetting):
    """An article in the package cannot be shown as it is."""

    code = "HELP-ARTICLE"


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. ``pages`` are those beside which it is offered; ``text`` is Markdown."""

    slug: str
    language: str
    title: str
    summary: str
    author: str
    changed: date
    keywords: tuple[str, ...]
    pages: tuple[str, ...]
    topic: str
    order: int
    text: str

    @property
    def html(self) -> str:
        """The text as HTML that is safe to show: made from Markdown without HTML in it."""
        return _html(self.text)


def article(slug: str, language: str) -> Article | None:
    """The article with this slug; None when there is none."""
    return load().get((slug, language))


def all(language: str) -> tuple[Article, ...]:  # noqa: A001 - articles.all reads as what it is
    """Every article, by topic and then in the order in which one would read them."""
    found = (one for (_slug, spoken), one in load().items() if spoken == language)
    return tuple(sorted(found, key=lambda one: (TOPICS.index(one.topic), one.order, one.slug)))


def for_page(page: str, language: str) -> tuple[Article, ...]:
    """The articles to offer beside a page, named as in PAGES."""
    return tuple(one for one in all(language) if page in one.pages)


def search(text: str, language: str) -> tuple[Article, ...]:
    """Articles in which every word of ``text`` begins some word, best first; all of them when nothing is asked.

    Capitals and accents make no difference. A word in the title weighs most, then keywords, summary, text.
    """
    asked = _words(text[:_LONGEST_QUESTION])
    if not asked:
        return all(language)
    weighed = [(_weight(one, asked), one) for one in all(language)]
    return tuple(one for weight, one in sorted(weighed, key=lambda pair: -pair[0]) if weight)


@cache
def load() -> dict[tuple[str, str], Article]:
    """Every article by slug and language. Raises BadArticle for the first one that is not as it should be."""
    found = {(one.slug, one.language): one for language in LANGUAGES for one in _read(_FOLDER, language)}
    check(list(found.values()))
    return found


def check(articles: list[Article]) -> None:
    """Raise BadArticle unless every slug stands at the same place in both languages."""
    known = {(one.slug, one.language): one for one in articles}
    for one in articles:
        for language in LANGUAGES:
            other = known.get((one.slug, language))
            if other is None:
                raise BadArticle(f"Help article {one.slug} is missing in {language!r}.")
            if (one.topic, one.order, one.pages) != (other.topic, other.order, other.pages):
                raise BadArticle(f"Help article {one.slug} has another place in {language!r}.")


def faults() -> list[str]:
    """What is wrong in the texts, a sentence each. For the checks of Django, because it takes reading all Markdown."""
    found = []
    for one in load().values():
        if not _is_plain(one.text):
            found.append(f"Help article {one.language}/{one.slug} has a picture, a first heading or a link elsewhere.")
        broken = [slug for slug in _linked(one.text) if article(slug, one.language) is None]
        found += [f"Help article {one.language}/{one.slug} leads to {slug!r}, which does not exist." for slug in broken]
    return found


def parse(slug: str, language: str, content: str) -> Article:
    """An article from the content of its file. Raises BadArticle."""
    found = _FRONT.match(content)
    if found is None or not _SLUG.fullmatch(slug):
        raise BadArticle(f"Help article {language}/{slug} has no front matter, or a slug that is no address.")
    front, text = _front_matter(slug, found.group(1)), found.group(2).strip()
    pages = _list(front["for"])
    if not text or front["topic"] not in TOPICS or not PAGES.issuperset(pages):
        raise BadArticle(f"Help article {language}/{slug} is empty, or names a topic or page that does not exist.")
    try:
        changed, order = date.fromisoformat(front["changed"]), int(front["order"])
    except ValueError as error:
        raise BadArticle(f"Help article {language}/{slug}: {error}") from error
    return Article(
        slug=slug,
        language=language,
        title=front["title"],
        summary=front["summary"],
        author=front["author"],
        changed=changed,
        keywords=_list(front["keywords"]),
        pages=pages,
        topic=front["topic"],
        order=order,
        text=text,
    )


def _read(folder: Path, language: str) -> Iterator[Article]:
    for path in sorted((folder / language).glob("*.md")):
        yield parse(path.stem, language, path.read_text(encoding="utf-8"))


def _front_matter(slug: str, text: str) -> dict[str, str]:
    pairs = [line.partition(":") for line in text.splitlines()]
    front = {name.strip(): value.strip() for name, _colon, value in pairs}
    if set(front) != _NAMES or len(pairs) != len(front) or "" in front.values():
        raise BadArticle(f"Help article {slug} needs exactly these lines in front: {', '.join(sorted(_NAMES))}.")
    return front


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _weight(one: Article, asked: frozenset[str]) -> int:
    places = ((one.title, 8), (" ".join(one.keywords), 5), (one.summary, 3), (one.text, 1))
    worded = [(_words(text), weight) for text, weight in places]
    weights = [sum(weight for words, weight in worded if _begins_one(word, words)) for word in asked]
    return 0 if 0 in weights else sum(weights)


def _begins_one(start: str, words: frozenset[str]) -> bool:
    return any(word.startswith(start) for word in words)


def _words(text: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return frozenset(re.findall(r"\w+", letters))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _tokens(text: str) -> Iterator[Token]:
    for block in _markdown().parse(text):
        yield block
        yield from block.children or ()


def _is_plain(text: str) -> bool:
    """No picture, no heading of the page's own rank, no link but to an article."""
    has_heading = any(token.type == "heading_open" and token.tag == "h1" for token in _tokens(text))
    has_picture = any(token.type == "image" for token in _tokens(text))
    leads_away = any(not target.startswith(_LINK) for target in _targets(text))
    return not (has_heading or has_picture or leads_away)


def _targets(text: str) -> list[str]:
    return [str(token.attrs["href"]) for token in _tokens(text) if token.type == "link_open"]


def _linked(text: str) -> list[str]:
    return [target.removeprefix(_LINK) for target in _targets(text)]


@cache
def _html(text: str) -> str:
    tokens = _markdown().parse(text)
    for block in tokens:
        for token in block.children or ():
            if token.type == "link_open":
                # beside the page of the article itself, so that it holds wherever help is mounted
                token.attrs["href"] = f"../{str(token.attrs['href']).removeprefix(_LINK)}/"
    return str(_markdown().renderer.render(tokens, _markdown().options, {}))
