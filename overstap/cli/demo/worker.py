"""A real worker in a process of its own, and the mails that it writes."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from overstap.cli import installation
from overstap.cli.commands.mail import written
from overstap.cli.language import gettext as _
from overstap.lib.errors import TryLater

_TRANSFER_CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){6}\b")
_LOOK_EVERY = 0.05  # seconds
_LONGEST_WAIT = 60.0
_END_WITHIN = 10.0


class WorkerGone(TryLater):
    """The worker of the demonstration ended, or does nothing."""

    code = "DEMO-WORKER"


@contextmanager
def at_work() -> Iterator[None]:
    """A worker, ended politely afterwards. Its log stands beside the other files of the demonstration."""
    with log_file().open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "overstap.cli", "worker"], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    # killed politely, we end as by Ctrl-C: the worker must not outlive the demonstration
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        process.terminate()
        try:
            process.wait(timeout=_END_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def log_file() -> Path:
    """What the worker had to say."""
    folder = installation.demo_files()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "worker.log"


def transfer_code_for(email: str) -> str:
    """The transfer code in a mail to ``email``, as its reader would copy it. Raises WorkerGone after a minute."""
    until = time.monotonic() + _LONGEST_WAIT
    while time.monotonic() < until:
        for mail in written(email):
            found = _TRANSFER_CODE.search(mail.text)
            if found:
                return found.group(0)
        time.sleep(_LOOK_EVERY)
    raise WorkerGone(
        _("No mail with a transfer code was written within a minute."),
        remedy=_("Look in %(log)s.") % {"log": log_file()},
    )
