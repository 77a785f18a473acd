"""Reading mails as people and programs write them: well, badly, and on purpose badly."""

import base64
import random
from email.message import EmailMessage

import pytest

from overstap.exchange.mail import kinds
from overstap.exchange.mail.headers import file_name, readable
from overstap.exchange.mail.reading import MOST_PARTS, read
from overstap.exchange.mail.words import words_of

PDF = b"%PDF-1.7\n%%EOF\n"


def plain(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Jan <jan@example.test>", "Subject": "Factuur", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Beste,\n\nHierbij de factuur.\n")
    return message


def codes(raw: bytes) -> list[str]:
    return [one.code for one in read(raw).findings]


def test_it_reads_header_text_and_attachment() -> None:
    message = plain(Date="Sat, 21 Nov 2026 10:00:00 +0100", Message_ID="<1@example.test>")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="factuur é.pdf")
    found = read(message.as_bytes())
    assert (found.sender, found.sender_name, found.subject) == ("jan@example.test", "Jan", "Factuur")
    assert found.sent_at is not None
    assert found.sent_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert found.text == "Beste,\n\nHierbij de factuur."
    [file] = found.attachments
    assert (file.name, file.content, file.inline, file.problem) == ("factuur é.pdf", PDF, False, None)
    assert not found.automatic


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: caf\xc3\xa9\r\n\r\n", "café"),
        (b"Subject: caf\xe9\r\n\r\n", "café"),
        (b"Subject: =?utf-8?B?Y2Fmw6k=?=\r\n =?utf-8?Q?_twee?=\r\n\r\n", "café twee"),
        (b"Subject: =?iso-8859-1?Q?caf=E9?= los\r\n\r\n", "café los"),
        (b"Subject: =?no-such-charset?Q?caf=C3=A9?=\r\n\r\n", "café"),
        (b"Subject: =?utf-8?B?!!!?=\r\n\r\n", "=?utf-8?B?!!!?="),
        (b"Subject: a\x00b\x1b[31m\xe2\x80\xaec\r\n\r\n", "a b [31m c"),
        (b"Subject:\r\n\r\n", ""),
        (b"\r\n\r\n", ""),
        (b"", ""),
    ],
)
def test_a_subject_is_read_whatever_its_encoding(raw: bytes, subject: str) -> None:
    assert read(raw).subject.split() == subject.split()


@pytest.mark.parametrize(
    "header",
    [
        b'Content-Disposition: attachment; filename="factuur.pdf"',
        b"Content-Disposition: attachment; filename*=utf-8''factuur.pdf",
        b'Content-Disposition: attachment; filename*0="fact"; filename*1="uur.pdf"',
        b'Content-Disposition: attachment; filename="=?utf-8?Q?factuur=2Epdf?="',
        b'Content-Type: application/pdf; name="factuur.pdf"',
    ],
)
def test_a_file_name_is_found_whichever_way_it_was_written(header: bytes) -> None:
    found = read(header + b"\r\nMIME-Version: 1.0\r\n\r\n" + PDF)
    assert [one.name for one in found.attachments] == ["factuur.pdf"]


def test_an_eight_bit_file_name_is_kept_readable() -> None:
    found = read(b'Content-Disposition: attachment; filename="r\xe9kening.pdf"\r\n\r\n' + PDF)
    assert [one.name for one in found.attachments] == ["rékening.pdf"]


def test_html_is_words_only_and_nothing_of_it_runs_or_is_fetched() -> None:
    html = """<html><head><title>t</title><style>p{}</style></head><body onload="x()"><p>Beste <b>Jan</b></p>
    <script>alert(1)</script><img src="http://evil.example/pixel.gif"><a href="javascript:x()">klik</a>
    <table><tr><td>Bedrag</td><td>&euro; 10</td></tr></table></body></html>"""
    text = words_of(html)
    assert text.split() == ["Beste", "Jan", "klik", "Bedrag", "€", "10"]
    assert "evil" not in text


@pytest.mark.parametrize("html", ["<", "<!", "<![CDATA[", "<p", "<script>", "<!DOCTYPE", "&#xD800;", "<a" * 5_000, ""])
def test_broken_html_is_no_reason_to_fail(html: str) -> None:
    assert isinstance(words_of(html), str)
    assert read(b"Content-Type: text/html\r\n\r\n" + html.encode()).findings == ()


def test_of_a_mail_in_two_forms_the_plain_one_is_shown_and_of_html_alone_its_words() -> None:
    message = plain()
    message.add_alternative("<p>In <i>HTML</i></p>", subtype="html")
    assert read(message.as_bytes()).text == "Beste,\n\nHierbij de factuur."
    only = EmailMessage()
    only.set_content("<p>Alleen <i>HTML</i></p>", subtype="html")
    assert read(only.as_bytes()).text.split() == ["Alleen", "HTML"]


def test_a_picture_in_the_text_is_told_from_an_attachment() -> None:
    message = plain()
    message.add_alternative("<p><img src='cid:logo'></p>", subtype="html")
    html = list(message.iter_parts())[1]
    assert isinstance(html, EmailMessage)
    html.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", filename="logo.png")
    message.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="bon.jpg")
    assert {one.name: one.inline for one in read(message.as_bytes()).attachments} == {
        "logo.png": True,
        "bon.jpg": False,
    }


