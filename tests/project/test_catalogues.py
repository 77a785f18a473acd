"""The Dutch catalogue: brought in line with the code, compiled and checked without GNU gettext."""

import gettext
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from overstap.lib import catalogues

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
def texts(name, count):
    _("Freeze %(name)s") % {"name": name}
    ngettext("%(count)s line", "%(count)s lines", count) % {"count": count}
    pgettext("of a move", "Release")
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with four texts and a catalogue in which nothing is translated yet."""
    (tmp_path / "moves.py").write_text(CODE)
    catalogues.update(tmp_path)
    return tmp_path


def po(package: Path) -> Path:
    """The catalogue of ``package``."""
    return package / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def translate(package: Path, english: str, dutch: str) -> None:
    """Fill in one text, as a translator would."""
    lines = po(package).read_text()
    assert f'{english}\nmsgstr ""' in lines
    po(package).write_text(lines.replace(f'{english}\nmsgstr ""', f'{english}\nmsgstr "{dutch}"'))


def translate_all(package: Path) -> None:
    """A complete and right translation."""
    translate(package, 'msgid "Freeze %(name)s"', "Bevries %(name)s")
    translate(package, 'msgid "Release"', "Vrijgeven")
    text = po(package).read_text().replace('msgstr[0] ""', 'msgstr[0] "%(count)s regel"')
    po(package).write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(count)s regels"'))


def test_every_text_of_the_code_comes_into_the_catalogue(package: Path) -> None:
    assert catalogues.problems(package) == [
        "no Dutch text: '%(count)s line' (moves.py)",
        "no Dutch text: 'Freeze %(name)s' (moves.py)",
        "no Dutch text: 'Release' (moves.py)",
    ]


def test_every_text_of_a_template_comes_into_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        """  {% trans "Title" %} <p class='it\\'s'>{{ _("Value") }} {% card title=_("Card") %}
        {% blocktrans count number=lines|length %}{{ number }} line{% plural %}{{ number }} lines{% endblocktrans %}"""
    )
    assert catalogues.update(tmp_path) == 4
    text = po(tmp_path).read_text()
    for found in ('msgid "Title"', 'msgid "Value"', 'msgid "Card"', 'msgid_plural "%(number)s lines"', "#: page.html"):
        assert found in text


def test_a_complete_catalogue_has_no_problems(package: Path) -> None:
    translate_all(package)
    assert catalogues.problems(package) == []


def test_an_update_keeps_translations_and_drops_texts_no_longer_used(package: Path) -> None:
    translate_all(package)
    before = po(package).read_bytes()
    assert catalogues.update(package) == 0
    assert po(package).read_bytes() == before, "an update without news changes nothing"
    (package / "moves.py").write_text(CODE.replace('pgettext("of a move", "Release")', '_("Take back")'))
    assert catalogues.problems(package) == [
        "not in the catalogue: 'Take back' (moves.py)",
        "no longer in the code: 'Release' (moves.py)",
    ]
    assert catalogues.update(package) == 1
    assert "Vrijgeven" not in po(package).read_text()
    assert "Bevries" in po(package).read_text()


@pytest.mark.parametrize("dutch", ["Bevries", "Bevries %(naam)s", "Bevries %(name)s van %(name2)s"])
def test_it_finds_other_placeholders(package: Path, dutch: str) -> None:
    translate_all(package)
    po(package).write_text(po(package).read_text().replace("Bevries %(name)s", dutch))
    assert catalogues.problems(package) == [
        "other placeholders in the Dutch text: 'Freeze %(name)s' (moves.py)",
    ]


def test_it_finds_doubtful_and_obsolete_texts(package: Path) -> None:
    translate_all(package)
    text = (
        po(package)
        .read_text()
        .replace('#: moves.py\nmsgctxt "of a move"', '#: moves.py\n#, fuzzy\nmsgctxt "of a move"')
    )
    po(package).write_text(text + '\n#~ msgid "Old"\n#~ msgstr "Oud"\n')
    assert catalogues.problems(package) == ["marked obsolete: 'Old'", "marked fuzzy: 'Release' (moves.py)"]


def test_the_compiled_catalogue_is_one_that_python_reads(package: Path) -> None:
    translate_all(package)
    with catalogues.compile_catalogue(package).open("rb") as file:
        dutch = gettext.GNUTranslations(file)
    assert dutch.gettext("Freeze %(name)s") == "Bevries %(name)s"
    assert dutch.pgettext("of a move", "Release") == "Vrijgeven"
    assert [dutch.ngettext("%(count)s line", "%(count)s lines", count) for count in (1, 2)] == [
        "%(count)s regel",
        "%(count)s regels",
    ]


def test_people_are_addressed_in_dutch_when_that_is_their_language() -> None:
    catalogues.compile_catalogue()
    with translation.override("nl"):
        assert str(settings.LANGUAGES[0][1]) == "Nederlands"
    with translation.override("en"):
        assert str(settings.LANGUAGES[0][1]) == "Dutch"


def test_an_unknown_command_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["frobnicate"]) == 2
    assert "update|compile|check" in capsys.readouterr().err
