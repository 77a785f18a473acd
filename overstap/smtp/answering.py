"""What the door answers: which addresses it takes, and that a mail is stored.

Replies are English, as those of mail servers are, with the codes of RFC 3463. What they say is for whoever sent the
mail; it tells nothing about the administration that an address is of.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import TypeVar
from uuid import uuid4

from aiosmtpd.smtp import Session
from django.db import InterfaceError, OperationalError, connection

from overstap.books.inbox import taking
from overstap.books.inbox.values import Incoming, ItemKind, Recipient
from overstap.lib.errors import TryLater
from overstap.smtp.talking import Conversation, Mailing
from overstap.tenancy.addresses import queries
from overstap.tenancy.addresses.values import AddressState

log = logging.getLogger(__name__)
Result = TypeVar("Result")

MOST_HOPS = 50  # servers that a mail came by; more is a circle (RFC 5321, 6.3, asks for at least 100 lines or so)
SCAN = "scan"  # <address>+scan@domain: what arrives there was scanned
_LONGEST_HEADER = 256 * 1024  # bytes in which trace lines are counted
_TRACE = re.compile(rb"^received:", re.IGNORECASE | re.MULTILINE)
_LATER = "451 4.3.0 We cannot store mail at this moment; try again later"
_ENDED = (
    "550 5.1.6 This address has been replaced and no longer works;"
    " ask the company that you send to for its new delivery address, and replace the old one in your address book"
)


class Door:
    """What aiosmtpd asks. Work with the database is done in threads, so that nobody waits for another."""

    def __init__(self, pool: ThreadPoolExecutor, domain: str, name: str) -> None:
        self._pool = pool
        self._domain = domain
        self._name = name

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Conversation, _session: Session, envelope: Mailing, address: str, options: list[str]
    ) -> str:
        """A mail begins."""
        if not server.traffic.mail(server.peer):
            return "450 4.7.1 Too many mails in a minute; try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Conversation, _session: Session, envelope: Mailing, address: str, _options: list[str]
    ) -> str:
        """Somebody it is for: refused here, where the address is unknown or has ended."""
        if len(envelope.rcpt_tos) >= server.traffic.bounds.recipients:
            return "452 4.5.3 Too many recipients; send the others a mail of their own"
        asked, kind = plain_address(address)
        if asked.rpartition("@")[2] != self._domain:
            return await self._refuse(server, f"550 5.7.1 We take mail for {self._domain} only")
        try:
            found = await self._in_thread(queries.resolve, asked)
        except TryLater:
            return _LATER
        if found.state is AddressState.UNKNOWN or found.administration_uid is None:
            return await self._refuse(server, "550 5.1.1 There is no such address here")
        if found.state is AddressState.ENDED:
            return _ENDED
        envelope.rcpt_tos.append(address)
        forwarded = found.state is AddressState.FORWARDING
        envelope.recipients.append(Recipient(asked, found.administration_uid, kind, forwarded))
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Conversation, session: Session, envelope: Mailing) -> str:  # noqa: N802
        """All of a mail: 250 once it is stored, and never before."""
        raw = envelope.raw
        if hops(raw) > MOST_HOPS:
            return "554 5.4.6 This mail goes round in a circle"
        mail = Incoming(
            sender=sender_of(envelope.mail_from or ""),
            recipients=tuple(envelope.recipients),
            raw=raw,
            trace=self._trace(session),
        )
        try:
            await self._in_thread(taking.take, mail)
        except taking.MessageIdReused:
            return "554 5.6.0 Another mail with this Message-ID was received before; send this one again as a new mail"
        except TryLater:
            return _LATER
        return "250 2.0.0 OK, stored"

    async def handle_exception(self, error: Exception) -> str:
        """What nobody foresaw: the sender tries again, and the log says what it was."""
        log.error("The mail door failed.", exc_info=error)
        return _LATER

    async def _refuse(self, server: Conversation, answer: str) -> str:
        """An address that nobody has; whoever tries many of them is sent away, slower each time."""
        server.unknown += 1
        if server.unknown < server.traffic.bounds.unknown:
            return answer
        server.hang_up_soon()
        return "421 4.7.0 Too many addresses that nobody has; goodbye"

    async def _in_thread(self, work: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: _done(work, *arguments))

    def _trace(self, session: Session) -> bytes:
        """The line that says how the mail came in (RFC 5321, 4.4)."""
        peer = session.peer[0] if isinstance(session.peer, tuple) else "unknown"
        said = "".join(letter for letter in str(session.host_name or "unknown") if letter.isascii() and letter > " ")
        how = "ESMTPS" if session.ssl else "ESMTP"
        lines = (
            f"Received: from {said[:200]} ([{peer}])",
            f" by {self._name} with {how} id {uuid4().hex};",
            f" {formatdate()}",
            "",
        )
        return "\r\n".join(lines).encode("ascii", errors="replace")


def plain_address(address: str) -> tuple[str, ItemKind]:
    """An address in small letters, without what stands after its plus sign; and what arrives there."""
    local, _at, domain = address.lower().rpartition("@")
    local, plus, said = local.partition("+")
    kind = ItemKind.SCAN if plus and said == SCAN else ItemKind.MAIL
    return f"{local}@{domain}", kind


def sender_of(address: str) -> str:
    """Who sent it, as the envelope says; empty for mail that wants no answer (the null sender)."""
    plain = "".join(letter for letter in address if letter.isprintable())
    return "" if plain == "<>" else plain[:320]


def hops(raw: bytes) -> int:
    """By how many servers a mail came."""
    end = raw.find(b"\r\n\r\n", 0, _LONGEST_HEADER)
    return len(_TRACE.findall(raw[: end if end >= 0 else _LONGEST_HEADER]))


def _done(work: Callable[..., Result], *arguments: object) -> Result:
    """The work of a thread, on a connection that it keeps; once more where that connection had died meanwhile.

    What is taken twice is one mail, so a second try does no harm.
    """
    try:
        return work(*arguments)
    except (OperationalError, InterfaceError):
        connection.close()
    try:
        return work(*arguments)
    except (OperationalError, InterfaceError) as error:
        connection.close()
        raise TryLater("The database is away.") from error
