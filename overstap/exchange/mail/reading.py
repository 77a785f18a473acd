"""Reading a mail: its text, its attachments, those of mails inside it, and what was wrong with it."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import InvalidBase64LengthDefect, MessageError
from email.message import Message

from overstap.exchange.mail import findings, headers, words
from overstap.exchange.mail.findings import finding
from overstap.exchange.mail.values import Attachment, ReadMail
from overstap.lib.findings import Finding

MOST_BOUNDARIES = 200  # nested in each other these would take minutes to read
MOST_PARTS = 300
DEEPEST = 12  # parts within parts
MOST_TEXT = 2_000_000  # characters of one part of text that are looked at
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, binascii.Error, RecursionError)
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_NO_FILE = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})


@dataclass(slots=True)
class _Text:
    group: int  # of texts in one group that say the same the plain one is taken
    is_html: bool
    text: str


@dataclass(slots=True)
class _Gathered:
    texts: list[_Text] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    groups: int = 0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a mail a part stands. ``group``: see _Text. ``related``: its pictures belong to a text."""

    path: str
    depth: int
    group: int
    related: bool = False


def read(raw: bytes) -> ReadMail:
    """What a mail says; of any bytes. What could not be read is among the findings, and the mail is kept whole by
    whoever called."""
    found = _Gathered()
    try:
        message = _parsed(raw, found)
        _gather(message, found)
    except _BROKEN:
        message = message_from_bytes(_header_only(raw))
        found.findings.append(finding(findings.UNREADABLE, "part 1"))
    name, address = headers.sender(message)
    return ReadMail(
        subject=headers.header(message, "Subject"),
        sender=address,
        sender_name=name,
        message_id=headers.header(message, "Message-ID"),
        sent_at=headers.sent_at(message),
        text=_text(found.texts),
        attachments=tuple(found.attachments),
        findings=tuple(found.findings),
        automatic=headers.is_automatic(message, address),
    )


def _parsed(raw: bytes, found: _Gathered) -> Message:
    if raw.lower().count(b"boundary") > MOST_BOUNDARIES:
        found.findings.append(finding(findings.TOO_MANY_PARTS, "part 1"))
        return message_from_bytes(_header_only(raw))
    return message_from_bytes(raw)


def _header_only(raw: bytes) -> bytes:
    end = raw.find(b"\r\n\r\n")
    return raw[: end if end >= 0 else 100_000][:100_000] + b"\r\n\r\n"


def _gather(message: Message, found: _Gathered) -> None:
    for number, (place, part) in enumerate(_leaves(message, found)):
        if number >= MOST_PARTS:
            found.findings.append(finding(findings.TOO_MANY_PARTS, f"part {place.path}"))
            return
        _take(part, place, found)


def _leaves(message: Message, found: _Gathered) -> Iterator[tuple[_Place, Message]]:
    """Every part that has no parts of its own, in the order of the mail; without recursion, for depth is theirs."""
    found.groups = 1
    left = [(_Place("1", 0, 1), message)]
    while left:
        place, part = left.pop()
        if place.depth > DEEPEST:
            found.findings.append(finding(findings.TOO_MANY_PARTS, f"part {place.path}"))
        elif part.is_multipart():
            left.extend(reversed(list(_children(place, part, found))))
        else:
            yield place, part


def _children(place: _Place, part: Message, found: _Gathered) -> Iterator[tuple[_Place, Message]]:
    kind = part.get_content_type()
    one_of = kind == "multipart/alternative"
    if one_of:
        found.groups += 1
    shared = found.groups if one_of else place.group
    related = place.related or kind == "multipart/related"
    children = part.get_payload()
    for number, child in enumerate(children if isinstance(children, list) else [], start=1):
        if not isinstance(child, Message):
            continue
        group = shared
        if not one_of and child.get_content_maintype() == "text" and kind != "multipart/related":
            found.groups += 1
            group = found.groups
        if kind == "message/rfc822":
            _introduce(child, found)
        yield _Place(f"{place.path}.{number}", place.depth + 1, group, related), child


def _introduce(inner: Message, found: _Gathered) -> None:
    """A mail inside a mail: its text follows below a line that says what it is."""
    found.groups += 1
    name, address = headers.sender(inner)
    said = f"--- {headers.header(inner, 'Subject')} ({f'{name} {address}'.strip()}) ---"
    found.texts.append(_Text(found.groups, is_html=False, text=said))


def _take(part: Message, place: _Place, found: _Gathered) -> None:
    kind = part.get_content_type()
    name = headers.file_name(part)
    disposition = (part.get_content_disposition() or "") if part.get("Content-Disposition") else ""
    if kind in {"text/plain", "text/html"} and disposition != "attachment" and not name:
        text = headers.decoded(_content(part), part.get_content_charset() or "")[:MOST_TEXT]
        found.texts.append(_Text(place.group, kind == "text/html", text))
        return
    if kind in _NO_FILE and not name:
        found.texts.append(_Text(place.group, is_html=False, text=headers.decoded(_content(part))[:MOST_TEXT]))
        return
    if kind in _SIGNATURES:
        return
    content = _content(part)
    if kind.startswith("multipart/"):  # it says that it has parts, and has none
        if not found.findings:  # else it is told already why they are not here
            found.findings.append(finding(findings.UNREADABLE, f"part {place.path}"))
        found.texts.append(_Text(place.group, is_html=False, text=headers.decoded(content)[:MOST_TEXT]))
        return
    damaged = _damaged(part, place.path)
    if damaged:
        found.findings.append(damaged)
    inline = disposition == "inline" or (place.related and bool(part.get("Content-ID")))
    found.attachments.append(
        Attachment(f"part {place.path}", name, kind, content, inline and kind.startswith("image/"), damaged)
    )


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if any(isinstance(defect, InvalidBase64LengthDefect) for defect in part.defects):
        # one letter too many or too few: the library then gives the letters themselves
        return base64.b64decode(content[: len(content) // 4 * 4])
    return content


def _text(texts: list[_Text]) -> str:
    said = []
    for group in dict.fromkeys(one.group for one in texts):
        ours = [one for one in texts if one.group == group]
        plain = "\n".join(words.tidy(one.text) for one in ours if not one.is_html).strip()
        said.append(plain or "\n".join(words.words_of(one.text) for one in ours if one.is_html))
    return "\n\n".join(one for one in said if one)


def _damaged(part: Message, path: str) -> Finding | None:
    """Base64 that does not come out; known only after it was decoded."""
    broken = any("Base64" in type(defect).__name__ for defect in part.defects)
    return finding(findings.DAMAGED, f"part {path}") if broken else None
