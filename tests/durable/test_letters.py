"""What a mail says: one source for text and HTML, in two languages, whatever people call themselves."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pytest_django.fixtures import Settings

from overstap.durable import letters, outbox
from overstap.durable.letters import BadLetter, Letter, Link
from tests.durable.mail_server import MailServer
from tests.durable.processes import Worker

ANNA = "anna@example.test"
HOSTILE = "<script>alert('x')</script> \"Jansen\" & Zn\r\nBcc: eve@example.test\n\nUw code: 1\u202e\x00"
HOSTILE_IN_ONE_LINE = "<script>alert('x')</script> \"Jansen\" & Zn Bcc: eve@example.test Uw code: 1"
LETTER = Letter(
    subject="Code for the bakery",
    paragraphs=("Alice offers you the bakery.", "It has 8 entries."),
    code_label="Your code",
    code="7K2M-9QXD",
    facts=(("Valid until", "1-12-2026 10:00"), ("Number", "42")),
    action=Link("Receive it", "https://overstap.example.test/receive/?a=1&b=2"),
    notes=("Keep it to yourself.",),
)
FIXED = {
    "nl": ("Verzonden door", "nooit per e-mail om uw wachtwoord"),
    "en": ("Sent by", "never ask for your password"),
}


class Shown(HTMLParser):
    """What a reader of HTML sees, and where its links and sources lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "background", "srcset")]

    def handle_data(self, data: str) -> None:
        self.words += data.split()

    @property
    def text(self) -> str:
        return " ".join(self.words)


def said(letter: Letter) -> list[str]:
    """Everything the letter says, in parts."""
    assert letter.action is not None
    facts = [text for fact in letter.facts for text in fact]
    return [
        letter.subject,
        *letter.paragraphs,
        letter.code_label,
        letter.code,
        *facts,
        letter.action.label,
        *letter.notes,
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_text_and_html_say_the_same(language: str) -> None:
    text, html = letters.render(LETTER, language)
    shown = Shown(html)
    for part in [*said(LETTER), "https://overstap.example.test/receive/?a=1&b=2", *FIXED[language]]:
        assert part in text
        assert part in shown.text
    assert f'<html lang="{language}">' in html
    assert {"nl": "Werkt de knop niet?", "en": "If the button does not work"}[language] in shown.text


def test_the_button_leads_to_its_address_and_nothing_is_fetched_from_elsewhere() -> None:
    shown = Shown(letters.render(LETTER, "nl")[1])
    assert set(shown.addresses) == {"https://overstap.example.test/receive/?a=1&b=2"}
    assert not shown.tags & {"img", "script", "link", "iframe", "table"}
    assert "url(" not in letters.render(LETTER, "nl")[1]


def test_what_is_empty_is_left_out() -> None:
    text, html = letters.render(Letter("Subject", ("One.",)), "en")
    assert text == (
        "Subject\n\nOne.\n\n-- \nSent by Overstap, http://localhost:8000.\nWe never ask for your password by mail.\n"
    )
    assert 'class="button"' not in html
    assert 'class="code"' not in html
    assert 'class="line"' not in html


def test_a_hostile_name_stays_words_in_one_line() -> None:
    everywhere = Letter(
        subject=HOSTILE,
        paragraphs=(HOSTILE,),
        code_label=HOSTILE,
        code=HOSTILE,
        facts=((HOSTILE, HOSTILE),),
        action=Link(HOSTILE, "https://overstap.example.test/"),
        notes=(HOSTILE,),
    )
    text, html = letters.render(everywhere, "nl")
    shown = Shown(html)
    assert "script" not in shown.tags
    assert HOSTILE_IN_ONE_LINE in shown.text
    assert not any(line.startswith(("Bcc:", "Uw code:")) for line in text.splitlines())
    assert "\u202e" not in text + html
    assert "\x00" not in text + html


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "//eve.example.test/", "/moves/", "https://a.test/\nBcc: x", "https://a.test/a b", ""],
)
def test_it_refuses_a_button_to_anything_but_a_web_page(url: str) -> None:
    with pytest.raises(BadLetter) as refused:
        letters.render(replace(LETTER, action=Link("Click", url)), "nl")
    assert refused.value.code == "LETTER-LINK"


def test_a_quote_in_an_address_does_not_break_out_of_its_attribute() -> None:
    html = letters.render(replace(LETTER, action=Link("Open", 'https://a.test/"onclick="x')), "nl")[1]
    assert Shown(html).addresses == ['https://a.test/"onclick="x'] * 2


def test_a_long_subject_is_cut() -> None:
    subject = letters.subject_line(replace(LETTER, subject="naam " * 100))
    assert len(subject) == 150
    assert subject.endswith("…")


def test_a_page_lies_under_the_address_of_the_installation(settings: Settings) -> None:
    settings.SITE_URL = "https://over.example.test/stap"
    assert letters.page("/moves/1/") == "https://over.example.test/stap/moves/1/"


def test_a_letter_arrives_as_text_and_html_with_headers_of_our_own_only(
    committed: None, name: str, start_worker: Callable[..., Worker], mail_server: MailServer
) -> None:
    letter = replace(LETTER, subject=f"Code voor {HOSTILE}", paragraphs=(f"Voor {HOSTILE}.",))
    attachment = outbox.Attachment("proof.json", "application/json", b"{}")
    assert outbox.post_letter(name, ANNA, letter, "nl", [attachment])
    assert not outbox.post_letter(name, ANNA, LETTER, "nl")
    assert start_worker(OVERSTAP_MAIL_URL=mail_server.url).finished_well()
    (taken,) = mail_server.taken_with(outbox.message_id(name))
    assert taken["Subject"] == f"Code voor {HOSTILE_IN_ONE_LINE}"
    assert (taken["To"], taken["Bcc"]) == (ANNA, None)
    kinds = [part.get_content_type() for part in taken.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/json"]
    plain, html = taken.get_body(["plain"]), taken.get_body(["html"])
    assert plain is not None
    assert html is not None
    arrived = [part.get_content().replace("\r\n", "\n") for part in (plain, html)]
    assert arrived == list(letters.render(letter, "nl"))
