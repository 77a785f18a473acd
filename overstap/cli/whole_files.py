"""Files that a command writes: there whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from overstap.cli.language import gettext as _
from overstap.lib.errors import Refused


class FileUnwritable(Refused):
    """The file cannot be written there."""

    code = "FILE-UNWRITABLE"


@contextmanager
def written_whole(output: Path) -> Iterator[BinaryIO]:
    """What is written in the block stands at ``output`` once the block has ended well. Raises FileUnwritable."""
    unfinished = output.with_name(f".{output.name}.part")
    try:
        with unfinished.open("wb") as stream:
            yield stream
        unfinished.replace(output)
    except OSError as error:
        raise FileUnwritable(
            _("%(file)s cannot be written: %(reason)s.") % {"file": output, "reason": error.strerror},
            remedy=_("Choose another place with -o."),
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
