"""One connection: aiosmtpd's conversation, with limits of ours and mails read in large pieces."""

import asyncio
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from overstap.books.inbox.values import Recipient
from overstap.smtp.arriving import Arriving, Trouble
from overstap.smtp.limits import Traffic, peer_of

LONGEST = 900.0  # seconds that one mail may take to come in
IDLE = 120.0  # seconds without a word
_PIECE = 256 * 1024  # bytes
_LAST_WORD = 0.1  # seconds in which an answer leaves
BUSY = b"421 4.7.0 Too many connections; try again later\r\n"


class Mailing(Envelope):
    """A mail that is being sent: whom it is for, and at the end what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.recipients: list[Recipient] = []
        self.raw = b""


class Conversation(SMTP):
    """What aiosmtpd does, but for the beginning of a connection and for DATA.

    ``unknown`` counts addresses that nobody has.
    """

    line_length_limit = 64 * 1024  # of what is read at once; the length of commands is looked at besides
    command_size_limit = 1_024

    def __init__(self, handler: Any, traffic: Traffic, changed: Callable[[int], None], **settings: Any) -> None:
        super().__init__(handler, data_size_limit=traffic.bounds.size, timeout=IDLE, **settings)
        self.traffic = traffic
        self.peer = ""
        self.unknown = 0
        self._changed = changed  # told +1 where a mail begins to be stored, -1 where it was
        self._counted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection, or answer that there are too many."""
        if not self._counted:
            self.peer = peer_of((transport.get_extra_info("peername") or ("?",))[0])
            if not self.traffic.connect(self.peer):
                _refuse(transport)
                return
            self._counted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget a connection that was taken."""
        if not self._counted:
            return
        self._counted = False
        self.traffic.leave(self.peer)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """What a refused connection says is not heard."""
        if self._counted:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """The other side has said all."""
        return super().eof_received() if self._counted else False

    def _create_envelope(self) -> Mailing:
        return Mailing()

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Read a mail and hand it to ``handle_DATA``; what that answers is said."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if not isinstance(envelope, Mailing) or not envelope.recipients:
            await self.push("503 5.5.1 Say RCPT TO first")
            return
        if arg:
            await self.push("501 5.5.4 Syntax: DATA")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        await self._take_mail(envelope)

    async def _take_mail(self, envelope: Mailing) -> None:
        arriving = Arriving(self.traffic.bounds.size)
        held = 0
        try:
            async with asyncio.timeout(LONGEST):
                while not arriving.ended:
                    arriving.add(await self._piece())
                    grown, held = arriving.held - held, arriving.held
                    if not self.traffic.hold(grown):
                        arriving.give_up(Trouble.NO_ROOM)
            await self._answer(arriving, envelope)
        except TimeoutError:
            await self.push("421 4.4.2 This mail took too long")
            self.hang_up_soon()
        finally:
            self.traffic.let_go(held)

    async def _piece(self) -> bytes:
        piece = await self._reader.read(_PIECE)
        if not piece:
            raise ConnectionResetError
        self._reset_timeout()
        return piece

    async def _answer(self, arriving: Arriving, envelope: Mailing) -> None:
        trouble = arriving.trouble
        if trouble is not None:
            self.envelope = self._create_envelope()
            await self.push(_told(trouble, self.traffic.bounds.size))
            if trouble is Trouble.MORE_FOLLOWED:
                self.hang_up_soon()
            return
        envelope.raw = arriving.content()
        self._changed(1)
        try:
            status = await self._call_handler_hook("DATA")
        finally:
            self._changed(-1)
        self.envelope = self._create_envelope()
        await self.push(status)

    def hang_up_soon(self) -> None:
        """End the connection once what is being answered now was said."""
        self.loop.call_later(_LAST_WORD, self._hang_up)

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()


def _told(trouble: Trouble, size: int) -> str:
    text = str(trouble.value)
    return text % {"size": size // (1024 * 1024)} if trouble is Trouble.TOO_LARGE else text


def _refuse(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.write(BUSY)
    transport.close()