def test_attachments_of_a_mail_inside_a_mail_are_found_and_its_text_is_told_apart() -> None:
    inner = plain(Subject="Doorgestuurd")
    inner.add_attachment(PDF, maintype="application", subtype="pdf", filename="inner.pdf")
    outer = EmailMessage()
    outer["Subject"] = "Fw"
    outer.set_content("Zie onder.")
    outer.add_attachment(inner)
    found = read(outer.as_bytes())
    assert [one.name for one in found.attachments] == ["inner.pdf"]
    assert found.text.startswith("Zie onder.")
    assert "--- Doorgestuurd (Jan jan@example.test) ---" in found.text
    assert "Hierbij de factuur." in found.text


def test_a_winmail_dat_is_kept_and_told_with_a_remedy() -> None:
    message = plain()
    content = b"\x78\x9f\x3e\x22" + b"\0" * 20
    message.add_attachment(content, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    [file] = read(message.as_bytes()).attachments
    assert file.content == content
    told = kinds.known(file.place, file.content, file.declared)
    assert told is not None
    assert told.code == "ATTACHMENT-TNEF"
    assert "HTML" in told.remedy


def test_damaged_base64_is_kept_as_far_as_it_came_and_told() -> None:
    raw = (
        b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.b64encode(PDF)[:-3]
        + b"!\r\n"
    )
    found = read(raw)
    assert codes(raw) == ["ATTACHMENT-DAMAGED"]
    assert found.attachments[0].content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("header", "automatic"),
    [
        ("Auto-Submitted: auto-replied", True),
        ("Auto-Submitted: no", False),
        ("Precedence: bulk", True),
        ("List-Id: <x.example.test>", True),
        ("X-Auto-Response-Suppress: All", True),
        ("From: MAILER-DAEMON@example.test", True),
        ("From: noreply@example.test", True),
        ("From: jan@example.test", False),
        ("X-From: nobody", True),
    ],
)
def test_mail_that_a_program_wrote_is_known_as_such(header: str, automatic: bool) -> None:
    sender = "" if "From" in header else "From: jan@example.test\r\n"
    assert read(f"{sender}{header}\r\n\r\nx".encode()).automatic is automatic


def nested(depth: int) -> bytes:
    raw = b"Content-Type: text/plain\r\n\r\nx\r\n"
    for level in range(depth):
        edge = b"b%d" % level
        raw = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n%s\r\n--%s--\r\n" % (edge, edge, raw, edge)
    return raw


def test_parts_within_parts_without_end_are_told_and_take_no_time() -> None:
    """Hostile mails: a thousand boxes in each other, ten thousand parts, a boundary that never comes."""
    assert codes(nested(1_000)) == ["MAIL-TOO-MANY-PARTS"]
    assert codes(nested(100)) == ["MAIL-TOO-MANY-PARTS"]
    assert codes(nested(5)) == []
    many = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: a/b; name=x\r\n\r\n1\r\n" * 10_000
    )
    found = read(many)
    assert [one.code for one in found.findings] == ["MAIL-TOO-MANY-PARTS"]
    assert len(found.attachments) == MOST_PARTS
    assert codes(b"Content-Type: multipart/mixed; boundary=never\r\n\r\nno parts\r\n") == ["MAIL-UNREADABLE"]


def test_any_bytes_can_be_read() -> None:
    """Every mail is read to something; nothing is raised."""
    mail = plain()
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="factuur.pdf")
    good = mail.as_bytes()
    dice = random.Random(5)
    for _time in range(400):
        raw = bytearray(good)
        for _change in range(dice.randint(1, 30)):
            place = dice.randrange(len(raw))
            raw[place : place + dice.randint(0, 4)] = dice.randbytes(dice.randint(0, 4))
        found = read(bytes(raw))
        assert found.text.isprintable() or "\n" in found.text
        assert found.subject.isprintable()
    for _time in range(200):
        read(dice.randbytes(dice.randint(0, 3_000)))


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; charset=\xff\r\n\r\n\xff",
        b"Content-Type: text/plain; charset*=x'y'%FF\r\n\r\nx",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\nnonsense",
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\neA==",
        b"Content-Type: message/partial; id=1; number=1\r\n\r\nx",
        b"Content-Type: ;;;;\r\nContent-Disposition: ;filename\r\n\r\nx",
        b"From: " + b"(" * 5_000 + b"\r\n\r\nx",
        b"From: " + b"a@b," * 20_000 + b"\r\n\r\nx",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n\r\nx",
        b"X" * 300_000,
    ],
)
def test_odd_headers_are_no_reason_to_fail(raw: bytes) -> None:
    assert read(raw).sent_at is None


def test_what_cannot_be_seen_is_not_shown() -> None:
    assert readable("a\u202eb\u0000c\u200bd") == "a b c d"


def test_a_part_without_a_name_has_none() -> None:
    assert file_name(EmailMessage()) == ""
