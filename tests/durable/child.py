"""A worker process for tests: the real engine with a few handlers, and a trigger to die at a named point.

    python -m tests.durable.child [--kill-at POINT | --freeze-at POINT] [--forever]
        [--clock-ahead SECONDS]

With --kill-at it kills itself by SIGKILL when it first reaches the point, with --freeze-at it stops dead there until
it is told to go on (SIGCONT). Without --forever it ends once idle.
"""

import argparse
import os
import signal
import threading
from datetime import timedelta

import django


def signal_at(wanted: dict[str, signal.Signals], reached: str) -> None:
    """SIGKILL: no handler, no clean-up, no rollback sent. SIGSTOP: alive, but without a sign of it.

    To this very thread: of a signal to the process another thread may take notice first, while this one goes on.
    """
    number = wanted.pop(reached, None)
    if number is not None:
        signal.pthread_kill(threading.get_ident(), number)


def main() -> None:
    """Set up Django, then work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    parser = argparse.ArgumentParser()
    parser.add_argument("--kill-at", default="")
    parser.add_argument("--freeze-at", default="")
    parser.add_argument("--forever", action="store_true")
    parser.add_argument("--clock-ahead", type=float, default=0.0, help="seconds")
    options = parser.parse_args()
    django.setup()

    from django.conf import settings

    from overstap.durable import engine, points
    from overstap.lib import clock
    from tests.durable import handlers

    settings.MAIL_DIR = os.environ["MAIL_DIR"]
    handlers.register()
    wanted = {options.kill_at: signal.SIGKILL, options.freeze_at: signal.SIGSTOP}
    ahead = clock.moved_by(timedelta(seconds=options.clock_ahead))
    with ahead, points.listen(lambda reached: signal_at(wanted, reached)):
        if options.forever:
            engine.keep_connections()
        engine.worker(until_idle=not options.forever)


if __name__ == "__main__":
    main()
