"""``python -m overstap.smtp``: the process of the mail door, as ``overstap smtp`` and ``overstap run`` start it."""

import argparse
import os
import sys

import django
from django.conf import settings

from overstap.lib.errors import OverstapError


def main() -> int:
    """Take mail until SIGTERM or SIGINT; tells the port on standard output. Gives the exit code (cli/errors.py)."""
    parser = argparse.ArgumentParser(prog="python -m overstap.smtp", description=__doc__)
    parser.add_argument("--host", default="")
    parser.add_argument("--port", type=int, default=-1, help="0: a free one")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    django.setup()
    from overstap.smtp import serving  # tables are there only now

    port = settings.SMTP_PORT if options.port < 0 else options.port
    try:
        serving.serve(options.host or settings.SMTP_HOST, port, lambda found: print(found, flush=True))
    except OverstapError as error:
        print(f"{error.message} {error.remedy}", file=sys.stderr)
        return 5
    return 0


if __name__ == "__main__":
    sys.exit(main())
