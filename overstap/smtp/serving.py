"""The process of the mail door."""

import asyncio
import contextlib
import logging
import signal
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsSetting
from overstap.smtp.answering import Door
from overstap.smtp.limits import Bounds, Traffic
from overstap.smtp.talking import Conversation

log = logging.getLogger(__name__)
_THREADS = 8  # each with a connection to the database
_END_WITHIN = 10.0  # seconds in which mails in hand are stored at the end


class NoListening(NeedsSetting):
    """The door cannot listen where it was told to."""

    code = "SMTP-PORT"


class BadCertificate(NeedsSetting):
    """The certificate cannot be used."""

    code = "SMTP-CERTIFICATE"


@dataclass(slots=True)
class _InHand:
    """Mails that are being stored."""

    count: int = 0

    def change(self, by: int) -> None:
        self.count += by


def bounds() -> Bounds:
    """What the settings let the door take."""
    return Bounds(
        size=settings.SMTP_SIZE,
        recipients=settings.SMTP_RECIPIENTS,
        connections=settings.SMTP_CONNECTIONS,
        connections_each=settings.SMTP_CONNECTIONS_EACH,
        rate=settings.SMTP_RATE,
    )


def serve(host: str, port: int, told: Callable[[int], None]) -> None:
    """Take mail until SIGTERM or SIGINT; ``told`` hears the port once it listens (of port 0, which one it became).

    At a signal nobody new is let in, and what is being stored is stored. Raises NoListening, BadCertificate.
    """
    asyncio.run(_serve(host, port, told))


async def _serve(host: str, port: int, told: Callable[[int], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with open_door(host, port, bounds()) as listening:
        told(listening)
        await stop.wait()


@asynccontextmanager
async def open_door(host: str, port: int, taken: Bounds) -> AsyncIterator[int]:
    """Listen, and give the port; what is being stored at the end is stored."""
    in_hand, traffic = _InHand(), Traffic(taken)
    context = _tls()
    name = settings.DELIVERY_DOMAIN
    with _threads() as pool:
        door = Door(pool, settings.DELIVERY_DOMAIN, name)
        loop = asyncio.get_running_loop()

        def conversation() -> Conversation:
            return Conversation(
                door,
                traffic,
                in_hand.change,
                hostname=name,
                ident="Overstap",
                enable_SMTPUTF8=True,
                tls_context=context,
                require_starttls=settings.SMTP_TLS_REQUIRED and context is not None,
                auth_exclude_mechanism=("PLAIN", "LOGIN"),
                loop=loop,
            )

        try:
            server = await loop.create_server(conversation, host, port, backlog=128)
        except OSError as error:
            raise _cannot_listen(host, port) from error
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(_stored(in_hand), _END_WITHIN)


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Threads whose connections to the database are closed at the end."""
    opened: list[BaseDatabaseWrapper] = []

    def begin() -> None:
        one = connections[DEFAULT_DB_ALIAS]
        one.inc_thread_sharing()
        opened.append(one)

    with ThreadPoolExecutor(_THREADS, thread_name_prefix="smtp", initializer=begin) as pool:
        yield pool
    with ThreadPoolExecutor(1) as last:  # Django refuses to close them in a thread with an event loop
        last.submit(_close, opened).result()


def _close(opened: Iterable[BaseDatabaseWrapper]) -> None:
    for one in opened:
        one.close()


async def _stored(in_hand: _InHand) -> None:
    while in_hand.count:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.05)  # for the answers to leave


def _tls() -> ssl.SSLContext | None:
    certificate, key = settings.SMTP_CERTIFICATE, settings.SMTP_KEY
    if not certificate and not key:
        if settings.SMTP_TLS_REQUIRED:
            raise _bad_certificate()
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise _bad_certificate() from error
    return context


def _bad_certificate() -> BadCertificate:
    return BadCertificate(
        _("The certificate of the mail door cannot be read."),
        remedy=_("Look at OVERSTAP_SMTP_CERTIFICATE and OVERSTAP_SMTP_KEY: they name two files in PEM of one key."),
    )


def _cannot_listen(host: str, port: int) -> NoListening:
    return NoListening(
        _("The mail door cannot listen at %(host)s, port %(port)d.") % {"host": host, "port": port},
        remedy=_("Choose another with OVERSTAP_SMTP_HOST and OVERSTAP_SMTP_PORT, or end what listens there."),
    )
