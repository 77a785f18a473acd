"""Header lines of a mail to text. They were written by anybody: half encoded, in no encoding, endless, empty."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

LONGEST = 2_000  # characters of a header that are kept
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?)")
_AUTOMATIC = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce")


def header(message: Message, name: str) -> str:
    """The first header called ``name`` as one line of text; empty where there is none."""
    return readable(raw_header(message, name))[:LONGEST]


def raw_header(message: Message, name: str) -> str:
    """The same, encoded words left as they stand."""
    wanted = name.lower()
    return next((_as_text(value) for key, value in message.raw_items() if key.lower() == wanted), "")[: 10 * LONGEST]


def readable(text: str) -> str:
    """Encoded words decoded (RFC 2047), and everything on one line without characters that cannot be seen."""
    decoded = _WORD.sub(_word, _BETWEEN_WORDS.sub(r"\1", text))
    return " ".join("".join(letter if letter.isprintable() else " " for letter in decoded).split())


def decoded(content: bytes, charset: str = "") -> str:
    """Bytes to text: as ``charset`` says, else as UTF-8, else as Windows writes; never fails."""
    for name in (charset, "utf-8"):
        try:
            return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def sender(message: Message) -> tuple[str, str]:
    """Name and address in From."""
    try:
        name, address = parseaddr(raw_header(message, "From").replace("\r", " ").replace("\n", " "))
    except (ValueError, IndexError, RecursionError):  # thousands of brackets within each other
        return header(message, "From"), ""
    return readable(name)[:LONGEST], readable(address)[:320]


def sent_at(message: Message) -> datetime | None:
    """Date as an aware moment; None where there is none that can be true."""
    try:
        moment = parsedate_to_datetime(header(message, "Date"))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if 1990 <= moment.year <= 2100 else None


def is_automatic(message: Message, address: str) -> bool:
    """Whether a program wrote it, or many people get it: such mail is never answered (RFC 3834, 2)."""
    submitted = header(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in {"", "no"}:
        return True
    if header(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}:
        return True
    if any(raw_header(message, name) for name in ("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress")):
        return True
    local = address.partition("@")[0].lower()
    return not local or any(local.startswith(word) for word in _AUTOMATIC) or local.endswith("-bounces")


def file_name(message: Message) -> str:
    """The name that was given to a part, decoded whichever way it was encoded; empty where there is none."""
    plain = Message()
    for name in ("Content-Disposition", "Content-Type"):
        value = raw_header(message, name).replace("\r", "").replace("\n", "")
        if value:
            plain[name] = value
    try:
        found = plain.get_filename("")
    except (ValueError, LookupError, TypeError):
        return ""
    return readable(str(found))[:LONGEST]


def _as_text(value: object) -> str:
    """A header as the parser kept it: bytes that are no ASCII stand in it as surrogates."""
    return decoded(str(value).encode("utf-8", errors="surrogateescape"))


def _word(found: re.Match[str]) -> str:
    charset, encoding, text = found.groups()
    try:
        if encoding in "bB":
            content = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        else:
            content = quopri.decodestring(text.replace("_", " ").encode("utf-8"), header=False)
    except (binascii.Error, ValueError):
        return found.group()
    return decoded(content, charset.partition("*")[0])
