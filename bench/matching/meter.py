"""Runs one program and says what it took: python -S meter.py LIMIT COMMAND …

Small on purpose: what a process held before it became another program counts as that program's memory, so the process
that starts it has to hold next to nothing. Standard library only. The last line printed is JSON.
"""

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    """Run, at most LIMIT seconds, and print what came of it."""
    began = time.perf_counter()
    try:
        done = subprocess.run(sys.argv[2:], timeout=float(sys.argv[1]), capture_output=True, check=False)
        said, complaint, code = done.stdout, done.stderr, done.returncode
    except subprocess.TimeoutExpired:
        said, complaint, code = b"", f"stopped after {float(sys.argv[1]):g} s".encode(), 1
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "wall": wall, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss / 1024, "code": code,
        "said": said.decode(errors="replace").strip(), "complaint": complaint.decode(errors="replace").strip(),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
