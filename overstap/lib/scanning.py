"""A scanner for viruses that speaks the protocol of clamd, where the setting OVERSTAP_SCANNER names one."""

import socket
import struct
from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from overstap.lib.errors import NeedsSetting, Refused, TryLater

_PATIENCE = 30.0  # seconds
_PIECE = 1 << 16  # bytes
_LONGEST_ANSWER = 4_096  # bytes
_USUAL_PORT = 3310


class VirusFound(Refused):
    """The scanner knows this file for what it is."""

    code = "DOCUMENT-VIRUS"


class ScannerAway(TryLater):
    """The scanner does not answer; nothing is let in unseen."""

    code = "SCANNER-UNREACHABLE"


class ScannerMisset(NeedsSetting):
    """The setting names no scanner, or one that may not read a file of this size."""

    code = "SETTING-SCANNER"


def scan(content: bytes) -> None:
    """Have a file scanned; without a scanner nothing happens. Raises VirusFound, ScannerAway, ScannerMisset."""
    if not settings.SCANNER:
        return
    try:
        answer = _ask(settings.SCANNER, content)
    except OSError as error:
        raise ScannerAway(
            _("The virus scanner does not answer."),
            remedy=_("Try again in a minute; if it goes on, tell your operator."),
        ) from error
    _judge(answer)


def _judge(answer: str) -> None:
    if answer.endswith(" OK"):
        return
    if answer.endswith(" FOUND"):
        name = answer.removesuffix(" FOUND").partition(": ")[2][:80]
        raise VirusFound(
            _("The virus scanner refuses this file: %(name)s.") % {"name": name},
            remedy=_("Do not open it, and warn whoever sent it."),
            facts={"virus": name},
        )
    if "size limit exceeded" in answer:
        raise ScannerMisset(
            _("The file is too large for the virus scanner."),
            remedy=_("Ask your operator to raise StreamMaxLength of clamd to 26 MB."),
        )
    raise ScannerAway(
        _("The virus scanner could not judge this file."), remedy=_("Try again; if it goes on, tell your operator.")
    )


def _ask(address: str, content: bytes) -> str:
    """What clamd answers to INSTREAM. Raises OSError."""
    with _connected(address) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it answers before the end when it has seen enough
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
        return _answer(connection)


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < _LONGEST_ANSWER:
        piece = connection.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix" and parts.path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_PATIENCE)
        try:
            connection.connect(parts.path)
        except OSError:
            connection.close()
            raise
        return connection
    if parts.scheme == "tcp" and parts.hostname:
        return socket.create_connection((parts.hostname, _port(address)), timeout=_PATIENCE)
    raise _misset(address)


def _port(address: str) -> int:
    try:
        return urlsplit(address).port or _USUAL_PORT
    except ValueError as error:
        raise _misset(address) from error


def _misset(address: str) -> ScannerMisset:
    return ScannerMisset(
        _("OVERSTAP_SCANNER is not the address of a scanner: %(address)s.") % {"address": address[:100]},
        remedy=_("Write it as tcp://host:3310 or unix:///run/clamav/clamd.ctl."),
    )
