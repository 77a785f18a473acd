"""Sending a file that is made on the spot.

It is written whole, to disk, within the transaction that reads what is in it, and sent from there: a book year of a
million lines takes no memory, and half a file never leaves.
"""

import tempfile
from collections.abc import Callable
from typing import BinaryIO

from django.http import FileResponse


def made(name: str, content_type: str, write: Callable[[BinaryIO], object]) -> FileResponse:
    """A download of what ``write`` writes; raises what it raises."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it, after it was sent
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
