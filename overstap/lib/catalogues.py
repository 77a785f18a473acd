"""The catalogues of translated texts, without GNU gettext.

``python -m overstap.lib.catalogues update|compile|check`` does what the functions below do. English texts stand in
the code and need no catalogue; Dutch ones stand in ``locale/nl/LC_MESSAGES/django.po``. The compiled ``.mo`` file
is not kept in git: ``make`` compiles it before anything runs.
"""

import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
_LANGUAGE = "nl"
_PO = Path("locale") / _LANGUAGE / "LC_MESSAGES" / "django.po"
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "sentence")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    "Capability": (3,),  # what a package cannot do: overstap.connectors.values
}
_SOURCES = (".py", ".html", ".txt")  # templates: {% trans %}, {% blocktrans %} and _("…") within a tag
_LEFT_OUT = (
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Last-Translator:',
    b'"Generated-By:',
    b'"Report-Msgid-Bugs-To:',
    b'"Language-Team:',
    b'"Project-Id-Version:',
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)([sdrif])|%([sdrif%])|\{(\w*)[^{}]*\}")


def update(package: Path = PACKAGE) -> int:
    """Bring the catalogue in line with the code: new texts in, unused ones out. Gives how many lack a translation."""
    catalogue = _read(package)
    catalogue.update(_in_code(package), no_fuzzy_matching=True)
    catalogue.fuzzy = False
    target = package / _PO
    target.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    # no line numbers: a catalogue then changes only where a text changes
    write_po(written, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    target.write_bytes(_plain(written.getvalue()))
    return sum(1 for message in _texts(catalogue) if not _is_translated(message))


def compile_catalogue(package: Path = PACKAGE) -> Path:
    """Write the ``.mo`` file that Django reads; gives its path. Nothing is written when it is newer than its source."""
    source = package / _PO
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime_ns <= source.stat().st_mtime_ns:
        written = io.BytesIO()
        write_mo(written, _read(package))
        unfinished = target.with_suffix(".mo.new")
        unfinished.write_bytes(written.getvalue())
        unfinished.replace(target)
    return target


def problems(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the catalogue, one sentence each: texts missing, left over, doubtful, other placeholders."""
    catalogue, in_code = _read(package), _in_code(package)
    present, needed = _by_key(catalogue), _by_key(in_code)
    found = [f"not in the catalogue: {_shown(needed[key])}" for key in needed if key not in present]
    found += [f"no longer in the code: {_shown(present[key])}" for key in present if key not in needed]
    found += [f"marked obsolete: {_shown(message)}" for message in catalogue.obsolete.values()]
    for message in present.values():
        found.extend(_problems_of(message))
    return found


def _problems_of(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield f"marked fuzzy: {_shown(message)}"
    if not _is_translated(message):
        yield f"no Dutch text: {_shown(message)}"
        return
    wanted = set().union(*(_placeholders(text) for text in _as_tuple(message.id)))
    for text in _as_tuple(message.string):
        if _placeholders(text) != wanted and not _is_singular_without_number(message, text, wanted):
            yield f"other placeholders in the Dutch text: {_shown(message)}"


def _is_singular_without_number(message: Message, text: str, wanted: set[str]) -> bool:
    """Whether ``text`` is a singular that leaves out what the English singular leaves out too ("one line")."""
    is_singular = message.pluralizable and text == _as_tuple(message.string)[0]
    return is_singular and _placeholders(text) == _placeholders(_as_tuple(message.id)[0]) <= wanted


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text) if match.group(0) != "%%"}


def _in_code(package: Path) -> Catalog:
    catalogue = _empty()
    for path in sorted(path for suffix in _SOURCES for path in package.rglob(f"*{suffix}")):
        place = path.relative_to(package).as_posix()
        with io.BytesIO(_as_python(path).encode()) as source:
            for line, text, comments, context in extract(
                "python", source, _KEYWORDS, ("Translators:",), {"encoding": "utf-8"}
            ):
                catalogue.add(text, locations=[(place, line)], auto_comments=comments, context=context)
    return catalogue


def _as_python(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    # what Django leaves of a template are calls among blanked words; in brackets their indentation means nothing
    return f"({templatize(text, origin=path.name)})"


def _read(package: Path) -> Catalog:
    path = package / _PO
    if not path.exists():
        return _empty()
    with path.open("rb") as source:
        return read_po(source, locale=_LANGUAGE, domain="django", abort_invalid=True)


def _empty() -> Catalog:
    return Catalog(locale=_LANGUAGE, domain="django", project="Overstap", header_comment="# Dutch texts of Overstap.")


def _plain(po: bytes) -> bytes:
    """The catalogue without header lines that say nothing or that would change at every run."""
    return b"".join(line for line in po.splitlines(keepends=True) if not line.startswith(_LEFT_OUT))


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _by_key(catalogue: Catalog) -> dict[tuple[str, str | None], Message]:
    return {(_as_tuple(message.id)[0], message.context): message for message in _texts(catalogue)}


def _is_translated(message: Message) -> bool:
    return all(text.strip() for text in _as_tuple(message.string))


def _as_tuple(text: str | Iterable[str] | None) -> tuple[str, ...]:
    if text is None:
        return ("",)
    return (text,) if isinstance(text, str) else tuple(text)


def _shown(message: Message) -> str:
    places = ", ".join(sorted({place for place, _ in message.locations}))
    return f"{_as_tuple(message.id)[0]!r}" + (f" ({places})" if places else "")


def main(arguments: list[str]) -> int:
    """Do what the one argument says; gives the exit code."""
    match arguments:
        case ["update"]:
            print(f"{update()} texts have no Dutch translation yet.")
        case ["compile"]:
            compile_catalogue()
        case ["check"]:
            found = problems()
            print("\n".join(found) or "The Dutch catalogue is complete.")
            return 1 if found else 0
        case _:
            print("usage: python -m overstap.lib.catalogues update|compile|check", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
