"""What follows DATA, byte by byte: where it ends, and what was sent (RFC 5321, 4.1.1.4 and 4.5.2)."""

from enum import Enum

_END = b"\r\n.\r\n"
_BEFORE = b"\r\n"  # the end of the line with DATA belongs to the end of an empty mail


class Trouble(Enum):
    """Why a mail that came in whole cannot be taken."""

    TOO_LARGE = "552 5.3.4 This mail is larger than the %(size)d MB that we take; send fewer files at a time"
    NO_ROOM = "452 4.3.1 Too many mails are coming in at this moment; try again later"
    MORE_FOLLOWED = "503 5.5.1 Something followed the end of the mail before we answered"


class Arriving:
    """A mail that is coming in. Only CR LF . CR LF ends it: a bare line feed never does, so that nothing can be
    smuggled in behind it as a second mail."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._data = bytearray(_BEFORE)
        self.trouble: Trouble | None = None
        self.ended = False

    @property
    def held(self) -> int:
        """Bytes in memory."""
        return len(self._data)

    def add(self, piece: bytes) -> None:
        """The next bytes. After ``ended`` nothing more may come."""
        start = max(0, len(self._data) - len(_END) + 1)
        self._data += piece
        end = self._data.find(_END, start)
        self.ended = end >= 0
        if (end if self.ended else len(self._data)) > self._most + len(_BEFORE):
            self.trouble = self.trouble or Trouble.TOO_LARGE
        if self.ended and end + len(_END) < len(self._data):
            self.trouble = Trouble.MORE_FOLLOWED
        if self.trouble is not None:
            self.give_up(self.trouble)
        elif self.ended:
            del self._data[end + len(_BEFORE) :]

    def give_up(self, trouble: Trouble) -> None:
        """Keep no more of it than is needed to see its end."""
        self.trouble = self.trouble or trouble
        del self._data[: max(0, len(self._data) - len(_END) + 1)]

    def content(self) -> bytes:
        """The mail as it was written: the dots that were doubled for the way are taken off."""
        return bytes(self._data.replace(b"\r\n.", b"\r\n")[len(_BEFORE) :])
