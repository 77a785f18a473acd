"""Import one audit file in a process of its own, so that its memory is its own: FILE ENVIRONMENT CODE."""

import json
import os
import re
import sys
import time
from pathlib import Path

import django


def main(path: str, slug: str, code: str) -> None:
    """Import, and print seconds and peak memory as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overstap.config.settings")
    django.setup()
    from overstap.connectors.audit_file.actions import import_audit_file
    from overstap.tenancy import audit
    from overstap.tenancy.access import operator_person

    began = time.perf_counter()
    with audit.attempt(operator_person(), slug, "bench.import") as actor:
        result = import_audit_file(actor, [Path(path)], code=code)
    seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mb": _peak(), "lines": result.lines}))


def _peak() -> float:
    """Peak resident memory of this process in MB. Not from getrusage: that begins with what the parent held."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status).group(1)) / 1024  # type: ignore[union-attr]


if __name__ == "__main__":
    main(*sys.argv[1:4])
